package runtime

import "unsafe"

// length checks that a length field is a number and counts the data that must
// stand directly behind it. FIX 4.4 vol. 1, "Data field type".
func (d *decoding) length(s *section, o *op, f *rawField) Fault {
	value := d.raw.value(*f)
	n, ok := parseUint(value)
	if !ok {
		return Fault{ReasonIncorrectFormat, int(f.tag)}
	}
	if o.bounds != nil && !o.bounds.has(value) && d.policy.UnknownValues == PolicyReject {
		return Fault{ReasonIncorrectValue, int(f.tag)}
	}
	pair := d.tables.pairs.length.get(f.tag)
	if pair == 0 {
		return Fault{}
	}
	data := d.raw.fields[d.next]
	switch {
	case d.tables.pairs.data.get(data.tag) != pair:
		if d.policy.Missing == PolicyReject || s.scope.unknown == Unstored {
			return Fault{ReasonRequiredMissing, d.tables.field(int(f.tag)).Data}
		}
		if s.has(d.tables.field(int(f.tag)).Data) {
			return Fault{ReasonFieldOrder, int(f.tag)} // it would be sent twice
		}
		s.keep(int(f.tag), text(value))
	case uint64(data.end-data.start) != n:
		return Fault{ReasonIncorrectFormat, int(f.tag)}
	case n == 0 && d.policy.EmptyValues == PolicyKeep:
		s.keep(int(f.tag), text(value))
	}
	return Fault{}
}

// data stores a data field, whose length must stand directly in front of it.
func (d *decoding) data(s *section, f *rawField, p unsafe.Pointer) Fault {
	length := d.tables.lengthOf(int(f.tag))
	if length != 0 && d.raw.fields[d.next-2].tag != int32(length) {
		if d.policy.Missing == PolicyReject {
			return Fault{ReasonRequiredMissing, length}
		}
		if s.has(length) {
			return Fault{ReasonFieldOrder, int(f.tag)}
		}
	}
	put(p, d.raw.frame[f.start:f.end:f.end], true)
	return Fault{}
}

// empty deals with a member that has no value, "tag=".
func (d *decoding) empty(s *section, o *op, f *rawField) Fault {
	switch {
	case d.policy.EmptyValues == PolicyReject || o.delimits:
		return Fault{ReasonNoValue, int(f.tag)}
	case d.policy.EmptyValues == PolicyKeep && !d.counts(f):
		s.keep(int(f.tag), "")
	}
	return Fault{}
}

// has reports whether a field of the scope was there.
func (s *section) has(tag int) bool {
	i := s.scope.index.get(int32(tag))
	return i != 0 && s.seen.has(int(i-1))
}

// counts reports whether f is the length of the data at hand: the codec makes it
// anew.
func (d *decoding) counts(f *rawField) bool {
	pair := d.tables.pairs.length.get(f.tag)
	return pair != 0 && d.tables.pairs.data.get(d.raw.fields[d.next].tag) == pair
}

// countsNothing reports whether the field at hand, which is op o, is a length
// whose data does not follow.
func (d *decoding) countsNothing(o *op) bool {
	if o.kind != KindLength {
		return false
	}
	pair := d.tables.pairs.length.get(o.tag)
	return pair != 0 && d.tables.pairs.data.get(d.raw.fields[d.next+1].tag) != pair
}

// keep adds a field to the Unknown list of the scope, if it has one.
func (s *section) keep(tag int, value string) {
	if s.base == nil || s.scope.unknown == Unstored {
		return
	}
	list := (*[]Field)(unsafe.Add(s.base, s.scope.unknown))
	*list = append(*list, Field{Tag: tag, Value: value})
}
