package runtime

import (
	"cmp"
	"math/bits"
	"strings"
)

// Cmp returns -1, 0 or +1 as the number d is less than, equal to or greater
// than o, whatever their form: 1.0 equals 1.00. Absent sorts before every
// number.
func (d Decimal) Cmp(o Decimal) int {
	if !d.IsSet() || !o.IsSet() {
		return comparePresence(d.IsSet(), o.IsSet())
	}
	sign := d.Sign()
	if c := cmp.Compare(sign, o.Sign()); c != 0 || sign == 0 {
		return c
	}
	if d.ext != nil || o.ext != nil {
		return sign * compareDecimalText(d.String(), o.String())
	}
	return sign * compareScaled(d.coef, int(d.scale), o.coef, int(o.scale))
}

// Equal reports whether both are the same number, or both absent.
func (d Decimal) Equal(o Decimal) bool { return d.Cmp(o) == 0 }

// compareScaled compares a / 10^aScale with b / 10^bScale; neither is 0.
func compareScaled(a uint64, aScale int, b uint64, bScale int) int {
	if aScale > bScale {
		return -compareScaled(b, bScale, a, aScale)
	}
	shift := bScale - aScale
	if shift >= len(pow10) {
		return 1 // a times 10^20 exceeds every b
	}
	hi, lo := bits.Mul64(a, pow10[shift])
	if hi != 0 {
		return 1
	}
	return cmp.Compare(lo, b)
}

// compareDecimalText compares two numbers by their texts, without the signs.
func compareDecimalText(a, b string) int {
	aWhole, aFraction := significantParts(a)
	bWhole, bFraction := significantParts(b)
	return cmp.Or(
		cmp.Compare(len(aWhole), len(bWhole)),
		strings.Compare(aWhole, bWhole),
		strings.Compare(aFraction, bFraction),
	)
}

// significantParts returns the digits around the point of a number, without the
// zeros that do not count.
func significantParts(text string) (whole, fraction string) {
	whole, fraction, _ = strings.Cut(strings.TrimPrefix(text, "-"), ".")
	return strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
}
