package model

import (
	"errors"
	"fmt"
	"strings"

	"github.com/affixgo/affix/internal/nearest"
)

// sessionTypes are the messages that a session cannot do without.
const sessionTypes = "012345A"

// Select returns the part of d that some messages need: those named, by MsgType
// or by name, the session's own (0 to 5 and A), and the components, groups and
// enumerated types they reach. All fields stay, so that a tag that is known but
// not of a message is still told from one that is not; those that nothing
// reaches lose their enumerated type. Names that d does not have are all
// reported, with those they may be meant to be. d is not changed; the result
// shares its parts.
func Select(d *Dictionary, names []string) (*Dictionary, error) {
	wanted, err := chosen(d, names)
	if err != nil {
		return nil, err
	}
	r := reach{structs: make(map[*Struct]bool), fields: make(map[*Field]bool), enums: make(map[*Enum]bool)}
	r.add(d.Header)
	r.add(d.Trailer)
	out := *d
	out.Messages = nil
	for _, m := range d.Messages {
		if wanted[m] {
			out.Messages = append(out.Messages, m)
			r.add(m.Struct)
		}
	}
	out.Components = keep(d.Components, r.structs)
	out.Groups = keep(d.Groups, r.structs)
	out.Enums = keep(d.Enums, r.enums)
	out.Fields = make([]*Field, len(d.Fields))
	for i, f := range d.Fields {
		out.Fields[i] = f
		if f.Enum != nil && !r.enums[f.Enum] {
			plain := *f
			plain.Enum = nil
			out.Fields[i] = &plain
		}
	}
	return &out, nil
}

// chosen returns the messages named and those of the session.
func chosen(d *Dictionary, names []string) (map[*Message]bool, error) {
	byName := make(map[string]*Message, 2*len(d.Messages))
	for _, m := range d.Messages {
		byName[m.Name] = m
	}
	for _, m := range d.Messages {
		byName[m.MsgType] = m // which wins over a name
	}
	wanted := make(map[*Message]bool)
	for _, m := range d.Messages {
		if len(m.MsgType) == 1 && strings.Contains(sessionTypes, m.MsgType) {
			wanted[m] = true
		}
	}
	var errs []error
	for _, name := range names {
		if m, ok := byName[name]; ok {
			wanted[m] = true
			continue
		}
		errs = append(errs, fmt.Errorf("%s: unknown message %q%s", d.Source, name, didYouMean(d, name)))
	}
	return wanted, errors.Join(errs...)
}

func keep[T any](list []*T, reached map[*T]bool) []*T {
	var out []*T
	for _, v := range list {
		if reached[v] {
			out = append(out, v)
		}
	}
	return out
}

// reach is what a set of structs uses, directly or through others.
type reach struct {
	structs map[*Struct]bool
	fields  map[*Field]bool
	enums   map[*Enum]bool
}

func (r reach) add(s *Struct) {
	if r.structs[s] {
		return
	}
	r.structs[s] = true
	for _, m := range s.Members {
		if m.Field != nil {
			r.fields[m.Field] = true
			if m.Field.Enum != nil {
				r.enums[m.Field.Enum] = true
			}
		}
		if m.Struct != nil {
			r.add(m.Struct)
		}
	}
}

// maxSuggestions bounds how many messages are suggested.
const maxSuggestions = 3

// didYouMean returns the message nearest to a name, else those whose names hold
// it, else where to look.
func didYouMean(d *Dictionary, name string) string {
	names := make([]string, len(d.Messages))
	for i, m := range d.Messages {
		names[i] = m.Name
	}
	best := nearest.To(name, names)
	var texts []string
	for _, m := range d.Messages {
		part := best == "" && len(name) > 3 && strings.Contains(strings.ToLower(m.Name), strings.ToLower(name))
		if m.Name == best || part || name != "" && strings.EqualFold(m.MsgType, name) {
			texts = append(texts, fmt.Sprintf("%s (%s)", m.Name, m.MsgType))
		}
	}
	if len(texts) == 0 {
		return ": want a MsgType or a name of the dictionary"
	}
	return ": did you mean " + strings.Join(texts[:min(len(texts), maxSuggestions)], " or ") + "?"
}
