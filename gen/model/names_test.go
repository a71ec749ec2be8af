package model_test

import (
	"testing"

	"github.com/affixgo/affix/gen/model"
)

func TestPascal(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want, human string }{
		{"BUY", "Buy", "Buy"},
		{"PARTIALLY_FILLED", "PartiallyFilled", "Partially filled"},
		{"Partially filled", "PartiallyFilled", "Partially filled"},
		{"PartiallyFilled", "PartiallyFilled", "PartiallyFilled"},
		{"GOOD TILL CANCEL (GTC)", "GoodTillCancelGTC", "Good till cancel GTC"},
		{"ISIN_NUMBER", "ISINNumber", "ISIN number"},
		{"ISIN number", "ISINNumber", "ISIN number"},
		{"CUSIP", "CUSIP", "CUSIP"},
		{"DONT_KNOW", "DontKnow", "Dont know"},
		{"Don't know", "DontKnow", "Don't know"},
		{"5DAY_MOVING_AVERAGE", "5DayMovingAverage", "5Day moving average"},
		{"401K", "401K", "401K"},
		{"Yield value of 1/32", "YieldValueOf1_32", "Yield value of 1/32"},
		{"1.5", "1_5", "1 5"},
		{"T+1", "T1", "T 1"},
		{"é", "E", "é"},
		{"caf\u00e9 noir", "CafeNoir", "caf\u00e9 noir"},
		{"  ", "", ""},
		{"", "", ""},
		{"_", "", "_"},
	} {
		if got := model.Pascal(tt.text); got != tt.want {
			t.Errorf("pascal(%q) = %q, want %q", tt.text, got, tt.want)
		}
		if got := model.HumanText(tt.text); got != tt.human {
			t.Errorf("humanText(%q) = %q, want %q", tt.text, got, tt.human)
		}
	}
}

func TestGoIdent(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"ClOrdID":                      "ClOrdID",
		"IOIid":                        "IOIid",
		"capPrice":                     "CapPrice",
		"deal_source_x":                "Deal_source_x",
		"Order Cancel/Replace Request": "OrderCancelReplaceRequest",
		"401KPlan":                     "X401KPlan",
		"_hidden":                      "X_hidden",
		"Größe":                        "Grosse",
		"--":                           "",
		"":                             "",
	} {
		if got := model.GoIdent(name); got != want {
			t.Errorf("goIdent(%q) = %q, want %q", name, got, want)
		}
	}
}

// The loser of a clash gets the suffix of its kind: message, component, group,
// enum is the order.
func TestTypeNamePriority(t *testing.T) {
	t.Parallel()
	d := resolve(t, `
messages:
  Quote: {msgtype: S, fields: {Parties: {type: component}, Header: , NoQuote: {type: group, fields: {A: }}}}
  Dictionary: {msgtype: x}
  QuoteEntry: {msgtype: y}
components:
  Quote: {A: }
  Parties: {B: , String: , MsgType: }
  Trailer: {C: }
  Clone: {A: }
fields:
  A: {number: 1, type: STRING}
  B: {number: 2, type: STRING}
  C: {number: 3, type: STRING}
  Header: {number: 4, type: STRING}
  String: {number: 5, type: STRING}
  MsgType: {number: 35, type: STRING}
  NoQuote: {number: 7, type: INT}
  Parties: {number: 8, type: INT, values: {1: ONE}}
  Quote: {number: 9, type: CHAR, values: {1: ONE}}
`)
	var got []string
	for _, m := range d.Messages {
		got = append(got, m.GoName)
	}
	for _, c := range d.Components {
		got = append(got, c.GoName)
	}
	for _, g := range d.Groups {
		got = append(got, g.GoName)
	}
	for _, e := range d.Enums {
		got = append(got, e.GoName, e.Values[0].GoName)
	}
	for _, m := range append(d.Messages[0].Struct.Members, d.Components[1].Members...) {
		got = append(got, m.GoName)
	}
	equal(t, got, []string{
		"Quote", "DictionaryMessage", "QuoteEntry",
		"QuoteComponent", "Parties", "TrailerComponent", "CloneComponent",
		"QuoteEntryGroup",
		"PartiesCode", "PartiesOne", "QuoteCode", "QuoteOne",
		"Parties", "HeaderField", "NoQuote",
		"B", "StringField", "MsgTypeField",
	})
}

