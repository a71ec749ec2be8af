package runtime

import "unicode/utf8"

// Char is a FIX char: one byte, anything but 0 and SOH. The zero value is
// absent. Convert a literal: Char('A').
//
// A Char made from the byte 0x01 (SOH) would end its field early: ParseChar
// refuses it, and code that converts foreign bytes has to do the same.
type Char byte

// ParseChar reads a text of exactly one byte, for example "1".
func ParseChar(s string) (Char, error) {
	if len(s) == 1 {
		if c, ok := parseChar([]byte(s)); ok {
			return c, nil
		}
		return 0, badValue(s, "a char", "A", "0 and SOH are not allowed in FIX")
	}
	if utf8.RuneCountInString(s) == 1 {
		return 0, badValue(s, "a char", "A", "the character takes more than one byte")
	}
	return 0, badValue(s, "a char", "A", "it must be exactly one byte")
}

func parseChar(b []byte) (Char, bool) {
	if len(b) != 1 || b[0] == 0 || b[0] == SOH {
		return 0, false
	}
	return Char(b[0]), true
}

// IsSet reports whether c is present.
func (c Char) IsSet() bool { return c != 0 }

// AppendTo appends the byte to dst, or nothing when c is absent.
func (c Char) AppendTo(dst []byte) []byte {
	if c == 0 {
		return dst
	}
	return append(dst, byte(c))
}

// String returns the byte as a text of one byte, or "" when c is absent.
func (c Char) String() string { return string(c.AppendTo(nil)) }

// MarshalText returns what AppendTo appends. The error is always nil.
func (c Char) MarshalText() ([]byte, error) { return c.AppendTo(nil), nil }

// UnmarshalText reads what ParseChar reads, and "" as absent.
func (c *Char) UnmarshalText(text []byte) error { return unmarshalText(c, text, ParseChar) }
