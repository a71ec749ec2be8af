package model

import (
	"errors"
	"fmt"
	"strings"

	"github.com/affixgo/affix/gen/dict"
)

// named is something in a dictionary that has a Go name.
type named struct {
	keys []lockKey // several for a group that stands in several places
	name *string
	more string // what makes the name unique if it is taken; empty is an error
	what string
	pos  dict.Pos
}

// Apply gives what has a line its Go name, and names what is new so that it
// does not get in the way. It changes d, and must come before d is used. It
// returns the names that were kept although the dictionary, as it now is, gives
// others. Names that cannot be told apart are all reported.
func (l *Lock) Apply(d *Dictionary) (kept []string, err error) {
	a := applier{lock: l, given: make(map[string]string), reserved: make(map[string]string)}
	for _, name := range reservedTypes {
		a.given[name] = "the generated type " + name
	}
	for _, key := range l.sorted() { // whether its bearer is still there or not
		a.reserved[namespace(key)+l.lines[key].name] = l.at(key)
	}
	a.name(outerNamed(d))
	a.name(innerNamed(d)) // the place of a group begins with a name of the others
	for _, e := range d.Enums {
		if other, ok := a.given[parserOf(e)]; ok {
			a.errs = append(a.errs, fmt.Errorf("%s: the function %s has the name of %s: add a name", e.Field.Pos, parserOf(e), other))
		}
	}
	a.nameMembers(d)
	return a.kept, errors.Join(a.errs...)
}

// Add remembers the names of d; those that have a line keep it.
func (l *Lock) Add(d *Dictionary) {
	for _, item := range append(outerNamed(d), innerNamed(d)...) {
		for _, key := range item.keys {
			if _, ok := l.lines[key]; !ok {
				l.lines[key] = lockLine{name: *item.name}
			}
		}
	}
}

// at says where a line stands.
func (l *Lock) at(key lockKey) string {
	return fmt.Sprintf("%s at %s:%d", key, l.file, l.lines[key].line)
}

// applier holds the state of one Apply.
type applier struct {
	lock     *Lock
	given    map[string]string // names that have been given -> to what
	reserved map[string]string // names that have a line -> which
	kept     []string
	errs     []error
}

// name names those that have a line, and then the others.
func (a *applier) name(items []named) {
	for _, item := range items {
		a.keep(item)
	}
	for _, item := range items {
		a.add(item)
	}
}

// locked returns the key whose line names an item.
func (a *applier) locked(item named) (found lockKey, ok bool) {
	for _, key := range item.keys {
		line, has := a.lock.lines[key]
		if !has {
			continue
		}
		if ok && a.lock.lines[found].name != line.name {
			a.errs = append(a.errs, fmt.Errorf("%s: %s: one type has two names, %s and %s: delete one of the lines",
				item.pos, item.what, a.lock.at(found), a.lock.at(key)))
			return found, true
		}
		if !ok {
			found, ok = key, true
		}
	}
	return found, ok
}

// keep names an item that has a line.
func (a *applier) keep(item named) {
	key, ok := a.locked(item)
	if !ok {
		return
	}
	name := a.lock.lines[key].name
	if other, taken := a.given[namespace(key)+name]; taken {
		a.errs = append(a.errs, fmt.Errorf("%s: %s: %s names it %s, which is the name of %s: delete the line",
			item.pos, item.what, a.lock.at(key), name, other))
		return
	}
	if *item.name != name {
		a.kept = append(a.kept, fmt.Sprintf("%s:%d: %s keeps the name %s, the dictionary now gives %s: delete the line to rename it",
			a.lock.file, a.lock.lines[key].line, key, name, *item.name))
	}
	*item.name = name
	a.given[namespace(key)+name] = item.what
}

// add checks an item that has no line, and makes its name unique.
func (a *applier) add(item named) {
	if _, ok := a.locked(item); ok {
		return
	}
	space := namespace(item.keys[0])
	if a.taken(space+*item.name) != "" && item.more != "" {
		*item.name += item.more
	}
	if other := a.taken(space + *item.name); other != "" {
		a.errs = append(a.errs, fmt.Errorf("%s: %s: the Go name %s is taken by %s: add a name", item.pos, item.what, *item.name, other))
		return
	}
	a.given[space+*item.name] = item.what
}

