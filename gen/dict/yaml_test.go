package dict_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/gen/dict"
)

const small = `version: {major: '4', minor: 4, servicepack: '0'}
beginString: FIX.4.4
header:
  BeginString: {required: true}
trailer: {CheckSum: {required: yes}}
messages:
  Heartbeat: {msgtype: '0', msgcat: admin, fields: {TestReqID: }}
  XMLnonFIX: {msgtype: n}
  Order:
    msgtype: 01
    fields:
      - TestReqID
      - Instrument: {type: component, required: true}
      - NoLegs:
          type: group
          name: Leg
          fields: {Symbol: }
components:
  Instrument: {Symbol: }
  Extra: {doc: More., name: More, fields: {Symbol: {required: N}}}
fields:
  Side:
    number: 54
    type: CHAR
    values: {1: YES, 01: NO, 1e3: null, Y: {text: true, name: Yes, doc: Said so.}}
  RawData: {number: 96, type: DATA, length: Len, doc: Raw.}
  Other: {number: 100, type: char, enum: Side, name: Else}
`

// Whatever YAML makes of a scalar, the dictionary has the text as written.
func TestReadYAMLKeepsText(t *testing.T) {
	t.Parallel()
	f, err := dict.ReadYAML("small.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	at := func(line int) dict.Pos { return dict.Pos{File: "small.yaml", Line: line} }
	want := &dict.File{
		Pos: at(1), BeginString: "FIX.4.4", Major: 4, Minor: 4,
		Header:  &dict.Block{Pos: at(3), Name: "Header", Members: []*dict.Member{{Pos: at(4), Name: "BeginString", Required: true}}},
		Trailer: &dict.Block{Pos: at(5), Name: "Trailer", Members: []*dict.Member{{Pos: at(5), Name: "CheckSum", Required: true}}},
		Messages: []*dict.Message{
			{Pos: at(7), Name: "Heartbeat", MsgType: "0", MsgCat: "admin", Members: []*dict.Member{{Pos: at(7), Name: "TestReqID"}}},
			{Pos: at(8), Name: "XMLnonFIX", MsgType: "n"},
			{Pos: at(9), Name: "Order", MsgType: "01", Members: []*dict.Member{
				{Pos: at(12), Name: "TestReqID"},
				{Pos: at(13), Kind: dict.KindComponent, Name: "Instrument", Required: true},
				{Pos: at(14), Kind: dict.KindGroup, Name: "NoLegs", GoName: "Leg", Members: []*dict.Member{{Pos: at(17), Name: "Symbol"}}},
			}},
		},
		Components: []*dict.Block{
			{Pos: at(19), Name: "Instrument", Members: []*dict.Member{{Pos: at(19), Name: "Symbol"}}},
			{Pos: at(20), Name: "Extra", GoName: "More", Doc: "More.", Members: []*dict.Member{{Pos: at(20), Name: "Symbol"}}},
		},
		Fields: []*dict.Field{
			{Pos: at(22), Name: "Side", Number: "54", Type: "CHAR", Values: []dict.Value{
				{Pos: at(25), Value: "1", Text: "YES"}, {Pos: at(25), Value: "01", Text: "NO"}, {Pos: at(25), Value: "1e3"},
				{Pos: at(25), Value: "Y", Text: "true", GoName: "Yes", Doc: "Said so."},
			}},
			{Pos: at(26), Name: "RawData", Number: "96", Type: "DATA", Length: "Len", Doc: "Raw."},
			{Pos: at(27), Name: "Other", Number: "100", Type: "char", Enum: "Side", GoName: "Else"},
		},
	}
	if diff := cmp.Diff(want, f); diff != "" {
		t.Errorf("file (-want +got):\n%s", diff)
	}
}

func TestReadYAMLErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, src string
		want      []string
	}{
		{"empty", "", []string{`d.yaml:1: the file is empty: a dictionary begins with version and beginString (D006)`}},
		{"list", "- a", []string{`d.yaml:1: a list where the dictionary is wanted (D009)`}},
		{"text", "hello", []string{`d.yaml:1: text where the dictionary is wanted (D009)`}},
		{"syntax", "fields:\n\t- x", []string{`d.yaml:2: YAML syntax error: found character that cannot start any token (D002)`}},
		{"anchors", "fields:\n  A: &a {number: 1, type: INT}\n  B: *a", []string{`d.yaml:2: anchors and aliases are not supported: write the value out (D005)`}},
		{"duplicate keys", "fields:\n  A: {number: 1, type: INT}\n  B: {number: 2, number: 3}\n  A: {number: 4}\nfields: {}", []string{
			`d.yaml:3: B: duplicate key "number", first at line 3: remove one of them (D010)`,
			`d.yaml:4: fields: duplicate key "A", first at line 2: remove one of them (D010)`,
			`d.yaml:5: duplicate key "fields", first at line 1: remove one of them (D010)`,
		}},
		{"unknown keys", "begin: FIX.4.4\nversion: {mayor: 4}\nfields: {A: {tag: 1}}\nmessages: {M: {type: D}}", []string{
			`d.yaml:1: unknown key "begin": the keys here are version, beginString, transport, applVerID, name, doc, header, trailer, messages, components, fields (D008)`,
			`d.yaml:2: version: unknown key "mayor": the keys here are major, minor, servicepack (D008)`,
			`d.yaml:3: A: unknown key "tag": the keys here are number, type, values, enum, open, length, range, name, doc (D008)`,
			`d.yaml:4: M: unknown key "type": the keys here are msgtype, msgcat, name, doc, fields (D008)`,
		}},
		{"shapes", "version: {major: four}\nfields: [A]\nmessages:\n  M: {msgtype: [D], fields: {A: {required: maybe}, B: {type: thing}, C: D}}", []string{
			`d.yaml:1: version: major "four" is not a number (D013)`,
			`d.yaml:2: fields: a list where a map of fields is wanted (D009)`,
			`d.yaml:4: M: a list where text is wanted (D009)`,
			`d.yaml:4: M/A: required "maybe": write true or false (D014)`,
			`d.yaml:4: M/B: unknown type "thing": a member is a field, group or component (D018)`,
			`d.yaml:4: M/C: text where a map with type and required is wanted (D009)`,
		}},
		{"members", "components:\n  C:\n  - A: \n    B:\n  - []\n  - X: {fields: {Y: }}\n  - Z: {name: Zed}", []string{
			`d.yaml:3: C: a list item is a name or one "Name: {...}" (D009)`,
			`d.yaml:5: C: a list item is a name or one "Name: {...}" (D009)`,
			`d.yaml:6: C/X: only a group has fields of its own: add "type: group" (D017)`,
			`d.yaml:7: C/Z: only a group has a name here: put the name where the field is declared (D017)`,
		}},
		{"key is no text", "fields:\n  ? [a]\n  : {number: 1}", []string{`d.yaml:2: fields: a list as a key: a key is plain text (D009)`}},
		{"deep groups", "components: {C: " + strings.Repeat("{G: {type: group, fields: ", 40) + "{}" + strings.Repeat("}}", 40) + "}", []string{
			`d.yaml:1: C` + strings.Repeat("/G", 33) + `: groups nested deeper than 32: flatten them (D004)`,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, err := dict.ReadYAML("d.yaml", []byte(tt.src))
			checkFindings(t, f, err, tt.want)
		})
	}
}

