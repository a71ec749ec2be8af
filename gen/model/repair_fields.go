package model

import (
	"strconv"
	"strings"

	"github.com/affixgo/affix/gen/dict"
)

// countUses finds which fields stand anywhere, and which count a group.
func (r *repairer) countUses() {
	r.counters, r.used = make(map[string]bool), make(map[string]bool)
	var walk func(list []*dict.Member)
	walk = func(list []*dict.Member) {
		for _, m := range list {
			if m.Kind != dict.KindComponent {
				r.used[m.Name] = true
			}
			if m.Kind == dict.KindGroup {
				r.counters[m.Name] = true
			}
			walk(m.Members)
		}
	}
	r.eachList(func(list []*dict.Member, _ string) []*dict.Member {
		walk(list)
		return list
	})
}

// eachList replaces every list of members that is not a group's.
func (r *repairer) eachList(f func(list []*dict.Member, path string) []*dict.Member) {
	if b := r.out.Header; b != nil {
		b.Members = f(b.Members, "Header")
	}
	if b := r.out.Trailer; b != nil {
		b.Members = f(b.Members, "Trailer")
	}
	for i := 0; i < len(r.out.Components); i++ { // it grows: components of the base
		b := r.out.Components[i]
		b.Members = f(b.Members, b.Name)
	}
	for _, m := range r.out.Messages {
		m.Members = f(m.Members, m.Name)
	}
}

// declarations makes names and tags unique, and types known.
func (r *repairer) declarations() {
	list := r.out.Fields
	r.out.Fields = make([]*dict.Field, 0, len(list))
	tags := make(map[string]*dict.Field, len(list))
	for _, f := range list {
		if !r.number(f) {
			continue
		}
		if first := r.fields[f.Name]; first != nil {
			if tag := trimTag(f.Number); tag != trimTag(first.Number) {
				name := f.Name + tag
				if r.fields[name] != nil {
					r.errs.Repairf(dict.FieldTwice, f.Pos, f.Name, "left out", "%s", twice("field", first.Pos))
					continue
				}
				r.errs.Repairf(dict.FieldTwice, f.Pos, f.Name, "called "+name, "%s", twice("field", first.Pos))
				f.Name, f.GoName = name, ""
			} else {
				r.errs.Repairf(dict.FieldTwice, f.Pos, f.Name, "merged into one", "%s", twice("field", first.Pos))
				r.typ(f)
				r.mergeFields(first, f)
				continue
			}
		}
		if first := tags[trimTag(f.Number)]; first != nil && f.Number != "" {
			r.oneTag(first, f, tags)
			continue
		}
		r.typ(f)
		if f.Number != "" {
			tags[trimTag(f.Number)] = f
		}
		r.declare(f)
	}
	for _, f := range r.out.Fields {
		f.Enum, f.Length = r.spelt(f.Enum), r.spelt(f.Length)
		if f.Length == "" {
			r.lengthFromBase(f)
		}
	}
}

func twice(what string, first dict.Pos) string {
	return what + " declared twice, first at line " + strconv.Itoa(first.Line) + ": remove or rename one"
}

// trimTag drops leading zeros, so that equal tags are equal text.
func trimTag(text string) string {
	if t := strings.TrimLeft(text, "0"); t != "" {
		return t
	}
	return text
}

// number looks for the tag of a field that has none; it returns false if the
// field is better left out. What remains is for Resolve to report.
func (r *repairer) number(f *dict.Field) bool {
	if n, err := strconv.ParseUint(f.Number, 10, 64); err == nil && n >= 1 && n <= maxTag {
		return true
	}
	base := r.base[f.Name]
	text := "field without a number: add its tag"
	if f.Number != "" {
		text = "number " + strconv.Quote(f.Number) + " is not a tag: want 1 to " + strconv.Itoa(maxTag)
	}
	switch {
	case base != nil:
		r.errs.Repairf(dict.BadTag, f.Pos, f.Name, "taken from the base: "+base.Number, "%s", text)
		f.Number = base.Number
		return true
	case !r.used[f.Name]:
		r.errs.Repairf(dict.BadTag, f.Pos, f.Name, "left out, nothing uses it", "%s", text)
		return false
	}
	return true
}

// typ makes the type of f canonical.
func (r *repairer) typ(f *dict.Field) {
	typ, ok := canonicalType(f.Type)
	if ok {
		return
	}
	use, from := "STRING", "taken as STRING"
	if base := r.base[f.Name]; base != nil {
		use, from = base.Type, "taken from the base: "+base.Type
	} else if r.counters[f.Name] {
		use, from = "NUMINGROUP", "taken as NUMINGROUP"
	}
	if typ == "" {
		r.errs.Repairf(dict.TypeMissing, f.Pos, f.Name, from, "field without a type: add one, such as STRING")
	} else {
		r.errs.Repairf(dict.UnknownType, f.Pos, f.Name, from, "unknown type %q: want a FIX type, such as STRING, INT, PRICE or UTCTIMESTAMP", f.Type)
	}
	f.Type = use
}

// mergeFields makes one field of two with one tag. What makes it a counter
// wins, else what comes last.
func (r *repairer) mergeFields(first, second *dict.Field) {
	if !r.counters[first.Name] || isCounterType(upperType(second)) {
		first.Type = second.Type
	}
	if len(second.Values) > 0 {
		first.Values = second.Values
	}
	if first.Doc == "" {
		first.Doc = second.Doc
	}
}

func upperType(f *dict.Field) string {
	typ, _ := canonicalType(f.Type)
	return typ
}

// oneTag keeps one of two fields of one tag; both names mean it from then on.
func (r *repairer) oneTag(first, second *dict.Field, tags map[string]*dict.Field) {
	text := "tag " + trimTag(second.Number) + " is taken by " + first.Name + " at line " + strconv.Itoa(first.Pos.Line) + ": give one of them another number"
	if r.counters[first.Name] && !r.counters[second.Name] || r.used[first.Name] && !r.used[second.Name] {
		r.errs.Repairf(dict.TagTaken, second.Pos, second.Name, second.Name+" means "+first.Name, "%s", text)
		r.typ(second)
		r.alias[second.Name] = first.Name
		return
	}
	r.errs.Repairf(dict.TagTaken, second.Pos, second.Name, first.Name+" means "+second.Name, "%s", text)
	r.typ(second)
	tags[trimTag(second.Number)] = second
	r.alias[first.Name] = second.Name
	delete(r.fields, first.Name)
	delete(r.folded, strings.ToLower(first.Name))
	for i, f := range r.out.Fields {
		if f == first {
			r.out.Fields = append(r.out.Fields[:i], r.out.Fields[i+1:]...)
			break
		}
	}
	r.declare(second)
}
