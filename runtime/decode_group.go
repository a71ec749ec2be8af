package runtime

import "unsafe"

// sliceHeader is how a slice lies in memory.
type sliceHeader struct {
	data     unsafe.Pointer
	len, cap int
}

// zeroGroup is what the slice of a group with an explicit count of zero points
// at: not nil, so that the count is sent again.
var zeroGroup struct{}

// group reads the entries behind a counter. FIX 4.4 vol. 1, "Repeating
// groups": the first field of the group begins each entry.
func (d *decoding) group(o *op, count []byte, p unsafe.Pointer) Fault {
	n, ok := parseUint(count)
	if !ok {
		return Fault{ReasonIncorrectFormat, int(o.tag)}
	}
	if n > uint64(d.end-d.next) {
		return Fault{ReasonGroupCount, int(o.tag)} // before anything is allocated
	}
	if o.bounds != nil && !o.bounds.has(count) && d.policy.UnknownValues == PolicyReject {
		return Fault{ReasonIncorrectValue, int(o.tag)}
	}
	d.depth++ // grouped goes back
	if f := d.policy.Limits.checkGroup(n, d.depth, o.tag); !f.OK() {
		return f
	}
	entries := sliceHeader{data: unsafe.Pointer(&zeroGroup), len: int(n), cap: int(n)}
	if p != nil && n > 0 {
		entries.data = d.memory.entries(o.group, int(n))
	}
	var stack [stackBits]uint64
	s := section{scope: o.group.prepared(d.tables)}
	s.seen = bitsOn(&stack, s.scope)
	for read := 0; d.next < d.end; read++ {
		tag := d.raw.fields[d.next].tag
		at := s.scope.index.get(tag)
		switch {
		case read == entries.len && (at == 0 || s.scope.ops[at-1].outside):
			return d.grouped(p, entries)
		case at == 0 || at == 1 && read == entries.len:
			return Fault{ReasonGroupCount, int(o.tag)}
		case at != 1:
			return Fault{ReasonGroupOrder, int(tag)}
		}
		if p != nil {
			s.base = unsafe.Add(entries.data, uintptr(read)*o.group.Size)
		}
		clear(s.seen)
		if f := d.entry(&s, read+1 < entries.len); !f.OK() {
			return f
		}
		if d.next == d.end && read+1 < entries.len {
			return Fault{ReasonGroupCount, int(o.tag)}
		}
	}
	if entries.len > 0 && d.raw.fields[d.next-1].tag == o.tag {
		return Fault{ReasonGroupCount, int(o.tag)} // nothing follows the counter
	}
	return d.grouped(p, entries)
}

// storeSlice writes a slice of any type to p.
func storeSlice(p unsafe.Pointer, s sliceHeader) { *(*sliceHeader)(p) = s }

// grouped ends a group that is sound and stores its entries at p.
func (d *decoding) grouped(p unsafe.Pointer, entries sliceHeader) Fault {
	d.depth--
	if p != nil {
		storeSlice(p, entries)
	}
	return Fault{}
}

// entry reads one entry: its first field is at hand. more says that another
// entry has to follow.
func (d *decoding) entry(s *section, more bool) Fault {
	last := -1
	for {
		last = d.plain(s, last, true)
		if d.next == d.end {
			break
		}
		f := &d.raw.fields[d.next]
		at := int(s.scope.index.get(f.tag)) - 1
		if at < 0 {
			behind, inside := d.strays(s.scope, more)
			if !inside {
				break
			}
			for d.next < behind {
				if fault := d.stray(d.raw.fields[d.next], s); !fault.OK() {
					return fault
				}
			}
			continue
		}
		if at == 0 && last >= 0 {
			break // the next entry
		}
		if at > 0 && (f.start == f.end || d.countsNothing(&s.scope.ops[at])) { // in no order
			if fault := d.member(s, at, f); !fault.OK() {
				return fault
			}
			continue
		}
		if s.seen.has(at) || at < last && d.policy.GroupOrder == PolicyReject {
			if !more && s.scope.ops[at].outside {
				break // it belongs to a scope around the group
			}
			return Fault{ReasonGroupOrder, int(f.tag)}
		}
		last = at
		if fault := d.member(s, at, f); !fault.OK() {
			return fault
		}
	}
	if d.policy.Missing == PolicyReject {
		if tag := s.scope.missing(s.seen); tag != 0 {
			return Fault{ReasonRequiredMissing, tag}
		}
	}
	return Fault{}
}

// strays looks past the fields at hand that are in no dictionary. They stand
// inside the entry if it, or the group, goes on behind them.
func (d *decoding) strays(scope *scope, more bool) (behind int, inside bool) {
	for i := d.next; i < d.end; i++ {
		tag := d.raw.fields[i].tag
		if d.tables.byTag.get(tag) != 0 {
			at := scope.index.get(tag)
			return i, at > 1 || at == 1 && more
		}
	}
	return d.end, false
}

// slab is memory for the entries of one group.
type slab struct {
	group     *Group
	data      unsafe.Pointer
	used, cap int
}

// largestSlab bounds the bytes of a slab that is kept for the next message.
const largestSlab = 1 << 20

// entries returns memory for n entries, all zero.
func (d *Decoder) entries(g *Group, n int) unsafe.Pointer {
	if d == nil {
		return g.Make(n)
	}
	s := d.slab(g)
	if s.used+n > s.cap {
		// What was handed out stays with the message that has it.
		s.cap = max(2*s.cap, n)
		s.data = g.Make(s.cap)
		s.used = 0
	}
	p := unsafe.Add(s.data, uintptr(s.used)*g.Size)
	s.used += n
	return p
}

func (d *Decoder) slab(g *Group) *slab {
	for i := range d.slabs {
		if d.slabs[i].group == g {
			return &d.slabs[i]
		}
	}
	d.slabs = append(d.slabs, slab{group: g})
	return &d.slabs[len(d.slabs)-1]
}

func (s *slab) clear() {
	switch {
	case s.used == 0:
	case uintptr(s.cap)*s.group.Size > largestSlab:
		*s = slab{group: s.group}
	default:
		s.group.Clear(s.data, s.used)
		s.used = 0
	}
}
