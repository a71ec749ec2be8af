package model

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
				r.errs.Addf(f.Pos, f.Name, "length on a field of type %s: only DATA and XMLDATA have one", f.Type)
			}
			continue
		}
		if l := r.lengthOf(f, length, before); l != nil {
			r.pair(l, f)
		}
	}
}

func (r *resolver) lengthOf(f *Field, explicit string, before map[*Field]*Field) *Field {
	if explicit != "" {
		l, ok := r.fields[explicit]
		switch {
		case !ok:
			r.errs.Addf(f.Pos, f.Name, "unknown length field %q: declare it under fields or correct the name", explicit)
		case l.Type != "" && !isLengthType(l.Type):
			r.errs.Addf(f.Pos, f.Name, "length field %s has type %s: want LENGTH or INT", l.Name, l.Type)
		default:
			return l
		}
		return nil
	}
	for _, suffix := range []string{"Len", "Length"} {
		if l := r.fields[f.Name+suffix]; l != nil && isLengthType(l.Type) {
			return l
		}
	}
	if l := before[f]; l != nil {
		return l
	}
	r.errs.Addf(f.Pos, f.Name, "%s field without a length field: add \"length: <field>\"", f.Type)
	return nil
}

func (r *resolver) pair(l, f *Field) {
	if l.Data != nil {
		r.errs.Addf(f.Pos, f.Name, "length field %s belongs to %s already: give each DATA field its own", l.Name, l.Data.Name)
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
