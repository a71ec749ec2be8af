package runtime

import (
	"math"
	"strconv"
	"strings"
)

// Decimal is a FIX float and what derives from it: Qty, Price, PriceOffset, Amt
// and Percentage. It is exact. The zero value is absent; NewDecimal(0, 0) is an
// explicit 0.
//
// A Decimal that was parsed is written as it was read: "002000.00", "23.",
// ".5" and "-0" keep their form, and no digit is lost however long the text.
// Numbers of up to 19 digits are held in place; longer ones, and those with
// more than 255 digits on a side of the point, are held as text on the heap.
//
// Compare with Equal or Cmp: the operator == compares the wire form, and for
// the long numbers only whether both are copies of one value.
//
// There is no arithmetic: convert with Coefficient and Scale, Int64, Rat,
// Float64 or String to the library of your choice.
type Decimal struct {
	coef  uint64 // the digits without the point; unused with ext
	ext   *decimalText
	scale uint8 // digits after the point; unused with ext
	whole uint8 // digits before the point; unused with ext
	form  uint8
}

// decimalText is a number that does not fit in place. It is never changed.
type decimalText struct{ text string }

// Bits of Decimal.form.
const (
	decSet       = 1 << iota
	decMinus     // the text is negative; tells -0 from 0
	decBarePoint // a point with no digit after it
)

// maxScale is the largest scale that is made; larger ones are only read.
const maxScale = math.MaxUint8

// NewDecimal returns coef / 10^scale with scale digits after the point:
// NewDecimal(10712, 4) is 1.0712, NewDecimal(-5, 2) is -0.05.
//
// The scale is 0 to 255. A negative one multiplies: NewDecimal(5, -3) is 5000;
// one below -255 counts as -255. With one above 255 the digits past the 255th
// are cut off.
func NewDecimal(coef int64, scale int) Decimal {
	minus := coef < 0
	digits := uint64(coef)
	if minus {
		digits = -digits
	}
	for scale > maxScale && digits != 0 {
		digits /= 10
		scale--
	}
	scale = min(max(scale, -maxScale), maxScale)
	if scale >= 0 {
		return makeDecimal(minus, digits, scale)
	}
	shift := -scale
	if digits == 0 || shift+digitCount(digits) <= maxUintDigits {
		for ; shift > 0; shift-- {
			digits *= 10
		}
		return makeDecimal(minus, digits, 0)
	}
	d := Decimal{form: decSet}
	if minus {
		d.form |= decMinus
	}
	d.ext = &decimalText{text: strconv.FormatInt(coef, 10) + strings.Repeat("0", shift)}
	return d
}

// makeDecimal returns digits / 10^scale in its shortest form, zero without a
// sign. The digits are at most maxUintDigits, the scale is 0 to maxScale.
func makeDecimal(minus bool, digits uint64, scale int) Decimal {
	d := Decimal{
		coef:  digits,
		scale: uint8(scale),
		whole: uint8(max(1, digitCount(digits)-scale)),
		form:  decSet,
	}
	if minus && digits != 0 {
		d.form |= decMinus
	}
	return d
}

// IsSet reports whether d is present.
func (d Decimal) IsSet() bool { return d.form != 0 }

// Sign returns -1, 0 or +1; 0 for "-0" and when d is absent.
func (d Decimal) Sign() int {
	switch {
	case d.ext != nil && strings.Trim(d.ext.text, "-.0") == "", d.ext == nil && d.coef == 0:
		return 0
	case d.form&decMinus != 0:
		return -1
	default:
		return 1
	}
}

// Scale returns the number of digits after the point, 0 when d is absent.
func (d Decimal) Scale() int {
	if d.ext == nil {
		return int(d.scale)
	}
	_, fraction, _ := strings.Cut(d.ext.text, ".")
	return len(fraction)
}

// AppendTo appends the wire form to dst, or nothing when d is absent.
func (d Decimal) AppendTo(dst []byte) []byte {
	if d.form == 0 {
		return dst
	}
	if d.ext != nil {
		return append(dst, d.ext.text...)
	}
	if d.form&decMinus != 0 {
		dst = append(dst, '-')
	}
	whole, scale := int(d.whole), int(d.scale)
	n := whole + scale
	switch {
	case scale == 0:
		dst = appendPadded(dst, d.coef, whole)
		if d.form&decBarePoint != 0 {
			dst = append(dst, '.')
		}
		return dst
	case n < wordText:
		word := formatWord(d.coef) >> (wordText*8 - n*8)
		front := uint64(1)<<(whole*8) - 1
		return appendWord(dst, word&front|'.'<<(whole*8)|word&^front<<8, n+1)
	}
	// One zero more in front, into whose place the digits up to the point move.
	dst = appendPadded(dst, d.coef, n+1)
	b := dst[len(dst)-n-1:]
	for i := range whole {
		b[i] = b[i+1]
	}
	b[whole] = '.'
	return dst
}

// String returns the wire form, or "" when d is absent.
func (d Decimal) String() string {
	if d.ext != nil {
		return d.ext.text
	}
	var buf [32]byte
	return string(d.AppendTo(buf[:0]))
}

// MarshalText returns what AppendTo appends. The error is always nil.
func (d Decimal) MarshalText() ([]byte, error) { return d.AppendTo(nil), nil }

// UnmarshalText reads what ParseDecimal reads, and "" as absent.
func (d *Decimal) UnmarshalText(text []byte) error { return unmarshalText(d, text, ParseDecimal) }
