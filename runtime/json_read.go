package runtime

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
	"unsafe"
)

// UnmarshalJSON is for the generated methods of the same name, by which
// encoding/json reads messages. It reads what [MarshalJSON] writes into m,
// which is Reset first, and beyond that:
//
//   - Keys are names or tag numbers. Names must be of the dictionary and stand
//     where it has them; numbers it does not have there are kept as unknown.
//   - Values are strings, numbers (their digits are the value) or, where Y and
//     N are meant, booleans. null and "" are an absent field.
//   - BeginString and MsgType may be missing, else they must be those of m.
//     BodyLength, CheckSum and the lengths of DATA fields are passed over.
//
// The format of each value is checked; values that are not enumerated are kept
// and required fields may be missing ([Check] tells). The error is a
// [*JSONError] with the path of the fault; m then holds what was read so far.
// JSON null leaves m as it is. The size of data is the caller's to bound.
func UnmarshalJSON(data []byte, m Message) error {
	ref := m.FIXMessage()
	t := ref.Type
	r := jsonReader{typ: t, tables: t.Version.prepared(), base: ref.base}
	err := wellFormedJSON(data)
	if err == nil {
		if string(bytes.TrimSpace(data)) == "null" {
			return nil
		}
		m.Reset()
		err = r.message(data)
	}
	if err != nil {
		return &JSONError{Message: t.Name, Path: string(r.path), Err: err}
	}
	return nil
}

// ParseJSON reads a message in the form of [MarshalJSON]; its MsgType says
// which. See [UnmarshalJSON].
func (d *Dictionary) ParseJSON(data []byte) (Message, error) {
	var envelope struct{ Header map[string]any }
	if err := wellFormedJSON(data); err != nil {
		return nil, &JSONError{Message: d.Version.Name, Err: err}
	}
	if err := json.Unmarshal(data, &envelope); err != nil {
		return nil, &JSONError{Message: d.Version.Name, Err: errors.New("want an object with Header, Body and Trailer")}
	}
	for _, key := range [...]string{d.Version.prepared().nameOf(tagMsgType, "MsgType"), "35"} {
		if msgType, ok := envelope.Header[key].(string); ok {
			t := d.Lookup([]byte(msgType))
			if t == nil {
				return nil, &JSONError{d.Version.Name, jsonHeader + "." + key, fmt.Errorf("no message has the type %s", quoteShort(msgType))}
			}
			m := t.New()
			return m, UnmarshalJSON(data, m)
		}
	}
	return nil, &JSONError{d.Version.Name, jsonHeader, errors.New("MsgType is missing")}
}

func wellFormedJSON(data []byte) error {
	if !utf8.Valid(data) {
		return errors.New("the text is not UTF-8")
	}
	if json.Valid(data) {
		return nil
	}
	var syntax *json.SyntaxError
	if err := json.Unmarshal(data, new(json.RawMessage)); errors.As(err, &syntax) {
		return fmt.Errorf("at byte %d: %w", syntax.Offset, syntax)
	}
	return errors.New("syntax error")
}

// jsonReader reads one message. The text is known to be well formed. When it
// fails, path leads to the fault.
type jsonReader struct {
	typ    *MessageType
	tables *versionTables
	base   unsafe.Pointer
	dec    *json.Decoder
	path   []byte
}

// jsonScope is an object while it is being read.
type jsonScope struct {
	section
	part    string // "Header", "Body" or "Trailer"; empty for the entry of a group
	unknown *[]Field
}

func (r *jsonReader) message(data []byte) error {
	body := r.typ.prepared()
	unknown := body.unknownAt(r.base) // there is one list for the three parts
	part := func(name string, s *scope, offset uintptr) *jsonScope {
		return &jsonScope{section{s, unsafe.Add(r.base, offset), make(bitset, s.bitWords())}, name, unknown}
	}
	parts := map[string]*jsonScope{
		jsonHeader:  part(jsonHeader, r.tables.header, r.typ.Header),
		jsonBody:    part(jsonBody, body, 0),
		jsonTrailer: part(jsonTrailer, r.tables.trailer, r.typ.Trailer),
	}
	return r.objectIn(data, func(key string) error {
		s := parts[key]
		if s == nil {
			return errors.New("want Header, Body and Trailer, each once")
		}
		delete(parts, key)
		return r.object(func(key string) error { return r.member(s, key) })
	})
}

