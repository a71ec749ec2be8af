package randfix_test

import (
	"bytes"
	"testing"

	"github.com/affixgo/affix/generated/fix40"
	"github.com/affixgo/affix/generated/fix41"
	"github.com/affixgo/affix/generated/fix42"
	"github.com/affixgo/affix/generated/fix43"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/generated/fix50"
	"github.com/affixgo/affix/generated/fix50sp1"
	"github.com/affixgo/affix/generated/fix50sp2"
	"github.com/affixgo/affix/generated/fixt11"
	"github.com/affixgo/affix/internal/hostile"
	"github.com/affixgo/affix/internal/randfix"
	"github.com/affixgo/affix/runtime"
)

var dictionaries = []*runtime.Dictionary{
	fix40.Dictionary, fix41.Dictionary, fix42.Dictionary, fix43.Dictionary, fix44.Dictionary, fixt11.Dictionary,
	fix50.Dictionary, fix50sp1.Dictionary, fix50sp2.Dictionary, hostile.Dictionary,
}

// messages calls f with random messages of every type of every version.
func messages(t *testing.T, each int, f func(t *testing.T, mt *runtime.MessageType, frame []byte)) {
	t.Helper()
	for _, d := range dictionaries {
		for _, mt := range d.Messages {
			t.Run(d.Version.Name+"/"+mt.Name, func(t *testing.T) {
				t.Parallel()
				src := randfix.New(1)
				for i := range each {
					src.Density = []float64{0.5, 0.1, 0.9}[i%3]
					f(t, mt, src.Frame(mt))
				}
			})
		}
	}
}

// Every message of every version comes back byte for byte, under the strictest
// policy.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	messages(t, 12, func(t *testing.T, mt *runtime.MessageType, frame []byte) {
		m := mt.New()
		if err := runtime.UnmarshalPolicy(frame, m, runtime.Policy{}); err != nil {
			t.Fatalf("%v\n%s", err, show(frame))
		}
		got, err := runtime.Marshal(m)
		if err != nil {
			t.Fatalf("%v\n%s", err, show(frame))
		}
		if !bytes.Equal(got, frame) {
			t.Fatalf("came back different:\n%s\n%s", show(frame), show(got))
		}
		if err := runtime.Check(m); err != nil {
			t.Fatalf("valid on the wire, not in the struct: %v\n%s", err, show(frame))
		}
		var raw runtime.Raw
		if err := raw.Parse(frame, mt.Version); err != nil {
			t.Fatal(err)
		}
		for _, d := range dictionaries {
			if d.Version == mt.Version {
				if f := d.Validate(&raw, runtime.Policy{}); !f.OK() {
					t.Fatalf("validation alone finds %+v", f)
				}
			}
		}
	})
}

// A message that is cut short or changed in one byte is an error, never a
// panic, and is never taken for another message.
func TestDamage(t *testing.T) {
	t.Parallel()
	for _, d := range dictionaries {
		t.Run(d.Version.Name, func(t *testing.T) {
			t.Parallel()
			for _, mt := range d.Messages {
				frame := randfix.New(7).Frame(mt)
				m := mt.New()
				for i := range min(len(frame), 300) {
					if err := runtime.Unmarshal(frame[:i], m); err == nil {
						t.Fatalf("%s: accepted when cut to %d bytes", mt.Name, i)
					}
					damaged := bytes.Clone(frame)
					damaged[i] ^= 0x15
					if err := runtime.Unmarshal(damaged, m); err == nil {
						t.Fatalf("%s: accepted with byte %d changed", mt.Name, i)
					}
				}
			}
		})
	}
}

// A clone survives the reuse of the message it was made from.
func TestCloneIsDeep(t *testing.T) {
	t.Parallel()
	messages(t, 3, func(t *testing.T, mt *runtime.MessageType, frame []byte) {
		m := mt.New()
		if err := runtime.Unmarshal(frame, m); err != nil {
			t.Fatal(err)
		}
		clone := cloneOf(t, m)
		other := randfix.New(99).Frame(mt)
		if err := runtime.Unmarshal(other, m); err != nil {
			t.Fatal(err)
		}
		got, err := runtime.Marshal(clone)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, frame) {
			t.Fatalf("the clone changed:\n%s\n%s", show(frame), show(got))
		}
	})
}

// cloneOf calls the generated Clone method, whose type differs for each
// message.
func cloneOf(t *testing.T, m runtime.Message) runtime.Message {
	t.Helper()
	switch m := m.(type) {
	case *fix44.NewOrderSingle:
		return m.Clone()
	case *fix44.ExecutionReport:
		return m.Clone()
	case *fix44.MarketDataSnapshotFullRefresh:
		return m.Clone()
	case *fix42.NewOrderSingle:
		return m.Clone()
	}
	c := m.FIXMessage().Type.New()
	if err := runtime.Unmarshal(must(runtime.Marshal(m)), c); err != nil {
		t.Fatal(err)
	}
	return c
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

func show(frame []byte) string {
	return string(bytes.ReplaceAll(frame, []byte{runtime.SOH}, []byte{'|'}))
}
