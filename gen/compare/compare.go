package compare

import (
	"fmt"
	"sort"

	"github.com/affixgo/affix/gen/model"
)

// Dictionaries compares a with b.
func Dictionaries(a, b *model.Dictionary) *Report {
	c := &comparison{a: a, b: b, seen: make(map[string]*diff)}
	if a.BeginString != b.BeginString {
		c.add(&diff{Difference: Difference{Kind: BeginString, What: "BeginString (8)", Old: a.BeginString, New: b.BeginString,
			ARejectsB: true, BRejectsA: true, Text: fmt.Sprintf("BeginString: %s → %s", a.BeginString, b.BeginString)}})
	}
	c.fields()
	c.messages()
	c.components()
	c.scopes()
	c.goNames()
	return c.report()
}

// comparison holds the state of one comparison.
type comparison struct {
	a, b  *model.Dictionary
	diffs []*diff
	seen  map[string]*diff // differences in members, by what they say
}

// diff is a difference and what is known of it in A, to find the Go names that
// it explains.
type diff struct {
	Difference
	field   *model.Field // of A
	structs []*model.Struct
	in      map[string]bool // messages that have it, where it is in a component
}

func (c *comparison) add(d *diff) *diff {
	c.diffs = append(c.diffs, d)
	return d
}

func (c *comparison) report() *Report {
	r := &Report{A: title(c.a), B: title(c.b), Differences: make([]Difference, 0, len(c.diffs))}
	for _, d := range c.diffs {
		for m := range d.in {
			d.Messages = append(d.Messages, m)
		}
		sort.Strings(d.Messages)
		r.ARejectsB = r.ARejectsB || d.ARejectsB
		r.BRejectsA = r.BRejectsA || d.BRejectsA
		r.BreaksGo = r.BreaksGo || d.BreaksGo
		r.Differences = append(r.Differences, d.Difference)
	}
	return r
}

func title(d *model.Dictionary) string { return fmt.Sprintf("%s (%s)", d.Name, d.BeginString) }

func tagged(f *model.Field) string { return fmt.Sprintf("%s (%d)", f.Name, f.Tag) }

// pairs calls both for what is in a and in b under one key, onlyA and onlyB for
// the rest: first along a, then along b.
func pairs[T any, K comparable](a, b []T, key func(T) K, both func(x, y T), onlyA, onlyB func(T)) {
	inB := make(map[K]T, len(b))
	for _, y := range b {
		inB[key(y)] = y
	}
	inA := make(map[K]bool, len(a))
	for _, x := range a {
		inA[key(x)] = true
		if y, ok := inB[key(x)]; ok {
			both(x, y)
		} else {
			onlyA(x)
		}
	}
	for _, y := range b {
		if !inA[key(y)] {
			onlyB(y)
		}
	}
}

func (c *comparison) messages() {
	simple := func(kind Kind, m *model.Message, old, now, text string) *diff {
		return c.add(&diff{structs: []*model.Struct{m.Struct}, Difference: Difference{
			Kind: kind, What: fmt.Sprintf("%s (%s)", m.Name, m.MsgType), Old: old, New: now,
			Text: fmt.Sprintf("%s (%s) %s", m.Name, m.MsgType, text)}})
	}
	pairs(c.a.Messages, c.b.Messages, func(m *model.Message) string { return m.MsgType },
		func(x, y *model.Message) {
			if x.Name != y.Name {
				simple(MessageRenamed, x, x.Name, y.Name, "is called "+y.Name)
			}
			if x.Admin != y.Admin {
				simple(MessageCategory, x, category(x), category(y), "category: "+category(x)+" → "+category(y))
			}
		},
		func(x *model.Message) { simple(MessageRemoved, x, x.Name, "", "removed").BRejectsA = true },
		func(y *model.Message) { simple(MessageAdded, y, "", y.Name, "added").ARejectsB = true })
}

func category(m *model.Message) string {
	if m.Admin {
		return "admin"
	}
	return "app"
}

// components reports what is declared; whatever that means on the wire is said
// of the members.
func (c *comparison) components() {
	simple := func(kind Kind, s *model.Struct, text string) {
		c.add(&diff{structs: []*model.Struct{s}, Difference: Difference{Kind: kind, What: s.Name, Text: s.Name + " " + text}})
	}
	pairs(c.a.Components, c.b.Components, func(s *model.Struct) string { return s.Name },
		func(_, _ *model.Struct) {},
		func(x *model.Struct) { simple(ComponentGone, x, "removed") },
		func(y *model.Struct) { simple(ComponentAdded, y, "added") })
}