// The header has no methods of a message: its MsgType stays what it is.
func TestHeaderKeepsMsgType(t *testing.T) {
	t.Parallel()
	d := resolve(t, "header: {MsgType: , Reset: }\nfields: {MsgType: {number: 35, type: STRING}, Reset: {number: 2, type: STRING}}")
	equal(t, []string{d.Header.Members[0].GoName, d.Header.Members[1].GoName}, []string{"MsgType", "ResetField"})
}

func TestNameOverrides(t *testing.T) {
	t.Parallel()
	d := resolve(t, `
name: Venue
messages:
  M:
    msgtype: m
    name: Message
    fields:
      C: {type: component}
      NoA: {type: group, name: Leg, fields: {A: }}
components:
  C: {name: Comp, fields: {NoA: {type: group, fields: {A: }}}}
fields:
  A: {number: 1, type: CHAR, name: Alpha, values: {1: {text: Some long text, name: Short}, 2: +, 3: {name: 3D}}}
  NoA: {number: 2, type: NUMINGROUP}
`, "NoA stands twice")
	if d != nil {
		t.Fatal("resolved")
	}
	d = resolve(t, `
name: Venue
messages:
  M:
    msgtype: m
    name: Message
    fields: {NoA: {type: group, name: Leg, fields: {A: }}}
  N: {msgtype: n, fields: {C: {type: component}}}
components:
  C: {name: Comp, fields: {NoA: {type: group, fields: {A: }}}}
fields:
  A: {number: 1, type: CHAR, name: Alpha, values: {1: {text: Some long text, name: Short}, 2: +, 3: {name: 3D}}}
  NoA: {number: 2, type: NUMINGROUP}
`)
	got := []string{d.Name, d.Messages[0].GoName, d.Components[0].GoName, d.Groups[0].GoName, d.Groups[1].GoName, d.Fields[0].GoName}
	for _, v := range d.Fields[0].Values {
		got = append(got, v.GoName, v.Name)
	}
	equal(t, got, []string{"Venue", "Message", "Comp", "AEntry", "Leg", "Alpha", "AlphaShort", "Some long text", "Alpha2", "+", "Alpha3D", "3"})
}

// One layout is one type; a second layout of the counter qualifies both.
func TestGroupTypes(t *testing.T) {
	t.Parallel()
	d := resolve(t, `
messages:
  One: {msgtype: 1, fields: {NoLegs: {type: group, fields: {A: , B: }}}}
  Two: {msgtype: 2, fields: {NoLegs: {type: group, required: true, fields: {A: , B: }}}}
  Three: {msgtype: 3, fields: {NoLegs: {type: group, fields: {B: , A: }}, Parties: {type: group, fields: {Inner: {type: component}, B: }}}}
  Four: {msgtype: 4, fields: {NoLegs: {type: group, fields: {A: {required: true}, B: }}}}
components: {Inner: {A: }, Empty: {}}
fields:
  A: {number: 1, type: STRING}
  B: {number: 2, type: STRING}
  NoLegs: {number: 3, type: NUMINGROUP}
  Parties: {number: 4, type: INT}
`)
	var got []string
	for _, g := range d.Groups {
		got = append(got, g.GoName+" "+g.Delimiter.Name)
	}
	equal(t, got, []string{"OneLegsEntry A", "ThreeLegsEntry B", "PartiesEntry A", "FourLegsEntry A"})
	if d.Messages[0].Struct.Members[0].Struct != d.Messages[1].Struct.Members[0].Struct {
		t.Error("equal layouts are two types")
	}
	if c := d.Groups[2].Counter; c.Class != model.ClassNumInGroup {
		t.Errorf("class of the INT counter: %s", c.Class)
	}
}
