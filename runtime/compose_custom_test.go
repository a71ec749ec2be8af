package runtime_test

import (
	"strings"
	"testing"

	"github.com/affixgo/affix/runtime"
)

// customComposer has constants of all kinds: 25000 and 25001
// that no dictionary has, 25001 without a value, 9999 and a signature in the trailer.
func customComposer(t testing.TB) *runtime.Composer {
	t.Helper()
	c, err := runtime.NewComposer(&version, []runtime.Field{
		{Tag: 25000, Value: "5000"}, {Tag: 49, Value: "US"}, {Tag: 25001}, {Tag: 56, Value: "THEM"},
	}, runtime.Millis)
	if err != nil {
		t.Fatal(err)
	}
	c.SetPolicy(runtime.Policy{UserTags: runtime.PolicyKeep})
	if err := c.SetTrailer([]runtime.Field{{Tag: 9999, Value: "end"}, {Tag: 93, Value: "3"}, {Tag: 89, Value: "sig"}}); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCustomHeaderAndTrailer(t *testing.T) {
	t.Parallel()
	c := customComposer(t)
	stamp := runtime.Stamp{MsgSeqNum: 7, SendingTime: sent}
	tests := []struct {
		name string
		m    *order
		want string
	}{
		{
			"constants", &order{ClOrdID: "X", Side: '1'},
			"35=D|49=US|56=THEM|34=7|52=20261124-10:00:00.123|25000=5000|11=X|54=1|93=3|89=sig|9999=end|",
		},
		{
			"the message's own", &order{
				Trailer: trailer{Signature: []byte("own")}, ClOrdID: "X", Side: '1',
				Unknown: []runtime.Field{{Tag: 9000, Value: "b"}, {Tag: 9999, Value: "e"}, {Tag: 25001, Value: "h"}, {Tag: 25000, Value: "1"}},
			},
			"35=D|49=US|56=THEM|34=7|52=20261124-10:00:00.123|25000=1|25001=h|11=X|54=1|9000=b|93=3|89=own|9999=e|",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, f := c.AppendMessage(nil, test.m, stamp)
			if want := frame(test.want); !f.OK() || string(got) != string(want) {
				t.Errorf("%v\ngot  %s\nwant %s", f, readable(got), readable(want))
			}
		})
	}
	got := c.AppendAdmin(nil, "0", stamp, nil, nil)
	want := frame("35=0|49=US|56=THEM|34=7|52=20261124-10:00:00.123|25000=5000|93=3|89=sig|9999=end|")
	if string(got) != string(want) {
		t.Errorf("got  %s\nwant %s", readable(got), readable(want))
	}
	got = c.AppendAdmin(nil, "0", stamp, []runtime.Field{{Tag: 25001, Value: "x"}}, nil)
	want = frame("35=0|49=US|56=THEM|34=7|52=20261124-10:00:00.123|25000=5000|25001=x|93=3|89=sig|9999=end|")
	if string(got) != string(want) {
		t.Errorf("got  %s\nwant %s", readable(got), readable(want))
	}
	bad := &order{ClOrdID: "X", Side: '1', Unknown: []runtime.Field{{Tag: 25000, Value: "a\x01b"}}}
	if b, f := c.AppendMessage(nil, bad, stamp); f.Reason != runtime.ReasonEmbeddedSOH || len(b) > 0 {
		t.Errorf("SOH in a custom field: %v %q", f, b)
	}
}

// What the dictionary does not have may stand between the fields of a header.
func TestCustomHeaderDecoded(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"35=D|49=US|25000=1|56=THEM|34=7|52=20261124-10:00:00.123|11=X|54=1|",
		"35=D|49=US|56=THEM|34=7|52=20261124-10:00:00.123|25000=1|11=X|54=1|",
	} {
		raw := new(runtime.Raw)
		if err := raw.Parse(frame(text), &version); err != nil {
			t.Fatal(err)
		}
		var m order
		f := runtime.Decode(raw, &m, runtime.Policy{UserTags: runtime.PolicyKeep})
		if !f.OK() || m.ClOrdID != "X" || m.Header.MsgSeqNum.String() != "7" || len(m.Unknown) != 1 {
			t.Errorf("%s: %v %+v", text, f, m)
		}
		if f := runtime.Decode(raw, &m, runtime.Policy{}); f != (runtime.Fault{Reason: runtime.ReasonInvalidTag, Tag: 25000}) {
			t.Errorf("%s: strict: %v", text, f)
		}
	}
}

func TestCustomRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		field runtime.Field
		want  string
	}{
		{runtime.Field{Tag: 58, Value: "x"}, "Text is not in the "},
		{runtime.Field{Tag: 0, Value: "x"}, "above 0"},
		{runtime.Field{Tag: -1, Value: "x"}, "above 0"},
		{runtime.Field{Tag: 10, Value: "x"}, "the codec writes it"},
		{runtime.Field{Tag: 9, Value: "x"}, "the codec writes it"},
		{runtime.Field{Tag: 9999, Value: "a\x01b"}, "SOH"},
	} {
		_, err := runtime.NewComposer(&version, []runtime.Field{test.field}, runtime.Millis)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("header %v: %v", test.field, err)
		}
		if err := newComposer(t).SetTrailer([]runtime.Field{test.field}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("trailer %v: %v", test.field, err)
		}
	}
	if _, err := runtime.NewComposer(&version, []runtime.Field{{Tag: 9999}, {Tag: 9999}}, runtime.Millis); err == nil {
		t.Error("a tag twice was accepted")
	}
}
