package runtime

import (
	"fmt"
	"strings"
)

// ParseEnum is for the generated Parse functions (ParseSide and its kin). It
// returns the value that s means, which is one of these, in this order:
//
//   - the value itself, as it stands on the wire: "5"
//   - its name, as String returns it: "Sell short"
//   - its name or that of its constant, whatever the case, blanks and signs:
//     "sell short", "SellShort", "SELL_SHORT"
//
// Anything else is an error that lists what is allowed.
func ParseEnum[T ~string | ~byte](e *Enum, s string) (T, error) {
	v, err := e.find(s)
	if err != nil {
		var none T
		return none, err
	}
	return valueOf[T](v), nil
}

// find returns the wire value that s means.
func (e *Enum) find(s string) (string, error) {
	if e.Contains(s) {
		return s, nil
	}
	if v, n := e.only(func(v *EnumValue) bool { return v.Name == s || v.Ident != "" && v.Ident == s }); n == 1 {
		return v, nil
	}
	want := foldName(s)
	v, n := e.only(func(v *EnumValue) bool {
		return want != "" && (foldName(v.Name) == want || foldName(v.Ident) == want)
	})
	if n == 1 {
		return v, nil
	}
	problem := "is not a value"
	if n > 1 {
		problem = fmt.Sprintf("is the name of %d values", n)
	}
	return "", fmt.Errorf("runtime: %s: %s %s, want one of %s", e.Name, quoteShort(s), problem, e.choices())
}

// only returns a value that fits, and how many do.
func (e *Enum) only(fits func(*EnumValue) bool) (value string, n int) {
	for i := range e.Values {
		if v := &e.Values[i]; fits(v) && (n == 0 || v.Value != value) {
			value = v.Value
			n++
		}
	}
	return value, n
}

// foldName reduces a name to its letters and digits in lower case.
func foldName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + ('a' - 'A')
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, s)
}

// maxChoices and maxQuoted bound error texts.
const (
	maxChoices = 12
	maxQuoted  = 40
)

// choices lists the values with their names, the first few of many.
func (e *Enum) choices() string {
	var b strings.Builder
	for i, v := range e.Values {
		if i == maxChoices {
			fmt.Fprintf(&b, " and %d more", len(e.Values)-i)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s (%s)", v.Value, v.Name)
	}
	return b.String()
}

// quoteShort quotes what a user gave, the beginning of it if it is long.
func quoteShort(s string) string {
	if len(s) > maxQuoted {
		return fmt.Sprintf("%q...", s[:maxQuoted])
	}
	return fmt.Sprintf("%q", s)
}
