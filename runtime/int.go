package runtime

import (
	"cmp"
	"fmt"
	"math"
	"strings"
)

// Int is a FIX int and what derives from it: Length, NumInGroup, SeqNum, TagNum
// and DayOfMonth. The zero value is absent; NewInt(0) is an explicit 0.
//
// An Int that was parsed is written as it was read: "007" and "-0" keep their
// form. The operator == compares that form, Equal compares the numbers.
type Int struct {
	v     int64
	zeros uint8 // leading zeros on the wire
	form  uint8
}

// Bits of Int.form.
const (
	intSet   = 1 << iota
	intMinus // the text is negative; tells -0 from 0
)

// maxIntText is the longest text of digits that parseInt reads.
const maxIntText = math.MaxUint8 + maxUintDigits

// NewInt returns v in its shortest form.
func NewInt(v int64) Int {
	if v < 0 {
		return Int{v: v, form: intSet | intMinus}
	}
	return Int{v: v, form: intSet}
}

// ParseInt reads an optional minus sign and digits, for example "-15" or "007".
// It fails when the number does not fit an int64, or has more than 255 leading
// zeros.
func ParseInt(s string) (Int, error) {
	n, ok := parseInt([]byte(s))
	if !ok {
		return Int{}, badValue(s, "an int", "-15", whyNotInt(s))
	}
	return n, nil
}

func parseInt(b []byte) (Int, bool) {
	form := uint8(intSet)
	if len(b) != 0 && b[0] == '-' {
		form |= intMinus
		b = b[1:]
	}
	if len(b) == 0 {
		return Int{}, false
	}
	zeros := 0
	if b[0] == '0' {
		if len(b) > maxIntText {
			return Int{}, false
		}
		for zeros < len(b)-1 && b[zeros] == '0' {
			zeros++
		}
		if zeros > math.MaxUint8 {
			return Int{}, false
		}
	}
	if len(b)-zeros > maxUintDigits {
		return Int{}, false
	}
	v, ok := parseUint(b[zeros:])
	if !ok {
		return Int{}, false
	}
	if form&intMinus != 0 {
		if v > -math.MinInt64 {
			return Int{}, false
		}
		return Int{v: -int64(v), zeros: uint8(zeros), form: form}, true
	}
	if v > math.MaxInt64 {
		return Int{}, false
	}
	return Int{v: int64(v), zeros: uint8(zeros), form: form}, true
}

// Value returns the number, 0 when n is absent.
func (n Int) Value() int64 { return n.v }

// IsSet reports whether n is present.
func (n Int) IsSet() bool { return n.form != 0 }

// Compare returns -1, 0 or +1 as n is less than, equal to or greater than o,
// whatever their leading zeros. Absent sorts before every number.
func (n Int) Compare(o Int) int {
	if n.IsSet() && o.IsSet() {
		return cmp.Compare(n.v, o.v)
	}
	return comparePresence(n.IsSet(), o.IsSet())
}

// Equal reports whether both are the same number, or both absent.
func (n Int) Equal(o Int) bool { return n.IsSet() == o.IsSet() && n.v == o.v }

// AppendTo appends the wire form to dst, or nothing when n is absent.
func (n Int) AppendTo(dst []byte) []byte {
	if n.form == 0 {
		return dst
	}
	v := uint64(n.v)
	if n.form&intMinus != 0 {
		dst = append(dst, '-')
		v = -v
	}
	if n.zeros != 0 {
		return appendPadded(dst, v, int(n.zeros)+digitCount(v))
	}
	return appendUint(dst, v)
}

// String returns the wire form, or "" when n is absent.
func (n Int) String() string { return string(n.AppendTo(nil)) }

// MarshalText returns what AppendTo appends. The error is always nil.
func (n Int) MarshalText() ([]byte, error) { return n.AppendTo(nil), nil }

// UnmarshalText reads what ParseInt reads, and "" as absent.
func (n *Int) UnmarshalText(text []byte) error { return unmarshalText(n, text, ParseInt) }

func whyNotInt(s string) string {
	if why := whyNotNumber(s); why != "" {
		return why
	}
	if strings.Contains(s, ".") {
		return "a decimal point is not allowed"
	}
	if digits := strings.TrimPrefix(s, "-"); len(digits)-len(strings.TrimLeft(digits, "0")) > math.MaxUint8 {
		return "it has more than 255 leading zeros"
	}
	return "it does not fit 64 bits"
}

// whyNotNumber explains what neither an int nor a decimal may hold.
func whyNotNumber(s string) string {
	digits := strings.TrimPrefix(s, "-")
	if strings.Trim(digits, ".") == "" {
		return "it has no digits"
	}
	for i := range len(digits) {
		switch c := digits[i]; {
		case c >= '0' && c <= '9', c == '.':
		case c == ' ':
			return "spaces are not allowed in FIX numbers"
		case c == ',':
			return "thousands separators are not allowed in FIX"
		case c == '+' && i == 0:
			return "a plus sign is not allowed in FIX"
		case c == 'e' && i != 0, c == 'E' && i != 0:
			return "exponents are not allowed in FIX"
		case c == '-':
			return "a minus sign is allowed only in front"
		default:
			return fmt.Sprintf("%q is not a digit", c)
		}
	}
	return ""
}

// comparePresence orders absent before present.
func comparePresence(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

// badValue is the error for a text that is not of the type named by what.
func badValue(s, what, example, why string) error {
	const most = 64 // bytes of a peer's text worth repeating
	if s == "" {
		why = "it is empty, and FIX has no empty values"
	}
	if len(s) > most {
		return fmt.Errorf("runtime: %q... (%d bytes) is not %s such as %s: %s", s[:most], len(s), what, example, why)
	}
	return fmt.Errorf("runtime: %q is not %s such as %s: %s", s, what, example, why)
}

// unmarshalText stores in dst what parse makes of text; no text is absent.
func unmarshalText[T any](dst *T, text []byte, parse func(string) (T, error)) error {
	var v T
	if len(text) != 0 {
		var err error
		if v, err = parse(string(text)); err != nil {
			return err
		}
	}
	*dst = v
	return nil
}