// objectIn is object for a text of its own.
func (r *jsonReader) objectIn(data []byte, each func(key string) error) error {
	outer := r.dec
	r.dec = json.NewDecoder(bytes.NewReader(data))
	r.dec.UseNumber()
	err := r.object(each)
	r.dec = outer
	return err
}

// object calls each for the keys of the object at hand; each reads the value.
func (r *jsonReader) object(each func(key string) error) error {
	start, err := r.dec.Token()
	if err != nil {
		return err
	}
	if start != json.Delim('{') {
		return errors.New("want an object")
	}
	for r.dec.More() {
		token, err := r.dec.Token()
		if err != nil {
			return err
		}
		key, _ := token.(string) // JSON has no other keys
		before := len(r.path)
		r.enter(key)
		if err := each(key); err != nil {
			return err
		}
		r.path = r.path[:before]
	}
	_, err = r.dec.Token()
	return err
}

func (r *jsonReader) enter(key string) {
	if len(r.path) > 0 {
		r.path = append(r.path, '.')
	}
	if len(key) <= maxQuoted && oneWord(key) {
		r.path = append(r.path, key...)
	} else {
		r.path = append(r.path, quoteShort(key)...)
	}
}

// member reads the value behind a key of s.
func (r *jsonReader) member(s *jsonScope, key string) error {
	if key == jsonUnknown {
		return r.unknownList(s)
	}
	tag, named, err := r.tag(key)
	if err != nil {
		return err
	}
	if framed, err := r.framing(s, tag); framed {
		return err
	}
	i := int(s.scope.index.get(int32(tag))) - 1
	if i < 0 {
		return r.stray(s, tag, named)
	}
	if s.seen.has(i) {
		return r.fault(ReasonRepeatedTag, tag, "")
	}
	s.seen.set(i)
	o := &s.scope.ops[i]
	if o.kind == KindGroup {
		return r.group(o, unsafe.Add(s.base, o.offset))
	}
	return r.field(o, s.base)
}

// tag returns the tag of a key, and whether it is a name.
func (r *jsonReader) tag(key string) (tag int, named bool, err error) {
	if tag, ok := r.typ.Version.tagOf(key); ok {
		return tag, true, nil
	}
	switch key { // which every message has, but not every dictionary
	case "BeginString":
		return tagBeginString, true, nil
	case "BodyLength":
		return tagBodyLength, true, nil
	case "MsgType":
		return tagMsgType, true, nil
	case "CheckSum":
		return tagCheckSum, true, nil
	}
	if n, err := strconv.Atoi(key); err == nil && n > 0 && n <= maxTag && strconv.Itoa(n) == key {
		return n, false, nil
	}
	return 0, false, fmt.Errorf("%s has no such field", r.typ.Version.Name)
}

// framing reads the fields that are not stored: those that the codec makes are
// passed over, those that say which message it is must agree.
func (r *jsonReader) framing(s *jsonScope, tag int) (framed bool, err error) {
	want := ""
	switch {
	case s.part == jsonHeader && tag == tagBodyLength, s.part == jsonTrailer && tag == tagCheckSum:
	case s.part == jsonHeader && tag == tagBeginString:
		want = r.typ.Version.BeginString
	case s.part == jsonHeader && tag == tagMsgType:
		want = r.typ.MsgType
	default:
		return false, nil
	}
	v, err := r.scalar()
	if err == nil && want != "" && v.text != "" && v.text != want {
		err = fmt.Errorf("is %s, expected %q", quoteShort(v.text), want)
	}
	return true, err
}

// stray reads a field that s does not have.
func (r *jsonReader) stray(s *jsonScope, tag int, named bool) error {
	if s.part == "" {
		// In an entry, a tag that the dictionary knows would end the group.
		if named || r.tables.byTag.get(int32(tag)) != 0 {
			return errors.New("is no member of the group " + s.scope.name)
		}
		return r.unknown(s, tag)
	}
	if part := r.partOf(tag); part != "" {
		return errors.New("belongs in " + part)
	}
	if named {
		return r.fault(ReasonNotInMessage, tag, "")
	}
	return r.unknown(s, tag)
}

