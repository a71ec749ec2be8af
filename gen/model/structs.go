package model

import (
	"strings"

	"github.com/affixgo/affix/gen/dict"
)

// component is the state of a component while its members are resolved.
type component struct {
	src   *dict.Block
	out   *Struct
	state int // unseen, open while its members are resolved, done
}

const (
	unseen = iota
	open
	done
)

// maxNesting bounds how deep components use components, far above any known
// dictionary.
const maxNesting = 64

// scope is where a list of members stands.
type scope struct {
	owner string // name of the message or component, qualifies group types
	path  string // for findings: "NewOrderSingle/NoAllocs"
}

func (r *resolver) resolveStructs() {
	for _, s := range r.src.Components {
		c := &component{src: s, out: &Struct{Name: s.Name, Doc: s.Doc, Pos: s.Pos}}
		c.out.GoName = r.goName(s.Pos, s.Name, s.Name, s.GoName)
		r.blocks[s.Name] = c
		r.out.Components = append(r.out.Components, c.out)
	}
	r.out.Header = r.envelope(r.src.Header, "Header")
	r.out.Trailer = r.envelope(r.src.Trailer, "Trailer")
	for _, s := range r.src.Components {
		r.resolveComponent(r.blocks[s.Name])
	}
	r.resolveMessages()
	for _, g := range r.order {
		r.out.Groups = append(r.out.Groups, g.out)
	}
}

// envelope resolves the header or trailer. It is never nil: the dictionaries
// of FIX 5.0 have none of their own.
func (r *resolver) envelope(s *dict.Block, name string) *Struct {
	out := &Struct{Name: name, GoName: name, Pos: r.src.Pos}
	if s != nil {
		out.Doc, out.Pos = s.Doc, s.Pos
		out.Members = r.members(s.Members, scope{owner: name, path: name})
	}
	return out
}

// resolveComponent resolves the members of c, and before them those of the
// components they use.
func (r *resolver) resolveComponent(c *component) {
	if c.state != unseen {
		return
	}
	c.state = open
	r.depth++
	defer func() { r.depth-- }()
	c.out.Members = r.members(c.src.Members, scope{owner: c.src.Name, path: c.src.Name})
	c.state = done
}

func (r *resolver) resolveMessages() {
	for _, s := range r.src.Messages {
		m := &Message{Name: s.Name, MsgType: s.MsgType, Admin: isAdmin(s)}
		m.GoName = r.goName(s.Pos, s.Name, s.Name, s.GoName)
		m.Struct = &Struct{Name: s.Name, GoName: m.GoName, Doc: s.Doc, Pos: s.Pos}
		m.Struct.Members = r.members(s.Members, scope{owner: s.Name, path: s.Name})
		r.out.Messages = append(r.out.Messages, m)
	}
}

// isAdmin follows the file; without a msgcat the session messages are the
// seven of FIX 4.0.
func isAdmin(s *dict.Message) bool {
	if s.MsgCat != "" {
		return strings.EqualFold(s.MsgCat, "admin")
	}
	return len(s.MsgType) == 1 && strings.Contains("012345A", s.MsgType)
}

// members resolves a list of members, leaving out what cannot be resolved.
func (r *resolver) members(list []*dict.Member, in scope) []Member {
	out := make([]Member, 0, len(list))
	for _, s := range list {
		m := Member{Required: s.Required, Pos: s.Pos}
		ok := false
		switch s.Kind {
		case dict.KindField:
			m.Kind = MemberField
			m.Field, ok = r.fields[s.Name]
		case dict.KindGroup:
			m.Kind = MemberGroup
			m.Field, m.Struct, ok = r.group(s, in)
		case dict.KindComponent:
			m.Kind = MemberComponent
			m.Struct, ok = r.componentNamed(s, in)
		}
		if ok {
			out = append(out, m)
		}
	}
	return out
}

func (r *resolver) componentNamed(s *dict.Member, in scope) (*Struct, bool) {
	c, ok := r.blocks[s.Name]
	if !ok {
		return nil, false
	}
	if c.state == open {
		r.errs.Addf(dict.ComponentCycle, s.Pos, in.path, "component %s contains itself: break the cycle", s.Name)
		return nil, false
	}
	if r.depth >= maxNesting && c.state == unseen {
		r.errs.Addf(dict.TooDeep, s.Pos, in.path, "components nested deeper than %d: flatten them", maxNesting)
		return nil, false
	}
	r.resolveComponent(c)
	return c.out, true
}
