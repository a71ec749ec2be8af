package runtime

import (
	"fmt"
	"unsafe"
)

// Marshal returns m as a complete frame: BeginString, BodyLength, MsgType, the
// header, body and trailer as they are set, and CheckSum. It refuses what
// cannot stand on the wire (SOH in a text, a group entry without its first
// field) with a *[FieldError], and does not ask whether required fields are
// set: that is [Check].
func Marshal(m Message) ([]byte, error) { return Append(nil, m) }

// Append appends m to dst as [Marshal] does. On an error dst is returned as it
// was. What dst has between its length and its capacity may be overwritten, also
// beyond the frame.
func Append(dst []byte, m Message) ([]byte, error) {
	ref := m.FIXMessage()
	t := ref.Type
	if t.Version == &rawVersion {
		return dst, fmt.Errorf("runtime: %s: a RawMessage knows no BeginString, use its AppendFrame", t.Name)
	}
	e := encoder{tables: t.Version.prepared()}
	var f finder
	body := t.prepared()
	out := append(dst, t.lead...)
	if both := t.headed(); both != nil {
		out = e.scope(out, both, ref.base, &f)
	} else {
		out = e.scope(out, e.tables.header, unsafe.Add(ref.base, t.Header), &f)
		out = e.scope(out, body, ref.base, &f)
	}
	out = e.scope(out, e.tables.trailer, unsafe.Add(ref.base, t.Trailer), &f)
	if !e.fault.OK() {
		return dst, t.fieldError(e.fault, nil)
	}
	return endFrame(out, len(dst), t.Version.BeginString), nil
}

// Check reports the first thing wrong with m by its dictionary: a required
// field that is missing, a value that is not enumerated or cannot stand on the
// wire. The header fields that a session sets (8, 9, 34, 35, 49, 52, 56) may be
// absent. The error is a *[FieldError].
func Check(m Message) error {
	ref := m.FIXMessage()
	e := encoder{tables: ref.Type.Version.prepared(), strict: true, required: true}
	var f finder
	scratch := e.scope(nil, ref.Type.prepared(), ref.base, &f)
	if e.fault.OK() {
		e.required = false
		scratch = e.scope(scratch[:0], e.tables.header, unsafe.Add(ref.base, ref.Type.Header), &f)
		e.scope(scratch[:0], e.tables.trailer, unsafe.Add(ref.base, ref.Type.Trailer), &f)
	}
	return ref.Type.fieldError(e.fault, nil)
}

// Unmarshal reads one whole frame into m, which is Reset first. BodyLength and
// CheckSum must be right, MsgType and BeginString must be those of m. Tags that
// the dictionary does not know are kept in the Unknown lists, values that are
// not enumerated as they are; required fields may be missing ([Check] tells).
// It copies data, so that m stands on its own.
func Unmarshal(data []byte, m Message) error {
	return UnmarshalPolicy(data, m, Lenient())
}

// UnmarshalPolicy is [Unmarshal] under another policy.
func UnmarshalPolicy(data []byte, m Message, p Policy) error {
	t := m.FIXMessage().Type
	var r Raw
	if err := r.parseWhole(data, t.Version, t.Name); err != nil {
		return err
	}
	if got := string(r.MsgType()); got != t.MsgType {
		return fmt.Errorf("runtime: %s: MsgType is %q, expected %q", t.Name, got, t.MsgType)
	}
	return t.fieldError(Decode(&r, m, p), &r)
}

// parseWhole indexes a copy of data, which must be one whole frame of v. Errors
// begin with name.
func (r *Raw) parseWhole(data []byte, v *Version, name string) error {
	found := (&Framer{MaxFrame: max(len(data), DefaultMaxFrame)}).Next(data)
	switch {
	case found.Garbled != "":
		return fmt.Errorf("runtime: %s: %s: %w", name, found.Garbled, ErrGarbled)
	case found.Frame == nil:
		return fmt.Errorf("runtime: %s: the message is not complete: %w", name, ErrGarbled)
	case found.Consumed != len(data):
		return fmt.Errorf("runtime: %s: %d bytes behind the message: %w", name, len(data)-found.Consumed, ErrGarbled)
	}
	if err := r.Parse(append([]byte(nil), data...), v); err != nil {
		return fmt.Errorf("runtime: %s: %w", name, err)
	}
	if got := string(r.BeginString()); got != v.BeginString {
		return fmt.Errorf("runtime: %s: BeginString is %q, expected %q", name, got, v.BeginString)
	}
	return nil
}

// fieldError makes an error of a fault, with the field's name and value.
func (t *MessageType) fieldError(f Fault, r *Raw) error {
	if f.OK() {
		return nil
	}
	e := &FieldError{Message: t.Name, Tag: f.Tag, Reason: f.Reason}
	if def, ok := t.Version.Field(f.Tag); ok {
		e.Name = def.Name
	}
	if r != nil && !Secret(f.Tag) {
		e.Value = r.Text(f.Tag)
	}
	return e
}

// Describe makes an error of a fault that [Decode] found in r, with the
// field's name and its value, credentials excepted.
func (t *MessageType) Describe(f Fault, r *Raw) error { return t.fieldError(f, r) }