// checkFindings wants the findings be they of the error, or of the file when all
// of them were repaired.
func checkFindings(t *testing.T, f *dict.File, err error, want []string) {
	t.Helper()
	found := dict.Errors(dict.Findings(err))
	if err == nil {
		found = f.Findings
	}
	if diff := cmp.Diff(want, strings.Split(found.Error(), "\n")); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// Inputs of the kind that parsers trip over.
func TestReadYAMLSurvives(t *testing.T) {
	t.Parallel()
	for _, src := range []string{
		"0: [:!00 \xef", "#\n - - - - - -\n\n a: \n  -\n?", "\xfe\xff\x00", "a: !!binary \"\xff\"", "%TAG ! !\n--- !", "[[[[", "{{{{",
		": : :", "? ", "&a *a", "- &x\n- *x", "---\n...\n---\n", "a: |\n\t\n", "\"\\xZZ\"", strings.Repeat("[", 20000),
		strings.Repeat("- ", 20000), "!!map [", "<<: {a: 1}", "<<: *a",
	} {
		if _, err := dict.ReadYAML("d.yaml", []byte(src)); err != nil && len(dict.Findings(err)) == 0 {
			t.Errorf("%.20q: %v has no findings", src, err)
		}
	}
}

// A panic of the parser is an error, so that ReadYAML reports it as a finding.
func TestGuard(t *testing.T) {
	t.Parallel()
	err := dict.Guard(func() error { panic("index out of range") })
	if err == nil || err.Error() != "yaml: the parser gave up: index out of range" {
		t.Errorf("error %v", err)
	}
}
