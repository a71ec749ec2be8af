package runtime

import (
	"strconv"
	"unsafe"
)

// encoder appends the fields of one message and notes the first fault. What is
// appended behind a fault does not matter.
type encoder struct {
	tables   *versionTables
	strict   bool   // hold every value to the dictionary too, under policy
	required bool   // look for required fields in the scope at hand
	policy   Policy // of strict
	depth    int    // of the group at hand, 0 outside of groups
	fault    Fault

	// Not nil: what this body has of the composer's custom fields stands in the
	// header or trailer.
	composer *Composer
	body     *scope
}

// refuse notes what is wrong with a field, unless something was before.
func (e *encoder) refuse(o *op, reason Reason) {
	if e.fault.OK() {
		e.fault = Fault{reason, int(o.tag)}
	}
}

// scope appends what is set in the struct at base. The memory of a FIX struct
// is mostly zero, and zero means absent: it is read word by word, and ops are
// looked at only where something is set.
func (e *encoder) scope(dst []byte, s *scope, base unsafe.Pointer) []byte {
	var stack [stackBits]uint64
	seen := bitsOn(&stack, s)
	memory := unsafe.Slice((*uint64)(unsafe.Add(base, s.begin)), s.words)
	done := 0 // ops before this one are written
	for w := 0; w < len(memory); {
		if memory[w] == 0 {
			w = skipZero(memory, w+1)
			continue
		}
		done = max(done, int(s.first[w]))
		w++
		end := s.begin + uintptr(w)*wordSize
		for ; done < len(s.ops); done++ {
			o := &s.ops[done]
			if o.offset >= end {
				if o.offset == Unstored {
					continue
				}
				break
			}
			before := len(dst)
			if dst = e.field(dst, o, unsafe.Add(base, o.offset)); len(dst) > before {
				seen.set(done)
				if o.delimits {
					// At the end of the last entry they would be read as part of
					// what is around the group.
					dst = e.unknowns(dst, s, base, seen)
				}
			}
			// The words that this field fills are dealt with.
			w = max(w, int((o.offset+uintptr(o.size)-s.begin)/wordSize))
		}
	}
	if len(s.ops) == 0 || !s.ops[0].delimits {
		dst = e.unknowns(dst, s, base, seen)
	}
	if e.required && e.policy.Missing == PolicyReject && e.fault.OK() {
		for i, u := range s.unstored {
			seen[i] |= u // the codec sees to them
		}
		if tag := s.missing(seen); tag != 0 {
			e.fault = Fault{ReasonRequiredMissing, tag}
		}
	}
	return dst
}

// unknowns appends the Unknown list of the struct at base.
func (e *encoder) unknowns(dst []byte, s *scope, base unsafe.Pointer, seen bitset) []byte {
	if s.unknown == Unstored {
		return dst
	}
	for _, f := range *(*[]Field)(unsafe.Add(base, s.unknown)) {
		if s == e.body && (e.composer.header.has(f.Tag) || e.composer.trailer.has(f.Tag)) {
			continue
		}
		dst = e.unknown(dst, f)
		if e.strict {
			e.judge(s, seen, f)
		}
	}
	return dst
}

// skipZero returns the first index from w on whose word is not zero, or one
// close before it.
func skipZero(memory []uint64, w int) int {
	for w+8 <= len(memory) {
		m := memory[w : w+8 : w+8]
		if m[0]|m[1]|m[2]|m[3]|m[4]|m[5]|m[6]|m[7] != 0 {
			return w
		}
		w += 8
	}
	return w
}

// group appends the count and the entries; a slice that is empty but not nil
// is an explicit count of zero.
func (e *encoder) group(dst []byte, o *op, entries sliceHeader) []byte {
	if entries.data == nil {
		return dst
	}
	dst = append(dst, o.prefix...)
	dst = strconv.AppendInt(dst, int64(entries.len), 10)
	if e.strict {
		e.judgeGroup(o, entries.len)
	}
	required := e.required
	e.required = e.strict
	e.depth++
	scope := o.group.prepared(e.tables)
	first := &scope.ops[0]
	delimiter := first.prefix
	if first.length != "" {
		delimiter = first.length
	}
	for i := range entries.len {
		start := len(dst)
		dst = e.scope(dst, scope, unsafe.Add(entries.data, uintptr(i)*o.group.Size))
		if got := dst[start:]; len(got) < len(delimiter) || string(got[:len(delimiter)]) != delimiter {
			// Without its first field an entry cannot be told from the one
			// before.
			e.refuse(first, ReasonRequiredMissing)
		}
	}
	e.depth--
	e.required = required
	return dst
}
