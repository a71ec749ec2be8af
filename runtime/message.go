package runtime

import (
	"fmt"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Message is implemented by the generated message structs, by pointer.
type Message interface {
	// MsgType returns the value of tag 35.
	MsgType() string
	// Reset sets every field to its zero value, absent.
	Reset()
	// FIXMessage tells this package where the message lies and how it is laid
	// out. It is of no use to others.
	FIXMessage() Ref
}

// Ref points at a message and its table.
type Ref struct {
	Type *MessageType
	base unsafe.Pointer
}

// NewRef is for generated code: base must point at a struct that t describes.
func NewRef(t *MessageType, base unsafe.Pointer) Ref { return Ref{Type: t, base: base} }

// IsNil reports whether there is no message, but a nil pointer.
func (r Ref) IsNil() bool { return r.base == nil }

// Version is what all messages of one dictionary share.
type Version struct {
	Name        string // "FIX44"
	BeginString string // "FIX.4.4"
	ApplVerID   string // value of ApplVerID(1128) for the messages, in FIX 5.0 and later: "9"; else empty
	Fields      []FieldDef
	Header      *Struct
	Trailer     *Struct

	once   sync.Once
	tables versionTables
	ready  atomic.Pointer[versionTables] // tables, once they are
	names  nameIndex                     // for reading JSON
}

// MessageType describes one message: its place in the protocol and the layout
// of its struct.
type MessageType struct {
	MsgType string
	Name    string
	Admin   bool
	Version *Version
	Body    *Struct // offsets from the start of the message struct
	Header  uintptr // offset of the header struct
	Trailer uintptr // offset of the trailer struct
	New     func() Message

	once  sync.Once
	scope atomic.Pointer[scope] // not nil once prepared
	lead  []byte                // what each message begins with, see beginFrame
	both  atomic.Pointer[headedScope]
}

// Dictionary is a FIX version as a session needs it: all its messages.
// Generated packages have one in the variable Dictionary.
type Dictionary struct {
	Version  *Version
	Messages []*MessageType

	once   sync.Once
	byType map[string]*MessageType
	short  [256]*MessageType // those whose MsgType is one byte
}

// BeginString returns the value of tag 8, such as "FIX.4.4".
func (d *Dictionary) BeginString() string { return d.Version.BeginString }

// Lookup returns the message with this MsgType, nil if there is none. It does
// not keep msgType.
func (d *Dictionary) Lookup(msgType []byte) *MessageType {
	d.once.Do(func() {
		d.byType = make(map[string]*MessageType, len(d.Messages))
		for _, t := range d.Messages {
			d.byType[t.MsgType] = t
			if len(t.MsgType) == 1 {
				d.short[t.MsgType[0]] = t
			}
		}
	})
	if len(msgType) == 1 {
		return d.short[msgType[0]]
	}
	return d.byType[string(msgType)]
}

// Unmarshal reads one whole frame of any message of the dictionary, as
// [Unmarshal] does, into a new struct of its type.
func (d *Dictionary) Unmarshal(data []byte) (Message, error) {
	var r Raw
	if err := r.parseWhole(data, d.Version, d.Version.Name); err != nil {
		return nil, err
	}
	t := d.Lookup(r.MsgType())
	if t == nil || t.New == nil {
		return nil, fmt.Errorf("runtime: %s has no message with MsgType %q", d.Version.Name, r.MsgType())
	}
	m := t.New()
	if err := t.fieldError(Decode(&r, m, Lenient()), &r); err != nil {
		return nil, err
	}
	return m, nil
}
