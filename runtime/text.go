package runtime

import (
	"strconv"
	"unsafe"
)

// Text returns m in a form for people: the names of the fields that are set and
// their values, enumerated ones with their meaning. Credentials are left out.
//
//	NewOrderSingle{ClOrdID=ORD-1 Symbol=EUR/USD Side=Buy(1) OrderQty=1000000}
func Text(m Message) string {
	ref := m.FIXMessage()
	t := ref.Type
	v := t.Version.prepared()
	w := textWriter{tables: v}
	w.dst = append(w.dst, t.Name...)
	w.dst = append(w.dst, '{')
	w.scope(v.header, unsafe.Add(ref.base, t.Header))
	w.scope(t.prepared(), ref.base)
	w.scope(v.trailer, unsafe.Add(ref.base, t.Trailer))
	w.dst = append(w.dst, '}')
	return string(w.dst)
}

type textWriter struct {
	tables *versionTables
	dst    []byte
}

// next puts a blank between fields.
func (w *textWriter) next() {
	if last := w.dst[len(w.dst)-1]; last != '{' && last != '[' {
		w.dst = append(w.dst, ' ')
	}
}

func (w *textWriter) scope(s *scope, base unsafe.Pointer) {
	for i := range s.ops {
		if o := &s.ops[i]; o.offset != Unstored {
			w.field(o, unsafe.Add(base, o.offset))
		}
	}
	if s.unknown != Unstored {
		for _, f := range *(*[]Field)(unsafe.Add(base, s.unknown)) {
			w.next()
			w.dst = strconv.AppendInt(w.dst, int64(f.Tag), 10)
			w.dst = append(w.dst, '=')
			w.value(f.Tag, []byte(f.Value))
		}
	}
}

func (w *textWriter) field(o *op, p unsafe.Pointer) {
	def := w.tables.field(int(o.tag))
	if o.kind == KindGroup {
		w.group(def.Name, o, *(*sliceHeader)(p))
		return
	}
	e := encoder{tables: w.tables}
	if !e.field(o, p) {
		return
	}
	value := e.dst
	if o.kind == KindData {
		value = *(*[]byte)(p)
	} else {
		value = value[len(o.prefix):]
	}
	w.next()
	w.dst = append(w.dst, def.Name...)
	w.dst = append(w.dst, '=')
	if def.Enum != nil {
		if name := def.Enum.NameOf(string(value)); name != "" {
			w.dst = append(w.dst, name...)
			w.dst = append(w.dst, '(')
			w.dst = append(w.dst, value...)
			w.dst = append(w.dst, ')')
			return
		}
	}
	w.value(int(o.tag), value)
}

func (w *textWriter) value(tag int, value []byte) {
	if secret(tag) {
		w.dst = append(w.dst, "***"...)
		return
	}
	for _, c := range value {
		if c < ' ' || c == 0x7f {
			w.dst = strconv.AppendQuote(w.dst, string(value))
			return
		}
	}
	w.dst = append(w.dst, value...)
}

func (w *textWriter) group(name string, o *op, entries sliceHeader) {
	if entries.data == nil {
		return
	}
	w.next()
	w.dst = append(w.dst, name...)
	w.dst = append(w.dst, "=["...)
	scope := o.group.prepared(w.tables)
	for i := range entries.len {
		w.next()
		w.dst = append(w.dst, '{')
		w.scope(scope, unsafe.Add(entries.data, uintptr(i)*o.group.Size))
		w.dst = append(w.dst, '}')
	}
	w.dst = append(w.dst, ']')
}
