package emit

import (
	"fmt"
	"strings"

	"github.com/affixgo/affix/gen/model"
)

// maxUsers bounds how many users a doc comment lists.
const maxUsers = 6

// usage knows where fields, components and groups are used: the Go names of
// the types, messages first, each once.
type usage struct {
	fields  map[*model.Field][]string
	structs map[*model.Struct][]string
}

func usageOf(d *model.Dictionary) usage {
	u := usage{make(map[*model.Field][]string), make(map[*model.Struct][]string)}
	for _, m := range d.Messages {
		u.add(m.Struct)
	}
	u.add(d.Header)
	u.add(d.Trailer)
	for _, s := range d.Components {
		u.add(s)
	}
	for _, s := range d.Groups {
		u.add(s)
	}
	return u
}

func (u usage) add(user *model.Struct) {
	for _, m := range user.Members {
		if m.Field != nil {
			u.fields[m.Field] = addOnce(u.fields[m.Field], user.GoName)
		}
		if m.Struct != nil {
			u.structs[m.Struct] = addOnce(u.structs[m.Struct], user.GoName)
		}
	}
}

// addOnce relies on a user adding all its members in one go.
func addOnce(users []string, name string) []string {
	if n := len(users); n > 0 && users[n-1] == name {
		return users
	}
	return append(users, name)
}

// usedIn returns "Used in [A], [B] and 3 more.", "Not used." if there is none.
func usedIn(users []string) string {
	if len(users) == 0 {
		return "No message uses it."
	}
	more := ""
	if extra := len(users) - maxUsers; extra > 0 {
		users, more = users[:maxUsers], fmt.Sprintf(" and %d more", extra)
	}
	return "Used in [" + strings.Join(users, "], [") + "]" + more + "."
}

// enumUsers are those of all fields that share the enumeration.
func (e *emitter) enumUsers(enum *model.Enum) (users []string, sharing []*model.Field) {
	seen := make(map[string]bool)
	for _, f := range e.sharing[enum] {
		if f != enum.Field {
			sharing = append(sharing, f)
		}
		for _, user := range e.usage.fields[f] {
			if !seen[user] {
				seen[user] = true
				users = append(users, user)
			}
		}
	}
	return users, sharing
}

// sharingOf maps each enumeration to the fields of its type, by tag.
func sharingOf(d *model.Dictionary) map[*model.Enum][]*model.Field {
	sharing := make(map[*model.Enum][]*model.Field)
	for _, f := range d.Fields {
		if f.Enum != nil {
			sharing[f.Enum] = append(sharing[f.Enum], f)
		}
	}
	return sharing
}

// listFields returns "A (1), B (2) and 3 more".
func listFields(fields []*model.Field) string {
	var names []string
	for i, f := range fields {
		if i == maxUsers {
			return strings.Join(names, ", ") + fmt.Sprintf(" and %d more", len(fields)-i)
		}
		names = append(names, fmt.Sprintf("%s (%d)", f.Name, f.Tag))
	}
	return strings.Join(names, ", ")
}

// required lists the required members of a message, "" if there are none.
func required(s *model.Struct) string {
	var names []string
	for _, m := range s.Members {
		if m.Required && (m.Kind == model.MemberComponent || stored(m.Field)) {
			names = append(names, m.GoName)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "Required: " + strings.Join(names, ", ") + "."
}
