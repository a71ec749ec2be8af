package runtime

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"unicode/utf8"
	"unsafe"
)

// MarshalJSON is for the generated methods of the same name, by which
// encoding/json writes messages. It returns m as
//
//	{"Header": {"BeginString": "FIX.4.4", "MsgType": "D"},
//	 "Body": {"ClOrdID": "ORD-1", "Side": "1", "NoPartyIDs": [{"PartyID": "ME"}]},
//	 "Trailer": {}}
//
// with the names of the dictionary, after "Encoding FIX using JSON" of the FIX
// Trading Community. Every value is a string and stands as it does on the wire,
// so that [UnmarshalJSON] brings back a message that leaves byte for byte the
// same. In particular:
//
//   - Components do not show: their members stand where they are used.
//   - BodyLength, CheckSum and the lengths of DATA fields are left out.
//   - DATA and XMLDATA stand in base64 (RFC 4648, padded). A text that is not
//     UTF-8 is the object {"$base64": "..."}.
//   - Tags the dictionary does not have at this place are keyed by number. If
//     one comes twice in a scope they are all listed in their order:
//     "$unknown": [{"5001": "a"}, {"5001": "b"}].
//   - Credentials are written like all other values: this is the message, not
//     a log. For logs there is [Text].
//
// What the wire cannot carry (SOH in a text, a group entry without its first
// field) is refused with a [*FieldError], as by [Marshal].
func MarshalJSON(m Message) ([]byte, error) {
	ref := m.FIXMessage()
	t := ref.Type
	if ref.base == nil {
		return []byte("null"), nil
	}
	v := t.Version.prepared()
	w := jsonWriter{tables: v}
	w.dst = append(w.dst, '{')
	w.key(jsonHeader)
	w.dst = append(w.dst, '{')
	w.key(v.nameOf(tagBeginString, "BeginString"))
	w.text(t.Version.BeginString)
	w.key(v.nameOf(tagMsgType, "MsgType"))
	w.text(t.MsgType)
	w.scope(v.header, unsafe.Add(ref.base, t.Header))
	w.dst = append(w.dst, '}')
	w.key(jsonBody)
	w.object(t.prepared(), ref.base)
	w.key(jsonTrailer)
	w.object(v.trailer, unsafe.Add(ref.base, t.Trailer))
	w.dst = append(w.dst, '}')
	if !w.fault.OK() {
		return nil, t.fieldError(w.fault, nil)
	}
	return w.dst, nil
}

// jsonWriter appends JSON without blanks. It goes on after a fault, the result
// is then thrown away.
type jsonWriter struct {
	tables *versionTables
	dst    []byte
	fault  Fault
}

func (w *jsonWriter) object(s *scope, base unsafe.Pointer) {
	w.dst = append(w.dst, '{')
	w.scope(s, base)
	w.dst = append(w.dst, '}')
}

// key begins a member of an object.
func (w *jsonWriter) key(name string) {
	if w.dst[len(w.dst)-1] != '{' {
		w.dst = append(w.dst, ',')
	}
	w.string(name)
	w.dst = append(w.dst, ':')
}

func (w *jsonWriter) scope(s *scope, base unsafe.Pointer) {
	for i := range s.ops {
		if o := &s.ops[i]; o.offset != Unstored {
			w.field(o, unsafe.Add(base, o.offset))
		}
	}
	if s.unknown != Unstored {
		w.unknown(*(*[]Field)(unsafe.Add(base, s.unknown)))
	}
}

func (w *jsonWriter) field(o *op, p unsafe.Pointer) {
	name := w.tables.field(int(o.tag)).Name
	if o.kind == KindGroup {
		if entries := *(*sliceHeader)(p); entries.data != nil {
			w.key(name)
			w.group(o, entries)
		}
		return
	}
	value, set := valueText(w.tables, o, p, &w.fault)
	if !set {
		return
	}
	w.key(name)
	if o.kind == KindData {
		w.base64(value)
		return
	}
	w.text(string(value))
}

func (w *jsonWriter) group(o *op, entries sliceHeader) {
	w.dst = append(w.dst, '[')
	scope := o.group.prepared(w.tables)
	for i := range entries.len {
		if i > 0 {
			w.dst = append(w.dst, ',')
		}
		base := unsafe.Add(entries.data, uintptr(i)*o.group.Size)
		w.object(scope, base)
		if first := scope.delimiter(); !isSet(w.tables, first, unsafe.Add(base, first.offset)) {
			w.blame(ReasonRequiredMissing, int(first.tag))
		}
	}
	w.dst = append(w.dst, ']')
}

// delimiter returns the field that begins an entry: of a DATA field the data
// itself, for its length is not stored.
func (s *scope) delimiter() *op {
	if s.ops[0].kind == KindLength && len(s.ops) > 1 {
		return &s.ops[1]
	}
	return &s.ops[0]
}

// isSet reports whether a field is present.
func isSet(v *versionTables, o *op, p unsafe.Pointer) bool {
	if o.offset == Unstored {
		return false
	}
	if o.kind == KindGroup {
		return (*sliceHeader)(p).data != nil
	}
	_, set := valueText(v, o, p, nil)
	return set
}

func (w *jsonWriter) blame(reason Reason, tag int) {
	if w.fault.OK() {
		w.fault = Fault{reason, tag}
	}
}

// unknown writes the tags that the dictionary does not have here.
func (w *jsonWriter) unknown(fields []Field) {
	for _, f := range fields {
		e := encoder{tables: w.tables}
		if e.unknown(nil, f); !e.fault.OK() {
			w.blame(e.fault.Reason, e.fault.Tag)
		}
	}
	if !repeats(fields) {
		for _, f := range fields {
			w.key(strconv.Itoa(f.Tag))
			w.text(f.Value)
		}
		return
	}
	w.key(jsonUnknown)
	w.dst = append(w.dst, '[')
	for i, f := range fields {
		if i > 0 {
			w.dst = append(w.dst, ',')
		}
		w.dst = append(w.dst, '{')
		w.key(strconv.Itoa(f.Tag))
		w.text(f.Value)
		w.dst = append(w.dst, '}')
	}
	w.dst = append(w.dst, ']')
}

func repeats(fields []Field) bool {
	if len(fields) < 2 {
		return false
	}
	seen := make(map[int]bool, len(fields))
	for _, f := range fields {
		if seen[f.Tag] {
			return true
		}
		seen[f.Tag] = true
	}
	return false
}

// text writes a value.
func (w *jsonWriter) text(s string) {
	if utf8.ValidString(s) {
		w.string(s)
		return
	}
	w.dst = append(w.dst, '{')
	w.key(jsonBase64)
	w.base64([]byte(s))
	w.dst = append(w.dst, '}')
}

func (w *jsonWriter) base64(b []byte) {
	w.dst = append(w.dst, '"')
	w.dst = base64.StdEncoding.AppendEncode(w.dst, b)
	w.dst = append(w.dst, '"')
}

// string writes a JSON string. Most are plain ASCII; encoding/json escapes the
// rest.
func (w *jsonWriter) string(s string) {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			var b bytes.Buffer
			e := json.NewEncoder(&b)
			e.SetEscapeHTML(false)
			if err := e.Encode(s); err == nil { // a string and a Buffer cannot fail
				w.dst = append(w.dst, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
			}
			return
		}
	}
	w.dst = append(w.dst, '"')
	w.dst = append(w.dst, s...)
	w.dst = append(w.dst, '"')
}
