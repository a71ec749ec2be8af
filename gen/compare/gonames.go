package compare

import (
	"fmt"
	"slices"

	"github.com/affixgo/affix/gen/model"
)

// symbol is an exported name of the generated package.
type symbol struct {
	name  string // "Side", "SideBuy", "Instrument.Symbol"
	decl  string // what code relies on: "type Side byte", "const SideBuy Side"
	owner string // the type it belongs to; empty for a type

	field *model.Field  // of an enumeration, constant or struct field
	value string        // of a constant
	in    *model.Struct // of a type or struct field
}

// goNames finds what of the Go package is gone or has become something else,
// and whether a difference explains that. What none does is a difference.
func (c *comparison) goNames() {
	now := make(map[string]string)
	for _, s := range symbols(c.b) {
		now[s.name] = s.decl
	}
	broken := make(map[string]bool) // types
	for _, s := range symbols(c.a) {
		decl, ok := now[s.name]
		if decl == s.decl {
			continue
		}
		if s.owner == "" {
			broken[s.name] = true
		}
		if c.explained(s) || broken[s.owner] {
			continue
		}
		d := &diff{Difference: Difference{Kind: GoChanged, What: s.name, Old: s.decl, New: decl, BreaksGo: true, Text: s.decl + " → " + decl}}
		if !ok {
			d.Kind, d.Text = GoRemoved, s.decl+" is gone"
		}
		c.add(d)
	}
}

// explained marks the differences that a broken name follows from.
func (c *comparison) explained(s symbol) bool {
	found := false
	for _, d := range c.diffs {
		if d.explains(s) {
			d.BreaksGo, found = true, true
		}
	}
	return found
}

func (d *diff) explains(s symbol) bool {
	switch d.Kind {
	case FieldRemoved, FieldRenamed, FieldType:
		return s.field != nil && d.field == s.field && (s.in == nil || d.Kind != FieldRemoved)
	case ValuesOpened, ValuesClosed:
		return s.field != nil && d.field == s.field
	case ValueRemoved, ValueRenamed:
		return s.field != nil && s.value != "" && d.field == s.field && d.Value == s.value
	case MessageRemoved, MessageRenamed, ComponentGone:
		return s.in != nil && slices.Contains(d.structs, s.in) && s.owner == ""
	case MemberRemoved, MemberKind:
		if s.in == nil || s.owner == "" || !slices.Contains(d.structs, s.in) {
			return false
		}
		if s.field == nil { // an embedded component
			return d.field == nil && d.What == s.value
		}
		return d.field == s.field
	}
	return false
}

// symbols returns the exported names, types before what belongs to them.
func symbols(d *model.Dictionary) []symbol {
	var list []symbol
	structType := func(s *model.Struct) {
		list = append(list, symbol{name: s.GoName, decl: "type " + s.GoName + " struct", in: s})
		for i := range s.Members {
			m := &s.Members[i]
			if m.Kind != model.MemberComponent && !stored(m.Field) {
				continue
			}
			f := symbol{name: s.GoName + "." + m.GoName, owner: s.GoName, in: s, field: m.Field}
			f.decl = "field " + f.name + " " + goType(m)
			if m.Kind == model.MemberComponent {
				f.value = m.Struct.Name
			}
			list = append(list, f)
		}
	}
	for _, e := range d.Enums {
		list = append(list, symbol{name: e.GoName, decl: "type " + e.GoName + " " + enumType(e), field: e.Field})
		for _, v := range e.Values {
			list = append(list, symbol{name: v.GoName, decl: "const " + v.GoName + " " + e.GoName, owner: e.GoName, field: e.Field, value: v.Value})
		}
	}
	structType(d.Header)
	structType(d.Trailer)
	for _, s := range d.Components {
		structType(s)
	}
	for _, s := range d.Groups {
		structType(s)
	}
	for _, m := range d.Messages {
		structType(m.Struct)
	}
	return list
}

// stored reports whether a struct has a field for f: package emit leaves out
// what frames a message and the lengths of data.
func stored(f *model.Field) bool {
	return f.Tag != 8 && f.Tag != 9 && f.Tag != 10 && f.Tag != 35 && f.Data == nil
}

func enumType(e *model.Enum) string {
	if e.Class == model.ClassChar {
		return "byte"
	}
	return "string"
}

// goType is the type of a struct field as package emit chooses it, without the
// package of those that are not generated.
func goType(m *model.Member) string {
	f := m.Field
	switch {
	case m.Kind == model.MemberComponent:
		return m.Struct.GoName
	case m.Kind == model.MemberGroup:
		return "[]" + m.Struct.GoName
	case f.Class == model.ClassMultiChar || f.Class == model.ClassMultiString:
		if f.Enum != nil {
			return fmt.Sprintf("Set[%s]", f.Enum.GoName)
		}
		return "Set[string]"
	case f.Enum != nil:
		return f.Enum.GoName
	case f.Class == model.ClassData:
		return "[]byte"
	case f.Class == model.ClassString:
		return "string"
	case f.Class == model.ClassLength || f.Class == model.ClassNumInGroup:
		return "Int"
	}
	return f.Class.String()
}
