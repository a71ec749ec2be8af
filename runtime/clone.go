package runtime

import "unsafe"

// Detach is for the generated Clone methods: m has just been copied by value,
// and still shares its groups, its data and its unknown fields with the
// original. Detach gives it copies of its own. Strings stay shared, they cannot
// change.
func Detach(m Message) {
	ref := m.FIXMessage()
	t := ref.Type
	v := t.Version.prepared()
	detach(v, v.header, unsafe.Add(ref.base, t.Header))
	detach(v, t.prepared(), ref.base)
	detach(v, v.trailer, unsafe.Add(ref.base, t.Trailer))
}

func detach(v *versionTables, s *scope, base unsafe.Pointer) {
	for i := range s.ops {
		o := &s.ops[i]
		if o.offset == Unstored {
			continue
		}
		p := unsafe.Add(base, o.offset)
		switch o.kind {
		case KindData:
			if b := (*[]byte)(p); *b != nil {
				*b = append([]byte{}, *b...)
			}
		case KindGroup:
			detachGroup(v, o.group, p)
		}
	}
	if s.unknown != Unstored {
		if list := (*[]Field)(unsafe.Add(base, s.unknown)); *list != nil {
			*list = append([]Field{}, *list...)
		}
	}
}

func detachGroup(v *versionTables, g *Group, p unsafe.Pointer) {
	entries := *(*sliceHeader)(p)
	if entries.len == 0 {
		return
	}
	g.Copy(p)
	entries = *(*sliceHeader)(p)
	scope := g.prepared(v)
	for i := range entries.len {
		detach(v, scope, unsafe.Add(entries.data, uintptr(i)*g.Size))
	}
}
