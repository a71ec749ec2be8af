package runtime

import (
	"strconv"
	"unsafe"
)

// encoder appends the fields of one message. It stops at the first fault.
type encoder struct {
	dst    []byte
	tables *versionTables
	strict bool // check enumerated and required fields too
	fault  Fault
}

// scope appends what is set in the struct at base. The memory of a FIX struct
// is mostly zero, and zero means absent: it is read word by word, and ops are
// looked at only where something is set.
func (e *encoder) scope(s *scope, base unsafe.Pointer) {
	var stack [stackBits]uint64
	seen := bitsOn(&stack, s)
	memory := unsafe.Slice((*uint64)(unsafe.Add(base, s.begin)), s.words)
	done := 0 // ops before this one are written
	for w := 0; w < len(memory); {
		if memory[w] == 0 {
			w = skipZero(memory, w+1)
			continue
		}
		end := s.begin + uintptr(w+1)*wordSize
		w++
		for done = max(done, int(s.first[w-1])); done < len(s.ops); done++ {
			o := &s.ops[done]
			if o.offset == Unstored {
				continue
			}
			if o.offset >= end {
				break
			}
			if e.field(o, unsafe.Add(base, o.offset)) {
				seen.set(done)
			}
			// The words that this field fills are dealt with.
			w = max(w, int((o.offset+uintptr(o.size)-s.begin)/wordSize))
		}
	}
	if s.unknown != Unstored {
		for _, f := range *(*[]Field)(unsafe.Add(base, s.unknown)) {
			e.unknown(f)
		}
	}
	if e.strict && e.fault.OK() {
		for i, u := range s.unstored {
			seen[i] |= u // the codec sees to them
		}
		if tag := s.missing(seen); tag != 0 {
			e.fault = Fault{ReasonRequiredMissing, tag}
		}
	}
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

// field appends one field if it is set.
func (e *encoder) field(o *op, p unsafe.Pointer) bool {
	switch o.kind {
	case KindString:
		v := *(*string)(p)
		if v == "" {
			return false
		}
		e.dst = append(append(e.dst, o.prefix...), v...)
		if hasSOH(v) {
			e.refuse(o, ReasonEmbeddedSOH)
		}
		if e.strict && o.enum != nil && !o.allows(e.dst[len(e.dst)-len(v):]) {
			e.refuse(o, ReasonIncorrectValue)
		}
		return true
	case KindChar:
		c := *(*byte)(p)
		if c == 0 {
			return false
		}
		e.dst = append(append(e.dst, o.prefix...), c)
		if c == SOH {
			e.refuse(o, ReasonEmbeddedSOH)
		}
		if e.strict && o.enum != nil && !o.enum.hasChar(c) {
			e.refuse(o, ReasonIncorrectValue)
		}
		return true
	case KindData:
		return e.data(o, *(*[]byte)(p))
	}
	start := len(e.dst)
	e.dst = append(e.dst, o.prefix...)
	value := len(e.dst)
	switch o.kind {
	case KindDecimal:
		e.dst = (*Decimal)(p).AppendTo(e.dst)
	case KindInt:
		e.dst = (*Int)(p).AppendTo(e.dst)
	case KindUTCTimestamp:
		e.dst = (*UTCTimestamp)(p).AppendTo(e.dst)
	case KindGroup:
		e.group(o, *(*sliceHeader)(p))
	case KindBool:
		if c := *(*byte)(p); c != 0 {
			e.dst = append(e.dst, c)
			e.check(o, c == 'Y' || c == 'N', ReasonIncorrectFormat)
		}
	case KindIntCode, KindMultiChar, KindMultiString:
		e.text(o, *(*string)(p))
	default:
		e.dst = appendRare(e.dst, o.kind, p)
	}
	if len(e.dst) == value {
		e.dst = e.dst[:start]
		return false
	}
	if e.strict && o.enum != nil && !o.allows(e.dst[value:]) {
		e.refuse(o, ReasonIncorrectValue)
	}
	return true
}

// appendRare appends a value of one of the kinds that few messages have.
func appendRare(dst []byte, kind Kind, p unsafe.Pointer) []byte {
	switch kind {
	case KindUTCTimeOnly:
		return (*UTCTimeOnly)(p).AppendTo(dst)
	case KindUTCDateOnly:
		return (*UTCDateOnly)(p).AppendTo(dst)
	case KindLocalMktDate:
		return (*LocalMktDate)(p).AppendTo(dst)
	case KindLocalMktTime:
		return (*LocalMktTime)(p).AppendTo(dst)
	case KindMonthYear:
		return (*MonthYear)(p).AppendTo(dst)
	case KindTZTimeOnly:
		return (*TZTimeOnly)(p).AppendTo(dst)
	case KindTZTimestamp:
		return (*TZTimestamp)(p).AppendTo(dst)
	}
	return dst
}

func (e *encoder) check(o *op, ok bool, reason Reason) {
	if !ok {
		e.refuse(o, reason)
	}
}

// refuse notes what is wrong with a field, unless something was before.
func (e *encoder) refuse(o *op, reason Reason) {
	if e.fault.OK() {
		e.fault = Fault{reason, int(o.tag)}
	}
}

// text appends a code or a list of values; SOH in it would end the field early.
func (e *encoder) text(o *op, s string) {
	if s == "" {
		return
	}
	at := len(e.dst)
	e.dst = append(e.dst, s...)
	e.check(o, !hasSOH(s), ReasonEmbeddedSOH)
	if o.kind == KindIntCode {
		_, ok := parseInt(e.dst[at:])
		e.check(o, ok, ReasonIncorrectFormat)
	} else {
		e.check(o, validMultiValue(e.dst[at:], o.kind == KindMultiChar), ReasonIncorrectFormat)
	}
}

// data appends the length field and the data.
func (e *encoder) data(o *op, b []byte) bool {
	if len(b) == 0 {
		return false
	}
	if o.length != "" {
		e.dst = append(e.dst, o.length...)
		e.dst = strconv.AppendInt(e.dst, int64(len(b)), 10)
	}
	e.dst = append(append(e.dst, o.prefix...), b...)
	return true
}

// group appends the count and the entries; a slice that is empty but not nil
// is an explicit count of zero.
func (e *encoder) group(o *op, entries sliceHeader) {
	if entries.data == nil {
		return
	}
	e.dst = strconv.AppendInt(e.dst, int64(entries.len), 10)
	scope := o.group.prepared(e.tables)
	for i := range entries.len {
		start := len(e.dst)
		e.scope(scope, unsafe.Add(entries.data, uintptr(i)*o.group.Size))
		delimiter := scope.ops[0].prefix
		if scope.ops[0].length != "" {
			delimiter = scope.ops[0].length
		}
		if got := e.dst[start:]; len(got) < len(delimiter) || string(got[:len(delimiter)]) != delimiter {
			// Without its first field an entry cannot be told from the one
			// before.
			e.check(&scope.ops[0], false, ReasonRequiredMissing)
		}
	}
}

func (e *encoder) unknown(f Field) {
	if f.Tag <= 0 {
		e.check(&op{tag: int32(f.Tag)}, false, ReasonInvalidTag)
		return
	}
	if data := e.tables.pairs.data.get(int32(f.Tag)); data == 0 && hasSOH(f.Value) {
		e.check(&op{tag: int32(f.Tag)}, false, ReasonEmbeddedSOH)
	}
	e.dst = AppendField(e.dst, f.Tag, f.Value)
}
