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

// scope appends what is set in the struct at base.
func (e *encoder) scope(dst []byte, s *scope, base unsafe.Pointer, f *finder) []byte {
	var stack [stackBits]uint64
	var seen bitset
	if e.strict {
		seen = bitsOn(&stack, s)
	}
	after := -1 // op that is written already
	if s.unknown != Unstored && len(s.ops) > 0 && s.ops[0].delimits && len(*(*[]Field)(unsafe.Add(base, s.unknown))) > 0 {
		// At the end of the last entry they would be read as part of what is
		// around the group.
		dst, after = e.delimiter(dst, s, base, seen)
		dst = e.unknowns(dst, s, base, seen)
		dst = e.members(dst, s, base, seen, after, f)
	} else {
		dst = e.members(dst, s, base, seen, after, f)
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

// delimiter appends the field that begins a group entry, and returns which op
// that is.
func (e *encoder) delimiter(dst []byte, s *scope, base unsafe.Pointer, seen bitset) ([]byte, int) {
	at := 0
	if s.ops[0].kind == KindLength && len(s.ops) > 1 {
		at = 1 // of data
	}
	if s.ops[at].offset == Unstored {
		return dst, -1
	}
	before := len(dst)
	dst = e.field(dst, &s.ops[at], unsafe.Add(base, s.ops[at].offset))
	if seen != nil && len(dst) > before {
		seen.set(at)
	}
	return dst, at
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
	var f finder
	for i := range entries.len {
		start := len(dst)
		dst = e.scope(dst, scope, unsafe.Add(entries.data, uintptr(i)*o.group.Size), &f)
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
