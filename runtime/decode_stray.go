package runtime

import (
	"slices"
	"unsafe"
)

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
	empty := f.start == f.end
	switch {
	case action == PolicyReject && !known:
		return Fault{ReasonInvalidTag, int(f.tag)}
	case empty && d.policy.EmptyValues == PolicyReject:
		return Fault{ReasonNoValue, int(f.tag)}
	case action == PolicyReject,
		action == PolicyKeep && known && s.scope.groupHas(f.tag):
		return Fault{ReasonNotInMessage, int(f.tag)}
	case action == PolicyKeep && (!empty || d.policy.EmptyValues == PolicyKeep):
		s.keep(int(f.tag), text(d.raw.value(f)))
	}
	return Fault{}
}

// groupHas reports whether tag belongs to a group of the message. Such a field
// cannot be kept outside of the group: sent behind it, it would be taken for
// part of the last entry.
func (s *scope) groupHas(tag int32) bool {
	_, found := slices.BinarySearch(s.grouped, tag)
	return found
}

// groupedTags returns the tags of the groups of a struct, ascending.
func groupedTags(s *Struct) []int32 {
	tags := appendGrouped(nil, s, false)
	slices.Sort(tags)
	return tags
}

// appendGrouped appends the tags of the groups of a struct, and of the groups
// in these.
func appendGrouped(dst []int32, s *Struct, inside bool) []int32 {
	for _, m := range s.Members {
		if inside && m.Tag != 0 {
			dst = append(dst, int32(m.Tag))
		}
		if m.Component != nil {
			dst = appendGrouped(dst, m.Component, inside)
		}
		if m.Group != nil {
			dst = appendGrouped(dst, m.Group.Entry, true)
		}
	}
	return dst
}

// text lets a string share the memory of b.
func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
