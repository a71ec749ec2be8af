package dynamic_test

import (
	"bytes"
	"encoding/json"
	goruntime "runtime"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/runtime/dynamic"
	"github.com/affixgo/affix/session"
)

const venue = `
version: {major: 4, minor: 4}
beginString: FIX.4.4
name: Venue
header:
  BeginString: {required: true}
  BodyLength: {required: true}
  MsgType: {required: true}
  SenderCompID: {required: true}
trailer:
  CheckSum: {required: true}
messages:
  Ping:
    msgtype: U1
    fields:
      Lot: {required: true}
      Side:
      NoLegs: {type: group, fields: {LegID: , LegQty: {required: true}, NoNotes: {type: group, fields: {Note: }}}}
      BlobLen:
      Blob:
fields:
  BeginString: {number: 8, type: STRING}
  BodyLength: {number: 9, type: LENGTH}
  CheckSum: {number: 10, type: STRING}
  MsgType: {number: 35, type: STRING}
  SenderCompID: {number: 49, type: STRING}
  Side: {number: 54, type: CHAR, values: {'1': Buy, '2': Sell}}
  Lot: {number: 20001, type: INT, range: 1..100}
  NoLegs: {number: 20002, type: NUMINGROUP, range: ..3}
  LegID: {number: 20003, type: STRING}
  LegQty: {number: 20004, type: QTY}
  BlobLen: {number: 20005, type: LENGTH, range: ..8}
  Blob: {number: 20006, type: DATA}
  NoNotes: {number: 20007, type: NUMINGROUP}
  Note: {number: 20008, type: STRING}
`

