package model

import "github.com/affixgo/affix/gen/dict"

// pairFields finds the length field of every DATA field: the one the
// dictionary gives, else X+"Len" or X+"Length", else the LENGTH or INT field
// in front of it wherever it is used.
func (r *resolver) pairFields() {
	before := r.lengthsBefore()
	explicit := make(map[string]string)
	for _, s := range r.src.Fields {
		if s.Length != "" {
			explicit[s.Name] = s.Length
		}
	}
	for _, f := range r.out.Fields {
		length := explicit[f.Name]
		if f.Class != ClassData {
			if length != "" && f.Type != "" {
				r.errs.Repairf(dict.LengthStray, f.Pos, f.Name, "skipped", "length on a field of type %s: only DATA and XMLDATA have one", f.Type)
			}
			continue
		}
		if l := r.lengthOf(f, length, before); l != nil {
			r.pair(l, f)
		} else {
			f.Class = ClassString
		}
	}
	r.placeLengths()
}

const asText = "read as text"

func (r *resolver) lengthOf(f *Field, explicit string, before map[*Field]*Field) *Field {
	found := before[f]
	for _, suffix := range []string{"Length", "Len"} {
		if l := r.fields[f.Name+suffix]; l != nil && isLengthType(l.Type) {
			found = l
		}
	}
	if explicit != "" {
		repair := asText
		if found != nil {
			repair = "taken as " + found.Name
		}
		l, ok := r.fields[explicit]
		switch {
		case !ok:
			r.errs.Repairf(dict.BadLength, f.Pos, f.Name, repair, "unknown length field %q: declare it under fields or correct the name", explicit)
		case l.Type != "" && !isLengthType(l.Type):
			r.errs.Repairf(dict.BadLength, f.Pos, f.Name, repair, "length field %s has type %s: want LENGTH or INT", l.Name, l.Type)
		default:
			return l
		}
	} else if found == nil {
		r.errs.Repairf(dict.LengthMissing, f.Pos, f.Name, asText, "%s field without a length field: add \"length: <field>\"", f.Type)
	}
	return found
}

func (r *resolver) pair(l, f *Field) {
	if l.Data != nil {
		r.errs.Repairf(dict.LengthShared, f.Pos, f.Name, asText, "length field %s belongs to %s already: give each DATA field its own", l.Name, l.Data.Name)
		f.Class = ClassString
		return
	}
	l.Data, l.Class, f.Length = f, ClassLength, l
	r.out.Pairs = append(r.out.Pairs, Pair{Length: l, Data: f})
}

func isLengthType(typ string) bool { return typ == "LENGTH" || typ == "INT" }

// lengthsBefore maps DATA fields to the field in front of them, where that is
// of a length type and the same at every use.
func (r *resolver) lengthsBefore() map[*Field]*Field {
	before := make(map[*Field]*Field)
	r.eachStruct(func(s *Struct) {
		for i, m := range s.Members {
			if m.Kind != MemberField || m.Field.Class != ClassData {
				continue
			}
			var l *Field
			if i > 0 && s.Members[i-1].Kind == MemberField && isLengthType(s.Members[i-1].Field.Type) {
				l = s.Members[i-1].Field
			}
			if seen, ok := before[m.Field]; ok && seen != l {
				l = nil
			}
			before[m.Field] = l
		}
	})
	return before
}

// eachStruct calls f for the header, the trailer, the components, the groups
// and the messages.
func (r *resolver) eachStruct(f func(*Struct)) {
	f(r.out.Header)
	f(r.out.Trailer)
	for _, s := range r.out.Components {
		f(s)
	}
	for _, s := range r.out.Groups {
		f(s)
	}
	for _, m := range r.out.Messages {
		f(m.Struct)
	}
}

// placeLengths puts the length field in front of a DATA field whose scope lacks
// it: on the wire the two go together.
func (r *resolver) placeLengths() {
	c := scopeCheck{flat: make(map[*Struct][]*Member)}
	missing := make(map[*Field]bool)
	r.eachStruct(func(s *Struct) {
		has := make(map[*Field]bool)
		list := c.members(s)
		for _, m := range list {
			has[m.Field] = true
		}
		for _, m := range list {
			if l := m.Field.Length; l != nil && !has[l] {
				missing[m.Field] = true
			}
		}
	})
	if len(missing) == 0 {
		return
	}
	r.eachStruct(func(s *Struct) { s.Members = r.withLengths(s, missing) })
}

func (r *resolver) withLengths(s *Struct, missing map[*Field]bool) []Member {
	out := make([]Member, 0, len(s.Members))
	for _, m := range s.Members {
		out = append(out, m)
		if m.Kind != MemberField || !missing[m.Field] {
			continue
		}
		stands := false
		for _, o := range s.Members {
			stands = stands || o.Field == m.Field.Length
		}
		if !stands {
			r.errs.Repairf(dict.LengthMissing, m.Pos, s.Name, "put in front of it", "%s stands without its length field %s: add it", m.Field.Name, m.Field.Length.Name)
			length := Member{Kind: MemberField, Field: m.Field.Length, Pos: m.Pos}
			out = append(out[:len(out)-1], length, m)
			if s.Delimiter == m.Field {
				s.Delimiter = length.Field
			}
		}
	}
	return out
}
