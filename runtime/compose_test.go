package runtime_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/runtime"
)

var sent = time.Date(2026, 11, 24, 10, 0, 0, 123_000_000, time.UTC)

func newComposer(t testing.TB) *runtime.Composer {
	t.Helper()
	c, err := runtime.NewComposer(&version, []runtime.Field{{Tag: 49, Value: "US"}, {Tag: 56, Value: "THEM"}}, runtime.Millis)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestComposerMessage(t *testing.T) {
	t.Parallel()
	c := newComposer(t)
	m := &order{
		Header: header{
			SenderCompID: "forged", MsgSeqNum: runtime.NewInt(99), PossDupFlag: runtime.True,
			Hops: []hop{{HopCompID: "VIA"}},
		},
		ClOrdID: "X", Side: '1',
		Trailer: trailer{Signature: []byte("a\x01b")},
	}
	got, f := c.AppendMessage([]byte("before"), m, runtime.Stamp{MsgSeqNum: 7, SendingTime: sent, LastProcessed: 3})
	if !f.OK() {
		t.Fatalf("%+v", f)
	}
	want := "before" + string(frame("35=D|49=US|56=THEM|34=7|52=20261124-10:00:00.123|369=3|627=1|628=VIA|11=X|54=1|93=3|89=a|b|"))
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", readable(got), readable([]byte(want)))
	}
	if m.Header.SenderCompID != "forged" {
		t.Error("the message was changed")
	}
}

// An invalid message leaves no trace.
func TestComposerRefuses(t *testing.T) {
	t.Parallel()
	c := newComposer(t)
	tests := []struct {
		name string
		m    *order
		want runtime.Fault
	}{
		{"required", &order{Side: '1'}, runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 11}},
		{"enumerated", &order{ClOrdID: "X", Side: '7'}, runtime.Fault{Reason: runtime.ReasonIncorrectValue, Tag: 54}},
		{"SOH in a text", &order{ClOrdID: "X\x01Y", Side: '1'}, runtime.Fault{Reason: runtime.ReasonEmbeddedSOH, Tag: 11}},
		{"no boolean", &order{ClOrdID: "X", Side: '1', Locate: 'X'}, runtime.Fault{Reason: runtime.ReasonIncorrectFormat, Tag: 114}},
		{"entry without its first field", &order{ClOrdID: "X", Side: '1', Parties: []party{{Role: runtime.NewInt(1)}}}, runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 448}},
		{"required in an entry", &order{ClOrdID: "X", Side: '1', Parties: []party{{PartyID: "P", Subs: []partySub{{SubID: "s"}}}}}, runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 803}},
		{"required in a component", &order{ClOrdID: "X", Side: '1', instrument: instrument{Symbol: "S"}}, runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 22}},
		{"SOH in an unknown field", &order{ClOrdID: "X", Side: '1', Unknown: []runtime.Field{{Tag: 9000, Value: "a\x01b"}}}, runtime.Fault{Reason: runtime.ReasonEmbeddedSOH, Tag: 9000}},
		{"negative unknown tag", &order{ClOrdID: "X", Side: '1', Unknown: []runtime.Field{{Tag: -1, Value: "a"}}}, runtime.Fault{Reason: runtime.ReasonInvalidTag, Tag: -1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, f := c.AppendMessage([]byte("before"), test.m, runtime.Stamp{MsgSeqNum: 1, SendingTime: sent})
			if f != test.want || string(got) != "before" {
				t.Errorf("got %+v %q, want %+v", f, got, test.want)
			}
			err := runtime.Check(test.m)
			var fe *runtime.FieldError
			if !errors.As(err, &fe) || fe.Tag != test.want.Tag || fe.Reason != test.want.Reason {
				t.Errorf("Check: %v", err)
			}
		})
	}
}

// The length of a frame has as many digits as it needs.
func TestBodyLengthDigits(t *testing.T) {
	t.Parallel()
	c := newComposer(t)
	for _, n := range []int{1, 12, 20, 30, 31, 32, 33, 40, 900, 930, 931, 932, 933, 940, 9900, 100_000} {
		m := &order{ClOrdID: strings.Repeat("x", n), Side: '1'}
		b, f := c.AppendMessage(nil, m, runtime.Stamp{MsgSeqNum: 1, SendingTime: sent})
		if !f.OK() {
			t.Fatal(f)
		}
		found := (&runtime.Framer{}).Next(b)
		if found.Garbled != "" || len(found.Frame) != len(b) {
			t.Errorf("a ClOrdID of %d bytes: %+v", n, found.Garbled)
		}
		short := runtime.AppendFrame(nil, "FIX.4.4", []byte("\x0135=0\x0158="+strings.Repeat("x", n)))
		if found := (&runtime.Framer{}).Next(short); len(found.Frame) != len(short) {
			t.Errorf("a text of %d bytes: %+v", n, found.Garbled)
		}
	}
}

func TestComposerAdmin(t *testing.T) {
	t.Parallel()
	c := newComposer(t)
	body := runtime.AppendFieldUint(nil, 36, 12)
	got := c.AppendAdmin(nil, "4", runtime.Stamp{MsgSeqNum: 5, SendingTime: sent}, nil, body)
	if want := frame("35=4|49=US|56=THEM|34=5|52=20261124-10:00:00.123|36=12|"); string(got) != string(want) {
		t.Errorf("got  %s\nwant %s", readable(got), readable(want))
	}
	extra := []runtime.Field{{Tag: 122, Value: "20261124-09:00:00"}, {Tag: 43, Value: "Y"}, {Tag: 56, Value: "OTHER"}}
	got = c.AppendAdmin(nil, "4", runtime.Stamp{MsgSeqNum: 5, SendingTime: sent}, extra, body)
	want := frame("35=4|49=US|56=OTHER|34=5|43=Y|52=20261124-10:00:00.123|122=20261124-09:00:00|36=12|")
	if string(got) != string(want) {
		t.Errorf("got  %s\nwant %s", readable(got), readable(want))
	}
}

func TestComposerConfig(t *testing.T) {
	t.Parallel()
	for _, f := range []runtime.Field{{Tag: 58, Value: "x"}, {Tag: 49, Value: "a\x01b"}} {
		if _, err := runtime.NewComposer(&version, []runtime.Field{f}, runtime.Millis); err == nil {
			t.Errorf("%v was accepted in the header", f)
		}
	}
}

// The paths that every message takes do not allocate.
func TestAllocations(t *testing.T) {
	c := newComposer(t)
	m := &order{
		ClOrdID: "ORD-1", Side: '1', Qty: runtime.MustDecimal("100.50"), Price: runtime.MustDecimal("1.0712"),
		When: runtime.NewUTCTimestamp(sent), Text: "hello", instrument: instrument{Symbol: "EUR/USD", IDSource: "1"},
	}
	buf := make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(100, func() {
		buf, _ = c.AppendMessage(buf[:0], m, runtime.Stamp{MsgSeqNum: 7, SendingTime: sent})
	}); n != 0 {
		t.Errorf("encoding: %v allocations", n)
	}
	var framer runtime.Framer
	var raw runtime.Raw
	var into order
	if n := testing.AllocsPerRun(100, func() {
		found := framer.Next(buf)
		if raw.Parse(found.Frame, &version) != nil || !runtime.Decode(&raw, &into, runtime.Policy{}).OK() {
			t.Fatal("cannot be decoded")
		}
	}); n != 0 {
		t.Errorf("decoding: %v allocations", n)
	}
	if into.Text != "hello" {
		t.Errorf("got %+v", into)
	}
}