func parse(t testing.TB) *runtime.Dictionary {
	t.Helper()
	d, err := dynamic.Parse("venue.yaml", []byte(venue), dynamic.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func ping(t testing.TB, d *runtime.Dictionary) *dynamic.Message {
	t.Helper()
	m, err := dynamic.New(d, "Ping")
	if err != nil {
		t.Fatal(err)
	}
	set := func(v runtime.View, tag int, value string) {
		t.Helper()
		if err := v.Set(tag, value); err != nil {
			t.Fatal(err)
		}
	}
	set(m.View, 49, "US")
	set(m.View, 20001, "007")
	set(m.View, 54, "2")
	set(m.View, 20006, "a\x01b")
	for _, id := range []string{"A", "B"} {
		leg, err := m.Add(20002)
		if err != nil {
			t.Fatal(err)
		}
		set(leg, 20003, id)
		set(leg, 20004, "1.50")
		note, err := leg.Add(20007)
		if err != nil {
			t.Fatal(err)
		}
		set(note, 20008, "note "+id)
	}
	return m
}

const pingFields = "35=U1|49=US|20001=007|54=2|20002=2|20003=A|20004=1.50|20007=1|20008=note A|20003=B|20004=1.50|20007=1|20008=note B|20005=3|20006=a|b|"

// A message is built, sent and read again by tag.
func TestMessage(t *testing.T) {
	t.Parallel()
	d := parse(t)
	m := ping(t, d)
	if err := m.Validate(); err != nil {
		t.Error(err)
	}
	b, err := m.MarshalFIX()
	want := runtime.AppendFrame(nil, "FIX.4.4", []byte("\x01"+strings.TrimSuffix(strings.ReplaceAll(pingFields, "|", "\x01"), "\x01")))
	if err != nil || !bytes.Equal(b, want) {
		t.Fatalf("%v\n%s\n%s", err, show(b), show(want))
	}
	read, err := d.Unmarshal(b)
	if err != nil {
		t.Fatal(err)
	}
	got, ok := read.(*dynamic.Message)
	if !ok || got.Name() != "Ping" || got.MsgType() != "U1" {
		t.Fatalf("got %T", read)
	}
	if note, _ := got.Entries(20002)[1].Entries(20007)[0].Get(20008); note != "note B" {
		t.Errorf("got %q", note)
	}
	if text := got.String(); !strings.HasPrefix(text, "Ping{SenderCompID=US Lot=007 Side=Sell(2) NoLegs=[{LegID=A") {
		t.Error(text)
	}
	data, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	again, err := dynamic.New(d, "U1")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, again); err != nil || again.String() != got.String() {
		t.Errorf("%v\n%s\n%s", err, again, got)
	}
}

// Clones stand on their own, and the collector finds everything they hold.
func TestMessageMemory(t *testing.T) {
	t.Parallel()
	d := parse(t)
	m := ping(t, d)
	want := m.String()
	c := m.Clone()
	if err := m.Entries(20002)[0].Entries(20007)[0].Set(20008, "changed"); err != nil {
		t.Fatal(err)
	}
	m.Reset()
	if m.String() != "Ping{}" {
		t.Errorf("reset: %s", m)
	}
	var decoder runtime.Decoder
	for range 50 {
		var raw runtime.Raw
		frame, err := ping(t, d).MarshalFIX()
		if err != nil {
			t.Fatal(err)
		}
		if err := raw.Parse(frame, d.Version); err != nil {
			t.Fatal(err)
		}
		if f := decoder.Decode(&raw, m, runtime.Policy{}); !f.OK() {
			t.Fatal(f)
		}
		goruntime.GC()
		if m.String() != want {
			t.Fatalf("got %s", m)
		}
	}
	if c.String() != want {
		t.Errorf("the clone is %s", c)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	d := parse(t)
	tests := []struct {
		name, fields string
		want         runtime.Fault
	}{
		{"sound", pingFields, runtime.Fault{}},
		{"range", "35=U1|49=US|20001=101|", runtime.Fault{Reason: runtime.ReasonIncorrectValue, Tag: 20001}},
		{"range of a count", "35=U1|49=US|20001=1|20002=4|" + strings.Repeat("20003=A|20004=1|", 4), runtime.Fault{Reason: runtime.ReasonIncorrectValue, Tag: 20002}},
		{"range of a length", "35=U1|49=US|20001=1|20005=9|20006=123456789|", runtime.Fault{Reason: runtime.ReasonIncorrectValue, Tag: 20005}},
		{"required in an entry", "35=U1|49=US|20001=1|20002=1|20003=A|", runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 20004}},
		{"unknown tag", "35=U1|49=US|20001=1|58=x|", runtime.Fault{Reason: runtime.ReasonInvalidTag, Tag: 58}},
		{"unknown type", "35=U2|49=US|", runtime.Fault{Reason: runtime.ReasonInvalidMsgType}},
	}
	for _, test := range tests {
		var raw runtime.Raw
		fields := "\x01" + strings.TrimSuffix(strings.ReplaceAll(test.fields, "|", "\x01"), "\x01")
		if err := raw.Parse(runtime.AppendFrame(nil, "FIX.4.4", []byte(fields)), d.Version); err != nil {
			t.Fatal(err)
		}
		if got := d.Validate(&raw, runtime.Policy{}); got != test.want {
			t.Errorf("%s: got %v %d", test.name, got.Reason, got.Tag)
		}
	}
}

func TestLoadErrors(t *testing.T) {
	t.Parallel()
	if _, err := dynamic.Load("no such file", dynamic.Options{}); err == nil || !strings.HasPrefix(err.Error(), "dynamic: ") {
		t.Errorf("got %v", err)
	}
	broken := strings.Replace(venue, "type: QTY", "type: QUANTUM", 1)
	if _, err := dynamic.Parse("venue.yaml", []byte(broken), dynamic.Options{}); err == nil || !strings.Contains(err.Error(), "venue.yaml:") {
		t.Errorf("got %v", err)
	}
	var told []string
	d, err := dynamic.Parse("venue.yaml", []byte(broken), dynamic.Options{Lenient: true, Report: func(f string) { told = append(told, f) }})
	if err != nil || len(told) == 0 {
		t.Errorf("%v, told %q", err, told)
	}
	if _, err := dynamic.New(d, "nothing"); err == nil {
		t.Error("a message that there is not")
	}
	if _, err := dynamic.New(fix44.Dictionary, "D"); err == nil {
		t.Error("a message of a generated dictionary")
	}
	if _, err := dynamic.Parse("empty.yaml", []byte("beginString: FIX.4.4\nversion: {major: 4, minor: 4}\nheader: {}\ntrailer: {}\nmessages: {}\nfields: {}\n"), dynamic.Options{Lenient: true}); err == nil {
		t.Error("a dictionary without messages")
	}
}

// A session runs on a loaded dictionary, and refuses what it forbids before a
// number is taken.
func TestSession(t *testing.T) {
	t.Parallel()
	d := load(t, "FIX44", dynamic.Options{})
	m, err := session.New(session.Config{Dictionary: d, SenderCompID: "US", TargetCompID: "THEM"}, session.Numbers{})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	news, err := dynamic.New(d, "News")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Step(nil, now, session.Send(news)); err == nil || !strings.Contains(err.Error(), "Headline") {
		t.Errorf("got %v", err)
	}
	line, err := news.Add(33)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{news.Set(148, "news"), line.Set(58, "text")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	actions, err := m.Step(nil, now, session.Send(news))
	if err != nil || actions[0].Seq != 1 || !strings.Contains(show(actions[0].Bytes), "|148=news|33=1|58=text|") {
		t.Errorf("%v %v", actions, err)
	}
}
