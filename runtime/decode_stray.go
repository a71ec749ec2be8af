package runtime

import "unsafe"

// overlapping reads the header where the body has fields of the same tags: what
// is there already, or out of the order of the header, begins the body.
func (d *decoding) overlapping(header, body *section) Fault {
	last := -1
	for d.next < d.end {
		f := &d.raw.fields[d.next]
		i := int(header.scope.index.get(f.tag)) - 1
		if i < 0 {
			return Fault{}
		}
		if header.scope.ops[i].outside && (i < last || header.seen.has(i)) && body.scope.index.get(f.tag) != 0 {
			return Fault{}
		}
		last = max(last, i)
		if fault := d.member(header, i, f); !fault.OK() {
			return fault
		}
	}
	return Fault{}
}

// header reads the header. Tags that the dictionary does not have may stand
// between its fields: venues add some of their own.
func (d *decoding) header(header, body *section) Fault {
	for {
		if f := d.members(header); !f.OK() {
			return f
		}
		if d.next == d.end || d.tables.byTag.get(d.raw.fields[d.next].tag) != 0 {
			return Fault{}
		}
		if f := d.stray(d.raw.fields[d.next], body); !f.OK() {
			return f
		}
	}
}

// outside deals with a field that stands in the body and is none of its.
func (d *decoding) outside(header *scope, body *section) Fault {
	f := d.raw.fields[d.next]
	if header.index.get(f.tag) != 0 {
		return Fault{ReasonFieldOrder, int(f.tag)}
	}
	return d.stray(f, body)
}

// behindTrailer deals with what follows the trailer's first field and is not
// the trailer's: what belongs elsewhere is out of order.
func (d *decoding) behindTrailer(header *scope, body *section) Fault {
	for d.next < d.end {
		f := d.raw.fields[d.next]
		if header.index.get(f.tag) != 0 || body.scope.index.get(f.tag) != 0 || d.tables.trailer.index.get(f.tag) != 0 {
			return Fault{ReasonFieldOrder, int(f.tag)}
		}
		if fault := d.stray(f, body); !fault.OK() {
			return fault
		}
	}
	return Fault{}
}

// stray deals with a field that belongs to no scope at hand.
func (d *decoding) stray(f rawField, s *section) Fault {
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
func (d *decoding) groupHas(s *scope, tag int32) bool {
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
