package model

import (
	"fmt"
	"strings"
)

// ShareEnums lets fields with the same values, by the same names, have one Go
// type: that of the field with the lowest tag. QuickFIX XML cannot say that two
// fields share their values, and FIX Latest repeats most of its sets.
func ShareEnums(d *Dictionary) {
	first := make(map[string]*Enum)
	kept := d.Enums[:0:0]
	instead := make(map[*Enum]*Enum)
	for _, e := range d.Enums {
		key := enumKey(e)
		if other := first[key]; other != nil {
			instead[e] = other
			continue
		}
		first[key] = e
		kept = append(kept, e)
	}
	d.Enums = kept
	for _, f := range d.Fields {
		if other := instead[f.Enum]; other != nil {
			f.Enum, f.Values = other, other.Values
		}
	}
}

func enumKey(e *Enum) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %t", e.Class, e.Open)
	for _, v := range e.Values {
		fmt.Fprintf(&b, "\n%q %q", v.Value, v.Name)
	}
	return b.String()
}
