package overlay

import (
	"slices"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/model"
)

// valuesBetween says how values become others: by removing, renaming and adding
// if that leads there in fewer words than all of them.
func valuesBetween(from, to []dict.Value, pos dict.Pos) *dict.ValueChange {
	c := &dict.ValueChange{Pos: pos}
	old := make(map[string]dict.Value, len(from))
	for _, v := range from {
		old[v.Value] = v
	}
	var result []string
	now := make(map[string]bool, len(to))
	for _, v := range to {
		now[v.Value] = true
	}
	for _, v := range from {
		if now[v.Value] {
			result = append(result, v.Value)
		} else {
			c.Remove = append(c.Remove, dict.Ref{Pos: pos, Name: v.Value})
		}
	}
	var want []string
	for _, v := range to {
		want = append(want, v.Value)
		switch first, ok := old[v.Value]; {
		case !ok:
			c.Add = append(c.Add, v)
			result = append(result, v.Value)
		case !model.SameValue(first, v):
			c.Rename = append(c.Rename, v)
		}
	}
	words := len(c.Remove) + len(c.Rename) + len(c.Add)
	if slices.Equal(result, want) && len(now) == len(to) && (words < len(to) || len(to) == 0 && words == 0) {
		return c
	}
	return &dict.ValueChange{Pos: pos, Replace: append([]dict.Value{}, to...)}
}

// membersBetween says how a list of members becomes another one.
func membersBetween(from, to []*dict.Member) dict.MemberChange {
	all := dict.MemberChange{Replace: &dict.Members{List: to}}
	if len(to) > 0 {
		all.Replace.Pos = to[0].Pos
	}
	if hasTwice(from) || hasTwice(to) {
		if slices.EqualFunc(from, to, sameMember) {
			return dict.MemberChange{}
		}
		return all
	}
	var c dict.MemberChange
	stay := common(from, to)
	for _, m := range from {
		if stay[m.Name] == nil {
			c.Remove = append(c.Remove, dict.Ref{Pos: m.Pos, Name: m.Name})
		}
	}
	c.Add = additions(to, stay)
	if words := len(c.Remove) + len(c.Add); words > 0 && words >= len(to) {
		return all
	}
	for _, t := range to {
		if f := stay[t.Name]; f != nil {
			kept(&c, f, t)
		}
	}
	return c
}

// kept notes what changes about a member that stays.
func kept(c *dict.MemberChange, from, to *dict.Member) {
	ref := dict.Ref{Pos: to.Pos, Name: to.Name}
	switch {
	case to.Required && !from.Required:
		c.Require = append(c.Require, ref)
	case !to.Required && from.Required:
		c.Optional = append(c.Optional, ref)
	}
	if to.Kind != dict.KindGroup {
		return
	}
	g := &dict.GroupChange{Pos: to.Pos, Name: to.Name, Members: membersBetween(from.Members, to.Members)}
	set := setter(to.Pos)
	changed := set(&g.GoName, from.GoName, to.GoName)
	changed = set(&g.Doc, from.Doc, to.Doc) || changed
	if changed || !g.Members.Empty() {
		c.Groups = append(c.Groups, g)
	}
}

// additions places what does not stay: behind the member that stays in front of
// it, or before the one behind it.
func additions(to []*dict.Member, stay map[string]*dict.Member) []dict.Addition {
	last := -1 // the last member that stays
	for i, m := range to {
		if stay[m.Name] != nil {
			last = i
		}
	}
	var list []dict.Addition
	after := dict.Ref{}
	for i, m := range to {
		if stay[m.Name] != nil {
			after = dict.Ref{Pos: m.Pos, Name: m.Name}
			continue
		}
		a := dict.Addition{Member: m}
		switch {
		case i > last: // the end
		case after.Name != "":
			a.After = after
		default:
			next := slices.IndexFunc(to, func(n *dict.Member) bool { return stay[n.Name] != nil })
			a.Before = dict.Ref{Pos: m.Pos, Name: to[next].Name}
		}
		list = append(list, a)
	}
	return list
}

// common returns the members of from, by name, that can stay where they are: a
// longest common subsequence.
func common(from, to []*dict.Member) map[string]*dict.Member {
	longest := make([][]int, len(from)+1)
	for i := range longest {
		longest[i] = make([]int, len(to)+1)
	}
	for i := len(from) - 1; i >= 0; i-- {
		for j := len(to) - 1; j >= 0; j-- {
			if sameUse(from[i], to[j]) {
				longest[i][j] = 1 + longest[i+1][j+1]
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	stay := make(map[string]*dict.Member)
	for i, j := 0, 0; i < len(from) && j < len(to); {
		switch {
		case sameUse(from[i], to[j]):
			stay[from[i].Name] = from[i]
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			i++
		default:
			j++
		}
	}
	return stay
}

// sameUse reports whether one member can become the other by a change.
func sameUse(a, b *dict.Member) bool {
	return a.Name == b.Name && a.Kind == b.Kind && (a.Kind == dict.KindGroup || a.Doc == b.Doc)
}

func sameMember(a, b *dict.Member) bool {
	return sameUse(a, b) && a.Required == b.Required && a.GoName == b.GoName && a.Doc == b.Doc &&
		slices.EqualFunc(a.Members, b.Members, sameMember)
}

func hasTwice(list []*dict.Member) bool {
	seen := make(map[string]bool, len(list))
	for _, m := range list {
		if seen[m.Name] {
			return true
		}
		seen[m.Name] = true
	}
	return false
}
