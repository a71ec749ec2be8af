package dict

import (
	"slices"
	"strings"
)

// spelling returns the name of e, or the one among want that it is a misspelling
// of, with a finding: <filed> is <field>.
func (r *xmlReader) spelling(e *element, want ...string) string {
	if slices.Contains(want, e.name) {
		return e.name
	}
	for _, name := range want {
		if strings.EqualFold(e.name, name) || swapped(e.name, name) {
			r.errs.Repairf(MisspeltElement, e.pos, e.attr("name"), "read as <"+name+">", "element <%s>: write <%s>", e.name, name)
			return name
		}
	}
	return e.name
}

// swapped says whether a is b with two neighbouring letters in the wrong order.
func swapped(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i+1 < len(a); i++ {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		}
	}
	return false
}
