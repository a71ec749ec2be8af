package model

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/affixgo/affix/gen/dict"
)

// reservedTypes are the package-level names the emitter makes itself.
var reservedTypes = []string{"Dictionary", "Header", "Trailer"}

// reservedMembers are methods and fixed fields of the generated structs.
var reservedMembers = map[string]bool{
	"MsgType": true, "Header": true, "Trailer": true, "Unknown": true,
	"MarshalFIX": true, "UnmarshalFIX": true, "AppendFIX": true, "Validate": true,
	"MarshalJSON": true, "UnmarshalJSON": true,
	"Reset": true, "Clone": true, "String": true, "FIXMessage": true, "FIXHeader": true,
}

// taken maps the package-level names to what bears them.
type taken map[string]bearer

type bearer struct {
	what   string // "message NewOrderSingle"
	suffix string // of its kind of type; empty for what is no type
	pos    dict.Pos
}

// nameAll gives out the package-level names in order of priority, then those
// of the struct fields.
func (r *resolver) nameAll() {
	names := make(taken)
	for _, n := range reservedTypes {
		names[n] = bearer{what: "the generated type " + n}
	}
	for _, m := range r.out.Messages {
		m.GoName = r.claim(names, m.GoName, "Message", "message "+m.Name, m.MsgType, m.Struct.Pos)
		m.Struct.GoName = m.GoName
	}
	beside := r.besideFields()
	for _, s := range r.out.Components {
		name := s.GoName
		if reservedMembers[name] || beside[s] {
			name += "Component" // embedded, it would hide the method or the field
		}
		s.GoName = r.claim(names, name, "Component", "component "+s.Name, "2", s.Pos)
	}
	r.nameGroups(names)
	for _, e := range r.out.Enums {
		e.GoName = r.claim(names, e.GoName, "Code", "the values of "+e.Field.Name, strconv.Itoa(e.Field.Tag), e.Field.Pos)
	}
	r.nameParsers(names)
	r.nameValues(names)
	r.eachStruct(r.nameMembers)
}

// claim gives out name, or name and suffix when something of another kind has
// it. A clash within a kind, or a second one, is a finding, which more, added
// to the name, repairs.
func (r *resolver) claim(names taken, name, suffix, what, more string, pos dict.Pos) string {
	if name == "" {
		return ""
	}
	if first, ok := names[name]; ok && first.suffix != suffix {
		name += suffix
	}
	name = r.unique(names, name, more, what, pos)
	names[name] = bearer{what, suffix, pos}
	return name
}

// unique returns name if it is free and short enough, else a finding and what
// repairs it.
func (r *resolver) unique(names taken, name, more, what string, pos dict.Pos) string {
	name = r.checkLength(pos, what, name)
	first, ok := names[name]
	if !ok {
		return name
	}
	free := name + goTail(more)
	for n := 2; ; n++ {
		if _, taken := names[free]; !taken {
			break
		}
		free = name + "_" + strconv.Itoa(n)
	}
	r.collision(pos, what, name, free, first)
	return free
}

// goTail returns what of text can stand at the end of a Go name.
func goTail(text string) string {
	return strings.Map(func(c rune) rune {
		if isWordRune(c) || c == '_' {
			return c
		}
		return -1
	}, text)
}

// besideFields returns the components that are embedded beside a field of their
// name.
func (r *resolver) besideFields() map[*Struct]bool {
	beside := make(map[*Struct]bool)
	r.eachStruct(func(s *Struct) {
		var fields map[string]bool
		for _, c := range s.Members {
			if c.Kind != MemberComponent {
				continue
			}
			if fields == nil {
				fields = make(map[string]bool, len(s.Members))
				for _, m := range s.Members {
					if m.Kind != MemberComponent {
						fields[m.Field.GoName] = true
					}
				}
			}
			if fields[c.Struct.GoName] {
				beside[c.Struct] = true
			}
		}
	})
	return beside
}

func (r *resolver) collision(pos dict.Pos, what, name, free string, first bearer) {
	at := ""
	if first.pos.Line > 0 {
		at = " at line " + strconv.Itoa(first.pos.Line)
	}
	r.errs.Repairf(dict.GoNameTaken, pos, what, "called "+free, "the Go name %s is taken by %s%s: add a name to one of them", name, first.what, at)
}

