package randfix_test

import (
	"bytes"
	"testing"

	"github.com/affixgo/affix/generated/fix42"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/generated/fix50sp2"
	"github.com/affixgo/affix/internal/randfix"
	"github.com/affixgo/affix/runtime"
)

// The decoders of three versions: no bytes make them panic, validation alone
// finds what decoding finds, and what is accepted comes back the same.
func FuzzDecode42(f *testing.F)    { fuzzDecode(f, fix42.Dictionary) }
func FuzzDecode44(f *testing.F)    { fuzzDecode(f, fix44.Dictionary) }
func FuzzDecode50SP2(f *testing.F) { fuzzDecode(f, fix50sp2.Dictionary) }

func fuzzDecode(f *testing.F, d *runtime.Dictionary) {
	src := randfix.New(11)
	for i, mt := range d.Messages {
		if i%7 == 0 {
			src.Density = []float64{0.05, 0.3, 0.7}[i%3]
			if fields := src.Fields(mt); len(fields) < 4000 {
				f.Add(fields)
			}
		}
	}
	f.Fuzz(func(t *testing.T, fields []byte) {
		frame := runtime.AppendFrame(nil, d.BeginString(), fields)
		var raw runtime.Raw
		if raw.Parse(frame, d.Version) != nil {
			return
		}
		for _, p := range policies {
			accepted(t, d, &raw, p)
		}
	})
}

// policies are the strict one, the lenient one, and others between them.
var policies = []runtime.Policy{
	{},
	runtime.Lenient(),
	{UnknownTags: runtime.PolicyKeep, UserTags: runtime.PolicyKeep, EmptyValues: runtime.PolicyKeep, Missing: runtime.PolicyKeep},
	{UserTags: runtime.PolicyIgnore, ForeignTags: runtime.PolicyIgnore, UnknownValues: runtime.PolicyIgnore, GroupOrder: runtime.PolicyIgnore, Missing: runtime.PolicyIgnore},
}

// accepted decodes a message under a policy, and checks what must hold for every
// message that is accepted; it reports whether this one is.
func accepted(t *testing.T, d *runtime.Dictionary, raw *runtime.Raw, p runtime.Policy) bool {
	t.Helper()
	fault := d.Validate(raw, p)
	mt := d.Lookup(raw.MsgType())
	if mt == nil {
		if fault.Reason != runtime.ReasonInvalidMsgType {
			t.Fatalf("no such message, but %v", fault)
		}
		return false
	}
	m := mt.New()
	if got := runtime.Decode(raw, m, p); got != fault {
		t.Fatalf("Validate finds %v %d, Decode %v %d\n%s", fault.Reason, fault.Tag, got.Reason, got.Tag, show(raw.Bytes()))
	}
	_ = runtime.Text(m)
	if !fault.OK() {
		return false
	}
	once, err := runtime.Marshal(m)
	if err != nil {
		t.Fatalf("accepted, but cannot be sent: %v\n%s", err, show(raw.Bytes()))
	}
	var second runtime.Raw
	if err := second.Parse(once, d.Version); err != nil {
		t.Fatalf("%v\n%s", err, show(once))
	}
	again := mt.New()
	if f := runtime.Decode(&second, again, p); !f.OK() {
		t.Fatalf("accepted, and refused when sent on: %v %d\n%s\n%s", f.Reason, f.Tag, show(raw.Bytes()), show(once))
	}
	twice, err := runtime.Marshal(again)
	if err != nil || !bytes.Equal(once, twice) {
		t.Fatalf("the second pass changes it: %v\n%s\n%s", err, show(once), show(twice))
	}
	return true
}
