package runtime_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/affixgo/affix/runtime"
)

var rawStamp = runtime.Stamp{MsgSeqNum: 7, SendingTime: sent}

const rawHead = "35=D|49=US|56=THEM|34=7|52=20261124-10:00:00.123|"

func TestAppendRaw(t *testing.T) {
	t.Parallel()
	type fields = runtime.Fields
	tests := []struct {
		name string
		m    *runtime.RawMessage
		want string // of the whole frame
	}{
		{"fields", &runtime.RawMessage{Type: "D", Body: fields{}.Add(54, "1").Add(11, "X").AddValue(38, runtime.MustDecimal("002.50"))},
			rawHead + "54=1|11=X|38=002.50|"},
		{"groups", &runtime.RawMessage{Type: "D", Body: fields{}.Add(11, "X").Group(453,
			fields{}.Add(448, "P").Group(802, fields{}.Add(523, "a").AddInt(803, 1)), fields{}.Add(448, "Q")).Add(54, "1")},
			rawHead + "11=X|453=2|448=P|802=1|523=a|803=1|448=Q|54=1|"},
		{"no entries", &runtime.RawMessage{Type: "D", Body: fields{}.Add(11, "X").Add(54, "1").Group(453)}, rawHead + "11=X|54=1|453=0|"},
		{"data", &runtime.RawMessage{Type: "D", Body: fields{}.Add(11, "X").Add(54, "1").Data(95, 96, []byte("a\x0158=b\x01")).Add(58, "t")},
			rawHead + "11=X|54=1|95=7|96=a|58=b||58=t|"},
		{"header and trailer", &runtime.RawMessage{Type: "D",
			Header:  []runtime.Field{{Tag: 34, Value: "99"}, {Tag: 627, Value: "1"}, {Tag: 628, Value: "HOP"}, {Tag: 49, Value: "FORGED"}, {Tag: 1128, Value: "9"}},
			Body:    fields{}.Add(11, "X").Add(54, "1"),
			Trailer: fields{}.Data(93, 89, []byte("s\x01g"))},
			rawHead + "627=1|628=HOP|11=X|54=1|93=3|89=s|g|"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, f := newComposer(t).AppendRaw(nil, test.m, rawStamp, dictionary)
			if want := frame(test.want); !f.OK() || string(got) != string(want) {
				t.Errorf("%+v\ngot  %s\nwant %s", f, readable(got), readable(want))
			}
		})
	}
}

// A message made by tag is held to the dictionary, and cannot smuggle fields.
func TestAppendRawRefuses(t *testing.T) {
	t.Parallel()
	type fields = runtime.Fields
	good := fields{}.Add(11, "X").Add(54, "1")
	with := func(f fields) *runtime.RawMessage {
		return &runtime.RawMessage{Type: "D", Body: append(good[:2:2], f...)}
	}
	tests := []struct {
		name string
		m    *runtime.RawMessage
		want runtime.Fault
	}{
		{"MsgType", &runtime.RawMessage{Type: "ZZ", Body: good}, runtime.Fault{Reason: runtime.ReasonInvalidMsgType}},
		{"no MsgType", &runtime.RawMessage{Body: good}, runtime.Fault{Reason: runtime.ReasonInvalidMsgType}},
		{"MsgType with SOH", &runtime.RawMessage{Type: "D\x0111=A", Body: good}, runtime.Fault{Reason: runtime.ReasonInvalidMsgType}},
		{"unknown tag", with(fields{}.Add(999, "x")), runtime.Fault{Reason: runtime.ReasonInvalidTag, Tag: 999}},
		{"no tag", with(fields{}.Add(0, "x")), runtime.Fault{Reason: runtime.ReasonInvalidTag}},
		{"absurd tag", with(fields{}.Add(1<<40, "x")), runtime.Fault{Reason: runtime.ReasonInvalidTag, Tag: 1 << 40}},
		{"SOH", with(fields{}.Add(58, "a\x0138=5")), runtime.Fault{Reason: runtime.ReasonEmbeddedSOH, Tag: 58}},
		{"SOH in data without its length", with(fields{}.Add(96, "a\x01b")), runtime.Fault{Reason: runtime.ReasonEmbeddedSOH, Tag: 96}},
		{"length that swallows a field", with(fields{}.Add(95, "8").Add(96, "abc").Add(58, "t")), runtime.Fault{Reason: runtime.ReasonIncorrectFormat, Tag: 95}},
		{"value", with(fields{}.Add(44, "abc")), runtime.Fault{Reason: runtime.ReasonIncorrectFormat, Tag: 44}},
		{"no value", with(fields{}.Add(58, "")), runtime.Fault{Reason: runtime.ReasonNoValue, Tag: 58}},
		{"required", &runtime.RawMessage{Type: "D", Body: good[:1]}, runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 54}},
		{"count", with(fields{}.Add(453, "2").Add(448, "P")), runtime.Fault{Reason: runtime.ReasonGroupCount, Tag: 453}},
		{"framing in the body", with(fields{}.Add(10, "000").Add(8, "FIX.4.4")), runtime.Fault{Reason: runtime.ReasonRepeatedTag, Tag: 10}},
		{"header field in the body", with(fields{}.Add(34, "1")), runtime.Fault{Reason: runtime.ReasonFieldOrder, Tag: 34}},
		{"body field in the header", &runtime.RawMessage{Type: "D", Header: good[:1], Body: good[1:]}, runtime.Fault{Reason: runtime.ReasonFieldOrder, Tag: 11}},
		{"body field in the trailer", &runtime.RawMessage{Type: "D", Body: good, Trailer: fields{}.Data(93, 89, []byte("s")).Add(58, "t")}, runtime.Fault{Reason: runtime.ReasonFieldOrder, Tag: 58}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, f := newComposer(t).AppendRaw([]byte("before"), test.m, rawStamp, dictionary)
			if f != test.want || string(got) != "before" {
				t.Errorf("got %+v %q, want %+v", f, got, test.want)
			}
		})
	}
}

