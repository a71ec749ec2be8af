package runtime_test

import (
	"strings"
	"testing"

	"github.com/affixgo/affix/runtime"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	parties := func(n int, entry string) string { return strings.Repeat(entry, n) }
	tests := []struct {
		name   string
		limits runtime.Limits
		fields string
		want   runtime.Fault
	}{
		{"the defaults", runtime.Limits{}, "453=200|" + parties(200, "448=P|"), runtime.Fault{}},
		{"as many fields as may be", runtime.Limits{Fields: 10}, "", runtime.Fault{}},
		{"one field more", runtime.Limits{Fields: 9}, "", runtime.Fault{Reason: runtime.ReasonTooManyFields}},
		{"as many entries as may be", runtime.Limits{GroupEntries: 2}, "453=2|448=P|448=Q|", runtime.Fault{}},
		{"one entry more", runtime.Limits{GroupEntries: 1}, "453=2|448=P|448=Q|", runtime.Fault{Reason: runtime.ReasonTooManyEntries, Tag: 453}},
		{"one entry more in a nested group", runtime.Limits{GroupEntries: 1}, "453=1|448=P|802=2|523=a|803=1|523=b|803=1|", runtime.Fault{Reason: runtime.ReasonTooManyEntries, Tag: 802}},
		{"as deep as may be", runtime.Limits{Depth: 2}, "453=2|448=P|802=1|523=a|803=1|448=Q|802=1|523=a|803=1|", runtime.Fault{}},
		{"too deep", runtime.Limits{Depth: 1}, "453=1|448=P|802=1|523=a|803=1|", runtime.Fault{Reason: runtime.ReasonTooDeep, Tag: 802}},
		{"too many by default", runtime.Limits{}, "453=10001|" + parties(10001, "448=P|"), runtime.Fault{Reason: runtime.ReasonTooManyEntries, Tag: 453}},
		{"no limit", runtime.Limits{GroupEntries: -1, Fields: -1, Depth: -1}, "453=70000|" + parties(70000, "448=P|"), runtime.Fault{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var raw runtime.Raw
			if err := raw.Parse(frame(start+"11=X|54=1|"+test.fields), &version); err != nil {
				t.Fatal(err)
			}
			p := runtime.Policy{Limits: test.limits}
			if f := dictionary.Validate(&raw, p); f != test.want {
				t.Errorf("got %+v, want %+v", f, test.want)
			}
			var m order
			if f := runtime.Decode(&raw, &m, p); f != test.want {
				t.Errorf("decoding: got %+v, want %+v", f, test.want)
			}
			// The same message does not go out either.
			if f := runtime.Decode(&raw, &m, runtime.Policy{Limits: runtime.Limits{Fields: -1, GroupEntries: -1, Depth: -1}}); !f.OK() {
				t.Fatal(f)
			}
			c := newComposer(t)
			c.SetPolicy(p)
			if _, f := c.AppendMessage(nil, &m, runtime.Stamp{MsgSeqNum: 2, SendingTime: sent}); f != test.want {
				t.Errorf("sending: got %+v, want %+v", f, test.want)
			}
		})
	}
}

func TestRange(t *testing.T) {
	t.Parallel()
	r := &runtime.Range{Min: "1", Max: "10.50"}
	for value, want := range map[string]bool{"1": true, "01.0": true, "10.5": true, "0.99": false, "10.51": false, "-5": false} {
		if r.Contains(value) != want {
			t.Errorf("%s: got %v", value, !want)
		}
	}
	open := &runtime.Range{Min: "1"}
	if !open.Contains("99999999999999999999999999.5") || open.Contains("0") || !(*runtime.Range)(nil).Contains("7") {
		t.Error("an open end is no bound")
	}
}

