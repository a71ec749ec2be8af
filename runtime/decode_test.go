package runtime_test

import (
	"testing"

	"github.com/affixgo/affix/runtime"
)

// The first faulty field of a message decides reason and tag: FIX 4.4 vol. 2,
// Reject.
func TestFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, fields string
		want         runtime.Fault
	}{
		{"sound", start + "11=X|54=1|", runtime.Fault{}},
		{"any order within the body", start + "54=1|38=5|11=X|", runtime.Fault{}},
		{"any order within the header", "35=D|52=20261124-10:00:00|34=2|56=B|49=A|11=X|54=1|", runtime.Fault{}},
		{"unknown tag", start + "11=X|999=1|54=1|", runtime.Fault{Reason: runtime.ReasonInvalidTag, Tag: 999}},
		{"user-defined tag", start + "11=X|5000=1|54=1|", runtime.Fault{Reason: runtime.ReasonInvalidTag, Tag: 5000}},
		{"tag zero", start + "11=X|0=1|54=1|", runtime.Fault{Reason: runtime.ReasonInvalidTag, Tag: 0}},
		{"negative tag", start + "11=X|-1=1|54=1|", runtime.Fault{Reason: runtime.ReasonInvalidTag, Tag: -1}},
		{"tag of another message", start + "11=X|112=1|54=1|", runtime.Fault{Reason: runtime.ReasonNotInMessage, Tag: 112}},
		{"body field missing", start + "54=1|", runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 11}},
		{"header field missing", "35=D|49=A|34=2|52=20261124-10:00:00|11=X|54=1|", runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 56}},
		{"missing fields in dictionary order", start + "38=1|", runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 11}},
		{"required in a component that is absent", start + "11=X|54=1|", runtime.Fault{}},
		{"required in a component that is present", start + "11=X|55=Y|54=1|", runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 22}},
		{"empty value", start + "11=|54=1|", runtime.Fault{Reason: runtime.ReasonNoValue, Tag: 11}},
		{"empty header value", "35=D|49=A|56=|34=2|52=20261124-10:00:00|11=X|54=1|", runtime.Fault{Reason: runtime.ReasonNoValue, Tag: 56}},
		{"value not enumerated", start + "11=X|54=9|", runtime.Fault{Reason: runtime.ReasonIncorrectValue, Tag: 54}},
		{"one of several values not enumerated", start + "11=X|54=1|18=1 Z|", runtime.Fault{Reason: runtime.ReasonIncorrectValue, Tag: 18}},
		{"several values badly separated", start + "11=X|54=1|18=1  2|", runtime.Fault{Reason: runtime.ReasonIncorrectFormat, Tag: 18}},
		{"value not listed of an open field", start + "11=X|54=1|15=EUR|", runtime.Fault{}},
		{"below the range", start + "11=X|54=1|44=-0.51|", runtime.Fault{Reason: runtime.ReasonIncorrectValue, Tag: 44}},
		{"above the range", start + "11=X|54=1|44=1000.0001|", runtime.Fault{Reason: runtime.ReasonIncorrectValue, Tag: 44}},
		{"the ends of the range", start + "11=X|54=1|44=-.50|", runtime.Fault{}},
		{"no number where there is a range", start + "11=X|54=1|44=x|", runtime.Fault{Reason: runtime.ReasonIncorrectFormat, Tag: 44}},
		{"plus sign", start + "11=X|54=1|38=+200.00|", runtime.Fault{Reason: runtime.ReasonIncorrectFormat, Tag: 38}},
		{"exponent", start + "11=X|54=1|38=1e5|", runtime.Fault{Reason: runtime.ReasonIncorrectFormat, Tag: 38}},
		{"leading zeros", start + "11=X|54=1|38=002000.00|", runtime.Fault{}},
		{"char of two bytes", start + "11=X|54=11|", runtime.Fault{Reason: runtime.ReasonIncorrectFormat, Tag: 54}},
		{"boolean of two bytes", start + "11=X|54=1|114=YY|", runtime.Fault{Reason: runtime.ReasonIncorrectFormat, Tag: 114}},
		{"time without time", start + "11=X|54=1|60=20040415|", runtime.Fault{Reason: runtime.ReasonIncorrectFormat, Tag: 60}},
		{"thirteenth month", start + "11=X|54=1|64=20261301|", runtime.Fault{Reason: runtime.ReasonIncorrectFormat, Tag: 64}},
		{"repeated tag", start + "11=X|54=1|11=X|", runtime.Fault{Reason: runtime.ReasonRepeatedTag, Tag: 11}},
		{"repeated header tag", "35=D|49=A|49=A|56=B|34=2|52=20261124-10:00:00|11=X|54=1|", runtime.Fault{Reason: runtime.ReasonRepeatedTag, Tag: 49}},
		{"repeated MsgType", start + "35=D|11=X|54=1|", runtime.Fault{Reason: runtime.ReasonRepeatedTag, Tag: 35}},
		{"header field behind the body", "35=D|49=A|56=B|52=20261124-10:00:00|11=X|34=2|54=1|", runtime.Fault{Reason: runtime.ReasonFieldOrder, Tag: 34}},
		{"body field behind the trailer", start + "11=X|93=1|89=S|54=1|", runtime.Fault{Reason: runtime.ReasonFieldOrder, Tag: 54}},
		{"the first fault counts", start + "54=9|11=|", runtime.Fault{Reason: runtime.ReasonIncorrectValue, Tag: 54}},
		{"a fault comes before a missing field", start + "54=9|", runtime.Fault{Reason: runtime.ReasonIncorrectValue, Tag: 54}},
		{"unknown MsgType", "35=*|49=A|56=B|34=2|52=20261124-10:00:00|", runtime.Fault{Reason: runtime.ReasonInvalidMsgType}},

		{"group", start + "11=X|453=2|448=P|452=1|448=Q|54=1|", runtime.Fault{}},
		{"group of zero", start + "11=X|453=0|54=1|", runtime.Fault{}},
		{"nested group", start + "11=X|453=2|448=P|802=2|523=a|803=1|523=b|803=2|448=Q|54=1|", runtime.Fault{}},
		{"more announced than there", start + "11=X|453=3|448=P|448=Q|54=1|", runtime.Fault{Reason: runtime.ReasonGroupCount, Tag: 453}},
		{"more there than announced", start + "11=X|453=1|448=P|448=Q|54=1|", runtime.Fault{Reason: runtime.ReasonGroupCount, Tag: 453}},
		{"entries behind a count of zero", start + "11=X|453=0|448=P|54=1|", runtime.Fault{Reason: runtime.ReasonGroupCount, Tag: 453}},
		{"absurd count", start + "11=X|453=4294967296|448=P|54=1|", runtime.Fault{Reason: runtime.ReasonGroupCount, Tag: 453}},
		{"negative count", start + "11=X|453=-1|448=P|54=1|", runtime.Fault{Reason: runtime.ReasonIncorrectFormat, Tag: 453}},
		{"nested count", start + "11=X|453=1|448=P|802=2|523=a|803=1|54=1|", runtime.Fault{Reason: runtime.ReasonGroupCount, Tag: 802}},
		{"entry without its first field", start + "11=X|453=1|452=1|448=P|54=1|", runtime.Fault{Reason: runtime.ReasonGroupOrder, Tag: 452}},
		{"members out of order", start + "11=X|453=1|448=P|802=1|523=a|803=1|452=1|54=1|", runtime.Fault{Reason: runtime.ReasonGroupOrder, Tag: 452}},
		{"member twice in an entry", start + "11=X|453=1|448=P|452=1|452=2|54=1|", runtime.Fault{Reason: runtime.ReasonGroupOrder, Tag: 452}},
		{"required in an entry", start + "11=X|453=1|448=P|802=1|523=a|54=1|", runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 803}},
		{"empty value in an entry", start + "11=X|453=1|448=P|452=|54=1|", runtime.Fault{Reason: runtime.ReasonNoValue, Tag: 452}},
		{"member without its group", start + "11=X|448=P|54=1|", runtime.Fault{Reason: runtime.ReasonNotInMessage, Tag: 448}},
		{"group in the header", "35=D|49=A|56=B|34=2|52=20261124-10:00:00|627=2|628=X|628=Y|11=X|54=1|", runtime.Fault{}},

		{"data with SOH", start + "11=X|54=1|95=3|96=a|b|15=EUR|", runtime.Fault{}},
		{"length without data", start + "11=X|54=1|95=3|15=EUR|", runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 96}},
		{"data without length", start + "11=X|54=1|96=abc|", runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 95}},
		{"length apart from its data", start + "11=X|54=1|95=3|15=EUR|96=abc|", runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 96}},
		{"length is no number", start + "11=X|54=1|95=x|96=abc|", runtime.Fault{Reason: runtime.ReasonIncorrectFormat, Tag: 95}},
		{"length does not fit", start + "11=X|54=1|95=2|96=abc|", runtime.Fault{Reason: runtime.ReasonIncorrectFormat, Tag: 95}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := frame(test.fields)
			var raw runtime.Raw
			if err := raw.Parse(b, &version); err != nil {
				t.Fatal(err)
			}
			if got := dictionary.Validate(&raw, runtime.Policy{}); got != test.want {
				t.Errorf("Validate: got %+v, want %+v", got, test.want)
			}
			if test.want.Reason == runtime.ReasonInvalidMsgType {
				return
			}
			if got := runtime.Decode(&raw, new(order), runtime.Policy{}); got != test.want {
				t.Errorf("Decode: got %+v, want %+v", got, test.want)
			}
		})
	}
}

