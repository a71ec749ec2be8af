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
func (d *decoder) group(o *op, count []byte, p unsafe.Pointer) Fault {
	n, ok := parseUint(count)
	if !ok {
		return Fault{ReasonIncorrectFormat, int(o.tag)}
	}
	if n > uint64(d.end-d.next) {
		return Fault{ReasonGroupCount, int(o.tag)} // before anything is allocated
	}
	scope := o.group.prepared(d.tables)
	entries := sliceHeader{data: unsafe.Pointer(&zeroGroup)}
	if p != nil && n > 0 {
		entries = sliceHeader{data: o.group.Make(int(n)), len: int(n), cap: int(n)}
	}
	var read uint64
	for d.next < d.end {
		tag := d.raw.fields[d.next].tag
		at := scope.index.get(tag)
		if at == 0 {
			break
		}
		if at != 1 {
			return Fault{ReasonGroupOrder, int(tag)}
		}
		if read++; read > n {
			return Fault{ReasonGroupCount, int(o.tag)}
		}
		var base unsafe.Pointer
		if p != nil {
			base = unsafe.Add(entries.data, uintptr(read-1)*o.group.Size)
		}
		if f := d.entry(scope, base, read < n); !f.OK() {
			return f
		}
	}
	if read != n {
		return Fault{ReasonGroupCount, int(o.tag)}
	}
	if p != nil {
		storeSlice(p, entries)
	}
	return Fault{}
}

// storeSlice writes a slice of any type to p.
func storeSlice(p unsafe.Pointer, s sliceHeader) { *(*sliceHeader)(p) = s }

// entry reads one entry: its first field is at hand. more says that another
// entry has to follow.
func (d *decoder) entry(scope *scope, base unsafe.Pointer, more bool) Fault {
	var stack [stackBits]uint64
	s := section{scope: scope, base: base, seen: bitsOn(&stack, scope)}
	last := -1
	for d.next < d.end {
		f := d.raw.fields[d.next]
		at := int(scope.index.get(f.tag)) - 1
		if at < 0 {
			behind, inside := d.strays(scope, more)
			if !inside {
				break
			}
			for d.next < behind {
				if fault := d.stray(d.raw.fields[d.next], &s); !fault.OK() {
					return fault
				}
			}
			continue
		}
		if at == 0 && last >= 0 {
			break // the next entry
		}
		if s.seen.has(at) || at < last && d.policy.GroupOrder == PolicyReject {
			return Fault{ReasonGroupOrder, int(f.tag)}
		}
		last = at
		if fault := d.member(&s, at); !fault.OK() {
			return fault
		}
	}
	if d.policy.Missing == PolicyReject {
		if tag := scope.missing(s.seen); tag != 0 {
			return Fault{ReasonRequiredMissing, tag}
		}
	}
	return Fault{}
}

// strays looks past the fields at hand that are in no dictionary. They stand
// inside the entry if it, or the group, goes on behind them.
func (d *decoder) strays(scope *scope, more bool) (behind int, inside bool) {
	for i := d.next; i < d.end; i++ {
		tag := d.raw.fields[i].tag
		if d.tables.byTag.get(tag) != 0 {
			at := scope.index.get(tag)
			return i, at > 1 || at == 1 && more
		}
	}
	return d.end, false
}
