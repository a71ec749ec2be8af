package model_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/model"
)

// Every malformed dictionary gets the exact findings, all at once.
func TestResolveErrors(t *testing.T) {
	t.Parallel()
	const begin = "beginString: FIX.4.4\n"
	const abc = "fields:\n  A: {number: 1, type: STRING}\n  B: {number: 2, type: STRING}\n  NoC: {number: 3, type: NUMINGROUP}\n"
	long := strings.Repeat("Long", 16)
	tests := []struct {
		name, src string
		want      []string
	}{
		{"no BeginString", "fields: {}", []string{`d.yaml:1: BeginString is not defined: add beginString, such as FIX.4.4 (D011)`}},
		{"bad BeginString", "beginString: four", []string{`d.yaml:1: BeginString "four": want a form such as FIX.4.4 (D011)`}},
		{"bad name", begin + "name: 4x", []string{`d.yaml:1: dictionary name "4x": want letters and digits, such as FIX44 (D012)`}},
		{"fields", begin + `fields:
  A: {type: STRING}
  B: {number: 0, type: STRING}
  C: {number: 2147483648, type: STRING}
  D: {number: 1}
  E: {number: 1, type: THING}
  F: {number: 5x, type: STRING}
  G: {number: 7, type: INT, length: A, name: g}
  "-": {number: 8, type: INT}`, []string{
			`d.yaml:3: A: field without a number: add its tag (D103)`,
			`d.yaml:4: B: number "0" is not a tag: want 1 to 2147483647 (D103)`,
			`d.yaml:5: C: number "2147483648" is not a tag: want 1 to 2147483647 (D103)`,
			`d.yaml:6: D: field without a type: add one, such as STRING (D104)`,
			`d.yaml:7: E: tag 1 is taken by D at line 6: give one of them another number (D102)`,
			`d.yaml:7: E: unknown type "THING": want a FIX type, such as STRING, INT, PRICE or UTCTIMESTAMP (D105)`,
			`d.yaml:8: F: number "5x" is not a tag: want 1 to 2147483647 (D103)`,
			`d.yaml:9: G: name "g": want an exported Go identifier in ASCII (D702)`,
			`d.yaml:9: G: length on a field of type INT: only DATA and XMLDATA have one (D602)`,
			`d.yaml:10: -: "-" makes no Go name: add a name (D701)`,
		}},
		{"unknown names", begin + abc + `messages:
  NewOrderSingle:
    msgtype: D
    fields:
      Foo:
      a:
      Comp:
      Parties: {type: component}
      NoX: {type: group, fields: {A: }}
components: {Comp: {A: }}`, []string{
			`d.yaml:10: NewOrderSingle: unknown field "Foo": declare it under fields or correct the name (D301)`,
			`d.yaml:11: NewOrderSingle: unknown field "a": it is spelt A (D301)`,
			`d.yaml:12: NewOrderSingle: unknown field "Comp": it is a component, add "type: component" (D303)`,
			`d.yaml:12: NewOrderSingle: A stands twice in one scope (here and in Comp): remove one (D404)`,
			`d.yaml:13: NewOrderSingle: unknown component "Parties": declare it under components or correct the name (D302)`,
			`d.yaml:14: NewOrderSingle: unknown field "NoX": declare it under fields or correct the name (D301)`,
		}},
		{"messages", begin + "messages:\n  A: {}\n  B: {msgtype: D}\n  C: {msgtype: D}\n  D: {msgtype: 'a=b'}", []string{
			`d.yaml:3: A: message without a msgtype: add it (D502)`,
			`d.yaml:5: C: msgtype "D" is taken by B at line 4: give one of them another (D504)`,
			`d.yaml:6: D: msgtype "a=b": a separator cannot be part of it (D503)`,
		}},
		{"cycle", begin + "components:\n  A:\n    B: {type: component}\n  B:\n    C: {type: component}\n  C:\n    A: {type: component}\n  D:\n    D: {type: component}", []string{
			`d.yaml:8: C: component A contains itself: break the cycle (D304)`,
			`d.yaml:10: D: component D contains itself: break the cycle (D304)`,
		}},
		{"groups", begin + abc + `components:
  Empty: {}
  C1: {NoC: {type: group}}
  C2: {A: {type: group, fields: {B: }}}
  C3: {NoC: {type: group, fields: {Empty: {type: component}}}}
  C4: {NoC: {type: group, fields: {NoC: {type: group, fields: {A: }}, B: }}}`, []string{
			`d.yaml:8: C1/NoC: group without members: list the members of an entry, or make it a field (D402)`,
			`d.yaml:9: C2/A: counter of type STRING: give A the type NUMINGROUP (D401)`,
			`d.yaml:10: C3/NoC: group without fields: its components are empty (D402)`,
			`d.yaml:11: C4/NoC/NoC: group NoC contains itself: rename the inner counter (D403)`,
		}},
		{"scopes", begin + abc + `header: {A: }
trailer: {A: }
components:
  P: {B: }
  Q: {B: }
messages:
  M1: {msgtype: 1, fields: [A, B]}
  M2: {msgtype: 2, fields: [B, B]}
  M3: {msgtype: 3, fields: [P: {type: component}, Q: {type: component}]}
  M4: {msgtype: 4, fields: [B, P: {type: component}]}
  M5: {msgtype: 5, fields: [NoC: {type: group, fields: [A, Q: {type: component}, B]}, B]}
  M6: {msgtype: 6, fields: [P: {type: component}, P: {type: component}]}`, []string{
			`d.yaml:7: Trailer: A is in the header too: remove one (D405)`,
			`d.yaml:12: M1: A is in the header too: remove it here (D405)`,
			`d.yaml:13: M2: B stands twice in one scope: remove one (D404)`,
			`d.yaml:14: M3: B stands twice in one scope (in P and in Q): remove one (D404)`,
			`d.yaml:15: M4: B stands twice in one scope (here and in P): remove one (D404)`,
			`d.yaml:16: M5/NoC: B stands twice in one scope (here and in Q): remove one (D404)`,
			`d.yaml:16: M5: B stands here and in group NoC: remove one (D406)`,
			`d.yaml:17: M6: B stands twice in one scope (P is used twice): remove one (D404)`,
		}},
		{"data", begin + `fields:
  A: {number: 1, type: DATA}
  B: {number: 2, type: XMLDATA, length: X}
  C: {number: 3, type: DATA, length: D}
  D: {number: 4, type: STRING}
  E: {number: 5, type: DATA, length: L}
  F: {number: 6, type: DATA, length: L}
  L: {number: 7, type: LENGTH}`, []string{
			`d.yaml:3: A: DATA field without a length field: add "length: <field>" (D601)`,
			`d.yaml:4: B: unknown length field "X": declare it under fields or correct the name (D603)`,
			`d.yaml:5: C: length field D has type STRING: want LENGTH or INT (D603)`,
			`d.yaml:8: F: length field L belongs to E already: give each DATA field its own (D604)`,
		}},
		{"values", begin + `fields:
  A: {number: 1, type: CHAR, values: {'': EMPTY, 1: ONE, 2: One}}
  B: {number: 2, type: CHAR, values: {1: '+', '-': '+', 3: {text: T, name: a b}}}
  C: {number: 3, type: CHAR, enum: X}
  D: {number: 4, type: CHAR, enum: A, values: {1: ONE}}
  E: {number: 5, type: INT, enum: A}
  F: {number: 6, type: CHAR, enum: G}
  G: {number: 7, type: CHAR, enum: A}
  H: {number: 8, type: CHAR, enum: I}
  I: {number: 9, type: CHAR}`, []string{
			`d.yaml:3: A: value "" cannot be sent: a value is not empty and holds no separator (D202)`,
			`d.yaml:3: value 2 of A: the Go name AOne is taken by value 1 of A at line 3: add a name to one of them (D703)`,
			`d.yaml:4: B: value "-": "+" makes no Go name: add a name (D204)`,
			`d.yaml:4: B: value "3": name "a b": want letters and digits (D203)`,
			`d.yaml:5: C: enum: unknown field "X": declare it under fields or correct the name (D205)`,
			`d.yaml:6: D: both enum and values: keep one of them (D205)`,
			`d.yaml:7: E: enum: A has type CHAR, this field INT: make them equal (D205)`,
			`d.yaml:8: F: enum: G takes its values from A: name that field (D205)`,
			`d.yaml:10: H: enum: I has no values: name a field that has (D205)`,
		}},
		{"names", begin + `messages:
  Side: {msgtype: 1}
  SideBuy: {msgtype: 2}
  M 1: {msgtype: 3}
  M1: {msgtype: 4}
fields:
  Side: {number: 1, type: CHAR, values: {1: BUY}}
  a-b: {number: 2, type: CHAR}
  AB: {number: 3, type: CHAR}
  ` + long + `X: {number: 4, type: CHAR}
  Bs: {number: 5, type: CHAR, values: {1: ` + long + `}}`, []string{
			`d.yaml:6: message M1: the Go name M1 is taken by message M 1 at line 5: add a name to one of them (D703)`,
			`d.yaml:8: value 1 of Side: the Go name SideBuy is taken by message SideBuy at line 4: add a name to one of them (D703)`,
			`d.yaml:10: AB: the Go name AB is taken by a-b at line 9: add a name to one of them (D703)`,
			`d.yaml:11: ` + long + `X: the Go name ` + long + `X has 65 characters, more than 64: add a shorter name (D704)`,
			`d.yaml:12: value 1 of Bs: the Go name Bs` + long + ` has 66 characters, more than 64: add a shorter name (D704)`,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			checkFindings(t, "d.yaml", tt.src, tt.want)
		})
	}
}

