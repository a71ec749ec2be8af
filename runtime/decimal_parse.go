package runtime

import "bytes"

// ParseDecimal reads an optional minus sign and digits with at most one decimal
// point among, before or after them, for example "-12.50", "23." or ".5". FIX
// knows no plus sign, exponent, NaN, infinity or thousands separator.
func ParseDecimal(s string) (Decimal, error) {
	d, ok := parseDecimal([]byte(s))
	if !ok {
		why := whyNotNumber(s)
		if why == "" {
			why = "it has more than one decimal point"
		}
		return Decimal{}, badValue(s, "a decimal", "-12.50", why)
	}
	return d, nil
}

// MustDecimal is ParseDecimal for literals in a program: it panics when s is
// not a decimal.
func MustDecimal(s string) Decimal {
	d, err := ParseDecimal(s)
	if err != nil {
		panic(err)
	}
	return d
}

// parseDecimal copies b when the number does not fit in place; that is the only
// time it allocates.
func parseDecimal(b []byte) (Decimal, bool) {
	form := uint8(decSet)
	digits := b
	if len(digits) != 0 && digits[0] == '-' {
		form |= decMinus
		digits = digits[1:]
	}
	if len(digits) > maxUintDigits {
		return parseLongDecimal(b, digits, form)
	}
	var coef uint64
	point := -1
	for i, c := range digits {
		v := c - '0'
		if v > 9 {
			if c != '.' || point >= 0 {
				return Decimal{}, false
			}
			point = i
			continue
		}
		coef = coef*10 + uint64(v)
	}
	if point < 0 {
		if len(digits) == 0 {
			return Decimal{}, false
		}
		return Decimal{coef: coef, whole: uint8(len(digits)), form: form}, true
	}
	scale := len(digits) - point - 1
	if scale == 0 {
		if point == 0 {
			return Decimal{}, false
		}
		form |= decBarePoint
	}
	return Decimal{coef: coef, scale: uint8(scale), whole: uint8(point), form: form}, true
}

// parseLongDecimal reads digits, the unsigned part of text, of any length. It
// stays in place when there is room but for leading zeros and the point.
func parseLongDecimal(text, digits []byte, form uint8) (Decimal, bool) {
	whole, fraction, pointed := bytes.Cut(digits, []byte{'.'})
	if !allDigits(whole) || !allDigits(fraction) || len(whole)+len(fraction) == 0 {
		return Decimal{}, false
	}
	if pointed && len(fraction) == 0 {
		form |= decBarePoint
	}
	var coef uint64
	significant := 0
	for _, part := range [2][]byte{whole, fraction} {
		for _, c := range part {
			if significant != 0 || c != '0' {
				significant++
			}
			coef = coef*10 + uint64(c-'0') // wraps only when significant grows too large
		}
	}
	if significant > maxUintDigits || len(whole) > maxScale || len(fraction) > maxScale {
		return Decimal{ext: &decimalText{text: string(text)}, form: form}, true
	}
	return Decimal{coef: coef, scale: uint8(len(fraction)), whole: uint8(len(whole)), form: form}, true
}

// allDigits reports whether b holds nothing but digits.
func allDigits(b []byte) bool {
	for _, c := range b {
		if c-'0' > 9 {
			return false
		}
	}
	return true
}