// The parts of a message, and the message as it is sent on.
func TestRawParts(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, fields, header, body, trailer string }{
		{"plain", start + "11=X|54=1|", start, "11=X|54=1|", ""},
		{"trailer", start + "11=X|54=1|93=3|89=a|b|", start, "11=X|54=1|", "93=3|89=a|b|"},
		{"group in the header", start + "627=2|628=A|628=B|11=X|", start + "627=2|628=A|628=B|", "11=X|", ""},
		{"unknown tag in the header", "35=D|49=A|7000=x|56=B|7001=y|11=X|", "35=D|49=A|7000=x|56=B|", "7001=y|11=X|", ""},
		{"nothing but a header", start, start, "", ""},
		{"data that looks like fields", start + "95=9|96=|10=000|8|58=t|", start, "95=9|96=|10=000|8|58=t|", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var raw runtime.Raw
			if err := raw.Parse(frame(test.fields), &version); err != nil {
				t.Fatal(err)
			}
			join := func(list []runtime.Field) string {
				var b strings.Builder
				for _, f := range list {
					if f.Tag != 8 && f.Tag != 9 && f.Tag != 10 {
						b.WriteString(strconv.Itoa(f.Tag) + "=" + f.Value + "|")
					}
				}
				return strings.ReplaceAll(b.String(), "\x01", "|")
			}
			if got := join(raw.Header()); got != test.header {
				t.Errorf("header %s", got)
			}
			if got := join(raw.Body()); got != test.body {
				t.Errorf("body %s", got)
			}
			if got := join(raw.Trailer()); got != test.trailer {
				t.Errorf("trailer %s", got)
			}
			if m := raw.Clone().Forward(); m.Type != "D" || join(m.Body) != test.body || m.Trailer != nil {
				t.Errorf("forwarded: %v", m)
			}
		})
	}
	var raw runtime.Raw
	if err := raw.Parse(frame("35=U1|49=A|97=Y|347=UTF-8|56=B|58=x|"), nil); err != nil {
		t.Fatal(err)
	}
	if m := raw.Forward(); m.Type != "U1" || len(m.Header) != 2 || m.Header[1].String() != "97=Y" {
		t.Errorf("got %+v", m)
	}
}

func TestRawMessageText(t *testing.T) {
	t.Parallel()
	m := &runtime.RawMessage{Type: "U1", Header: []runtime.Field{{Tag: 115, Value: "DESK"}}, Body: runtime.Fields{}.Add(58, "two words").Add(554, "guess")}
	if got, want := m.String(), `U1{115=DESK 58="two words" 554=***}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	c := m.Clone()
	m.Body[0].Value, m.Header[0].Value = "other", "other"
	if c.String() != `U1{115=DESK 58="two words" 554=***}` || c.MsgType() != "U1" {
		t.Errorf("the clone is %s", c)
	}
	if got, want := string(c.AppendFrame(nil, "FIX.4.4")), string(frame("35=U1|115=DESK|58=two words|554=guess|")); got != want {
		t.Errorf("got  %s\nwant %s", readable([]byte(got)), readable([]byte(want)))
	}
	if m.Reset(); m.Type != "" || m.Body != nil {
		t.Errorf("reset: %v", m)
	}
	if _, err := runtime.Marshal(c); err == nil {
		t.Error("a message without a BeginString was marshalled")
	}
}

// Tags go as far as those of dictionaries do.
func TestLargestTag(t *testing.T) {
	t.Parallel()
	var raw runtime.Raw
	if err := raw.Parse(frame(start+"11=X|54=1|2147483647=last|"), &version); err != nil {
		t.Fatal(err)
	}
	if raw.Text(2147483647) != "last" {
		t.Errorf("got %s", raw.Readable())
	}
	if f := dictionary.Validate(&raw, runtime.Policy{}); f.Reason != runtime.ReasonInvalidTag || f.Tag != 2147483647 {
		t.Errorf("got %v", f)
	}
	for _, tag := range []string{"2147483648", "99999999999999999999999"} {
		if err := raw.Parse(frame(start+tag+"=x|"), &version); err == nil {
			t.Errorf("%s is a tag", tag)
		}
	}
}
