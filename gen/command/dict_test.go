package command_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/gen/command"
)

// folder writes files into a new folder and returns it.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"base.yaml": "version: {major: 4, minor: 4}\nbeginString: FIX.4.4\nname: Base\nheader: {MsgType: {required: true}}\n" +
			"messages: {News: {msgtype: B, fields: {Side: , Text: {required: true}}}}\n" +
			"fields:\n  MsgType: {number: 35, type: STRING}\n  Side: {number: 54, type: CHAR, values: {'1': Buy, '2': Sell}}\n  Text: {number: 58, type: STRING}\n",
		"venue.yaml":  "extends: base.yaml\nname: Venue\nmessages: {News: {optional: [Text]}}\n",
		"bad.yaml":    "extends: base.yaml\nfields: {Sied: {type: INT}}\nmessages: {remove: [Nwes]}\n",
		"broken.yaml": "version: {major: 4, minor: 4}\nbeginString: FIX.4.4\nname: Broken\nheader: {Foo: }\nfields:\n  Flag: {number: 1, type: BOOLEAN, values: {A: Auto}}\n",
		"odd.yaml":    "version: {major: 4, minor: 4}\nbeginString: FIX.4.4\nname: Odd\nheader: {Flag: }\nfields:\n  Flag: {number: 1, type: BOOLEAN, values: {A: Auto}}\n",
		"venue.xml": "<fix type='FIX' major='4' minor='4' servicepack='0' name='Base'>\n<header><field name='MsgType' required='Y'/></header><trailer/>\n" +
			"<messages><message name='News' msgtype='B'><field name='Text' required='Y'/><field name='Venue' required='N'/></message></messages><components/>\n" +
			"<fields><field number='35' name='MsgType' type='String'/><field number='58' name='Text' type='STRING'/><field number='9000' name='Venue' type='INT'/></fields></fix>\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.ToSlash(dir)
}

// dict runs a dictionary tool; DIR stands for the folder.
func dict(dir, line string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = command.Dict("affix dict", strings.Fields(strings.ReplaceAll(line, "DIR", dir)), &out, &errs)
	return code, strings.ReplaceAll(out.String(), dir, "DIR"), strings.ReplaceAll(errs.String(), dir, "DIR")
}

