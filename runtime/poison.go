package runtime

import (
	"time"
	"unsafe"
)

// PoisonByte is what [Poison] fills texts and numbers with: no message has it in
// an identifier, and no UTF-8 text begins with four of them.
const PoisonByte = 0xDB

const (
	poisonText = "\xDB\xDB\xDB\xDB"
	poisonInt  = -0x2424242424242425 // 0xDBDBDBDBDBDBDBDB
)

// Poison overwrites every field of m, present or not, and the entries of its
// groups where they lie: for tests, on a message whose time is over. Whoever
// still has the struct, or a slice of it, sees texts of [PoisonByte] and absurd
// numbers and times; values that were taken out of it, and clones, are as they
// were.
func Poison(m Message) {
	ref := m.FIXMessage()
	if ref.IsNil() {
		return
	}
	v := ref.Type.Version.prepared()
	poison(v, v.header, unsafe.Add(ref.base, ref.Type.Header))
	poison(v, ref.Type.prepared(), ref.base)
	poison(v, v.trailer, unsafe.Add(ref.base, ref.Type.Trailer))
}

func poison(v *versionTables, s *scope, base unsafe.Pointer) {
	for i := range s.ops {
		o := &s.ops[i]
		if o.offset == Unstored {
			continue
		}
		p := unsafe.Add(base, o.offset)
		if o.kind != KindGroup {
			poisonField(o.kind, p)
			continue
		}
		entries := *(*sliceHeader)(p)
		entry := o.group.prepared(v)
		for i := range entries.len {
			poison(v, entry, unsafe.Add(entries.data, uintptr(i)*o.group.Size))
		}
	}
	if list := s.unknownAt(base); list != nil {
		for i := range *list {
			(*list)[i] = Field{Tag: PoisonByte, Value: poisonText}
		}
	}
}

// poisonTime is the last second that FIX can write.
var poisonTime = time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC)

func poisonField(kind Kind, p unsafe.Pointer) {
	switch kind {
	case KindString, KindIntCode, KindMultiChar, KindMultiString:
		*(*string)(p) = poisonText
	case KindChar, KindBool:
		*(*byte)(p) = PoisonByte
	case KindData:
		*(*[]byte)(p) = []byte(poisonText)
	case KindInt:
		*(*Int)(p) = NewInt(poisonInt)
	case KindDecimal:
		*(*Decimal)(p) = NewDecimal(poisonInt, 0)
	case KindUTCTimestamp:
		*(*UTCTimestamp)(p) = NewUTCTimestamp(poisonTime)
	default:
		poisonClock(kind, p)
	}
}

func poisonClock(kind Kind, p unsafe.Pointer) {
	o := op{kind: kind}
	for _, text := range [...]string{"23:59:59", "99991231", "23:59:59Z", "99991231-23:59:59Z"} {
		if o.store([]byte(text), p) {
			return
		}
	}
}

// Poison is [Poison] for a Raw whose time is over: its fields are gone, and what
// is left reads as garbage. Values that were taken out of it are as they were.
func (r *Raw) Poison() {
	r.frame = []byte(poisonText)
	for i := range r.fields {
		r.fields[i] = rawField{tag: PoisonByte, start: 0, end: uint32(len(poisonText))}
	}
}
