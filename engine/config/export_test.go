package config

import (
	"reflect"
	"slices"
	"strings"

	"github.com/affixgo/affix/engine/admin"
)

// DocWanted tells whether the doc comment of a name in Go is of use: that of a
// setting, of a struct or an enumeration, or of one of its values.
func DocWanted(name string) bool {
	for _, k := range append(slices.Clone(allKeys()), adminKeys()...) {
		inner := k.shape.inner()
		switch {
		case k.owner == name, inner.class == group && inner.typ.String() == name:
			return true
		case inner.class == enum && (inner.typ.String() == name || isConstOf(inner, name)):
			return true
		}
	}
	return false
}

func isConstOf(s *shape, name string) bool {
	pkg, _, _ := strings.Cut(s.typ.String(), ".")
	short, ok := strings.CutPrefix(name, pkg+".")
	return ok && !strings.Contains(short, ".") && setEnum(s, short, reflect.New(s.typ).Elem()) == nil
}

// Unlisted returns the fields of the canonical structs that a file cannot set
// and codeOnly does not list, and what it lists and there is not.
func Unlisted() (missing, stale []string) {
	seen := map[string]bool{}
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		for i := range t.NumField() {
			f := t.Field(i)
			owner := t.String() + "." + f.Name
			_, listed := codeOnly[owner]
			seen[owner] = true
			if !f.IsExported() || listed {
				continue
			}
			s := shapeOf(f.Type)
			switch inner := f.Type; {
			case s.class == unmapped:
				missing = append(missing, owner)
			case s.inner().class == group:
				walk(s.inner().typ)
			case inner.Kind() == reflect.Struct && s.class != textual:
				walk(inner)
			}
		}
	}
	walk(reflect.TypeFor[Session]())
	walk(reflect.TypeFor[admin.ServerConfig]())
	for owner := range codeOnly {
		if !seen[owner] {
			stale = append(stale, owner)
		}
	}
	for owner := range sizes {
		if !seen[owner] {
			stale = append(stale, owner)
		}
	}
	return missing, stale
}

// Unsized returns the integers whose comment speaks of bytes, and that are not
// read as sizes; and the enumerations without names.
func Unsized() (found []string) {
	for _, k := range allKeys() {
		inner := k.shape.inner()
		if inner.class == integer && strings.Contains(docOf(k.owner), "bytes") && !wordsOnly[k.owner] {
			found = append(found, k.owner)
		}
		if inner.class == enum && len(inner.values) < 2 {
			found = append(found, k.owner)
		}
	}
	return found
}

// wordsOnly are integers whose comment speaks of bytes, which they do not count.
var wordsOnly = map[string]bool{"session.Config.KeepMessages": true}
