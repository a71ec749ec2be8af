package overlay

import (
	"strings"

	"github.com/affixgo/affix/gen/dict"
)

// componentNames and messageNames give out the names and take out what is
// removed; components and messages make the changes.
func (a *applier) componentNames() {
	s := section{kind: "component", only: a.o.Components.Only, remove: a.o.Components.Remove}
	for _, c := range a.out.Components {
		s.base = append(s.base, c.Name)
	}
	for _, c := range a.o.Components.Changes {
		s.changes = append(s.changes, keyed{c.Name, c.Rename})
	}
	a.componentFate = a.names(s)
	a.useNames(a.componentFate, dict.KindComponent)
	a.componentByKey = make(map[string]*dict.Block, len(a.out.Components))
	kept := a.out.Components[:0]
	for _, c := range a.out.Components {
		if to, ok := a.componentFate.to[c.Name]; ok {
			a.componentByKey[c.Name] = c
			c.Name = to
			kept = append(kept, c)
		}
	}
	a.out.Components = kept
}

func (a *applier) components() {
	for _, c := range a.o.Components.Changes {
		b, inBase := a.componentByKey[c.Name]
		switch {
		case inBase:
			a.changeBlock(b, c)
		case c.Rename.Given(): // names has told it
		case c.Members.Fields == nil:
			a.errs.Addf(dict.NotInBase, c.Pos, c.Name, "the component is not in %s%s", a.base, near(c.Name, a.knownComponentsBut(c.Name), "correct the name, or list its members to declare it"))
		default:
			a.out.Components = append(a.out.Components, a.newBlock(c))
		}
	}
	inOrder(a.out.Components, func(c *dict.Block) string { return c.Name }, a.componentFate, a.o.Components.Only)
}

func (a *applier) knownComponentsBut(name string) []string {
	var names []string
	for _, c := range a.out.Components {
		if c.Name != name {
			names = append(names, c.Name)
		}
	}
	return names
}

func (a *applier) newBlock(c *dict.BlockChange) *dict.Block {
	a.onlyFields(&c.Members, c.Pos, c.Name)
	a.checkNames(c.Members.Fields.List, c.Name)
	return &dict.Block{Pos: c.Pos, Name: c.Name, GoName: c.GoName.Text, Doc: c.Doc.Text, Members: cloneMembers(c.Members.Fields.List)}
}

func (a *applier) changeBlock(b *dict.Block, c *dict.BlockChange) {
	c.GoName.Apply(&b.GoName)
	c.Doc.Apply(&b.Doc)
	if c.Rename.Given() || c.GoName.Given() {
		b.Pos = c.Pos
	}
	a.noFields(&c.Members, c.Pos, b.Name)
	b.Members = a.change(b.Members, &c.Members, b.Name)
}

func (a *applier) messageNames() {
	s := section{kind: "message", only: a.o.Messages.Only, remove: a.o.Messages.Remove}
	for _, m := range a.out.Messages {
		s.base = append(s.base, m.Name)
	}
	session := isSession(a.out)
	s.stays = func(name string) bool { return session[name] }
	for _, c := range a.o.Messages.Changes {
		s.changes = append(s.changes, keyed{c.Name, c.Rename})
	}
	a.messageFate = a.names(s)
	a.messageByKey = make(map[string]*dict.Message, len(a.out.Messages))
	kept := a.out.Messages[:0]
	for _, m := range a.out.Messages {
		if to, ok := a.messageFate.to[m.Name]; ok {
			a.messageByKey[m.Name] = m
			m.Name = to
			kept = append(kept, m)
		}
	}
	a.out.Messages = kept
}

// isSession names the messages that no session can do without: only does not
// remove them.
func isSession(f *dict.File) map[string]bool {
	names := make(map[string]bool)
	for _, m := range f.Messages {
		names[m.Name] = len(m.MsgType) == 1 && strings.Contains("012345A", m.MsgType)
	}
	return names
}

