package fix44_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

func TestMarshalJSON(t *testing.T) {
	t.Parallel()
	frame := func(body string) string {
		return `{"Header":{"BeginString":"FIX.4.4","MsgType":"D"},"Body":{` + body + `},"Trailer":{}}`
	}
	for _, tt := range []struct {
		name string
		m    runtime.Message
		want string
	}{
		{"empty", &fix44.NewOrderSingle{}, frame("")},
		{"nil", (*fix44.NewOrderSingle)(nil), "null"},
		{"values as on the wire", &fix44.NewOrderSingle{
			ClOrdID: "A", Side: fix44.SideBuy, Price: runtime.MustDecimal("1.50"), LocateReqd: runtime.False,
			ExecInst: runtime.SetOf[fix44.ExecInst]("1", "G"),
		}, frame(`"ClOrdID":"A","ExecInst":"1 G","Side":"1","LocateReqd":"N","Price":"1.50"`)},
		{"groups and components", &fix44.NewOrderSingle{
			Parties:     fix44.Parties{NoPartyIDs: []fix44.PartyIDsEntry{{PartyID: "A"}, {PartyID: "B", Unknown: []runtime.Field{{Tag: 5001, Value: "x"}}}}},
			PreAllocGrp: fix44.PreAllocGrp{NoAllocs: []fix44.PreAllocGrpAllocsEntry{}},
			Instrument:  fix44.Instrument{Symbol: "S"},
		}, frame(`"NoPartyIDs":[{"PartyID":"A"},{"PartyID":"B","5001":"x"}],"NoAllocs":[],"Symbol":"S"`)},
		{"data and texts", &fix44.NewOrderSingle{Text: "<&>\"\\\n\u2028é", Designation: "\xff", EncodedText: []byte("a\x01b")},
			frame(`"Text":"<&>\"\\\n\u2028é","EncodedText":"YQFi","Designation":{"$base64":"/w=="}`)},
		{"unknown tags", &fix44.NewOrderSingle{Unknown: []runtime.Field{{Tag: 5001, Value: "x"}, {Tag: 448, Value: "y"}, {Tag: 5002, Value: "\xff"}}},
			frame(`"5001":"x","448":"y","5002":{"$base64":"/w=="}`)},
		{"unknown tags that repeat", &fix44.NewOrderSingle{Unknown: []runtime.Field{{Tag: 5001, Value: "x"}, {Tag: 5001, Value: ""}}},
			frame(`"$unknown":[{"5001":"x"},{"5001":""}]`)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := runtime.MarshalJSON(tt.m)
			if err != nil || string(got) != tt.want {
				t.Fatalf("%v\ngot  %s\nwant %s", err, got, tt.want)
			}
			if !json.Valid(got) {
				t.Error("is not JSON")
			}
			if tt.want == "null" {
				return
			}
			back := new(fix44.NewOrderSingle)
			if err := back.UnmarshalJSON(got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.m.(*fix44.NewOrderSingle).String(), back.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What has no place on the wire has none in JSON.
func TestMarshalJSONRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		m    *fix44.NewOrderSingle
		want runtime.Fault
	}{
		{"SOH", &fix44.NewOrderSingle{Text: "a\x01b"}, runtime.Fault{Reason: runtime.ReasonEmbeddedSOH, Tag: 58}},
		{"SOH in an unknown tag", &fix44.NewOrderSingle{Unknown: []runtime.Field{{Tag: 5001, Value: "\x01"}}}, runtime.Fault{Reason: runtime.ReasonEmbeddedSOH, Tag: 5001}},
		{"no tag", &fix44.NewOrderSingle{Unknown: []runtime.Field{{Tag: 0, Value: "x"}}}, runtime.Fault{Reason: runtime.ReasonInvalidTag}},
		{"no delimiter", &fix44.NewOrderSingle{Parties: fix44.Parties{NoPartyIDs: []fix44.PartyIDsEntry{{}}}}, runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 448}},
	} {
		_, err := tt.m.MarshalJSON()
		var fe *runtime.FieldError
		if !errors.As(err, &fe) || fe.Reason != tt.want.Reason || fe.Tag != tt.want.Tag {
			t.Errorf("%s: %v, want %+v", tt.name, err, tt.want)
		}
		if _, wire := tt.m.MarshalFIX(); wire == nil {
			t.Errorf("%s: the wire takes it", tt.name)
		}
	}
}

// What others may write: names or numbers, strings or other scalars.
func TestUnmarshalJSON(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", `{}`, "NewOrderSingle{}"},
		{"null leaves it", `null`, "NewOrderSingle{ClOrdID=before}"},
		{"numbers for names", `{"Header":{"35":"D","49":"ME"},"Body":{"11":"A","453":[{"448":"B"}]}}`, "NewOrderSingle{SenderCompID=ME ClOrdID=A NoPartyIDs=[{PartyID=B}]}"},
		{"scalars for strings", `{"Body":{"ClOrdID":7,"Price":1.50,"LocateReqd":true,"TradeDate":20240229}}`, "NewOrderSingle{ClOrdID=7 TradeDate=20240229 LocateReqd=Y Price=1.50}"},
		{"absent", `{"Body":{"ClOrdID":null,"Text":"","Price":null,"NoPartyIDs":null,"NoAllocs":[],"EncodedText":"","5001":null}}`, "NewOrderSingle{NoAllocs=[]}"},
		{"what the codec makes", `{"Header":{"BeginString":"FIX.4.4","BodyLength":"12","MsgType":"D"},"Body":{"EncodedTextLen":1,"EncodedText":"YQ=="},"Trailer":{"CheckSum":"000"}}`, "NewOrderSingle{EncodedText=a}"},
		{"the order does not matter", `{"Trailer":{},"Body":{"Text":"x","ClOrdID":"A"},"Header":{}}`, "NewOrderSingle{ClOrdID=A Text=x}"},
		{"values that are not enumerated", `{"Body":{"Side":"?"}}`, "NewOrderSingle{Side=?}"},
		{"unknown tags of header and trailer", `{"Header":{"5001":"x"},"Trailer":{"5002":"y"}}`, "NewOrderSingle{5001=x 5002=y}"},
		{"escapes", `{"Body":{"\u0043lOrdID":"\u00e9\/"}}`, "NewOrderSingle{ClOrdID=é/}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := &fix44.NewOrderSingle{ClOrdID: "before"}
			if err := m.UnmarshalJSON([]byte(tt.text)); err != nil {
				t.Fatal(err)
			}
			if got := m.String(); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestUnmarshalJSONFaults(t *testing.T) {
	t.Parallel()
	body := func(s string) string { return `{"Body":{` + s + `}}` }
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", ``, "at byte 0: unexpected end of JSON input"},
		{"syntax", `{"Body":{"ClOrdID":}}`, "at byte 20: invalid character '}'"},
		{"more behind", `{} {}`, "at byte 4: invalid character '{' after top-level value"},
		{"not UTF-8", body("\"Text\":\"\xff\""), "the text is not UTF-8"},
		{"array", `[]`, "want an object"},
		{"flat", `{"ClOrdID":"A"}`, "ClOrdID: want Header, Body and Trailer, each once"},
		{"body twice", `{"Body":{},"Body":{}}`, "Body: want Header, Body and Trailer, each once"},
		{"body is a list", `{"Body":[]}`, "Body: want an object"},
		{"another message", `{"Header":{"MsgType":"8"}}`, `Header.MsgType: is "8", expected "D"`},
		{"another version", `{"Header":{"8":"FIX.4.2"}}`, `Header.8: is "FIX.4.2", expected "FIX.4.4"`},
		{"unknown name", body(`"ClordID":"A"`), "Body.ClordID: FIX44 has no such field"},
		{"bad number", body(`"011":"A"`), "Body.011: FIX44 has no such field"},
		{"large number", body(`"9999999999":"A"`), "Body.9999999999: FIX44 has no such field"},
		{"long name", body(`"` + strings.Repeat("x", 500) + `":1`), `Body."` + strings.Repeat("x", 40) + `"...: FIX44 has no such field`},
		{"name of another message", body(`"ExecID":"A"`), "Body.ExecID: Tag not defined for this message type: tag 17 (ExecID)"},
		{"of the header", body(`"49":"A"`), "Body.49: belongs in Header"},
		{"MsgType in the body", body(`"MsgType":"D"`), "Body.MsgType: belongs in Header"},
		{"of the body", `{"Header":{"ClOrdID":"A"}}`, "Header.ClOrdID: belongs in Body"},
		{"twice", body(`"ClOrdID":"A","11":"B"`), "Body.11: Tag appears more than once: tag 11 (ClOrdID)"},
		{"format", body(`"Price":"1e3"`), `Body.Price: Incorrect data format for value: tag 44 (Price) = "1e3"`},
		{"number with exponent", body(`"Price":1e3`), `Body.Price: Incorrect data format for value: tag 44 (Price) = "1e3"`},
		{"boolean", body(`"ClOrdID":true`), "Body.ClOrdID: want a string, not a boolean"},
		{"boolean for a price", body(`"Price":true`), "Body.Price: want a string, not a boolean"},
		{"SOH", body(`"Text":"a\u0001b"`), "Body.Text: Non \"Data\" value includes field delimiter (<SOH> character): tag 58 (Text)"},
		{"array for a field", body(`"Text":["a"]`), "Body.Text: want one value, not an array"},
		{"object for a field", body(`"Text":{"a":1}`), "Body.Text: want a value"},
		{"bad base64", body(`"EncodedText":"YQ"`), "Body.EncodedText: want base64"},
		{"number for data", body(`"EncodedText":1234`), "Body.EncodedText: want base64"},
		{"more than base64", body(`"Text":{"$base64":"YQ==","x":1}`), "Body.Text: want a value"},
		{"count for a group", body(`"NoPartyIDs":"2"`), "Body.NoPartyIDs: want an array of objects"},
		{"entry is text", body(`"NoPartyIDs":[{"PartyID":"A"},"B"]`), "Body.NoPartyIDs[1]: want an object"},
		{"entry without its first field", body(`"NoPartyIDs":[{"PartyRole":"1"}]`), "Body.NoPartyIDs[0]: Required tag missing: tag 448 (PartyID)"},
		{"in an entry", body(`"NoPartyIDs":[{"PartyID":"A"},{"PartyID":"B","PartyRole":"x"}]`), `Body.NoPartyIDs[1].PartyRole: Incorrect data format for value: tag 452 (PartyRole) = "x"`},
		{"nested", body(`"NoPartyIDs":[{"PartyID":"A","NoPartySubIDs":[{"PartySubID":"B","803":"x"}]}]`), "Body.NoPartyIDs[0].NoPartySubIDs[0].803: "},
		{"of another scope", body(`"NoPartyIDs":[{"PartyID":"A","Side":"1"}]`), "Body.NoPartyIDs[0].Side: is no member of the group NoPartyIDs"},
		{"known among unknown", body(`"$unknown":[{"ClOrdID":"1"}]`), "Body.$unknown[0].ClOrdID: is not unknown"},
		{"credentials are not told", body(`"925":"gu\u0001ess"`), "Body.925: Non \"Data\" value includes field delimiter (<SOH> character): tag 925 (NewPassword)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := new(fix44.NewOrderSingle).UnmarshalJSON([]byte(tt.text))
			var je *runtime.JSONError
			if !errors.As(err, &je) || je.Message != "NewOrderSingle" {
				t.Fatalf("error %v", err)
			}
			got := strings.TrimPrefix(err.Error(), "runtime: NewOrderSingle: JSON: ")
			if !strings.HasPrefix(got, tt.want) || strings.Contains(got, "ess\"") {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestParseJSON(t *testing.T) {
	t.Parallel()
	m, err := fix44.Dictionary.ParseJSON([]byte(`{"Header":{"MsgType":"0"},"Body":{"TestReqID":"x"}}`))
	if beat, ok := m.(*fix44.Heartbeat); err != nil || !ok || beat.TestReqID != "x" {
		t.Errorf("%v, %v", m, err)
	}
	for text, want := range map[string]string{
		`{`:                            "runtime: FIX44: JSON: at byte 1: unexpected end of JSON input",
		`[]`:                           "runtime: FIX44: JSON: want an object with Header, Body and Trailer",
		`{}`:                           "runtime: FIX44: JSON: Header: MsgType is missing",
		`{"Header":{"MsgType":0}}`:     "runtime: FIX44: JSON: Header: MsgType is missing",
		`{"Header":{"MsgType":"zz"}}`:  `runtime: FIX44: JSON: Header.MsgType: no message has the type "zz"`,
		`{"Header":{"35":"0"},"B":{}}`: "runtime: Heartbeat: JSON: B: want Header, Body and Trailer, each once",
	} {
		if _, err := fix44.Dictionary.ParseJSON([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func Example_json() {
	order := &fix44.NewOrderSingle{
		ClOrdID:    "ORD-1",
		Instrument: fix44.Instrument{Symbol: "EUR/USD"},
		Side:       fix44.SideBuy,
		Price:      runtime.MustDecimal("1.50"),
	}
	text, err := json.Marshal(order)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(text))
	var got fix44.NewOrderSingle
	if err := json.Unmarshal(text, &got); err != nil {
		panic(err)
	}
	fmt.Println(&got)
	// Output:
	// {"Header":{"BeginString":"FIX.4.4","MsgType":"D"},"Body":{"ClOrdID":"ORD-1","Symbol":"EUR/USD","Side":"1","Price":"1.50"},"Trailer":{}}
	// NewOrderSingle{ClOrdID=ORD-1 Symbol=EUR/USD Side=Buy(1) Price=1.50}
}
