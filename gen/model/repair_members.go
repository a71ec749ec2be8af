package model

import (
	"slices"
	"strings"

	"github.com/affixgo/affix/gen/dict"
)

// components merges those of one name.
func (r *repairer) components() {
	list := r.out.Components
	r.out.Components = list[:0:0]
	for _, b := range list {
		if first := r.blocks[b.Name]; first != nil {
			r.errs.Repairf(dict.ComponentTwice, b.Pos, b.Name, "merged into the first", "%s", twice("component", first.Pos))
			first.Members = union(first.Members, b.Members)
			continue
		}
		r.blocks[b.Name] = b
		r.out.Components = append(r.out.Components, b)
	}
}

// messages gives every message a name and a MsgType of its own.
func (r *repairer) messages() {
	names := make(map[string]*dict.Message)
	types := make(map[string]*dict.Message)
	list := r.out.Messages
	r.out.Messages = list[:0:0]
	for _, m := range list {
		first := names[m.Name]
		switch {
		case m.MsgType == "":
			r.errs.Repairf(dict.MsgTypeMissing, m.Pos, m.Name, "left out", "message without a msgtype: add it")
			continue
		case strings.ContainsAny(m.MsgType, "\x01="):
			r.errs.Repairf(dict.BadMsgType, m.Pos, m.Name, "left out", "msgtype %q: a separator cannot be part of it", m.MsgType)
			continue
		case first != nil && first.MsgType == m.MsgType:
			r.errs.Repairf(dict.MessageTwice, m.Pos, m.Name, "merged into the first", "%s", twice("message", first.Pos))
			first.Members = union(first.Members, m.Members)
			continue
		case first != nil && types[m.MsgType] == nil:
			name := m.Name + m.MsgType
			if names[name] != nil {
				r.errs.Repairf(dict.MessageTwice, m.Pos, m.Name, "left out", "%s", twice("message", first.Pos))
				continue
			}
			r.errs.Repairf(dict.MessageTwice, m.Pos, m.Name, "called "+name, "%s", twice("message", first.Pos))
			m.Name, m.GoName = name, ""
		}
		if first := types[m.MsgType]; first != nil {
			r.errs.Repairf(dict.MsgTypeTaken, m.Pos, m.Name, "merged into "+first.Name,
				"msgtype %q is taken by %s at line %d: give one of them another", m.MsgType, first.Name, first.Pos.Line)
			first.Members = union(first.Members, m.Members)
			continue
		}
		names[m.Name], types[m.MsgType] = m, m
		r.out.Messages = append(r.out.Messages, m)
	}
}

// union adds to a the members of b that it lacks, in groups too.
func union(a, b []*dict.Member) []*dict.Member {
	for _, m := range b {
		i := slices.IndexFunc(a, func(o *dict.Member) bool { return o.Name == m.Name && o.Kind == m.Kind })
		switch {
		case i < 0:
			a = append(a, m)
		case m.Kind == dict.KindGroup:
			a[i].Members = union(a[i].Members, m.Members)
		}
	}
	return a
}

// references makes every member refer to something, and every group have an
// entry. Outer are the counters of the groups around the list.
func (r *repairer) references(list []*dict.Member, path string, outer []string) []*dict.Member {
	out := list[:0:0]
	for _, m := range list {
		if !r.reference(m, path) {
			continue
		}
		if m.Kind == dict.KindGroup {
			m.Members = r.references(m.Members, path+"/"+m.Name, append(outer[:len(outer):len(outer)], m.Name))
			r.group(m, path+"/"+m.Name)
		}
		if m.Kind != dict.KindComponent && slices.Contains(outer, m.Name) {
			text := "its counter %s stands in the group: remove it"
			at := path
			if m.Kind == dict.KindGroup {
				text, at = "group %s contains itself: rename the inner counter", path+"/"+m.Name
			}
			r.errs.Repairf(dict.GroupInGroup, m.Pos, at, "the inner one is left out", text, m.Name)
			continue
		}
		out = append(out, m)
	}
	return out
}

// reference settles what m refers to; false leaves it out.
func (r *repairer) reference(m *dict.Member, path string) bool {
	if m.Kind == dict.KindComponent {
		return r.componentRef(m, path)
	}
	m.Name = r.spelt(m.Name)
	if r.fields[m.Name] != nil {
		return true
	}
	if m.Kind == dict.KindField && (r.blocks[m.Name] != nil || r.baseBl[m.Name] != nil && r.base[m.Name] == nil) {
		r.errs.Repairf(dict.WrongKind, m.Pos, path, "read as a component", "unknown field %q: it is a component, add \"type: component\"", m.Name)
		m.Kind = dict.KindComponent
		return r.componentRef(m, path)
	}
	if r.fieldFromBase(m.Name) {
		m.Name = r.spelt(m.Name)
		return true
	}
	if name, ok := r.folded[strings.ToLower(m.Name)]; ok {
		r.errs.Repairf(dict.UnknownField, m.Pos, path, "read as "+name, "unknown field %q: it is spelt %s", m.Name, name)
		m.Name = name
		return true
	}
	r.errs.Repairf(dict.UnknownField, m.Pos, path, "left out", "unknown field %q: declare it under fields or correct the name", m.Name)
	return false
}

func (r *repairer) componentRef(m *dict.Member, path string) bool {
	if to, ok := r.alias[m.Name]; ok && to == "" {
		return false // the header or trailer, which every message has
	}
	if r.blocks[m.Name] != nil || r.blockFromBase(m.Name) {
		return true
	}
	if r.fields[m.Name] != nil {
		r.errs.Repairf(dict.WrongKind, m.Pos, path, "read as a field", "unknown component %q: it is a field, remove \"type: component\"", m.Name)
		m.Kind = dict.KindField
		return true
	}
	r.errs.Repairf(dict.UnknownComponent, m.Pos, path, "left out", "unknown component %q: declare it under components or correct the name", m.Name)
	return false
}

// group sees to the counter, and to the entry.
func (r *repairer) group(m *dict.Member, path string) {
	counter := r.fields[m.Name]
	if typ := upperType(counter); !isCounterType(typ) {
		r.errs.Repairf(dict.CounterType, m.Pos, path, "taken as NUMINGROUP", "counter of type %s: give %s the type NUMINGROUP", typ, counter.Name)
		counter.Type = "NUMINGROUP"
	}
	if len(m.Members) == 0 {
		r.errs.Repairf(dict.EmptyGroup, m.Pos, path, "made a field", "group without members: list the members of an entry, or make it a field")
		m.Kind, m.GoName = dict.KindField, ""
	}
}
