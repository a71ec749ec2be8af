package model_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/model"
)

// venue is a dictionary with these messages, components and fields beside
// those that every one has.
func venue(t *testing.T, messages, components, fields string) *model.Dictionary {
	t.Helper()
	text := fmt.Sprintf(`version: {major: 4, minor: 4}
beginString: FIX.4.4
name: Venue
header: {BeginString: , BodyLength: , MsgType: }
trailer: {CheckSum: }
messages: {%s}
components: {%s}
fields: {BeginString: {number: 8, type: STRING}, BodyLength: {number: 9, type: LENGTH}, CheckSum: {number: 10, type: STRING}, MsgType: {number: 35, type: STRING}, Price: {number: 44, type: PRICE}, Qty: {number: 53, type: QTY}, Text: {number: 58, type: STRING}, NoAllocs: {number: 78, type: NUMINGROUP}, %s}
`, messages, components, fields)
	file, err := dict.ReadYAML("venue.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	d, err := model.Resolve(file)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func lockOf(t *testing.T, d *model.Dictionary) string {
	t.Helper()
	l, err := model.ParseLock("names.lock", nil)
	if err != nil {
		t.Fatal(err)
	}
	l.Add(d)
	return string(l.Bytes())
}

func body(lock string) string {
	_, text, _ := strings.Cut(lock, "anew.\n")
	return text
}

const (
	orders = `Order: {msgtype: D, msgcat: app, fields: {Instrument: {type: component}, Side: , NoAllocs: {type: group, fields: {Price: , Qty: }}}}`
	side   = `Side: {number: 54, type: CHAR, values: {'1': Buy, '2': Sell}}`
)

func TestLockText(t *testing.T) {
	t.Parallel()
	got := lockOf(t, venue(t, orders, `Instrument: {Symbol: }`, side+`, Symbol: {number: 55, type: STRING, values: {a b: With blank}}`))
	want := `message D Order
component Instrument Instrument
group Order/NoAllocs AllocsEntry
field 8 BeginString
field 9 BodyLength
field 10 CheckSum
field 35 MsgType
field 44 Price
field 53 Qty
field 54 Side
field 55 Symbol
field 58 Text
field 78 NoAllocs
enum 54 Side
enum 55 Symbol
value 54 1 SideBuy
value 54 2 SideSell
value 55 "a b" SymbolWithBlank
`
	if diff := cmp.Diff(want, body(got)); diff != "" {
		t.Error(diff)
	}
	l, err := model.ParseLock("names.lock", []byte(strings.ReplaceAll(got, "\n", "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, string(l.Bytes())); diff != "" {
		t.Errorf("not the same after reading it:\n%s", diff)
	}
}

// Whatever is added, what was there keeps its name.
func TestLockKeepsNames(t *testing.T) {
	t.Parallel()
	old := venue(t, orders, `Instrument: {Text: }`, side)
	for _, tt := range []struct {
		name                         string
		messages, components, fields string
		added                        string // lines that are new
		kept                         string // part of the notes
	}{
		{"nothing new", orders, `Instrument: {Text: }`, side, "", ""},
		{"a message with the name of an enumeration", orders + `, Side: {msgtype: U1, msgcat: app, fields: {Price: }}`, `Instrument: {Text: }`, side,
			"message U1 SideMessage\n", "names.lock:16: enum 54 keeps the name Side, the dictionary now gives SideCode"},
		{"a message with the name of a component", orders + `, Instrument: {msgtype: U1, msgcat: app, fields: {Price: }}`, `Instrument: {Text: }`, side,
			"message U1 InstrumentMessage\n", "component Instrument keeps the name Instrument, the dictionary now gives InstrumentComponent"},
		{"another layout of a group", `Block: {msgtype: U1, msgcat: app, fields: {NoAllocs: {type: group, fields: {Qty: }}}}, ` + orders, `Instrument: {Text: }`, side,
			"group Block/NoAllocs BlockAllocsEntry\nmessage U1 Block\n", "group Order/NoAllocs keeps the name AllocsEntry, the dictionary now gives OrderAllocsEntry"},
		{"the same layout in a message before", `Block: {msgtype: U1, msgcat: app, fields: {NoAllocs: {type: group, fields: {Price: , Qty: }}}}, ` + orders, `Instrument: {Text: }`, side,
			"group Block/NoAllocs AllocsEntry\nmessage U1 Block\n", ""},
		{"a value renamed", orders, `Instrument: {Text: }`, `Side: {number: 54, type: CHAR, values: {'1': Purchase, '2': Sell, '3': Buy}}`,
			"value 54 3 SideBuy_3\n", "value 54 1 keeps the name SideBuy, the dictionary now gives SidePurchase"},
		{"a field renamed", strings.ReplaceAll(orders, "Side", "Direction"), `Instrument: {Text: }`, strings.ReplaceAll(side, "Side", "Direction"),
			"", "field 54 keeps the name Side, the dictionary now gives Direction"},
		{"a message renamed", strings.ReplaceAll(orders, "Order:", "NewOrder:"), `Instrument: {Text: }`, side,
			"", "message D keeps the name Order"},
		{"a message gone, another has its name", `Order: {msgtype: U1, msgcat: app, fields: {Instrument: {type: component}, Side: }}`, `Instrument: {Text: }`, side,
			"message U1 OrderMessage\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			before := lockOf(t, old)
			l, err := model.ParseLock("names.lock", []byte(before))
			if err != nil {
				t.Fatal(err)
			}
			d := venue(t, tt.messages, tt.components, tt.fields)
			kept, err := l.Apply(d)
			if err != nil {
				t.Fatal(err)
			}
			l.Add(d)
			if diff := cmp.Diff(tt.added, newLines(before, string(l.Bytes()))); diff != "" {
				t.Errorf("new lines (-want +got):\n%s", diff)
			}
			if notes := strings.Join(kept, "\n"); !strings.Contains(notes, tt.kept) || tt.kept == "" && notes != "" {
				t.Errorf("notes %q, want %q", notes, tt.kept)
			}
			for _, m := range d.Messages {
				if m.Struct.GoName != m.GoName {
					t.Errorf("message %s has the struct %s", m.GoName, m.Struct.GoName)
				}
				for _, v := range m.Struct.Members {
					if v.Kind == model.MemberField && v.GoName != v.Field.GoName || v.Kind == model.MemberComponent && v.GoName != v.Struct.GoName {
						t.Errorf("member %s of %s is not named after what it holds", v.GoName, m.GoName)
					}
				}
			}
		})
	}
}

// newLines returns the lines of after that before lacks; all of before must be
// there.
func newLines(before, after string) string {
	had := make(map[string]bool)
	for _, line := range strings.SplitAfter(before, "\n") {
		had[line] = true
	}
	var b strings.Builder
	for _, line := range strings.SplitAfter(after, "\n") {
		if !had[line] {
			b.WriteString(line)
		}
		delete(had, line)
	}
	for line := range had {
		b.WriteString("LOST " + line)
	}
	lines := strings.SplitAfter(b.String(), "\n")
	if len(lines) == 3 && lines[0] > lines[1] {
		lines[0], lines[1] = lines[1], lines[0]
	}
	return strings.Join(lines, "")
}

func TestLockConflicts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, lock, want string }{
		{"one name for two", "message D Order\nfield 44 Price\nfield 53 Price\n", "names.lock:3: Price is the name of field 44 at line 2 already"},
		{"one name for two kinds", "message D Side\nenum 54 Side\n", "names.lock:2: Side is the name of message D at line 1 already"},
		{"two names for one", "\n# x\nmessage D Order\nmessage D Order2\n", "names.lock:4: message D is named at line 3 already"},
		{"unknown kind", "massage D Order\n", `names.lock:1: unknown kind "massage"`},
		{"too few words", "value 54 SideBuy\n", "names.lock:1: 3 words, want 4, as in: value 54 1 SideBuy"},
		{"one word", "message\n", "names.lock:1: 1 words, want 3"},
		{"no tag", "field Side Side\n", `names.lock:1: "Side" is not a tag`},
		{"not exported", "message D order\n", `names.lock:1: "order" is not an exported Go identifier`},
		{"empty word", "value 54 \"\" SideX\n", "names.lock:1: an empty word names nothing"},
		{"quotation mark", "component \"A B AB\n", "names.lock:1: a quotation mark is missing"},
		{"a reserved name", "message D Dictionary\n", "venue.yaml:6: message Order: message D at names.lock:1 names it Dictionary, which is the name of the generated type Dictionary"},
		{"the name of a parser", "message D ParseSide\n", "the function ParseSide has the name of message Order: add a name"},
		{"members of one name", "field 44 Qty\nfield 53 Amount\ncomponent Instrument Side2\nfield 54 Side2\n", "venue.yaml:6: Order: two members are called Side2"},
		{"all are told", "x\ny\n", "names.lock:2: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l, err := model.ParseLock("names.lock", []byte(tt.lock))
			if err == nil {
				_, err = l.Apply(venue(t, orders, `Instrument: {Text: }`, side))
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

// A layout that two places shared and no longer do cannot keep one name.
func TestLockSplitGroup(t *testing.T) {
	t.Parallel()
	two := `Order: {msgtype: D, msgcat: app, fields: {NoAllocs: {type: group, fields: {Price: , Qty: }}}}, Block: {msgtype: U1, msgcat: app, fields: {NoAllocs: {type: group, fields: {Price: , Qty: }}}}`
	l, err := model.ParseLock("names.lock", []byte(lockOf(t, venue(t, two, "", ""))))
	if err != nil {
		t.Fatal(err)
	}
	_, err = l.Apply(venue(t, strings.Replace(two, "Price: , ", "", 1), "", ""))
	want := "group Block/NoAllocs: group Block/NoAllocs at names.lock:6 names it AllocsEntry, which is the name of group Order/NoAllocs: delete the line"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// The lock of each dictionary that comes with affix leaves it as it is.
func TestLockShipped(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"FIX40.yaml", "FIX42.yaml", "FIX44.yaml"} {
		d := resolved(t, name)
		l, err := model.ParseLock(name, []byte(lockOf(t, d)))
		if err != nil {
			t.Fatal(err)
		}
		before := string(model.Dump(d))
		kept, err := l.Apply(d)
		if err != nil || len(kept) > 0 {
			t.Errorf("%s: %v %v", name, err, kept)
		}
		if diff := cmp.Diff(before, string(model.Dump(d))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// Any text is an error or a lock that is written as it is read.
func FuzzParseLock(f *testing.F) {
	for _, seed := range []string{"", "message D Order\n", "value 54 \"a b\" SideAB\nalias 54 x SideX\n", "group A/NoB BEntry\ngroup C/NoB BEntry\n", "# x\r\nfield 1 A\r\n", "field 1 \"A\"\n", "component \"\\x00\" A"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		l, err := model.ParseLock("names.lock", src)
		if err != nil {
			return
		}
		text := l.Bytes()
		again, err := model.ParseLock("names.lock", text)
		if err != nil || string(again.Bytes()) != string(text) {
			t.Fatalf("%v\n%s", err, text)
		}
	})
}
