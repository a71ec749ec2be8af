package randfix

import (
	"sort"
	"strconv"
	"strings"

	"github.com/affixgo/affix/runtime"
)

// Scopes returns what a frame holds without regard to the order of fields: those
// of each scope sorted, groups as their count and entries in order. Tags that the
// dictionary does not have belong to the message, unless the group entry they
// stand in goes on behind them. It is written for tests alone, apart from the
// code that they test.
func Scopes(raw *runtime.Raw, t *runtime.MessageType) string {
	r := scopeReader{version: t.Version}
	header := make(map[int]bool)
	for _, m := range append(flatten(t.Version.Header), flatten(t.Version.Trailer)...) {
		header[m.Tag] = true
	}
	for tag, value := range raw.All() {
		_, inHeader := header[tag]
		if tag == 9 || tag == 10 || inHeader && len(value) == 0 {
			continue // of the frame; the header keeps no field without a value
		}
		if n := len(r.fields); n > 0 {
			if def, _ := t.Version.Field(r.fields[n-1].Tag); def.Data == tag {
				r.fields = r.fields[:n-1] // what it counts is there
			}
		}
		r.fields = append(r.fields, runtime.Field{Tag: tag, Value: string(value)})
	}
	all := append(flatten(t.Version.Header), append(flatten(t.Body), flatten(t.Version.Trailer)...)...)
	var lines []string
	for r.at < len(r.fields) {
		lines = append(lines, r.field(all))
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

type scopeReader struct {
	version *runtime.Version
	fields  []runtime.Field
	at      int
}

// flatten lists the members of a struct, those of components included.
func flatten(s *runtime.Struct) []runtime.Member {
	var list []runtime.Member
	for _, m := range s.Members {
		if m.Component != nil {
			list = append(list, flatten(m.Component)...)
		} else {
			list = append(list, m)
		}
	}
	return list
}

func memberOf(members []runtime.Member, tag int) *runtime.Member {
	for i := range members {
		if members[i].Tag == tag {
			return &members[i]
		}
	}
	return nil
}

// field reads one field with its entries.
func (r *scopeReader) field(members []runtime.Member) string {
	f := r.fields[r.at]
	r.at++
	m := memberOf(members, f.Tag)
	if m == nil || m.Group == nil {
		return f.String()
	}
	entry := flatten(m.Group.Entry)
	if isLength(r.version, entry[0]) {
		entry = entry[1:]
	}
	text := f.String()
	n, _ := strconv.Atoi(f.Value)
	for ; n > 0 && r.at < len(r.fields) && r.fields[r.at].Tag == entry[0].Tag; n-- {
		text += "\n{" + strings.ReplaceAll(r.entry(entry, n > 1), "\n", "\n ") + "}"
	}
	return text
}

// entry reads one entry; more says that another one has to follow.
func (r *scopeReader) entry(members []runtime.Member, more bool) string {
	lines := []string{r.field(members)}
	seen := make(map[int]bool)
	for r.at < len(r.fields) && r.fields[r.at].Tag != members[0].Tag && r.inside(members, more) {
		tag := r.fields[r.at].Tag
		if seen[tag] && memberOf(members, tag) != nil {
			break // the dictionary has it around the group too
		}
		seen[tag] = true
		lines = append(lines, r.field(members))
	}
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

// inside reports whether the field at hand belongs to the entry.
func (r *scopeReader) inside(members []runtime.Member, more bool) bool {
	for _, f := range r.fields[r.at:] {
		if _, known := r.version.Field(f.Tag); known {
			return memberOf(members, f.Tag) != nil && (more || f.Tag != members[0].Tag)
		}
	}
	return false
}