// checkLength returns name, or what fits of it, with a finding.
func (r *resolver) checkLength(pos dict.Pos, what, name string) string {
	if len(name) <= maxName {
		return name
	}
	short := cutName(name)
	r.errs.Repairf(dict.GoNameLong, pos, what, "cut to "+short, "the Go name %s has %d characters, more than %d: add a shorter name", name, len(name), maxName)
	return short
}

// cutName cuts a name that is too long at the end of a word.
func cutName(name string) string {
	at := maxName
	for i := maxName; i > maxName/2; i-- {
		if c := name[i]; c >= 'A' && c <= 'Z' && (name[i-1] < 'A' || name[i-1] > 'Z') {
			at = i
			break
		}
	}
	return strings.TrimRight(name[:at], "_")
}

// nameParsers keeps the names of the Parse functions free.
func (r *resolver) nameParsers(names taken) {
	for _, e := range r.out.Enums {
		name, what := parserOf(e), "the function that parses "+e.Field.Name
		if first, ok := names[name]; ok {
			e.GoName = r.unique(names, e.GoName+"Code", strconv.Itoa(e.Field.Tag), "the values of "+e.Field.Name, e.Field.Pos)
			r.collision(e.Field.Pos, what, name, parserOf(e), first)
			names[e.GoName] = bearer{what: "the values of " + e.Field.Name, pos: e.Field.Pos}
		}
		names[parserOf(e)] = bearer{what: what, pos: e.Field.Pos}
	}
}

// parserOf returns the name of the function that parses a value of e.
func parserOf(e *Enum) string { return "Parse" + e.GoName }

// nameFields checks that no two fields have one Go name: it prefixes their
// constants.
func (r *resolver) nameFields() {
	names := make(taken)
	for _, f := range r.out.Fields {
		if f.GoName == "" {
			continue
		}
		f.GoName = r.unique(names, f.GoName, strconv.Itoa(f.Tag), f.Name, f.Pos)
		names[f.GoName] = bearer{what: f.Name, pos: f.Pos}
	}
}

// nameGroups names the entry types: PartyIDsEntry, qualified by the owner when
// the counter has several layouts.
func (r *resolver) nameGroups(names taken) {
	layouts := make(map[*Field]int)
	for _, g := range r.order {
		if !g.named {
			layouts[g.out.Counter]++
		}
	}
	for _, g := range r.order {
		name := g.out.GoName
		if !g.named {
			name = strings.TrimPrefix(g.out.Counter.GoName, "No")
			if exported(name) != name || name == "" {
				name = g.out.Counter.GoName
			}
			name += "Entry"
			if layouts[g.out.Counter] > 1 {
				name = goIdent(g.owner) + name
			}
		}
		g.out.GoName = r.claim(names, name, "Group", "group "+g.out.Name+" of "+g.owner, strconv.Itoa(g.out.Counter.Tag), g.out.Pos)
	}
}

// nameValues checks the constants: among themselves and against the types.
func (r *resolver) nameValues(names taken) {
	for _, e := range r.out.Enums {
		for i := range e.Values {
			v := &e.Values[i]
			what := "value " + v.Value + " of " + e.Field.Name
			v.GoName = r.unique(names, v.GoName, "_"+valueTail(v.Value), what, v.Pos)
			names[v.GoName] = bearer{what: what, pos: v.Pos}
		}
	}
}

// nameMembers names the fields of a Go struct.
func (r *resolver) nameMembers(s *Struct) {
	names := make(taken, len(s.Members))
	for i := range s.Members {
		m := &s.Members[i]
		m.GoName = memberGoName(m, s == r.out.Header)
		what := m.Kind.String() + " " + memberName(m)
		if first, ok := names[m.GoName]; ok {
			r.errs.Addf(dict.GoNameTaken, m.Pos, s.Name+": "+what, "the Go name %s is taken by %s at line %d: add a name to one of them", m.GoName, first.what, first.pos.Line)
			continue
		}
		names[m.GoName] = bearer{what: what, pos: m.Pos}
	}
}

// valueTail tells values apart whose names are the same.
func valueTail(value string) string {
	if tail := goTail(value); len(tail) == len(value) {
		return tail
	}
	return fmt.Sprintf("X%X", value)
}

func memberName(m *Member) string {
	if m.Kind == MemberComponent {
		return m.Struct.Name
	}
	return m.Field.Name
}
