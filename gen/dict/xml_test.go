package dict_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/affixgo/affix/gen/dict"
)

func TestReadXMLTolerance(t *testing.T) {
	t.Parallel()
	const body = "<fix major='4' minor='4'>\n<fields><field number='58' name='Text' type='STRING' length='40'>" +
		"<value enum='a' description='%'/></field></fields>\n<trailer><field name='Text'/>\n<field name='A' required='y' number='1'>" +
		"<value enum='1'/></field>\n<component name='B' required='C'/></trailer></fix>"
	tests := []struct {
		name, src, text string
	}{
		{"plain", body, "%"},
		{"byte order mark", "\xef\xbb\xbf" + body, "%"},
		{"comment before the declaration", "<!-- hi -->\n<?xml version='1.0' encoding='UTF-8'?>" + body, "%"},
		{"latin 1", "<?xml version='1.0' encoding='ISO-8859-1'?>" + strings.Replace(body, "%", "\xe9\xa0!", 1), "é\u00a0!"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, err := dict.ReadXML("d.xml", []byte(tt.src))
			if err != nil {
				t.Fatal(err)
			}
			want := &dict.File{
				BeginString: "FIX.4.4", Major: 4, Minor: 4,
				Fields: []*dict.Field{{Name: "Text", Number: "58", Type: "STRING", Values: []dict.Value{{Value: "a", Text: tt.text}}}},
				Trailer: &dict.Block{Name: "Trailer", Members: []*dict.Member{
					{Name: "Text"}, {Name: "A", Required: true}, {Kind: dict.KindComponent, Name: "B"},
				}},
			}
			if diff := cmp.Diff(want, f, cmpopts.IgnoreTypes(dict.Pos{}, dict.Errors{})); diff != "" {
				t.Errorf("file (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadXMLBeginString(t *testing.T) {
	t.Parallel()
	for attrs, want := range map[string]string{
		"type='FIX' major='4' minor='2'":                     "FIX.4.2",
		"type='FIXT' major='1' minor='1'":                    "FIXT.1.1",
		"type='FIX' major='5' minor='0' servicepack='2'":     "FIXT.1.1",
		"type='Order Entry' major='1' minor='2'":             "",
		"type='Order Entry' major='1' beginString='FIX.4.2'": "FIX.4.2",
		"version='4.4'": "",
		"type='FIX' major='4' minor='4' beginString='FIX.4.2'": "FIX.4.2",
	} {
		f, err := dict.ReadXML("d.xml", []byte("<fix "+attrs+"/>"))
		if err != nil {
			t.Errorf("%s: %v", attrs, err)
			continue
		}
		if f.BeginString != want {
			t.Errorf("%s: BeginString %q, want %q", attrs, f.BeginString, want)
		}
	}
}

func TestReadXMLErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, src string
		want      []string
	}{
		{"empty", "", []string{`d.xml:1: the file is empty: a dictionary begins with <fix> (D006)`}},
		{"root", "\n<dictionary/>", []string{`d.xml:2: root element <dictionary>: a QuickFIX dictionary begins with <fix>, FIX Orchestra with <repository> (D007)`}},
		{"two roots", "<fix/>\n<fix/>", []string{`d.xml:2: a second root element <fix>: a file holds one dictionary (D007)`}},
		{"syntax", "<fix>\n<fields></fix>", []string{`d.xml:2: XML syntax error: element <fields> closed by </fix> (D002)`}},
		{"encoding", "<?xml version='1.0' encoding='EBCDIC'?><fix/>", []string{`d.xml:1: XML: opening charset "EBCDIC": encoding "EBCDIC": save the file as UTF-8 (D001)`}},
		{"several", "<fix major='x'>\n<header>\n<filed name='A'/>\n<field required='Y'/>\n<field name='B' required='maybe'/>\n" +
			"<field name='C'><field name='D'/></field></header>\n<fields><value/></fields>\n<things/></fix>", []string{
			`d.xml:1: major "x" is not a number (D013)`,
			`d.xml:3: A: element <filed>: write <field> (D016)`,
			`d.xml:4: Header: <field> without a name: add the attribute (D015)`,
			`d.xml:5: Header/B: required="maybe": write Y or N (D014)`,
			`d.xml:6: Header: field C has members: only a group has, write <group> (D017)`,
			`d.xml:7: fields: unknown element <value>: the elements here are field (D008)`,
			`d.xml:8: unknown element <things>: the elements here are header, trailer, messages, components, fields (D008)`,
		}},
		{"deep groups", "<fix><header>" + strings.Repeat("<group name='G'>", 34) + strings.Repeat("</group>", 34) + "</header></fix>", []string{
			`d.xml:1: Header` + strings.Repeat("/G", 33) + `: groups nested deeper than 32: flatten them (D004)`,
		}},
		{"deep elements", strings.Repeat("<fix>", 100000), []string{`d.xml:1: elements nested deeper than 40: flatten the groups (D004)`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, err := dict.ReadXML("d.xml", []byte(tt.src))
			checkFindings(t, f, err, tt.want)
		})
	}
}

// What WriteXML writes reads back as the same tree.
func TestWriteXMLRoundTrip(t *testing.T) {
	t.Parallel()
	want, err := dict.ReadYAML("small.yaml", []byte(strings.Replace(small, "More.", "'<&>\"''é'", 1)))
	if err != nil {
		t.Fatal(err)
	}
	src := dict.WriteXML(want)
	got, err := dict.ReadXML("small.xml", src)
	if err != nil {
		t.Fatalf("%v\n%s", err, src)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreTypes(dict.Pos{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("file (-want +got):\n%s\n%s", diff, src)
	}
}
