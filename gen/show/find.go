package show

import (
	"strconv"
	"strings"

	"github.com/affixgo/affix/gen/model"
	"github.com/affixgo/affix/internal/nearest"
)

// Find returns what bears the name: a field by tag or name, a message by MsgType
// or name, a component, the header, the trailer. A number may be both a tag and
// a MsgType. Names are compared regardless of case if nothing has it as it is.
func Find(d *model.Dictionary, name string) []Entry {
	if list := find(d, name, func(a, b string) bool { return a == b }); len(list) > 0 {
		return list
	}
	return find(d, name, strings.EqualFold)
}

func find(d *model.Dictionary, name string, equal func(a, b string) bool) []Entry {
	var list []Entry
	for _, f := range d.Fields {
		if strconv.Itoa(f.Tag) == name || equal(f.Name, name) {
			list = append(list, Entry{Field: newField(d, f)})
		}
	}
	for _, m := range d.Messages {
		if m.MsgType == name || equal(m.Name, name) {
			list = append(list, Entry{Message: newMessage(m)})
		}
	}
	for _, s := range append([]*model.Struct{d.Header, d.Trailer}, d.Components...) {
		if equal(s.Name, name) {
			list = append(list, Entry{Component: newComponent(d, s)})
		}
	}
	return list
}

// Suggest returns the name in d that is nearest to name, or "" if none is near.
func Suggest(d *model.Dictionary, name string) string {
	names := []string{"Header", "Trailer"}
	for _, m := range d.Messages {
		names = append(names, m.Name)
	}
	for _, s := range d.Components {
		names = append(names, s.Name)
	}
	for _, f := range d.Fields {
		names = append(names, f.Name)
	}
	return nearest.To(name, names)
}
