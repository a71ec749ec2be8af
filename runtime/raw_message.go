package runtime

import (
	"strconv"
	"unsafe"
)

// RawMessage is a message made by tag: for dictionaries that are not compiled
// in, and for passing messages on ([Raw.Forward]). It is sent like any other,
// and held to the session's dictionary as if it had been received. Its fields
// leave in the order they stand here, as they are.
//
//	order := &runtime.RawMessage{Type: "D", Body: runtime.Fields{}.
//		Add(11, "ORD-1").Add(55, "EUR/USD").
//		Group(453, runtime.Fields{}.Add(448, "DESK").Add(452, "3")).
//		Data(354, 355, encoded)}
//
// It must not be changed while it is sent.
type RawMessage struct {
	// Type is the MsgType (35).
	Type string
	// Header has fields of the header. What the session decides is not taken
	// from here: 8, 9, 34, 35, 43, 49, 52, 56, 122, 369.
	Header []Field
	// Body is all between header and trailer.
	Body []Field
	// Trailer has what stands in front of CheckSum (10).
	Trailer []Field
}

// MsgType returns Type.
func (m *RawMessage) MsgType() string { return m.Type }

// Reset makes the message empty.
func (m *RawMessage) Reset() { *m = RawMessage{} }

// Clone returns a copy that shares nothing that can change.
func (m *RawMessage) Clone() *RawMessage {
	return &RawMessage{
		Type:    m.Type,
		Header:  append([]Field(nil), m.Header...),
		Body:    append([]Field(nil), m.Body...),
		Trailer: append([]Field(nil), m.Trailer...),
	}
}

// String returns the message for people to read, without credentials, see
// [Text].
func (m *RawMessage) String() string { return Text(m) }

// FIXMessage tells this package where the fields lie.
func (m *RawMessage) FIXMessage() Ref {
	return Ref{
		Type: &MessageType{
			MsgType: m.Type, Name: m.Type, Version: &rawVersion, Body: &rawBody,
			Header: unsafe.Offsetof(m.Header), Trailer: unsafe.Offsetof(m.Trailer),
		},
		base: unsafe.Pointer(m),
	}
}

// rawVersion is a dictionary that knows nothing: every field of a RawMessage is
// in the list of unknown ones of its part.
var (
	rawVersion = Version{Name: "raw", Header: &rawPart, Trailer: &rawPart}
	rawPart    = Struct{Name: "raw"} // its list of unknown fields is at its start
	rawBody    = Struct{Name: "raw", Unknown: unsafe.Offsetof(RawMessage{}.Body)}
)

// AppendFrame appends the message as a complete frame, without a header but for
// the fields in Header, and without validation.
func (m *RawMessage) AppendFrame(dst []byte, beginString string) []byte {
	start := len(dst)
	dst = beginFrame(dst, beginString)
	dst = AppendField(dst, tagMsgType, m.Type)
	for _, part := range [...][]Field{m.Header, m.Body, m.Trailer} {
		for _, f := range part {
			dst = AppendField(dst, f.Tag, f.Value)
		}
	}
	return endFrame(dst, start, beginString)
}

// Fields builds lists of fields, groups and data included.
type Fields []Field

// Add appends a field.
func (f Fields) Add(tag int, value string) Fields { return append(f, Field{tag, value}) }

// AddInt appends a field with an integer.
func (f Fields) AddInt(tag int, value int64) Fields {
	return append(f, Field{tag, strconv.FormatInt(value, 10)})
}

// AddValue appends a field with a value of this package, such as a [Decimal] or
// a [UTCTimestamp], nothing if the value is absent.
func (f Fields) AddValue(tag int, value interface{ AppendTo([]byte) []byte }) Fields {
	var room [32]byte
	if b := value.AppendTo(room[:0]); len(b) > 0 {
		return append(f, Field{tag, string(b)})
	}
	return f
}

// Data appends the field length with the length of data, and data behind it.
// The data may hold any byte if the session's dictionary has the pair.
func (f Fields) Data(length, tag int, data []byte) Fields {
	return append(f, Field{length, strconv.Itoa(len(data))}, Field{tag, string(data)})
}

// Group appends the counter of a repeating group and its entries, which may have
// groups of their own. No entries are an explicit count of zero.
func (f Fields) Group(counter int, entries ...Fields) Fields {
	f = append(f, Field{counter, strconv.Itoa(len(entries))})
	for _, e := range entries {
		f = append(f, e...)
	}
	return f
}
