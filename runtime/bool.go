package runtime

// Bool is a FIX Boolean: absent (the zero value), True or False. A FIX message
// tells an explicit N from a field that is not there.
type Bool byte

// The two values a Bool may be sent as.
const (
	True  Bool = 'Y'
	False Bool = 'N'
)

// NewBool returns True or False.
func NewBool(v bool) Bool {
	if v {
		return True
	}
	return False
}

// ParseBool reads "Y" or "N".
func ParseBool(s string) (Bool, error) {
	b, ok := parseBool([]byte(s))
	if !ok {
		return 0, badValue(s, "a Boolean", "Y", "only Y and N are allowed in FIX")
	}
	return b, nil
}

func parseBool(b []byte) (Bool, bool) {
	if len(b) != 1 || b[0] != 'Y' && b[0] != 'N' {
		return 0, false
	}
	return Bool(b[0]), true
}

// Value reports whether b is True. It is false when b is absent.
func (b Bool) Value() bool { return b == True }

// IsSet reports whether b is present.
func (b Bool) IsSet() bool { return b != 0 }

// AppendTo appends Y or N to dst, or nothing when b is absent.
func (b Bool) AppendTo(dst []byte) []byte {
	if b == 0 {
		return dst
	}
	return append(dst, byte(b))
}

// String returns "Y" or "N", or "" when b is absent.
func (b Bool) String() string { return string(b.AppendTo(nil)) }

// MarshalText returns what AppendTo appends. The error is always nil.
func (b Bool) MarshalText() ([]byte, error) { return b.AppendTo(nil), nil }

// UnmarshalText reads what ParseBool reads, and "" as absent.
func (b *Bool) UnmarshalText(text []byte) error { return unmarshalText(b, text, ParseBool) }