func TestDict(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	tests := []struct {
		line           string
		code           int
		stdout, stderr string
	}{
		{"lint DIR/base.yaml DIR/venue.yaml FIX44", 0, "", ""},
		{"lint DIR/bad.yaml", 1, "DIR/bad.yaml:2: Sied: the field is not in DIR/base.yaml: did you mean Side? (D803)\n" +
			"DIR/bad.yaml:3: remove: message Nwes is not in DIR/base.yaml: did you mean News? (D803)\n", ""},
		{"lint -notes DIR/odd.yaml", 0, "DIR/odd.yaml:6: Flag: BOOLEAN with other values than Y and N is text (D106)\n", ""},
		{"diff DIR/base.yaml DIR/base.yaml", 0, "A: Base (FIX.4.4)\nB: Base (FIX.4.4)\n\nNo difference.\n", ""},
		{"diff DIR/base.yaml DIR/venue.yaml", 1, "A: Base (FIX.4.4)\nB: Venue (FIX.4.4)\n\nMembers\n  News: Text (58) required → optional  [A rejects B]\n\n" +
			"1 difference.\nWire: a peer on A rejects some messages of B, a peer on B accepts all messages of A.\nGo: code written for A compiles with B.\n", ""},
		{"diff DIR/base.yaml DIR/venue.yaml -fail wrie", 2, "", "affix dict diff: -fail wrie: want any, wire or go\n"},
		{"diff DIR/base.yaml", 2, "", "usage: affix dict diff [flags] A B\n…"},
		{"show DIR/venue.yaml 35", 0, "field MsgType (35), STRING\n  DIR/base.yaml:7\n\nused in\n  Header  header  required\n", ""},
		{"show DIR/venue.yaml txet Text", 1, "field Text (58), STRING\n  DIR/base.yaml:9\n\nused in\n  News  message B\n",
			"affix dict show: Venue has no field, message or component txet: did you mean Text?\n"},
		{"convert -as xml DIR/venue.yaml", 0, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<fix type='FIX' major='4' minor='4' servicepack='0' name='Venue'>\n" +
			" <header>\n  <field name='MsgType' required='Y'/>\n </header>\n <trailer/>\n <messages>\n  <message name='News' msgtype='B'>\n" +
			"   <field name='Side' required='N'/>\n   <field name='Text' required='N'/>\n  </message>\n </messages>\n <components/>\n <fields>\n" +
			"  <field number='35' name='MsgType' type='STRING'/>\n  <field number='54' name='Side' type='CHAR'>\n   <value enum='1' description='Buy'/>\n" +
			"   <value enum='2' description='Sell'/>\n  </field>\n  <field number='58' name='Text' type='STRING'/>\n </fields>\n</fix>\n", ""},
		{"convert -as yaml DIR/venue.xml", 0, "version: {major: '4', minor: '4', servicepack: '0'}\nbeginString: FIX.4.4\nname: Base\n\nheader:\n  MsgType: {required: true}\n\n" +
			"trailer: {}\n\nmessages:\n\n  News:\n    msgtype: 'B'\n    fields:\n      Text: {required: true}\n      Venue:\n\ncomponents: {}\n\nfields:\n" +
			"  MsgType: {number: 35, type: String}\n  Text: {number: 58, type: STRING}\n  Venue: {number: 9000, type: INT}\n", ""},
		{"convert -as overlay -base DIR/base.yaml -out DIR/sub.yaml DIR/venue.xml", 0, "",
			"affix dict convert: base.yaml and 1 changed or new messages, 0 components, 1 fields make the same dictionary as venue.xml\n"},
		{"convert -as overlay -base DIR/bad.yaml DIR/venue.xml", 1, "", "affix dict convert: base: DIR/bad.yaml:2: …"},
		{"convert -as overlay DIR/venue.xml", 2, "", "affix dict convert: -as overlay needs the -base to extend, such as FIX44\n"},
		{"convert DIR/venue.xml", 2, "", "affix dict convert: say what to write: -as yaml, -as xml or -as overlay\n"},
		{"convert -as json DIR/venue.xml", 2, "", "affix dict convert: -as json: want yaml, xml or overlay\n"},
		{"convert -as yaml -out DIR/no/where.yaml DIR/venue.xml", 1, "", "affix dict convert: open DIR/no/where.yaml: no such file or directory\n"},
		{"convert -as yaml DIR/none.xml", 1, "", "DIR/none.xml: cannot be read: no such file or directory (D001)\n"},
		{"", 2, "", "usage: affix dict COMMAND [flags] FILE\n…"},
		{"help", 0, "usage: affix dict COMMAND [flags] FILE\n…", ""},
		{"help lint", 0, "", "usage: affix dict lint [flags] FILE...\nreport everything that is wrong in dictionaries\n…"},
		{"show -h", 0, "", "usage: affix dict show [flags] FILE NAME...\n…"},
		{"shwo", 2, "", "affix dict: there is no command \"shwo\": did you mean show?\n"},
		{"frobnicate", 2, "", "affix dict: there is no command \"frobnicate\": the commands are lint, diff, convert, show\n"},
		{"lint -frobnicate", 2, "", "flag provided but not defined: -frobnicate\n…"},
	}
	for _, test := range tests {
		t.Run(test.line, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := dict(dir, test.line)
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			for _, text := range []struct{ name, got, want string }{{"stdout", stdout, test.stdout}, {"stderr", stderr, test.stderr}} {
				if prefix, ok := strings.CutSuffix(text.want, "…"); ok && strings.HasPrefix(text.got, prefix) {
					continue
				}
				if diff := cmp.Diff(text.want, text.got); diff != "" {
					t.Errorf("%s:\n%s", text.name, diff)
				}
			}
		})
	}
}

