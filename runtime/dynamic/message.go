package dynamic

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/affixgo/affix/runtime"
)

// Message is a message of a loaded dictionary. The methods of its View read and
// set its fields by tag:
//
//	m.Set(11, "ORD-1")
//	party, err := m.Add(453)
//	party.Set(448, "DESK")
//
// Make one with [New]; those of a received message come from
// [runtime.Dictionary.Unmarshal]. It is sent as any other message. Not safe for
// concurrent use.
type Message struct {
	runtime.View
	typ   *runtime.MessageType
	value reflect.Value
}

// New returns an empty message of a type, by MsgType or by name: "D" or
// "NewOrderSingle". The dictionary must have been loaded by this package.
func New(d *runtime.Dictionary, msgType string) (*Message, error) {
	t := d.Lookup([]byte(msgType))
	for _, named := range d.Messages {
		if t == nil && named.Name == msgType {
			t = named
		}
	}
	if t == nil {
		return nil, fmt.Errorf("dynamic: %s has no message %q", d.Version.Name, msgType)
	}
	m, ok := t.New().(*Message)
	if !ok {
		return nil, fmt.Errorf("dynamic: %s was generated: use its structs", d.Version.Name)
	}
	return m, nil
}

func newMessage(t *runtime.MessageType, goType reflect.Type) *Message {
	m := &Message{typ: t, value: reflect.New(goType).Elem()}
	m.View = runtime.At(m)
	return m
}

// MsgType returns the value of field 35.
func (m *Message) MsgType() string { return m.typ.MsgType }

// Name returns the name of the message: "NewOrderSingle".
func (m *Message) Name() string { return m.typ.Name }

// Reset makes every field absent.
func (m *Message) Reset() { m.value.SetZero() }

// FIXMessage tells package runtime where the message lies.
func (m *Message) FIXMessage() runtime.Ref {
	if m == nil {
		return runtime.Ref{}
	}
	return runtime.NewRef(m.typ, m.pointer())
}

func (m *Message) pointer() unsafe.Pointer { return m.value.Addr().UnsafePointer() }

// Clone returns a copy that shares nothing that can change.
func (m *Message) Clone() *Message {
	c := newMessage(m.typ, m.value.Type())
	c.value.Set(m.value)
	runtime.Detach(c)
	return c
}

// String returns the message for people to read, without credentials, see
// [runtime.Text].
func (m *Message) String() string { return runtime.Text(m) }

// MarshalFIX returns the message as a complete frame, see [runtime.Marshal].
func (m *Message) MarshalFIX() ([]byte, error) { return runtime.Marshal(m) }

// UnmarshalFIX reads a complete frame, see [runtime.Unmarshal].
func (m *Message) UnmarshalFIX(data []byte) error { return runtime.Unmarshal(data, m) }

// MarshalJSON returns the message as JSON with field names, see
// [runtime.MarshalJSON].
func (m *Message) MarshalJSON() ([]byte, error) { return runtime.MarshalJSON(m) }

// UnmarshalJSON reads what MarshalJSON writes, see [runtime.UnmarshalJSON].
func (m *Message) UnmarshalJSON(data []byte) error { return runtime.UnmarshalJSON(data, m) }

// Validate reports the first thing the dictionary forbids, see [runtime.Check].
func (m *Message) Validate() error { return runtime.Check(m) }
