package model

import (
	"slices"

	"github.com/affixgo/affix/gen/dict"
)

// framingTags never stand in a body: the codec writes them.
var framingTags = map[string]bool{"8": true, "9": true, "35": true, "34": true, "10": true}

// scopes makes every field stand once in its scope, components expanded.
func (r *repairer) scopes() {
	for i := 0; i < len(r.out.Components); i++ {
		r.fieldsOf(r.out.Components[i], nil)
	}
	header := r.envelopeScope(r.out.Header, "Header", nil)
	r.envelopeScope(r.out.Trailer, "Trailer", header)
	trailer := r.envelopeNames(r.out.Trailer)
	for _, m := range r.out.Messages {
		m.Members = r.scope(m.Members, m.Name, nil)
		m.Members = r.besideEnvelope(m, header, trailer)
	}
}

// fieldsOf returns the names of the fields in the scope of a component, which it
// settles first. Open are the components being settled: one in a circle has no
// fields, Resolve reports it.
func (r *repairer) fieldsOf(b *dict.Block, open []*dict.Block) []string {
	if names, ok := r.flat[b]; ok {
		return names
	}
	if slices.Contains(open, b) || len(open) > maxNesting {
		return nil
	}
	b.Members = r.scope(b.Members, b.Name, append(open[:len(open):len(open)], b))
	names := r.namesOf(b.Members, append(open[:len(open):len(open)], b))
	r.flat[b] = names
	return names
}

func (r *repairer) namesOf(list []*dict.Member, open []*dict.Block) []string {
	var names []string
	for _, m := range list {
		if m.Kind != dict.KindComponent {
			names = append(names, m.Name)
		} else if b := r.blocks[m.Name]; b != nil {
			names = append(names, r.fieldsOf(b, open)...)
		}
	}
	return names
}

// place is where a field of a scope comes from.
type place struct {
	member *dict.Member
	via    string // the component that brings it
}

// scope returns list with each field once.
func (r *repairer) scope(list []*dict.Member, path string, open []*dict.Block) []*dict.Member {
	seen := make(map[string]place)
	inlined := make(map[string]bool) // a component in a circle must not be again
	out := make([]*dict.Member, 0, len(list))
	drop := func(old *dict.Member) {
		out = slices.DeleteFunc(out, func(m *dict.Member) bool { return m == old })
	}
	for len(list) > 0 {
		m := list[0]
		list = list[1:]
		if m.Kind == dict.KindComponent {
			if inlined[m.Name] {
				continue
			}
			if inline := r.component(m, path, seen, drop, open); inline != nil {
				inlined[m.Name] = true
				list = append(copyMembers(inline), list...)
				continue
			}
			if m.Name != "" {
				out = append(out, m)
			}
			continue
		}
		if m.Kind == dict.KindGroup {
			r.entry(m, path, open)
		}
		first, dup := seen[m.Name]
		if !dup {
			seen[m.Name] = place{member: m}
			out = append(out, m)
			continue
		}
		if first.via == "" && first.member.Kind != m.Kind {
			const text = "%s stands twice in one scope, as a group and as a field: remove the field"
			r.errs.Repairf(dict.CounterField, m.Pos, path, "the group is kept", text, m.Name)
			if m.Kind == dict.KindGroup {
				drop(first.member)
				seen[m.Name] = place{member: m}
				out = append(out, m)
			}
			continue
		}
		r.errs.Repairf(dict.StandsTwice, m.Pos, path, "the first one is kept", "%s stands twice in one scope%s: remove one", m.Name, through(first.via, ""))
		if first.via == "" {
			first.member.Required = first.member.Required || m.Required
			if m.Kind == dict.KindGroup {
				first.member.Members = r.scope(union(first.member.Members, m.Members), path+"/"+m.Name, open)
			}
		}
	}
	return out
}

// entry settles the scope of the entries of a group.
func (r *repairer) entry(m *dict.Member, path string, open []*dict.Block) {
	path += "/" + m.Name
	m.Members = r.scope(m.Members, path, open)
	if len(r.namesOf(m.Members, open)) == 0 && !r.cyclic(m.Members, open) {
		r.errs.Repairf(dict.EmptyGroup, m.Pos, path, "made a field", "group without fields: its components are empty")
		m.Kind, m.Members, m.GoName = dict.KindField, nil, ""
	}
}

