package dict_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/affixgo/affix/gen/dict"
)

// noPos compares trees without their positions.
var noPos = cmp.Options{
	cmpopts.IgnoreTypes(dict.Pos{}),
	cmpopts.IgnoreFields(dict.File{}, "Findings"),
	cmpopts.EquateEmpty(),
}

// The style of etc is the style of WriteYAML, but for the comment in front.
func TestWriteYAMLIsTheStyleOfEtc(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../../etc/*.yaml")
	if err != nil || len(paths) < 3 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			src, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			f, err := dict.ReadYAML(path, src)
			if err != nil {
				t.Fatal(err)
			}
			i := bytes.Index(src, []byte("\nversion:"))
			want := strings.Split(string(src[i+1:]), "\n")
			got := strings.Split(string(dict.WriteYAML(f)), "\n")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What is written is read as it was, whatever the texts hold.
func TestWriteYAMLRoundTrip(t *testing.T) {
	t.Parallel()
	texts := []string{
		"plain", "54", "054", "1e3", "0x10", "yes", "No", "null", "~", "-", "- x", "a: b", "a #b", "#", "'", "it's", `"`, "a,b", "[a]", "{a}",
		"&a", "*a", "!a", "|", ">", "%", "@", "`", " lead", "trail ", "tab\there", "two\nlines", "\r", "\x01", "é", "\u00a0", "\u2028",
		"\ufeff", "😀", "fields", "only", "true", "Order Cancel/Replace", "<<", "=", "2020-01-01", "\\", "a\\b", "?", "? a", ":", "a:", "...", "---",
	}
	f := &dict.File{
		BeginString: "FIX.4.4", Name: "it's", Major: 4, Minor: 4, ServicePack: 2, Transport: "FIXT11", ApplVerID: "9", Doc: "a: \"b\"\nc",
		Header:  &dict.Block{Name: "Header", Doc: "of all", Members: []*dict.Member{{Name: "BeginString", Required: true}}},
		Trailer: &dict.Block{Name: "Trailer"},
		Components: []*dict.Block{
			{Name: "Empty"},
			{Name: "Named", GoName: "Other"},
			{Name: "LongForm", Members: []*dict.Member{{Name: "fields"}}},
		},
	}
	list := []*dict.Member{{Name: "Twice"}, {Name: "Twice", Required: true}, {Name: "NoA", Kind: dict.KindGroup, Required: true, GoName: "Entry", Doc: "d",
		Members: []*dict.Member{{Name: "A"}, {Name: "A"}, {Name: "C", Kind: dict.KindComponent}}}}
	for i, text := range texts {
		name := "F" + strings.Repeat("x", i) + text
		f.Fields = append(f.Fields, &dict.Field{Name: name, Number: text, Type: text, Enum: text, Length: text, GoName: text, Doc: text,
			Values: []dict.Value{{Value: text, Text: text}, {Value: text + "2", Text: "", GoName: text, Doc: text}}})
		f.Fields = append(f.Fields, &dict.Field{Name: name + "s", Number: "1", Type: "INT", Values: []dict.Value{{Value: text, Text: text}}})
		f.Messages = append(f.Messages, &dict.Message{Name: name, MsgType: text, MsgCat: text, GoName: text, Doc: text})
		list = append(list, &dict.Member{Name: name})
	}
	f.Fields = append(f.Fields, &dict.Field{Name: "Twice", Number: "1", Type: "INT", Values: []dict.Value{{Value: "1", Text: "a"}, {Value: "1", Text: "b", Doc: "c"}}})
	f.Messages = append(f.Messages, &dict.Message{Name: "List", MsgType: "L", Members: list})
	src := dict.WriteYAML(f)
	got, err := dict.ReadYAML("x.yaml", src)
	if err != nil {
		t.Fatalf("%v\n%s", err, src)
	}
	if diff := cmp.Diff(f, got, noPos); diff != "" {
		t.Error(diff)
	}
	if again := dict.WriteYAML(got); !bytes.Equal(again, src) {
		t.Error("written twice, it differs")
	}
}

func TestWriteYAMLOfOtherFiles(t *testing.T) {
	t.Parallel()
	f, err := dict.Load("../testdata/hostile.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := dict.ReadYAML("x.yaml", dict.WriteYAML(f))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f, got, noPos); diff != "" {
		t.Error(diff)
	}
	viaXML, err := dict.ReadXML("x.xml", dict.WriteXML(got))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f, viaXML, noPos); diff != "" {
		t.Error(diff)
	}
}
