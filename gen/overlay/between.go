package overlay

import (
	"slices"
	"strconv"
	"strings"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/model"
)

// Between returns an overlay that makes target of base, and says that it extends
// the path or name given. What it makes resolves to the same model as target;
// spellings that mean the same in both, "Char" and CHAR, stay as they are in
// base.
func Between(base, target *dict.File, extends string) *dict.Overlay {
	o := &dict.Overlay{Pos: target.Pos, Extends: dict.Setting{Pos: target.Pos, Text: extends}}
	set := func(dst *dict.Setting, from, to string) {
		if from != to {
			*dst = dict.Setting{Pos: target.Pos, Text: to}
		}
	}
	set(&o.Name, base.Name, target.Name)
	set(&o.BeginString, base.BeginString, target.BeginString)
	set(&o.Doc, base.Doc, target.Doc)
	set(&o.Transport, base.Transport, target.Transport)
	set(&o.ApplVerID, base.ApplVerID, target.ApplVerID)
	v := dict.Version{Pos: target.Pos, Major: target.Major, Minor: target.Minor, ServicePack: target.ServicePack}
	if v.Major != base.Major || v.Minor != base.Minor || v.ServicePack != base.ServicePack {
		o.Version = &v
	}

	fields := namesBetween(base.Fields, target.Fields,
		func(f *dict.Field) named { return named{f.Name, strings.TrimLeft(f.Number, "0"), f.Pos} })
	components := namesBetween(base.Components, target.Components,
		func(b *dict.Block) named { return named{b.Name, "", b.Pos} })
	messages := namesBetween(base.Messages, target.Messages,
		func(m *dict.Message) named { return named{m.Name, m.MsgType, m.Pos} })
	mid := renamed(base, fields, components, messages)

	o.Header = envelopeBetween("Header", mid.Header, target.Header)
	o.Trailer = envelopeBetween("Trailer", mid.Trailer, target.Trailer)
	o.Messages = dict.Section[*dict.MessageChange]{Changes: messagesBetween(mid, target, messages)}
	o.Components = dict.Section[*dict.BlockChange]{Changes: componentsBetween(mid, target, components)}
	o.Fields = dict.Section[*dict.FieldChange]{Changes: fieldsBetween(mid, target, fields)}
	o.Messages.Only, o.Messages.Remove = messages.lists(true, isSession(base))
	o.Components.Only, o.Components.Remove = components.lists(true, nil)
	o.Fields.Only, o.Fields.Remove = fields.lists(false, nil)
	return o
}

// renamed returns base with the names of target, and without what that lacks.
func renamed(base *dict.File, fields, components, messages namePlan) *dict.File {
	var o dict.Overlay
	for _, r := range fields.renames {
		o.Fields.Changes = append(o.Fields.Changes, &dict.FieldChange{Name: r.from, Rename: r.setting()})
	}
	for _, r := range messages.renames {
		o.Messages.Changes = append(o.Messages.Changes, &dict.MessageChange{Name: r.from, Rename: r.setting()})
	}
	o.Fields.Remove, o.Components.Remove, o.Messages.Remove = fields.removed, components.removed, messages.removed
	a := newApplier(base, &o)
	a.fields()
	a.componentNames()
	a.messageNames()
	a.messages()
	return a.out
}

// named is what tells which of two lists is which: the name, else the key.
type named struct {
	name, key string
	pos       dict.Pos
}

type renaming struct {
	from, to string
	pos      dict.Pos
}

func (r renaming) setting() dict.Setting { return dict.Setting{Pos: r.pos, Text: r.to} }

// namePlan is what becomes of the names of a section.
type namePlan struct {
	base, target []named
	removed      []dict.Ref // names of the base
	renames      []renaming
	from         map[string]string // names in the base by new names, where they differ
}

func namesBetween[T any](base, target []T, of func(T) named) namePlan {
	p := namePlan{from: make(map[string]string)}
	inBase, inTarget := make(map[string]bool), make(map[string]bool)
	for _, b := range base {
		p.base = append(p.base, of(b))
		inBase[of(b).name] = true
	}
	added := make(map[string]named) // by key
	for _, t := range target {
		n := of(t)
		p.target = append(p.target, n)
		if inTarget[n.name] = true; !inBase[n.name] && n.key != "" {
			added[n.key] = n
		}
	}
	for _, b := range p.base {
		if inTarget[b.name] {
			continue
		}
		if to, ok := added[b.key]; ok {
			delete(added, b.key)
			p.renames = append(p.renames, renaming{b.name, to.name, to.pos})
			p.from[to.name] = b.name
			continue
		}
		p.removed = append(p.removed, dict.Ref{Pos: b.pos, Name: b.name})
	}
	return p
}

// key is the name that a thing of the target has in the base.
func (p namePlan) key(name string) string {
	if from, ok := p.from[name]; ok {
		return from
	}
	return name
}

// lists returns what the section says with only and remove: whichever is
// shorter, or only where the order is another one and matters. Session messages
// are not removed by only.
func (p namePlan) lists(ordered bool, session map[string]bool) (only, remove []dict.Ref) {
	gone := make(map[string]bool, len(p.removed))
	for _, r := range p.removed {
		gone[r.Name] = true
	}
	to := make(map[string]string, len(p.from))
	for name, from := range p.from {
		to[from] = name
	}
	var order []string // without only
	for _, b := range p.base {
		switch name, ok := to[b.name]; {
		case ok:
			order = append(order, name)
		case !gone[b.name]:
			order = append(order, b.name)
		}
	}
	kept := len(order)
	var want []string
	for _, t := range p.target {
		if want = append(want, t.name); !slices.Contains(order[:kept], t.name) {
			order = append(order, t.name)
		}
	}
	if len(p.removed) <= kept && (!ordered || slices.Equal(order, want)) {
		return nil, p.removed
	}
	only = []dict.Ref{}
	for _, t := range p.target {
		only = append(only, dict.Ref{Pos: t.pos, Name: t.name})
	}
	for _, r := range p.removed {
		if session[r.Name] {
			remove = append(remove, r)
		}
	}
	return only, remove
}

