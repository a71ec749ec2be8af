package compare

import (
	"github.com/affixgo/affix/gen/model"
)

// level is how much a member is required.
type level int

const (
	optional    level = iota
	conditional       // if anything of its component is there
	required
)

func (l level) String() string {
	return [...]string{"optional", "conditional", "required"}[l]
}

// node is a member of a scope; of a component it has the members.
type node struct {
	member *model.Member
	holder *model.Struct // the struct that has it
	where  string        // the holder for people: "Parties/NoPartyIDs"
	shared bool          // the holder is in a component
	level  level
	list   []*node // of a component
	entry  *scope  // of a group
}

// scope is what a message, a header or the entry of a group holds.
type scope struct {
	where  string
	nodes  []*node
	fields []*node       // fields and groups with the components expanded, in order
	tags   map[int]*node // the same
	parts  []*node       // components, inner ones too
}

// expand returns the scope of s. Where and shared are those of s.
func expand(s *model.Struct, where string, shared bool) *scope {
	out := &scope{where: where, tags: make(map[int]*node)}
	out.nodes = out.expand(s, where, shared, required)
	if s.Counter != nil && len(out.fields) > 0 {
		out.fields[0].level = required // whatever it says
	}
	return out
}

// expand returns the nodes of s, which is required as much as in says.
func (o *scope) expand(s *model.Struct, where string, shared bool, in level) []*node {
	list := make([]*node, 0, len(s.Members))
	for i := range s.Members {
		m := &s.Members[i]
		n := &node{member: m, holder: s, where: where, shared: shared}
		if m.Required {
			n.level = in
		}
		list = append(list, n)
		if m.Kind == model.MemberComponent {
			inner := conditional
			if n.level == required {
				inner = required
			}
			n.list = o.expand(m.Struct, m.Struct.Name, true, inner)
			o.parts = append(o.parts, n)
			continue
		}
		if m.Kind == model.MemberGroup {
			n.entry = expand(m.Struct, where+"/"+m.Field.Name, shared)
		}
		o.fields = append(o.fields, n)
		o.tags[m.Field.Tag] = n
	}
	return list
}

// none reports whether nothing of n is in the scope o.
func (n *node) none(o *scope) bool {
	if n.list == nil {
		return n.member.Field == nil || o.tags[n.member.Field.Tag] == nil
	}
	for _, m := range n.list {
		if !m.none(o) {
			return false
		}
	}
	return true
}

// isNeeded reports whether something in the component n is required: then its
// own level says nothing more.
func (n *node) isNeeded() bool {
	for _, m := range n.list {
		if m.level > optional {
			return true
		}
	}
	return false
}

// demands reports whether a scope cannot do without n.
func (n *node) demands() bool {
	if n.list == nil || n.level == required {
		return n.level == required
	}
	return false
}

// what is the name of the member for people.
func (n *node) what() string {
	if n.member.Kind == model.MemberComponent {
		return n.member.Struct.Name
	}
	return tagged(n.member.Field)
}
