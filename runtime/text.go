package runtime

import (
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// Text returns m in a form for people: the names of the fields that are set and
// their values, enumerated ones with their meaning. Texts that hold more than
// one word or cannot be printed are quoted, entries of a group stand in braces.
// Tags that the dictionary does not know stand as numbers. The values of
// credentials are replaced by ***, wherever they stand: see [Secret].
//
//	NewOrderSingle{ClOrdID=ORD-1 Symbol=EUR/USD Side=Buy(1) ExecInst=Not held(1),All or none(G)
//	NoAllocs=[{AllocAccount=A1 AllocQty=100} {AllocAccount=A2}] 5001=x}
//
// The form may change; programs read JSON.
func Text(m Message) string {
	ref := m.FIXMessage()
	t := ref.Type
	if ref.base == nil {
		return t.Name + "(nil)"
	}
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
			def := w.tables.field(f.Tag)
			w.name(def)
			w.value(def, f.Value)
		}
	}
}

func (w *textWriter) field(o *op, p unsafe.Pointer) {
	def := w.tables.field(int(o.tag))
	if o.kind == KindGroup {
		w.group(def, o, *(*sliceHeader)(p))
		return
	}
	if value, set := valueText(w.tables, o, p, nil); set {
		w.name(def)
		w.value(def, string(value))
	}
}

// valueText returns the field at p as it stands on the wire, without its tag,
// and notes in fault what the wire cannot carry.
func valueText(v *versionTables, o *op, p unsafe.Pointer, fault *Fault) (value []byte, set bool) {
	if o.kind == KindData {
		b := *(*[]byte)(p)
		return b, len(b) > 0
	}
	e := encoder{tables: v}
	field := e.field(nil, o, p)
	if fault != nil && fault.OK() {
		*fault = e.fault
	}
	if len(field) == 0 {
		return nil, false
	}
	return field[len(o.prefix):], true
}

// name begins a field; tags that have no name stand for themselves.
func (w *textWriter) name(def FieldDef) {
	w.next()
	if def.Name == "" {
		w.dst = strconv.AppendInt(w.dst, int64(def.Tag), 10)
	} else {
		w.dst = append(w.dst, def.Name...)
	}
	w.dst = append(w.dst, '=')
}

func (w *textWriter) value(def FieldDef, value string) {
	switch {
	case Secret(def.Tag):
		w.dst = append(w.dst, "***"...)
	case def.Enum == nil:
		w.plain(value)
	case def.Kind == KindMultiChar || def.Kind == KindMultiString:
		for i, part := range strings.Split(value, " ") {
			if i > 0 {
				w.dst = append(w.dst, ',')
			}
			w.meaning(def.Enum, part)
		}
	default:
		w.meaning(def.Enum, value)
	}
}

// meaning writes "Buy(1)", the bare value if it is not enumerated.
func (w *textWriter) meaning(e *Enum, value string) {
	name := e.NameOf(value)
	if name == "" {
		w.plain(value)
		return
	}
	w.dst = append(w.dst, name...)
	w.dst = append(w.dst, '(')
	w.dst = append(w.dst, value...)
	w.dst = append(w.dst, ')')
}

func (w *textWriter) plain(value string) {
	if oneWord(value) {
		w.dst = append(w.dst, value...)
		return
	}
	w.dst = strconv.AppendQuote(w.dst, value)
}

// oneWord reports whether a value can stand without quotes.
func oneWord(value string) bool {
	for _, r := range value {
		if r == ' ' || strings.ContainsRune(`"{}[]`, r) || !strconv.IsPrint(r) {
			return false
		}
	}
	return utf8.ValidString(value)
}

func (w *textWriter) group(def FieldDef, o *op, entries sliceHeader) {
	if entries.data == nil {
		return
	}
	w.name(def)
	w.dst = append(w.dst, '[')
	scope := o.group.prepared(w.tables)
	for i := range entries.len {
		w.next()
		w.dst = append(w.dst, '{')
		w.scope(scope, unsafe.Add(entries.data, uintptr(i)*o.group.Size))
		w.dst = append(w.dst, '}')
	}
	w.dst = append(w.dst, ']')
}