// partOf says which part of the message has a tag, "" if none.
func (r *jsonReader) partOf(tag int) string {
	has := func(s *scope) bool { return s.index.get(int32(tag)) != 0 }
	switch {
	case tag == tagBeginString, tag == tagBodyLength, tag == tagMsgType, has(r.tables.header):
		return jsonHeader
	case tag == tagCheckSum, has(r.tables.trailer):
		return jsonTrailer
	case has(r.typ.prepared()):
		return jsonBody
	}
	return ""
}

func (r *jsonReader) unknown(s *jsonScope, tag int) error {
	v, err := r.scalar()
	if err != nil || v.absent {
		return err
	}
	if v.boolean {
		return errors.New("want a string")
	}
	f := Field{Tag: tag, Value: v.text}
	e := encoder{tables: r.tables}
	if e.unknown(nil, f); !e.fault.OK() {
		return r.fault(e.fault.Reason, tag, v.text)
	}
	if s.unknown != nil {
		*s.unknown = append(*s.unknown, f)
	}
	return nil
}

// unknownAt returns the list of unknown tags of the struct at base.
func (c *scope) unknownAt(base unsafe.Pointer) *[]Field {
	if c.unknown == Unstored {
		return nil
	}
	return (*[]Field)(unsafe.Add(base, c.unknown))
}

// unknownList reads the value of "$unknown".
func (r *jsonReader) unknownList(s *jsonScope) error {
	list, _, err := r.list()
	if err != nil {
		return err
	}
	for i, item := range list {
		before := len(r.path)
		r.path = fmt.Appendf(r.path, "[%d]", i)
		err := r.objectIn(item, func(key string) error {
			tag, named, err := r.tag(key)
			switch {
			case err != nil:
				return err
			case named || s.scope.index.get(int32(tag)) != 0:
				return errors.New("is not unknown: it stands beside $unknown")
			}
			return r.stray(s, tag, false)
		})
		if err != nil {
			return err
		}
		r.path = r.path[:before]
	}
	return nil
}

// list reads an array; absent is true for null.
func (r *jsonReader) list() (items []json.RawMessage, absent bool, err error) {
	var raw json.RawMessage
	if err := r.dec.Decode(&raw); err != nil {
		return nil, false, err
	}
	switch raw[0] {
	case '[':
		return items, false, json.Unmarshal(raw, &items)
	case 'n':
		return nil, true, nil
	}
	return nil, false, errors.New("want an array of objects")
}

// group reads the entries of a group.
func (r *jsonReader) group(o *op, p unsafe.Pointer) error {
	items, absent, err := r.list()
	if err != nil || absent {
		return err
	}
	entries := sliceHeader{data: unsafe.Pointer(&zeroGroup)}
	if n := len(items); n > 0 {
		entries = sliceHeader{data: o.group.Make(n), len: n, cap: n}
	}
	scope := o.group.prepared(r.tables)
	for i, item := range items {
		before := len(r.path)
		r.path = fmt.Appendf(r.path, "[%d]", i)
		if err := r.entry(scope, item, unsafe.Add(entries.data, uintptr(i)*o.group.Size)); err != nil {
			return err
		}
		r.path = r.path[:before]
	}
	storeSlice(p, entries)
	return nil
}

func (r *jsonReader) entry(scope *scope, item []byte, base unsafe.Pointer) error {
	s := &jsonScope{section{scope, base, make(bitset, scope.bitWords())}, "", scope.unknownAt(base)}
	if err := r.objectIn(item, func(key string) error { return r.member(s, key) }); err != nil {
		return err
	}
	first := scope.delimiter()
	if !isSet(r.tables, first, unsafe.Add(base, first.offset)) {
		return r.fault(ReasonRequiredMissing, int(first.tag), "")
	}
	return nil
}

// fault is a field error.
func (r *jsonReader) fault(reason Reason, tag int, value string) error {
	e := &FieldError{Tag: tag, Name: r.tables.field(tag).Name, Reason: reason}
	if !Secret(tag) {
		e.Value = value[:min(len(value), maxQuoted)]
	}
	return e
}