// What a policy lets through is kept in its scope, or dropped.
func TestPolicies(t *testing.T) {
	t.Parallel()
	const (
		reject = runtime.PolicyReject
		keep   = runtime.PolicyKeep
		ignore = runtime.PolicyIgnore
	)
	tests := []struct {
		name   string
		policy runtime.Policy
		fields string
		want   string // "" is refused
	}{
		{"unknown tags kept", runtime.Policy{UnknownTags: keep}, "11=X|999=1|54=1|", "11=X|54=1|999=1|"},
		{"unknown tags ignored", runtime.Policy{UnknownTags: ignore}, "11=X|999=1|54=1|", "11=X|54=1|"},
		{"unknown tags kept, user-defined refused", runtime.Policy{UnknownTags: keep}, "11=X|9000=1|54=1|", ""},
		{"user-defined tags kept", runtime.Policy{UserTags: keep}, "11=X|9000=1|100093=2|54=1|", "11=X|54=1|9000=1|100093=2|"},
		{"user-defined tags kept, unknown refused", runtime.Policy{UserTags: keep}, "11=X|999=1|54=1|", ""},
		{"tag zero is never kept", runtime.Policy{UserTags: keep, UnknownTags: keep}, "11=X|0=1|54=1|", ""},
		{"foreign tags kept", runtime.Policy{ForeignTags: keep}, "11=X|112=1|54=1|", "11=X|54=1|112=1|"},
		{"unknown values kept", runtime.Policy{UnknownValues: keep}, "11=X|54=9|", "11=X|54=9|"},
		{"unknown values ignored", runtime.Policy{UnknownValues: ignore, Missing: keep}, "11=X|54=9|", "11=X|"},
		{"values out of range kept", runtime.Policy{UnknownValues: keep}, "11=X|54=1|44=1001.0|", "11=X|54=1|44=1001.0|"},
		{"values out of range ignored", runtime.Policy{UnknownValues: ignore}, "11=X|54=1|44=1001|", "11=X|54=1|"},
		{"unknown values keep their format", runtime.Policy{UnknownValues: keep}, "11=X|54=99|", ""},
		{"empty values ignored", runtime.Policy{EmptyValues: ignore}, "11=X|58=|54=1|", "11=X|54=1|"},
		{"empty values kept", runtime.Policy{EmptyValues: keep}, "11=X|58=|54=1|", "11=X|54=1|58=|"},
		{"empty data kept", runtime.Policy{EmptyValues: keep, Missing: keep}, "11=X|95=0|96=|54=1|", "11=X|54=1|95=0|96=|"},
		{"empty values kept in an entry", runtime.Policy{EmptyValues: keep}, "11=X|453=1|448=P|452=|802=1|523=a|803=1|54=1|", "11=X|453=1|448=P|452=|802=1|523=a|803=1|54=1|"},
		{"an entry needs the value it begins with", runtime.Policy{EmptyValues: keep}, "11=X|453=1|448=|452=1|54=1|", ""},
		{"unknown tags without a value", runtime.Policy{UserTags: keep}, "11=X|9000=|54=1|", ""},
		{"unknown tags without a value ignored", runtime.Policy{UserTags: keep, EmptyValues: ignore}, "11=X|9000=|54=1|", "11=X|54=1|"},
		{"unknown tags without a value kept", runtime.Policy{UserTags: keep, EmptyValues: keep}, "11=X|9000=|54=1|", "11=X|54=1|9000=|"},
		{"a length without data kept", runtime.Policy{Missing: keep}, "11=X|95=3|54=1|", "11=X|54=1|95=3|"},
		{"a length apart from its data", runtime.Policy{Missing: keep}, "11=X|95=3|54=1|96=abc|", ""},
		{"a length behind its data", runtime.Policy{Missing: keep}, "11=X|96=abc|95=3|54=1|", ""},
		{"data without a length", runtime.Policy{Missing: keep}, "11=X|96=abc|54=1|", "11=X|54=1|95=3|96=abc|"},
		{"order in groups ignored", runtime.Policy{GroupOrder: ignore}, "11=X|453=1|448=P|802=1|523=a|803=1|452=1|54=1|", "11=X|453=1|448=P|452=1|802=1|523=a|803=1|54=1|"},
		{"empty values do not count as present", runtime.Policy{EmptyValues: ignore}, "11=|54=1|", ""},
		{"missing fields accepted", runtime.Policy{Missing: ignore}, "54=1|", "54=1|"},
		{"order in groups", runtime.Policy{GroupOrder: keep}, "11=X|453=1|448=P|802=1|523=a|803=1|452=1|54=1|", "11=X|453=1|448=P|452=1|802=1|523=a|803=1|54=1|"},
		{"unknown inside of an entry", runtime.Policy{UserTags: keep}, "11=X|453=2|448=P|7000=i|452=1|448=Q|54=1|", "11=X|453=2|448=P|7000=i|452=1|448=Q|54=1|"},
		{"unknown between entries", runtime.Policy{UserTags: keep}, "11=X|453=2|448=P|7000=i|448=Q|54=1|", "11=X|453=2|448=P|7000=i|448=Q|54=1|"},
		{"unknown inside of the last entry", runtime.Policy{UserTags: keep}, "11=X|453=1|448=P|7000=i|802=1|523=a|7001=n|803=1|54=1|", "11=X|453=1|448=P|7000=i|802=1|523=a|7001=n|803=1|54=1|"},
		{"unknown behind a nested group", runtime.Policy{UserTags: keep, GroupOrder: keep}, "11=X|453=1|448=P|802=1|523=a|803=1|7000=i|452=1|54=1|", "11=X|453=1|448=P|7000=i|452=1|802=1|523=a|803=1|54=1|"},
		{"unknown behind the last entry", runtime.Policy{UserTags: keep}, "11=X|453=2|448=P|448=Q|7000=o|54=1|", "11=X|453=2|448=P|448=Q|54=1|7000=o|"},
		{"unknown inside of a nested entry", runtime.Policy{UserTags: keep}, "11=X|453=1|448=P|802=2|523=a|7000=n|803=1|523=b|803=2|54=1|", "11=X|453=1|448=P|802=2|523=a|7000=n|803=1|523=b|803=2|54=1|"},
		{"unknown among the header", runtime.Policy{UserTags: keep}, "7000=h|11=X|54=1|", "11=X|54=1|7000=h|"},
		{"all at once", runtime.Policy{UnknownTags: keep, UserTags: reject}, "11=X|999=1|54=1|5001=2|", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var raw runtime.Raw
			if err := raw.Parse(frame(start+test.fields), &version); err != nil {
				t.Fatal(err)
			}
			var m order
			f := runtime.Decode(&raw, &m, test.policy)
			if f.OK() != (test.want != "") {
				t.Fatalf("fault %+v", f)
			}
			if !f.OK() {
				return
			}
			got, err := runtime.Marshal(&m)
			if err != nil {
				t.Fatal(err)
			}
			want := frame(start + test.want)
			if string(got) != string(want) {
				t.Errorf("got  %s\nwant %s", readable(got), readable(want))
			}
			// What a policy lets in it lets out, and in again.
			c := newComposer(t)
			c.SetPolicy(test.policy)
			sent, f := c.AppendMessage(nil, &m, runtime.Stamp{MsgSeqNum: 2})
			if !f.OK() {
				t.Errorf("sending: %v", f)
			}
			if err := raw.Parse(sent, &version); err != nil {
				t.Fatal(err)
			}
			if f := runtime.Decode(&raw, &m, test.policy); !f.OK() {
				t.Errorf("received again: %v\n%s", f, readable(sent))
			}
		})
	}
}