func messagesBetween(mid, target *dict.File, p namePlan) []*dict.MessageChange {
	from := make(map[string]*dict.Message, len(mid.Messages))
	for _, m := range mid.Messages {
		from[m.Name] = m
	}
	var changes []*dict.MessageChange
	for _, t := range target.Messages {
		c := &dict.MessageChange{Pos: t.Pos, Name: p.key(t.Name)}
		set := setter(t.Pos)
		b, ok := from[t.Name]
		if !ok {
			b = &dict.Message{}
			c.Members.Fields = &dict.Members{Pos: t.Pos, List: t.Members}
		} else {
			c.Members = membersBetween(b.Members, t.Members)
		}
		if c.Name != t.Name {
			c.Rename = dict.Setting{Pos: t.Pos, Text: t.Name}
		}
		changed := set(&c.MsgType, b.MsgType, t.MsgType)
		changed = set(&c.MsgCat, b.MsgCat, t.MsgCat) || changed
		changed = set(&c.GoName, b.GoName, t.GoName) || changed
		changed = set(&c.Doc, b.Doc, t.Doc) || changed
		if changed || c.Rename.Given() || !c.Members.Empty() {
			changes = append(changes, c)
		}
	}
	return changes
}

// setter returns a function that notes a change, and reports it.
func setter(pos dict.Pos) func(dst *dict.Setting, from, to string) bool {
	return func(dst *dict.Setting, from, to string) bool {
		if from == to {
			return false
		}
		*dst = dict.Setting{Pos: pos, Text: to}
		return true
	}
}

func componentsBetween(mid, target *dict.File, p namePlan) []*dict.BlockChange {
	from := make(map[string]*dict.Block, len(mid.Components))
	for _, b := range mid.Components {
		from[b.Name] = b
	}
	var changes []*dict.BlockChange
	for _, t := range target.Components {
		if c := blockBetween(p.key(t.Name), from[t.Name], t); c != nil {
			changes = append(changes, c)
		}
	}
	return changes
}

// blockBetween returns nil if nothing is changed.
func blockBetween(name string, from, to *dict.Block) *dict.BlockChange {
	c := &dict.BlockChange{Pos: to.Pos, Name: name}
	set := setter(to.Pos)
	if from == nil {
		c.Members.Fields = &dict.Members{Pos: to.Pos, List: to.Members}
		from = &dict.Block{}
	} else {
		c.Members = membersBetween(from.Members, to.Members)
	}
	changed := set(&c.GoName, from.GoName, to.GoName)
	changed = set(&c.Doc, from.Doc, to.Doc) || changed
	if !changed && c.Members.Empty() {
		return nil
	}
	return c
}

// envelopeBetween takes a missing header for an empty one.
func envelopeBetween(name string, from, to *dict.Block) *dict.BlockChange {
	empty := func(b *dict.Block) bool { return b == nil || len(b.Members) == 0 }
	switch {
	case empty(from) && empty(to):
		return nil
	case empty(from):
		return blockBetween(name, nil, to)
	case to == nil:
		to = &dict.Block{Pos: from.Pos}
	}
	return blockBetween(name, from, to)
}

func fieldsBetween(mid, target *dict.File, p namePlan) []*dict.FieldChange {
	from := make(map[string]*dict.Field, len(mid.Fields))
	for _, f := range mid.Fields {
		from[f.Name] = f
	}
	var changes []*dict.FieldChange
	for _, t := range target.Fields {
		c := &dict.FieldChange{Pos: t.Pos, Name: p.key(t.Name)}
		set := setter(t.Pos)
		b, ok := from[t.Name]
		if !ok {
			b, c.Values = &dict.Field{}, t.Values
		} else if !slices.EqualFunc(b.Values, t.Values, model.SameValue) {
			c.Change = valuesBetween(b.Values, t.Values, t.Pos)
		}
		if c.Name != t.Name {
			c.Rename = dict.Setting{Pos: t.Pos, Text: t.Name}
		}
		changed := !ok || c.Change != nil || c.Rename.Given()
		if !sameNumber(b.Number, t.Number) {
			changed = set(&c.Number, b.Number, t.Number) || changed
		}
		if !ok || !model.SameType(b.Type, t.Type) {
			changed = set(&c.Type, b.Type, t.Type) || changed
		}
		changed = set(&c.Enum, b.Enum, t.Enum) || changed
		changed = set(&c.Open, b.Open, t.Open) || changed
		changed = set(&c.Length, b.Length, t.Length) || changed
		changed = set(&c.Range, b.Range, t.Range) || changed
		changed = set(&c.GoName, b.GoName, t.GoName) || changed
		changed = set(&c.Doc, b.Doc, t.Doc) || changed
		if changed {
			changes = append(changes, c)
		}
	}
	return changes
}

func sameNumber(a, b string) bool {
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	return a == b || errX == nil && errY == nil && x == y
}