func (a *applier) taken(name string) string {
	if what := a.given[name]; what != "" {
		return what
	}
	return a.reserved[name]
}

// nameMembers names the fields of the Go structs after what they hold.
func (a *applier) nameMembers(d *Dictionary) {
	for _, m := range d.Messages {
		m.Struct.GoName = m.GoName
	}
	r := resolver{out: d}
	r.eachStruct(func(s *Struct) {
		seen := make(map[string]bool, len(s.Members))
		for i := range s.Members {
			m := &s.Members[i]
			m.GoName = memberGoName(m, s == d.Header)
			if seen[m.GoName] {
				a.errs = append(a.errs, fmt.Errorf("%s: %s: two members are called %s: add a name", m.Pos, s.Name, m.GoName))
			}
			seen[m.GoName] = true
		}
	})
}

// memberGoName is the name of a struct field. The header keeps MsgType: it is
// no message.
func memberGoName(m *Member, header bool) string {
	switch {
	case m.Kind == MemberComponent:
		return m.Struct.GoName
	case reservedMembers[m.Field.GoName] && (!header || m.Field.GoName != "MsgType"):
		return m.Field.GoName + "Field"
	}
	return m.Field.GoName
}

// outerNamed lists fields, messages and components.
func outerNamed(d *Dictionary) []named {
	var items []named
	for _, f := range d.Fields {
		items = append(items, named{[]lockKey{{"field", "", f.Tag}}, &f.GoName, "", "field " + f.Name, f.Pos})
	}
	for _, m := range d.Messages {
		items = append(items, named{[]lockKey{{"message", m.MsgType, 0}}, &m.GoName, "Message", "message " + m.Name, m.Struct.Pos})
	}
	for _, s := range d.Components {
		items = append(items, named{[]lockKey{{"component", s.Name, 0}}, &s.GoName, "Component", "component " + s.Name, s.Pos})
	}
	return items
}

// innerNamed lists groups, enumerations and their values.
func innerNamed(d *Dictionary) []named {
	var items []named
	places := groupPlaces(d)
	for _, s := range d.Groups {
		items = append(items, named{places[s], &s.GoName, "Group", "group " + places[s][0].id, s.Pos})
	}
	for _, e := range d.Enums {
		items = append(items, named{[]lockKey{{"enum", "", e.Field.Tag}}, &e.GoName, "Code", "the values of " + e.Field.Name, e.Field.Pos})
	}
	for _, e := range d.Enums {
		for i := range e.Values {
			v := &e.Values[i]
			more := ""
			if words := pascal(v.Value); validWords(words) {
				more = "_" + words
			}
			key := lockKey{"value", v.Value, e.Field.Tag}
			if v.Alias {
				key = lockKey{"alias", v.Name, e.Field.Tag}
			}
			items = append(items, named{[]lockKey{key}, &v.GoName, more, "value " + v.Value + " of " + e.Field.Name, v.Pos})
		}
	}
	return items
}

// groupPlaces finds the places of each group: "NewOrderSingle/NoAllocs". They
// begin with a Go name, which a Lock keeps.
func groupPlaces(d *Dictionary) map[*Struct][]lockKey {
	places := make(map[*Struct][]lockKey)
	var walk func(s *Struct, path string)
	walk = func(s *Struct, path string) {
		for _, m := range s.Members {
			if m.Kind == MemberGroup {
				place := strings.Join([]string{path, m.Field.Name}, "/")
				places[m.Struct] = append(places[m.Struct], lockKey{"group", place, 0})
				walk(m.Struct, place)
			}
		}
	}
	walk(d.Header, "Header")
	walk(d.Trailer, "Trailer")
	for _, s := range d.Components {
		walk(s, s.GoName)
	}
	for _, m := range d.Messages {
		walk(m.Struct, m.GoName)
	}
	return places
}
