package runtime_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/affixgo/affix/runtime"
)

func TestUnmarshalRefuses(t *testing.T) {
	t.Parallel()
	good := string(frame(start + "11=X|54=1|"))
	tests := []struct{ name, data, want string }{
		{"nothing", "", "the message is not complete"},
		{"half", good[:20], "the message is not complete"},
		{"two", good + good, "behind the message"},
		{"wrong checksum", strings.Replace(good, "11=X", "11=Y", 1), "CheckSum (10) is wrong"},
		{"another version", string(runtime.AppendFrame(nil, "FIX.4.2", []byte("\x0135=D\x0111=X"))), `BeginString is "FIX.4.2", expected "FIX.4.4"`},
		{"another message", string(frame("35=8|11=X|")), `MsgType is "8", expected "D"`},
		{"bad value", string(frame(start + "11=X|54=1|38=abc|")), `Incorrect data format for value: tag 38 (OrderQty) = "abc"`},
		{"tag is a word", string(frame(start + "11=X|garbled=1|")), "garbled message"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			err := runtime.Unmarshal([]byte(test.data), new(order))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	if err := runtime.Unmarshal([]byte(good[:20]), new(order)); !errors.Is(err, runtime.ErrGarbled) {
		t.Errorf("%v is not ErrGarbled", err)
	}
}

// A dictionary finds the struct by MsgType.
func TestDictionaryUnmarshal(t *testing.T) {
	t.Parallel()
	m, err := dictionary.Unmarshal(frame(start + "11=X|54=1|"))
	if o, ok := m.(*order); err != nil || !ok || o.ClOrdID != "X" {
		t.Errorf("got %+v, %v", m, err)
	}
	for fields, want := range map[string]string{
		"35=*|11=X|":              `no message with MsgType "*"`,
		start + "11=X|54=1|38=x|": "Incorrect data format",
	} {
		if _, err := dictionary.Unmarshal(frame(fields)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", fields, err, want)
		}
	}
	if _, err := dictionary.Unmarshal([]byte("8=FIX")); !errors.Is(err, runtime.ErrGarbled) {
		t.Errorf("got %v", err)
	}
}

// Unmarshal takes a copy: what it was given may change afterwards.
func TestUnmarshalCopies(t *testing.T) {
	t.Parallel()
	data := frame(start + "11=KEEP|54=1|58=text|")
	var m order
	if err := runtime.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	for i := range data {
		data[i] = 0xee
	}
	if m.ClOrdID != "KEEP" || m.Text != "text" {
		t.Errorf("got %+v", m)
	}
}

// A clone shares neither groups, nor data, nor unknown fields.
func TestClone(t *testing.T) {
	t.Parallel()
	m := &order{
		ClOrdID: "X", RawData: []byte("raw"), Unknown: []runtime.Field{{Tag: 9000, Value: "u"}},
		Parties: []party{{PartyID: "P", Subs: []partySub{{SubID: "s"}}, Unknown: []runtime.Field{{Tag: 9001, Value: "v"}}}},
	}
	c := m.Clone()
	m.RawData[0] = 'X'
	m.Unknown[0].Value = "X"
	m.Parties[0].PartyID = "X"
	m.Parties[0].Subs[0].SubID = "X"
	m.Parties[0].Unknown[0].Value = "X"
	if string(c.RawData) != "raw" || c.Unknown[0].Value != "u" || c.Parties[0].PartyID != "P" ||
		c.Parties[0].Subs[0].SubID != "s" || c.Parties[0].Unknown[0].Value != "v" {
		t.Errorf("the clone changed: %+v", c)
	}
	empty := (&order{Parties: []party{}}).Clone()
	if empty.Parties == nil {
		t.Error("an explicit count of zero was lost")
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(start + "11=X|453=2|448=P|802=1|523=a|803=1|448=Q|54=1|58=t|95=3|96=a|b|15=EUR|9000=u|"))
	f.Add([]byte(start + "11=X|54=1|38=002000.00|44=.5|18=1 2|60=20261124-10:00:60.123456789012|64=20261124|114=Y|"))
	f.Add([]byte("35=D|627=1|628=x|0=1|-1=2|453=99999999|"))
	f.Fuzz(func(t *testing.T, fields []byte) {
		b := frame(string(fields))
		var raw runtime.Raw
		if raw.Parse(b, &version) != nil {
			return
		}
		strict, lenient := new(order), new(order)
		sound := runtime.Decode(&raw, strict, runtime.Policy{})
		if got := dictionary.Validate(&raw, runtime.Policy{}); string(raw.MsgType()) == "D" && got != sound {
			t.Fatalf("Validate says %+v, Decode %+v", got, sound)
		}
		if !runtime.Decode(&raw, lenient, runtime.Lenient()).OK() {
			if sound.OK() {
				t.Fatal("the strict policy accepts what the lenient one refuses")
			}
			return
		}
		// What was accepted can be sent again, and a second pass changes
		// nothing.
		once, err := runtime.Marshal(lenient)
		if err != nil {
			t.Fatalf("%v\n%s", err, readable(b))
		}
		var back order
		if string(raw.MsgType()) != "D" || string(raw.BeginString()) != "FIX.4.4" {
			return
		}
		if err := runtime.Unmarshal(once, &back); err != nil {
			t.Fatalf("%v\n%s\n%s", err, readable(b), readable(once))
		}
		twice, err := runtime.Marshal(&back)
		if err != nil || string(twice) != string(once) {
			t.Fatalf("%v\n%s\n%s", err, readable(once), readable(twice))
		}
	})
}