// What YAML cannot say, because its keys are unique, XML can.
func TestResolveErrorsXML(t *testing.T) {
	t.Parallel()
	checkFindings(t, "d.xml", `<fix major='4' minor='4'>
<messages><message name='M' msgtype='1'/>
<message name='M' msgtype='2'/></messages>
<components><component name='C'/>
<component name='C'/></components>
<fields><field name='A' number='1' type='CHAR'><value enum='1' description='ONE'/>
<value enum='1' description='TWO'/></field>
<field name='A' number='2' type='INT'/></fields></fix>`, []string{
		`d.xml:3: M: message declared twice, first at line 2: remove or rename one (D501)`,
		`d.xml:5: C: component declared twice, first at line 4: remove or rename one (D505)`,
		`d.xml:7: A: value "1" listed twice, first at line 6: remove one (D201)`,
		`d.xml:8: A: field declared twice, first at line 6: remove or rename one (D101)`,
	})
}

func checkFindings(t *testing.T, name, src string, want []string) {
	t.Helper()
	read := dict.ReadYAML
	if strings.HasSuffix(name, ".xml") {
		read = dict.ReadXML
	}
	f, err := read(name, []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	d, err := model.Resolve(f)
	if err == nil || d != nil {
		t.Fatalf("no error, dictionary %v", d)
	}
	equal(t, strings.Split(err.Error(), "\n"), want)
}

// A chain of components is bounded: a file of millions must not eat the stack.
func TestComponentNesting(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("beginString: FIX.4.4\ncomponents:\n")
	for i := range 100 {
		fmt.Fprintf(&b, "  C%d: {C%d: {type: component}}\n", i, i+1)
	}
	b.WriteString("  C100: {}\n")
	checkFindings(t, "d.yaml", b.String(), []string{
		`d.yaml:66: C63: components nested deeper than 64: flatten them (D004)`,
	})
}

func TestFindingsAreTyped(t *testing.T) {
	t.Parallel()
	_, err := model.Resolve(&dict.File{Pos: dict.Pos{File: "d.yaml"}})
	var finding *dict.Finding
	if !errors.As(err, &finding) || finding.Pos.File != "d.yaml" || finding.Code != dict.BadBeginString ||
		finding.Error() != "d.yaml: "+finding.Text+" (D011)" {
		t.Errorf("error %v", err)
	}
}
