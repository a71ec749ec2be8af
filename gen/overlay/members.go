package overlay

import (
	"slices"

	"github.com/affixgo/affix/gen/dict"
)

// change returns list after the changes: remove, require and optional, add,
// groups.
func (a *applier) change(list []*dict.Member, c *dict.MemberChange, context string) []*dict.Member {
	if c.Replace != nil {
		if len(c.Remove)+len(c.Require)+len(c.Optional)+len(c.Add)+len(c.Groups) > 0 {
			a.errs.Addf(dict.OverlayForm, c.Replace.Pos, context, "replace gives all members anew: leave out the other changes")
		}
		a.checkNames(c.Replace.List, context)
		return cloneMembers(c.Replace.List)
	}
	removed := make(map[string]dict.Ref, len(c.Remove))
	for _, r := range c.Remove {
		n := len(list)
		list = slices.DeleteFunc(list, func(m *dict.Member) bool { return m.Name == r.Name })
		if removed[r.Name] = r; len(list) == n {
			a.noMember(list, r, context, "remove")
		}
	}
	changed := make(map[string]string)
	for _, flag := range []struct {
		verb     string
		refs     []dict.Ref
		required bool
	}{{"require", c.Require, true}, {"optional", c.Optional, false}} {
		for _, r := range flag.refs {
			m := find(list, r.Name)
			switch gone, wasRemoved := removed[r.Name]; {
			case wasRemoved:
				a.errs.Addf(dict.OverlayTwice, r.Pos, context, "%s: %s is removed at line %d: keep one of them", flag.verb, r.Name, gone.Pos.Line)
			case m == nil:
				a.noMember(list, r, context, flag.verb)
			case changed[r.Name] != "":
				a.errs.Addf(dict.OverlayTwice, r.Pos, context, "%s is under both require and optional: keep one of them", r.Name)
			default:
				changed[r.Name] = flag.verb
				m.Required, m.Pos = flag.required, r.Pos
			}
		}
	}
	list = a.add(list, c.Add, removed, context)
	for _, g := range c.Groups {
		a.changeGroup(list, g, context)
	}
	return list
}

// add puts the additions in their places. Those behind one member keep their
// order.
func (a *applier) add(list []*dict.Member, additions []dict.Addition, removed map[string]dict.Ref, context string) []*dict.Member {
	behind := make(map[string]string) // the last one that was put behind a member
	for _, add := range additions {
		m := cloneMembers([]*dict.Member{add.Member})[0]
		a.checkNames([]*dict.Member{m}, context)
		if first := find(list, m.Name); first != nil {
			a.errs.Addf(dict.InBase, m.Pos, context, "add: %s is a member already (%s): write it under require or optional, or remove it first", m.Name, first.Pos)
			continue
		}
		at := len(list)
		if anchor := add.After; anchor.Name != "" {
			name := anchor.Name
			if last, ok := behind[name]; ok {
				name = last
			}
			at = a.place(list, name, anchor, removed, context, "after") + 1
			behind[anchor.Name] = m.Name
		} else if anchor := add.Before; anchor.Name != "" {
			at = a.place(list, anchor.Name, anchor, removed, context, "before")
		}
		if at = max(at, 0); at <= len(list) {
			list = slices.Insert(list, at, m)
		}
	}
	return list
}

// place returns the place of the member called name, for the anchor given.
func (a *applier) place(list []*dict.Member, name string, anchor dict.Ref, removed map[string]dict.Ref, context, verb string) int {
	i := slices.IndexFunc(list, func(m *dict.Member) bool { return m.Name == name })
	if i >= 0 {
		return i
	}
	if r, ok := removed[name]; ok {
		a.errs.Addf(dict.NotThere, anchor.Pos, context, "%s: %s is removed at line %d: name another member", verb, name, r.Pos.Line)
	} else {
		a.errs.Addf(dict.NotThere, anchor.Pos, context, "%s: %s is no member here%s", verb, name, a.memberHint(list, name, "name one"))
	}
	return len(list) - 1
}

func (a *applier) changeGroup(list []*dict.Member, g *dict.GroupChange, context string) {
	context += "/" + g.Name
	m := find(list, g.Name)
	switch {
	case m == nil:
		a.noMember(list, dict.Ref{Pos: g.Pos, Name: g.Name}, context, "groups")
	case m.Kind != dict.KindGroup:
		a.errs.Addf(dict.OverlayForm, g.Pos, context, "%s is a %s here: remove it and add a group to make it one", g.Name, m.Kind)
	default:
		g.GoName.Apply(&m.GoName)
		g.Doc.Apply(&m.Doc)
		m.Members = a.change(m.Members, &g.Members, context)
	}
}

func (a *applier) noMember(list []*dict.Member, r dict.Ref, context, verb string) {
	a.errs.Addf(dict.NotInBase, r.Pos, context, "%s: %s is no member here%s", verb, r.Name, a.memberHint(list, r.Name, "correct the name or leave it out"))
}

// memberHint says what to do about a name that is no member of list: it may
// stand in one of the components.
func (a *applier) memberHint(list []*dict.Member, name, remedy string) string {
	if c := a.inComponent(list, name, make(map[string]bool)); c != "" {
		return ": it belongs to the component " + c + ", change it there"
	}
	names := make([]string, len(list))
	for i, m := range list {
		names[i] = m.Name
	}
	return near(name, names, remedy)
}

// inComponent returns the component among list that brings the member name.
func (a *applier) inComponent(list []*dict.Member, name string, seen map[string]bool) string {
	for _, m := range list {
		if m.Kind != dict.KindComponent || seen[m.Name] {
			continue
		}
		seen[m.Name] = true
		for _, c := range a.out.Components {
			if c.Name != m.Name {
				continue
			}
			if find(c.Members, name) != nil {
				return c.Name
			}
			if inner := a.inComponent(c.Members, name, seen); inner != "" {
				return inner
			}
		}
	}
	return ""
}

// checkNames reports members that name nothing.
func (a *applier) checkNames(list []*dict.Member, context string) {
	if a.isField == nil {
		return
	}
	for _, m := range list {
		switch {
		case m.Kind == dict.KindComponent && !a.isComponent[m.Name]:
			a.errs.Addf(dict.UnknownComponent, m.Pos, context, "unknown component %q%s", m.Name, near(m.Name, a.knownComponents, "declare it under components or correct the name"))
		case m.Kind != dict.KindComponent && !a.isField[m.Name] && a.isComponent[m.Name]:
			a.errs.Addf(dict.WrongKind, m.Pos, context, "unknown field %q: it is a component, add \"type: component\"", m.Name)
		case m.Kind != dict.KindComponent && !a.isField[m.Name]:
			a.errs.Addf(dict.UnknownField, m.Pos, context, "unknown field %q%s", m.Name, near(m.Name, a.knownFields, "declare it under fields or correct the name"))
		}
		a.checkNames(m.Members, context+"/"+m.Name)
	}
}

func find(list []*dict.Member, name string) *dict.Member {
	for _, m := range list {
		if m.Name == name {
			return m
		}
	}
	return nil
}
