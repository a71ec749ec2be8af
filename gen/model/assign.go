package model

import (
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
	"Reset": true, "Clone": true, "String": true, "FIXMessage": true,
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
	r.nameFields()
	for _, m := range r.out.Messages {
		m.GoName = r.claim(names, m.GoName, "Message", "message "+m.Name, m.Struct.Pos)
		m.Struct.GoName = m.GoName
	}
	for _, s := range r.out.Components {
		name := s.GoName
		if reservedMembers[name] {
			name += "Component" // embedded, it would hide the method
		}
		s.GoName = r.claim(names, name, "Component", "component "+s.Name, s.Pos)
	}
	r.nameGroups(names)
	for _, e := range r.out.Enums {
		e.GoName = r.claim(names, e.GoName, "Code", "the values of "+e.Field.Name, e.Field.Pos)
	}
	r.nameValues(names)
	r.eachStruct(r.nameMembers)
}

// claim gives out name, or name and suffix when something of another kind has
// it. A clash within a kind, or a second one, is a finding.
func (r *resolver) claim(names taken, name, suffix, what string, pos dict.Pos) string {
	if name == "" {
		return ""
	}
	if first, ok := names[name]; ok && first.suffix != suffix {
		name += suffix
	}
	if first, ok := names[name]; ok {
		r.collision(pos, what, name, first)
		return name
	}
	r.checkLength(pos, what, name)
	names[name] = bearer{what, suffix, pos}
	return name
}

func (r *resolver) collision(pos dict.Pos, what, name string, first bearer) {
	at := ""
	if first.pos.Line > 0 {
		at = " at line " + strconv.Itoa(first.pos.Line)
	}
	r.errs.Addf(pos, what, "the Go name %s is taken by %s%s: add a name to one of them", name, first.what, at)
}

func (r *resolver) checkLength(pos dict.Pos, what, name string) {
	if len(name) > maxName {
		r.errs.Addf(pos, what, "the Go name %s has %d characters, more than %d: add a shorter name", name, len(name), maxName)
	}
}

// nameFields checks that no two fields have one Go name: it prefixes their
// constants.
func (r *resolver) nameFields() {
	names := make(taken)
	for _, f := range r.out.Fields {
		if f.GoName == "" {
			continue
		}
		if first, ok := names[f.GoName]; ok {
			r.collision(f.Pos, f.Name, f.GoName, first)
			continue
		}
		r.checkLength(f.Pos, f.Name, f.GoName)
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
		g.out.GoName = r.claim(names, name, "Group", "group "+g.out.Name+" of "+g.owner, g.out.Pos)
	}
}

// nameValues checks the constants: among themselves and against the types.
func (r *resolver) nameValues(names taken) {
	for _, e := range r.out.Enums {
		for _, v := range e.Values {
			what := "value " + v.Value + " of " + e.Field.Name
			if first, ok := names[v.GoName]; ok {
				r.collision(v.Pos, what, v.GoName, first)
				continue
			}
			r.checkLength(v.Pos, what, v.GoName)
			names[v.GoName] = bearer{what: what, pos: v.Pos}
		}
	}
}

// nameMembers names the fields of a Go struct. The header keeps MsgType: it is
// no message.
func (r *resolver) nameMembers(s *Struct) {
	names := make(taken, len(s.Members))
	for i := range s.Members {
		m := &s.Members[i]
		switch {
		case m.Kind == MemberComponent:
			m.GoName = m.Struct.GoName
		case reservedMembers[m.Field.GoName] && (s != r.out.Header || m.Field.GoName != "MsgType"):
			m.GoName = m.Field.GoName + "Field"
		default:
			m.GoName = m.Field.GoName
		}
		what := m.Kind.String() + " " + memberName(m)
		if first, ok := names[m.GoName]; ok {
			if m.Kind == MemberComponent || !strings.HasSuffix(first.what, " "+m.Field.Name) { // else checkScopes told it
				r.collision(m.Pos, s.Name+": "+what, m.GoName, first)
			}
			continue
		}
		names[m.GoName] = bearer{what: what, pos: m.Pos}
	}
}

func memberName(m *Member) string {
	if m.Kind == MemberComponent {
		return m.Struct.Name
	}
	return m.Field.Name
}