// cyclic says whether a list has no fields only because it is in a circle.
func (r *repairer) cyclic(list []*dict.Member, open []*dict.Block) bool {
	for _, m := range list {
		if b := r.blocks[m.Name]; m.Kind == dict.KindComponent && b != nil {
			if _, done := r.flat[b]; !done {
				return true
			}
		}
	}
	return false
}

// component adds the fields of a component to the scope. Where fields stand in
// the scope already, a direct one yields to the component; of two components
// the second is left out if it brings nothing new, else its members are
// returned, to stand in its place.
func (r *repairer) component(m *dict.Member, path string, seen map[string]place, drop func(*dict.Member), open []*dict.Block) []*dict.Member {
	b := r.blocks[m.Name]
	if b == nil {
		return nil
	}
	names := r.fieldsOf(b, open)
	var clash []string
	for _, name := range names {
		if first, dup := seen[name]; dup {
			r.errs.Repairf(dict.StandsTwice, m.Pos, path, "the first one is kept", "%s stands twice in one scope%s: remove one", name, through(first.via, b.Name))
			clash = append(clash, name)
		}
	}
	if len(clash) > 0 && len(clash) == len(names) {
		m.Name = "" // nothing of it is left
		return nil
	}
	for _, name := range clash {
		if seen[name].via != "" {
			return r.without(b, clash)
		}
	}
	for _, name := range clash {
		drop(seen[name].member)
	}
	for _, name := range names {
		seen[name] = place{via: b.Name}
	}
	return nil
}

// without returns the members of a component but those named, one level down;
// components below that clash are looked at in turn.
func (r *repairer) without(b *dict.Block, names []string) []*dict.Member {
	var out []*dict.Member
	for _, m := range b.Members {
		if m.Kind == dict.KindComponent || !slices.Contains(names, m.Name) {
			out = append(out, m)
		}
	}
	return out
}

// through tells which components bring a field; "" is the scope itself.
func through(a, b string) string {
	switch {
	case a == "" && b == "":
		return ""
	case a == "":
		return " (here and in " + b + ")"
	case b == "":
		return " (here and in " + a + ")"
	case a == b:
		return " (" + a + " is used twice)"
	default:
		return " (in " + a + " and in " + b + ")"
	}
}

func (r *repairer) envelopeNames(b *dict.Block) map[string]bool {
	names := make(map[string]bool)
	if b != nil {
		for _, name := range r.namesOf(b.Members, nil) {
			names[name] = true
		}
	}
	return names
}

// envelopeScope settles the header or trailer and returns its fields; those of
// before are left out.
func (r *repairer) envelopeScope(b *dict.Block, path string, before map[string]bool) map[string]bool {
	if b == nil {
		return nil
	}
	b.Members = r.scope(b.Members, path, nil)
	b.Members = slices.DeleteFunc(b.Members, func(m *dict.Member) bool {
		if m.Kind == dict.KindComponent || !before[m.Name] {
			return false
		}
		r.errs.Repairf(dict.InEnvelope, b.Pos, path, "left out here", "%s is in the header too: remove one", m.Name)
		return true
	})
	return r.envelopeNames(b)
}

// besideEnvelope reports the fields of a message that the header or trailer has
// too. Those of the header may stay, if they do not frame the message.
func (r *repairer) besideEnvelope(m *dict.Message, header, trailer map[string]bool) []*dict.Member {
	gone := make(map[string]bool)
	for _, name := range r.namesOf(m.Members, nil) {
		where, repair := "header", "kept in both"
		switch {
		case trailer[name]:
			where, repair = "trailer", "left out here"
			gone[name] = true
		case !header[name]:
			continue
		case framingTags[trimTag(r.fields[name].Number)]:
			repair = "left out here"
			gone[name] = true
		}
		r.errs.Repairf(dict.InEnvelope, m.Pos, m.Name, repair, "%s is in the %s too: remove it here", name, where)
	}
	return slices.DeleteFunc(m.Members, func(c *dict.Member) bool { return c.Kind != dict.KindComponent && gone[c.Name] })
}