func TestConvertToOverlay(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	if err := os.Mkdir(dir+"/made", 0o755); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := dict(dir, "convert -as overlay -base DIR/base.yaml -out DIR/made/venue.yaml DIR/venue.xml"); code != 0 {
		t.Fatal(stderr)
	}
	got, err := os.ReadFile(dir + "/made/venue.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := "extends: '../base.yaml'\n\nmessages:\n\n  News:\n    add:\n      Venue:\n\nfields:\n  remove: [Side]\n  Venue: {number: 9000, type: INT}\n"
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	if code, stdout, stderr := dict(dir, "diff DIR/venue.xml DIR/made/venue.yaml"); code != 0 {
		t.Error(stdout, stderr)
	}
}

func TestDictJSON(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	var findings []struct {
		File, Code, Name, Context, Text string
		Line                            int
	}
	code, stdout, stderr := dict(dir, "lint -json DIR/bad.yaml DIR/base.yaml")
	if err := json.Unmarshal([]byte(stdout), &findings); err != nil || code != 1 || len(findings) != 2 {
		t.Fatalf("%d %v %s%s", code, err, stdout, stderr)
	}
	if f := findings[0]; f.File != "DIR/bad.yaml" || f.Line != 2 || f.Code != "D803" || f.Name != "not-in-base" || f.Context != "Sied" {
		t.Errorf("%+v", f)
	}
	if code, stdout, _ := dict(dir, "lint -json DIR/base.yaml"); code != 0 || stdout != "[]\n" {
		t.Errorf("%d %q", code, stdout)
	}
	var report struct {
		ARejectsB, BRejectsA, BreaksGo bool
		Differences                    []struct{ Kind, Where, What, Old, New string }
	}
	code, stdout, _ = dict(dir, "diff -json DIR/base.yaml DIR/venue.yaml")
	if err := json.Unmarshal([]byte(stdout), &report); err != nil || code != 1 || !report.ARejectsB || report.BRejectsA || report.BreaksGo {
		t.Fatalf("%d %v %s", code, err, stdout)
	}
	if d := report.Differences[0]; d.Kind != "member-required" || d.Where != "News" || d.What != "Text (58)" || d.Old != "required" || d.New != "optional" {
		t.Errorf("%+v", d)
	}
	for fail, want := range map[string]int{"any": 1, "wire": 1, "go": 0} {
		if code, _, _ := dict(dir, "diff -fail "+fail+" DIR/base.yaml DIR/venue.yaml"); code != want {
			t.Errorf("-fail %s: exit code %d", fail, code)
		}
	}
	var entries []struct{ Field struct{ Tag int } }
	if code, stdout, _ := dict(dir, "show -json DIR/venue.yaml Side"); json.Unmarshal([]byte(stdout), &entries) != nil || code != 0 || entries[0].Field.Tag != 54 {
		t.Errorf("%d %s", code, stdout)
	}
}

// A dictionary goes to XML and back as it is, text for text.
func TestConvertThereAndBack(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	for _, name := range []string{"FIX40", "FIX42", "FIX44", "FIXT11"} {
		for _, line := range []string{
			"convert -as yaml -out DIR/" + name + ".1.yaml " + name,
			"convert -out DIR/" + name + ".xml DIR/" + name + ".1.yaml",
			"convert -out DIR/" + name + ".2.yaml DIR/" + name + ".xml",
		} {
			if code, _, stderr := dict(dir, line); code != 0 {
				t.Fatalf("%s: %s", line, stderr)
			}
		}
		first, err := os.ReadFile(dir + "/" + name + ".1.yaml")
		if err != nil {
			t.Fatal(err)
		}
		second, err := os.ReadFile(dir + "/" + name + ".2.yaml")
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, second) {
			t.Errorf("%s differs", name)
		}
	}
}