func (a *applier) messages() {
	var names []string
	for _, m := range a.out.Messages {
		names = append(names, m.Name)
	}
	declared := make(map[*dict.Message]bool)
	for _, c := range a.o.Messages.Changes {
		m, inBase := a.messageByKey[c.Name]
		switch {
		case inBase:
			declared[m] = a.changeMessage(m, c)
		case c.Rename.Given(): // names has told it
		case c.MsgType.Text == "":
			a.errs.Addf(dict.NotInBase, c.Pos, c.Name, "the message is not in %s%s", a.base, near(c.Name, names, "correct the name, or give msgtype and fields to declare it"))
		default:
			m := a.newMessage(c)
			a.out.Messages = append(a.out.Messages, m)
			declared[m] = true
		}
	}
	a.msgTypes(declared)
	inOrder(a.out.Messages, func(m *dict.Message) string { return m.Name }, a.messageFate, a.o.Messages.Only)
}

func (a *applier) newMessage(c *dict.MessageChange) *dict.Message {
	a.onlyFields(&c.Members, c.Pos, c.Name)
	m := &dict.Message{Pos: c.Pos, Name: c.Name, MsgType: c.MsgType.Text, MsgCat: c.MsgCat.Text, GoName: c.GoName.Text, Doc: c.Doc.Text}
	if c.Members.Fields != nil {
		a.checkNames(c.Members.Fields.List, c.Name)
		m.Members = cloneMembers(c.Members.Fields.List)
	}
	return m
}

// changeMessage reports whether the overlay gives m another MsgType.
func (a *applier) changeMessage(m *dict.Message, c *dict.MessageChange) bool {
	for _, s := range []dict.Setting{c.Rename, c.MsgType, c.GoName} {
		if s.Given() {
			m.Pos = s.Pos
		}
	}
	c.MsgType.Apply(&m.MsgType)
	c.MsgCat.Apply(&m.MsgCat)
	c.GoName.Apply(&m.GoName)
	c.Doc.Apply(&m.Doc)
	a.noFields(&c.Members, c.Pos, m.Name)
	m.Members = a.change(m.Members, &c.Members, m.Name)
	return c.MsgType.Given()
}

// msgTypes reports the types that the overlay gives twice, or that the base
// has.
func (a *applier) msgTypes(declared map[*dict.Message]bool) {
	owner := make(map[string]*dict.Message, len(a.out.Messages))
	for _, late := range []bool{false, true} {
		for _, m := range a.out.Messages {
			if declared[m] != late {
				continue
			}
			if first, ok := owner[m.MsgType]; ok && late {
				a.errs.Addf(dict.InBase, m.Pos, m.Name, "msgtype %q is taken by %s (%s): choose another one, or change %s", m.MsgType, first.Name, first.Pos, first.Name)
				continue
			}
			owner[m.MsgType] = m
		}
	}
}

// envelopes changes the header and the trailer.
func (a *applier) envelopes() {
	for _, e := range []struct {
		block **dict.Block
		c     *dict.BlockChange
	}{{&a.out.Header, a.o.Header}, {&a.out.Trailer, a.o.Trailer}} {
		what := ""
		if e.c != nil {
			what = strings.ToLower(e.c.Name)
		}
		switch {
		case e.c == nil:
		case e.c.Rename.Given():
			a.errs.Addf(dict.OverlayForm, e.c.Rename.Pos, e.c.Name, "the %s has no other name: remove rename", what)
		case *e.block != nil && len((*e.block).Members) > 0:
			a.changeBlock(*e.block, e.c)
		case e.c.Members.Fields == nil:
			a.errs.Addf(dict.NotInBase, e.c.Pos, e.c.Name, "%s has no %s: list its members to declare it", a.base, what)
		default:
			*e.block = a.newBlock(e.c)
		}
	}
}

// noFields reports a declaration where a change is wanted.
func (a *applier) noFields(c *dict.MemberChange, pos dict.Pos, context string) {
	if c.Fields == nil {
		return
	}
	if c.Fields.Pos.Line > 0 {
		pos = c.Fields.Pos
	}
	a.errs.Addf(dict.OverlayForm, pos, context, "this is in %s: write add, remove, require or optional, or replace to give all members anew", a.base)
}

// onlyFields reports changes where a declaration is wanted.
func (a *applier) onlyFields(c *dict.MemberChange, pos dict.Pos, context string) {
	if c.Replace != nil || len(c.Remove)+len(c.Require)+len(c.Optional)+len(c.Add)+len(c.Groups) > 0 {
		a.errs.Addf(dict.OverlayForm, pos, context, "this is not in %s: list its members under fields", a.base)
	}
}
