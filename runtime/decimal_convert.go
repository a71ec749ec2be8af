package runtime

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// DecimalFromFloat returns f rounded to scale digits after the point, 0 to 255,
// from its exact binary value: 1.005 is a little less than that number, so with
// scale 2 it gives 1.00. It fails for NaN, infinities and other scales.
func DecimalFromFloat(f float64, scale int) (Decimal, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Decimal{}, fmt.Errorf("runtime: %v is not a decimal: FIX has no NaN and no infinity", f)
	}
	if scale < 0 || scale > maxScale {
		return Decimal{}, fmt.Errorf("runtime: scale %d of a decimal is not 0 to %d", scale, maxScale)
	}
	var buf [64]byte
	d, ok := parseDecimal(strconv.AppendFloat(buf[:0], f, 'f', scale, 64))
	if !ok {
		return Decimal{}, fmt.Errorf("runtime: %v is not a decimal", f)
	}
	if d.IsSet() && d.Sign() == 0 {
		return makeDecimal(false, 0, scale), nil
	}
	return d, nil
}

// Float64 returns the nearest float64; an infinity when d is out of its range,
// 0 when d is absent.
func (d Decimal) Float64() float64 {
	if !d.IsSet() {
		return 0
	}
	// Both are exact as floats, so their quotient is rounded once.
	const exact = 1 << 53
	if d.ext == nil && d.coef <= exact && int(d.scale) < len(pow10) {
		f := float64(d.coef) / float64(pow10[d.scale])
		if d.form&decMinus != 0 {
			return -f
		}
		return f
	}
	f, _ := strconv.ParseFloat(d.String(), 64) // out of range is an infinity
	return f
}

// Rat returns the exact number in a new Rat, 0 when d is absent.
func (d Decimal) Rat() *big.Rat {
	if !d.IsSet() {
		return new(big.Rat)
	}
	scale := big.NewInt(int64(d.Scale()))
	return new(big.Rat).SetFrac(d.bigCoefficient(), scale.Exp(big.NewInt(10), scale, nil))
}

// Coefficient returns the number times 10^Scale, all its digits without the
// point: -1250 for -12.50. It is not ok when that does not fit an int64, or d is
// absent.
func (d Decimal) Coefficient() (coef int64, ok bool) {
	if !d.IsSet() {
		return 0, false
	}
	digits := d.coef
	if d.ext != nil {
		text := strings.Replace(strings.TrimPrefix(d.ext.text, "-"), ".", "", 1)
		if digits, ok = parseUint([]byte(text)); !ok {
			return 0, false
		}
	}
	return signed(d.form&decMinus != 0, digits)
}

// Int64 returns the number cut to an integer, and whether it is exactly that
// integer. A number outside int64 gives the nearest one, absent gives 0; neither
// is exact.
func (d Decimal) Int64() (v int64, exact bool) {
	if !d.IsSet() {
		return 0, false
	}
	minus := d.form&decMinus != 0
	var digits uint64
	if d.ext != nil {
		whole, fraction := significantParts(d.ext.text)
		exact = fraction == ""
		fits := true
		if whole != "" {
			digits, fits = parseUint([]byte(whole))
		}
		if !fits {
			digits = math.MaxUint64
		}
	} else {
		digits, exact = cutScale(d.coef, int(d.scale))
	}
	v, fits := signed(minus, digits)
	return v, exact && fits
}

// Rescale returns d with scale digits after the point, in its shortest form. A
// larger scale appends zeros. A smaller one rounds to the nearest, half away
// from zero, and is exact when only zeros went. The scale is 0 to 255, beyond
// that the nearer bound. Absent stays absent, exactly.
func (d Decimal) Rescale(scale int) (rescaled Decimal, exact bool) {
	if !d.IsSet() {
		return Decimal{}, true
	}
	scale = min(max(scale, 0), maxScale)
	minus := d.form&decMinus != 0
	if d.ext == nil {
		if drop := int(d.scale) - scale; drop >= 0 {
			kept, exact := cutScale(d.coef, drop)
			if !exact && roundsUp(d.coef, drop) {
				kept++
			}
			return makeDecimal(minus, kept, scale), exact
		} else if digitCount(d.coef)-drop <= maxUintDigits {
			return makeDecimal(minus, d.coef*pow10[-drop], scale), true
		}
	}
	// FloatString rounds half away from zero.
	rat := d.Rat()
	text := rat.FloatString(scale)
	rescaled, _ = parseDecimal([]byte(text))
	if rescaled.IsSet() && rescaled.Sign() == 0 {
		rescaled = makeDecimal(false, 0, scale)
	}
	return rescaled, rescaled.Cmp(d) == 0
}

// bigCoefficient returns Coefficient for any number of digits.
func (d Decimal) bigCoefficient() *big.Int {
	if d.ext == nil {
		coef := new(big.Int).SetUint64(d.coef)
		if d.form&decMinus != 0 {
			coef.Neg(coef)
		}
		return coef
	}
	coef, _ := new(big.Int).SetString(strings.Replace(d.ext.text, ".", "", 1), 10)
	return coef
}

// cutScale returns v / 10^scale without the fraction, and whether there was none.
func cutScale(v uint64, scale int) (whole uint64, exact bool) {
	if scale >= len(pow10) {
		return 0, v == 0
	}
	whole = v / pow10[scale]
	return whole, whole*pow10[scale] == v
}

// roundsUp reports whether the fraction of v / 10^scale is a half or more.
func roundsUp(v uint64, scale int) bool {
	if scale >= len(pow10) {
		return false // less than a tenth
	}
	rest := v % pow10[scale]
	return rest >= pow10[scale]-rest
}

// signed returns digits with a sign, and whether the number fits an int64; if
// not, the nearest one.
func signed(minus bool, digits uint64) (v int64, ok bool) {
	switch {
	case minus && digits > -math.MinInt64:
		return math.MinInt64, false
	case minus:
		return -int64(digits), true
	case digits > math.MaxInt64:
		return math.MaxInt64, false
	default:
		return int64(digits), true
	}
}
