package runtime

import "unsafe"

// Decode validates r under p and fills m from it. On a Fault m holds what was
// read so far. m is Reset first; its strings and byte slices alias r's frame.
// The caller must have chosen m by r's MsgType.
func Decode(r *Raw, m Message, p Policy) Fault {
	m.Reset()
	ref := m.FIXMessage()
	return decode(r, ref.Type, ref.base, &p)
}

// Validate checks r against the message type its tag 35 names, under p, and
// stores nothing.
func (d *Dictionary) Validate(r *Raw, p Policy) Fault {
	t := d.Lookup(r.MsgType())
	if t == nil {
		return Fault{Reason: ReasonInvalidMsgType}
	}
	return decode(r, t, nil, &p)
}

// decoder walks the fields of one message.
type decoder struct {
	raw    *Raw
	tables *versionTables
	policy *Policy
	next   int // field to look at
	end    int // the CheckSum field
}

// framing is how many fields lead every message: 8, 9, 35.
const framing = 3

// decode reads header, body and trailer in the order of the wire, so that the
// first faulty field is the one named. With a nil base it only validates.
func decode(r *Raw, t *MessageType, base unsafe.Pointer, p *Policy) Fault {
	d := decoder{raw: r, tables: t.Version.prepared(), policy: p, end: len(r.fields) - 1}
	body := t.prepared()
	var headerBase, trailerBase unsafe.Pointer
	if base != nil {
		headerBase = unsafe.Add(base, t.Header)
		trailerBase = unsafe.Add(base, t.Trailer)
	}
	var headerBits, bodyBits, trailerBits [stackBits]uint64
	header := section{scope: d.tables.header, base: headerBase, seen: bitsOn(&headerBits, d.tables.header)}
	trailer := section{scope: d.tables.trailer, base: trailerBase, seen: bitsOn(&trailerBits, d.tables.trailer)}
	main := section{scope: body, base: base, seen: bitsOn(&bodyBits, body)}

	for ; d.next < framing; d.next++ {
		header.see(r.fields[d.next].tag)
	}
	trailer.see(r.fields[d.end].tag)
	for _, s := range [...]*section{&header, &main, &trailer} {
		if f := d.section(s, &header, &main, &trailer); !f.OK() {
			return f
		}
	}
	if p.Missing != PolicyReject {
		return Fault{}
	}
	for _, s := range [...]*section{&header, &main, &trailer} {
		if tag := s.scope.missing(s.seen); tag != 0 {
			return Fault{ReasonRequiredMissing, tag}
		}
	}
	return Fault{}
}

func bitsOn(stack *[stackBits]uint64, s *scope) bitset {
	if n := s.bitWords(); n > stackBits {
		return make(bitset, n)
	}
	return stack[:]
}

// section is header, body or trailer while it is being read.
type section struct {
	scope *scope
	base  unsafe.Pointer // nil: validate only
	seen  bitset
}

func (s *section) see(tag int32) {
	if i := s.scope.index.get(tag); i != 0 {
		s.seen.set(int(i - 1))
	}
}

// section reads the fields that belong to s, up to the first of a section
// behind it.
func (d *decoder) section(s, header, body, trailer *section) Fault {
	for d.next < d.end {
		f := d.raw.fields[d.next]
		if i := s.scope.index.get(f.tag); i != 0 {
			if fault := d.member(s, int(i-1)); !fault.OK() {
				return fault
			}
			continue
		}
		switch {
		case s == header && body.scope.index.get(f.tag) != 0,
			s != trailer && trailer.scope.index.get(f.tag) != 0:
			return Fault{}
		case header.scope.index.get(f.tag) != 0,
			body.scope.index.get(f.tag) != 0:
			return Fault{ReasonFieldOrder, int(f.tag)}
		}
		if s == header {
			return Fault{} // unknown fields are kept with the body
		}
		if fault := d.stray(f, body); !fault.OK() {
			return fault
		}
	}
	return Fault{}
}

// member reads field i of the scope, with its entries if it is a group.
func (d *decoder) member(s *section, i int) Fault {
	o := &s.scope.ops[i]
	f := d.raw.fields[d.next]
	if f.start == f.end {
		d.next++
		if d.policy.EmptyValues == PolicyReject || o.delimits {
			return Fault{ReasonNoValue, int(f.tag)}
		}
		return Fault{}
	}
	if s.seen.has(i) {
		return Fault{ReasonRepeatedTag, int(f.tag)}
	}
	s.seen.set(i)
	d.next++
	var p unsafe.Pointer
	if s.base != nil && o.offset != Unstored {
		p = unsafe.Add(s.base, o.offset)
	}
	if o.kind == KindGroup {
		return d.group(o, d.raw.value(f), p)
	}
	if o.kind == KindLength {
		return d.length(f)
	}
	return d.value(o, d.raw.value(f), p)
}

// length checks that a length field is a number and counts the data behind it.
func (d *decoder) length(f rawField) Fault {
	n, ok := parseUint(d.raw.value(f))
	if !ok {
		return Fault{ReasonIncorrectFormat, int(f.tag)}
	}
	data := d.raw.fields[d.next]
	if pair := d.tables.pairs.length.get(f.tag); pair != 0 && d.tables.pairs.data.get(data.tag) == pair &&
		uint64(data.end-data.start) != n {
		return Fault{ReasonIncorrectFormat, int(f.tag)}
	}
	return Fault{}
}

// stray deals with a field that belongs to no scope at hand.
func (d *decoder) stray(f rawField, s *section) Fault {
	d.next++
	known := d.tables.byTag.get(f.tag) != 0
	action := d.policy.ForeignTags
	if !known {
		action = d.policy.unknown(f.tag)
	}
	switch {
	case action == PolicyReject && !known:
		return Fault{ReasonInvalidTag, int(f.tag)}
	case action == PolicyReject && f.start == f.end:
		return Fault{ReasonNoValue, int(f.tag)}
	case action == PolicyReject,
		action == PolicyKeep && known && d.groupHas(s.scope, f.tag):
		return Fault{ReasonNotInMessage, int(f.tag)}
	case action == PolicyKeep && s.base != nil && s.scope.unknown != Unstored:
		list := (*[]Field)(unsafe.Add(s.base, s.scope.unknown))
		*list = append(*list, Field{Tag: int(f.tag), Value: text(d.raw.value(f))})
	}
	return Fault{}
}

// groupHas reports whether tag belongs to a group of the scope. Such a field
// cannot be kept outside of the group: sent behind it, it would be taken for
// part of the last entry.
func (d *decoder) groupHas(s *scope, tag int32) bool {
	for i := range s.ops {
		if g := s.ops[i].group; g != nil {
			entry := g.prepared(d.tables)
			if entry.index.get(tag) != 0 || d.groupHas(entry, tag) {
				return true
			}
		}
	}
	return false
}

// text lets a string share the memory of b.
func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
