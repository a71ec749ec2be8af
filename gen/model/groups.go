package model

import (
	"fmt"
	"strings"

	"github.com/affixgo/affix/gen/dict"
)

// group is an entry type while names are chosen.
type group struct {
	out   *Struct
	named bool   // the dictionary names it
	owner string // first message or component that uses it
}

// group resolves a group. Groups of one counter and one layout are one type.
func (r *resolver) group(s *dict.Member, in scope) (*Field, *Struct, bool) {
	counter, ok := r.fields[s.Name]
	path := in.path + "/" + s.Name
	members := r.members(s.Members, scope{owner: in.owner, path: path})
	if !ok {
		return nil, nil, false
	}
	counter.Class = ClassNumInGroup
	delimiter := r.firstField(members)
	if delimiter == nil { // a circle of components, which is reported
		return nil, nil, false
	}
	g := r.intern(counter, members, s, in)
	g.out.Delimiter = delimiter
	return counter, g.out, true
}

// isCounterType accepts INT too: that is the type of counters before FIX 4.3.
func isCounterType(typ string) bool { return typ == "NUMINGROUP" || typ == "INT" }

// intern returns the group of this layout, a new one at the first use.
func (r *resolver) intern(counter *Field, members []Member, s *dict.Member, in scope) *group {
	key := layoutKey(counter, members, s.GoName)
	if g, ok := r.groups[key]; ok {
		return g
	}
	g := &group{
		out:   &Struct{Name: counter.Name, Counter: counter, Members: members, Doc: s.Doc, Pos: s.Pos},
		owner: in.owner,
	}
	if s.GoName != "" {
		g.named = true
		g.out.GoName = r.goName(s.Pos, in.path+"/"+s.Name, s.Name, s.GoName)
	}
	r.groups[key] = g
	r.order = append(r.order, g)
	return g
}

// layoutKey is equal for equal layouts: inner groups and components are unique
// already, so their addresses will do.
func layoutKey(counter *Field, members []Member, name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", counter.Name, name)
	for _, m := range members {
		fmt.Fprintf(&b, "|%d %t ", m.Kind, m.Required)
		if m.Kind == MemberField {
			b.WriteString(m.Field.Name)
		} else {
			fmt.Fprintf(&b, "%p", m.Struct)
		}
	}
	return b.String()
}

// firstField returns the field that entries of these members begin with, nil
// when there is none.
func (r *resolver) firstField(members []Member) *Field {
	for _, m := range members {
		if m.Kind != MemberComponent {
			return m.Field
		}
		first, ok := r.first[m.Struct]
		if !ok {
			first = r.firstField(m.Struct.Members)
			r.first[m.Struct] = first
		}
		if first != nil {
			return first
		}
	}
	return nil
}