// What the dictionary or the policy forbids is not sent, Unknown lists included.
func TestUnknownSent(t *testing.T) {
	t.Parallel()
	keep := runtime.Policy{UnknownTags: runtime.PolicyKeep, UserTags: runtime.PolicyKeep, ForeignTags: runtime.PolicyKeep}
	tests := []struct {
		name   string
		policy runtime.Policy
		f      runtime.Field
		want   runtime.Fault
	}{
		{"unknown tag", runtime.Policy{}, runtime.Field{Tag: 999, Value: "x"}, runtime.Fault{Reason: runtime.ReasonInvalidTag, Tag: 999}},
		{"unknown tag kept", keep, runtime.Field{Tag: 999, Value: "x"}, runtime.Fault{}},
		{"user-defined tag", runtime.Policy{UnknownTags: runtime.PolicyKeep}, runtime.Field{Tag: 5000, Value: "x"}, runtime.Fault{Reason: runtime.ReasonInvalidTag, Tag: 5000}},
		{"tag of another message", runtime.Policy{}, runtime.Field{Tag: 112, Value: "x"}, runtime.Fault{Reason: runtime.ReasonNotInMessage, Tag: 112}},
		{"tag of another message kept", keep, runtime.Field{Tag: 112, Value: "x"}, runtime.Fault{}},
		{"member of a group", keep, runtime.Field{Tag: 448, Value: "x"}, runtime.Fault{Reason: runtime.ReasonNotInMessage, Tag: 448}},
		{"tag that is set", keep, runtime.Field{Tag: 11, Value: "x"}, runtime.Fault{Reason: runtime.ReasonRepeatedTag, Tag: 11}},
		{"tag that has a field", keep, runtime.Field{Tag: 58, Value: "x"}, runtime.Fault{Reason: runtime.ReasonFieldOrder, Tag: 58}},
		{"tag of the header", keep, runtime.Field{Tag: 34, Value: "9"}, runtime.Fault{Reason: runtime.ReasonFieldOrder, Tag: 34}},
		{"tag of the trailer", keep, runtime.Field{Tag: 10, Value: "000"}, runtime.Fault{Reason: runtime.ReasonFieldOrder, Tag: 10}},
		{"no value", keep, runtime.Field{Tag: 999}, runtime.Fault{Reason: runtime.ReasonNoValue, Tag: 999}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := newComposer(t)
			c.SetPolicy(test.policy)
			m := &order{ClOrdID: "X", Side: '1', Unknown: []runtime.Field{test.f}}
			if _, f := c.AppendMessage(nil, m, runtime.Stamp{MsgSeqNum: 2, SendingTime: sent}); f != test.want {
				t.Errorf("got %+v, want %+v", f, test.want)
			}
		})
	}
}

// What is out of order in what is sent, and the policies that let it through.
func TestPoliciesSent(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		m      *order
		want   runtime.Fault
		policy runtime.Policy // lets it through
	}{
		{"value", &order{ClOrdID: "X", Side: '7'}, runtime.Fault{Reason: runtime.ReasonIncorrectValue, Tag: 54}, runtime.Policy{UnknownValues: runtime.PolicyKeep}},
		{"range", &order{ClOrdID: "X", Side: '1', Price: runtime.MustDecimal("1001")}, runtime.Fault{Reason: runtime.ReasonIncorrectValue, Tag: 44}, runtime.Policy{UnknownValues: runtime.PolicyKeep}},
		{"required", &order{Side: '1'}, runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 11}, runtime.Policy{Missing: runtime.PolicyKeep}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := newComposer(t)
			if _, f := c.AppendMessage(nil, test.m, runtime.Stamp{MsgSeqNum: 2, SendingTime: sent}); f != test.want {
				t.Errorf("got %+v, want %+v", f, test.want)
			}
			c.SetPolicy(test.policy)
			if _, f := c.AppendMessage(nil, test.m, runtime.Stamp{MsgSeqNum: 2, SendingTime: sent}); !f.OK() {
				t.Errorf("under its policy: %+v", f)
			}
		})
	}
}
