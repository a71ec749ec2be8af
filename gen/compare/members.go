package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/affixgo/affix/gen/model"
)

// scopes compares what the header, the trailer and the messages hold.
func (c *comparison) scopes() {
	c.scope("", expand(c.a.Header, "Header", false), expand(c.b.Header, "Header", false), false)
	c.scope("", expand(c.a.Trailer, "Trailer", false), expand(c.b.Trailer, "Trailer", false), false)
	pairs(c.a.Messages, c.b.Messages, func(m *model.Message) string { return m.MsgType },
		func(x, y *model.Message) {
			c.scope(x.Name, expand(x.Struct, x.Name, false), expand(y.Struct, x.Name, false), false)
		},
		func(*model.Message) {}, func(*model.Message) {})
}

// scope compares two scopes that message, if any, has in one place.
func (c *comparison) scope(message string, a, b *scope, group bool) {
	c.onlyIn(message, a.nodes, b, MemberRemoved)
	c.onlyIn(message, b.nodes, a, MemberAdded)
	var orderA, orderB []int
	for _, x := range a.fields {
		if y := b.tags[x.member.Field.Tag]; y != nil && a.tags[x.member.Field.Tag] == x {
			orderA = append(orderA, x.member.Field.Tag)
			c.member(message, x, y)
		}
	}
	for _, x := range a.parts {
		for _, y := range b.parts {
			if x.what() == y.what() && x.level != y.level && !x.isNeeded() && !y.isNeeded() {
				c.level(message, x, y)
			}
		}
	}
	for _, y := range b.fields {
		if tag := y.member.Field.Tag; a.tags[tag] != nil && b.tags[tag] == y {
			orderB = append(orderB, tag)
		}
	}
	c.order(message, a, orderA, orderB, group)
}

// note adds a difference in a member, or only its message if the same was
// found in another one.
func (c *comparison) note(message string, n *node, d *diff) {
	key := fmt.Sprintf("%s|%s|%s|%s|%s", d.Kind, d.Where, d.What, d.Old, d.New)
	first, ok := c.seen[key]
	if !ok {
		first = c.add(d)
		c.seen[key] = d
		first.in = make(map[string]bool)
	}
	first.structs = append(first.structs, n.holder)
	if n.shared && message != "" {
		first.in[message] = true
	}
}

// onlyIn reports the nodes that are not in the other scope; a component none of
// which is there is one difference.
func (c *comparison) onlyIn(message string, nodes []*node, other *scope, kind Kind) {
	for _, n := range nodes {
		switch {
		case n.list != nil && !n.none(other):
			c.onlyIn(message, n.list, other, kind)
		case n.none(other) && (n.list == nil || len(n.list) > 0):
			d := &diff{field: n.member.Field, Difference: Difference{Kind: kind, Where: n.where, What: n.what()}}
			needed := n.demands() || n.list == nil && n.level == conditional
			if kind == MemberAdded {
				d.New, d.ARejectsB, d.BRejectsA = n.level.String(), true, needed
				d.Text = fmt.Sprintf("%s: %s added, %s", d.Where, d.What, d.New)
				d.field = nil
			} else {
				d.Old, d.ARejectsB, d.BRejectsA = n.level.String(), needed, true
				d.Text = fmt.Sprintf("%s: %s removed", d.Where, d.What)
			}
			c.note(message, n, d)
		}
	}
}

// member compares two uses of one field.
func (c *comparison) member(message string, x, y *node) {
	change := func(kind Kind, old, now, text string, aRejectsB, bRejectsA bool) {
		c.note(message, x, &diff{field: x.member.Field, Difference: Difference{Kind: kind, Where: x.where, What: x.what(), Old: old, New: now,
			ARejectsB: aRejectsB, BRejectsA: bRejectsA, Text: fmt.Sprintf("%s: %s %s", x.where, x.what(), text)}})
	}
	if x.member.Kind != y.member.Kind {
		change(MemberKind, x.member.Kind.String(), y.member.Kind.String(),
			fmt.Sprintf("%s → %s", x.member.Kind, y.member.Kind), true, true)
		return
	}
	if x.level != y.level {
		c.level(message, x, y)
	}
	if x.entry == nil {
		return
	}
	if old, now := x.member.Struct.Delimiter, y.member.Struct.Delimiter; old.Tag != now.Tag {
		change(Delimiter, tagged(old), tagged(now), fmt.Sprintf("begins with %s → %s", tagged(old), tagged(now)), true, true)
	}
	c.scope(message, x.entry, y.entry, true)
}

// level reports that a member is required more or less than it was.
func (c *comparison) level(message string, x, y *node) {
	c.note(message, x, &diff{field: x.member.Field, Difference: Difference{Kind: MemberRequired, Where: x.where, What: x.what(),
		Old: x.level.String(), New: y.level.String(), ARejectsB: x.level > y.level, BRejectsA: y.level > x.level,
		Text: fmt.Sprintf("%s: %s %s → %s", x.where, x.what(), x.level, y.level)}})
}

// order compares the order of the fields that both scopes have. It matters in
// groups only.
func (c *comparison) order(message string, a *scope, orderA, orderB []int, group bool) {
	if slices.Equal(orderA, orderB) {
		return
	}
	stay := longestCommon(orderA, orderB)
	moved := make(map[string][]string) // by where
	holders := make(map[string]*node)
	var places []string
	for _, tag := range orderA {
		if stay[tag] {
			continue
		}
		n := a.tags[tag]
		if holders[n.where] == nil {
			places = append(places, n.where)
			holders[n.where] = n
		}
		moved[n.where] = append(moved[n.where], n.what())
	}
	for _, where := range places {
		what := strings.Join(moved[where], ", ")
		c.note(message, holders[where], &diff{Difference: Difference{Kind: Order, Where: where, What: what,
			ARejectsB: group, BRejectsA: group, Text: fmt.Sprintf("%s: moved: %s", where, what)}})
	}
}

// longestCommon returns the tags of a longest common subsequence.
func longestCommon(a, b []int) map[int]bool {
	place := make(map[int]int, len(b))
	for i, tag := range b {
		place[tag] = i
	}
	// Both have the same tags, each once: the longest increasing run of places.
	best := make([]int, len(a))
	from := make([]int, len(a))
	end := -1
	for i, tag := range a {
		best[i], from[i] = 1, -1
		for j := range i {
			if place[a[j]] < place[tag] && best[j]+1 > best[i] {
				best[i], from[i] = best[j]+1, j
			}
		}
		if end < 0 || best[i] > best[end] {
			end = i
		}
	}
	stay := make(map[int]bool)
	for ; end >= 0; end = from[end] {
		stay[a[end]] = true
	}
	return stay
}
