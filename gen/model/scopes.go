package model

import "github.com/affixgo/affix/gen/dict"

// checkScopes reports fields that stand in a group and in a scope around it, and
// marks them, as it does those of the header that stand in a body: a decoder
// cannot always tell which of the two one on the wire is.
func (r *resolver) checkScopes() {
	c := scopeCheck{flat: make(map[*Struct][]*Member), all: make(map[*Struct]map[*Field]bool)}
	r.eachStruct(func(s *Struct) { r.checkGroups(s, c) })
	body := make(map[*Field]bool)
	for _, m := range r.out.Messages {
		for _, b := range c.members(m.Struct) {
			body[b.Field] = true
		}
	}
	for _, h := range c.members(r.out.Header) {
		h.Outside = h.Outside || body[h.Field] && stays(h.Field)
	}
}

// stays says whether a field of the header may stand in a body: not one that
// frames the message.
func stays(f *Field) bool { return f.Tag != 8 && f.Tag != 9 && f.Tag != 35 }

func (r *resolver) checkGroups(s *Struct, c scopeCheck) {
	list := c.members(s)
	for _, g := range list {
		if g.Kind != MemberGroup {
			continue
		}
		inside := c.inside(g.Struct)
		for _, m := range list {
			if inside[m.Field] {
				r.errs.Repairf(dict.TwoScopes, m.Pos, r.contextOf(s), "kept in both: behind the counter, the entry takes it",
					"%s stands here and in group %s: remove one", m.Field.Name, g.Field.Name)
				c.mark(g.Struct, m.Field)
			}
		}
	}
}

// scopeCheck remembers what it found out about each Struct.
type scopeCheck struct {
	flat map[*Struct][]*Member       // fields and groups, components expanded
	all  map[*Struct]map[*Field]bool // of a group, at any depth
}

func (c scopeCheck) members(s *Struct) []*Member {
	if list, ok := c.flat[s]; ok {
		return list
	}
	var list []*Member
	for i := range s.Members {
		m := &s.Members[i]
		if m.Kind == MemberComponent {
			list = append(list, c.members(m.Struct)...)
		} else {
			list = append(list, m)
		}
	}
	c.flat[s] = list
	return list
}

// inside returns the fields of a group at any depth.
func (c scopeCheck) inside(s *Struct) map[*Field]bool {
	if set, ok := c.all[s]; ok {
		return set
	}
	set := make(map[*Field]bool)
	for _, m := range c.members(s) {
		set[m.Field] = true
		if m.Kind == MemberGroup {
			for f := range c.inside(m.Struct) {
				set[f] = true
			}
		}
	}
	c.all[s] = set
	return set
}

// mark marks a field in a group, at any depth.
func (c scopeCheck) mark(s *Struct, f *Field) {
	for _, m := range c.members(s) {
		m.Outside = m.Outside || m.Field == f
		if m.Kind == MemberGroup && c.inside(m.Struct)[f] {
			c.mark(m.Struct, f)
		}
	}
}

// contextOf names a struct in findings: a group by its first user too.
func (r *resolver) contextOf(s *Struct) string {
	for _, g := range r.order {
		if g.out == s {
			return g.owner + "/" + s.Name
		}
	}
	return s.Name
}
