package model

import (
	"strings"

	"github.com/affixgo/affix/gen/dict"
)

// SameType reports whether two spellings mean one FIX type.
func SameType(a, b string) bool {
	x, _ := canonicalType(a)
	y, _ := canonicalType(b)
	return x == y
}

// SameValue reports whether two declarations of a value make the same constant
// and the same texts: PARTIALLY_FILLED and "Partially filled" do.
func SameValue(a, b dict.Value) bool {
	if a.Value != b.Value || a.GoName != b.GoName || a.Doc != b.Doc {
		return false
	}
	x, y := meaning(a), meaning(b)
	return x == y || pascal(x) == pascal(y) && humanText(x) == humanText(y)
}

// meaning is the text of a value, or the value where it has none.
func meaning(v dict.Value) string {
	if strings.TrimSpace(v.Text) == "" {
		return v.Value
	}
	return v.Text
}
