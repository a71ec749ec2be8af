package runtime

import "unsafe"

// Decoder fills message structs that are used again and again: the entries of
// their groups come from memory that it keeps, so that decoding allocates
// nothing once it has seen a few messages. The groups of a message are
// overwritten by the next one this Decoder decodes. The zero value is ready.
// Not safe for concurrent use.
type Decoder struct {
	slabs  []slab
	shapes shapes
}

// Decode is [Decode] with the groups in the Decoder's memory.
func (d *Decoder) Decode(r *Raw, m Message, p Policy) Fault {
	ref := m.FIXMessage()
	d.clear(m)
	if s := d.shapes.of(r, ref.Type, &p); s != nil {
		if s.decode(r, ref.base, d) {
			return Fault{}
		}
		d.clear(m)
	}
	f := decode(r, ref.Type, ref.base, &p, d)
	if f.OK() {
		d.shapes.learn(r, ref.Type, &p)
	}
	return f
}

// clear makes room for a message.
func (d *Decoder) clear(m Message) {
	m.Reset()
	for i := range d.slabs {
		d.slabs[i].clear()
	}
}

// Decode validates r under p and fills m from it. On a Fault m holds what was
// read so far. m is Reset first; its strings and byte slices alias r's frame.
// The caller must have chosen m by r's MsgType.
func Decode(r *Raw, m Message, p Policy) Fault {
	m.Reset()
	ref := m.FIXMessage()
	return decode(r, ref.Type, ref.base, &p, nil)
}

// Validate checks r against the message type its tag 35 names, under p, and
// stores nothing.
func (d *Dictionary) Validate(r *Raw, p Policy) Fault {
	t := d.Lookup(r.MsgType())
	if t == nil {
		return Fault{Reason: ReasonInvalidMsgType}
	}
	return decode(r, t, nil, &p, nil)
}

// decoding walks the fields of one message.
type decoding struct {
	raw    *Raw
	tables *versionTables
	policy *Policy
	memory *Decoder // for group entries; nil allocates them
	next   int      // field to look at
	end    int      // the CheckSum field
	depth  int      // of the group at hand, 0 outside of groups
}

// framing is how many fields lead every message: 8, 9, 35.
const framing = 3

// section is header, body, trailer or a group entry while it is being read.
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

// decode reads header, body and trailer in the order of the wire, so that the
// first faulty field is the one named. With a nil base it only validates.
func decode(r *Raw, t *MessageType, base unsafe.Pointer, p *Policy, memory *Decoder) Fault {
	d := decoding{raw: r, tables: t.Version.prepared(), policy: p, memory: memory, end: len(r.fields) - 1}
	if f := p.Limits.check(len(r.fields)); !f.OK() {
		return f
	}
	var headerBits, bodyBits, trailerBits [stackBits]uint64
	header := section{scope: d.tables.header}
	header.seen = bitsOn(&headerBits, header.scope)
	trailer := section{scope: d.tables.trailer}
	trailer.seen = bitsOn(&trailerBits, trailer.scope)
	body := section{scope: t.prepared(), base: base}
	body.seen = bitsOn(&bodyBits, body.scope)
	if base != nil {
		header.base = unsafe.Add(base, t.Header)
		trailer.base = unsafe.Add(base, t.Trailer)
	}
	for ; d.next < framing; d.next++ {
		header.see(r.fields[d.next].tag)
	}
	trailer.see(r.fields[d.end].tag)

	if header.scope.overlaps {
		if f := d.overlapping(&header, &body); !f.OK() {
			return f
		}
	} else if f := d.header(&header, &body); !f.OK() {
		return f
	}
	for d.next < d.end {
		if f := d.members(&body); !f.OK() {
			return f
		}
		if d.next == d.end || trailer.scope.index.get(r.fields[d.next].tag) != 0 {
			break
		}
		if f := d.outside(header.scope, &body); !f.OK() {
			return f
		}
	}
	if f := d.members(&trailer); !f.OK() {
		return f
	}
	if d.next < d.end {
		return d.behindTrailer(header.scope, &body)
	}
	if p.Missing != PolicyReject {
		return Fault{}
	}
	for _, s := range [...]*section{&header, &body, &trailer} {
		if tag := s.scope.missing(s.seen); tag != 0 {
			return Fault{ReasonRequiredMissing, tag}
		}
	}
	return Fault{}
}

func bitsOn(stack *[stackBits]uint64, s *scope) bitset {
	n := s.bitWords()
	if n > stackBits {
		return make(bitset, n)
	}
	return stack[:n]
}

// members reads fields as long as they belong to the scope, each with its
// entries if it is a group.
func (d *decoding) members(s *section) Fault {
	for {
		d.plain(s, -1, false)
		if d.next == d.end {
			return Fault{}
		}
		f := &d.raw.fields[d.next]
		i := int(s.scope.index.get(f.tag)) - 1
		if i < 0 {
			return Fault{}
		}
		if fault := d.member(s, i, f); !fault.OK() {
			return fault
		}
	}
}

// member reads the field f, which is op i of the scope.
func (d *decoding) member(s *section, i int, f *rawField) Fault {
	o := &s.scope.ops[i]
	d.next++
	if f.start == f.end {
		return d.empty(s, o, f)
	}
	if s.seen.has(i) {
		return Fault{ReasonRepeatedTag, int(f.tag)}
	}
	s.seen.set(i)
	var p unsafe.Pointer
	if s.base != nil && o.offset != Unstored {
		p = unsafe.Add(s.base, o.offset)
	}
	switch {
	case o.kind == KindData:
		return d.data(s, f, p)
	case o.kind < KindLength:
		return d.value(o, d.raw.frame[f.start:f.end:f.end], p)
	case o.kind == KindGroup:
		return d.group(o, d.raw.value(*f), p)
	}
	return d.length(s, o, f)
}
