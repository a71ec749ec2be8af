package show_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/gen/model"
	"github.com/affixgo/affix/gen/show"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func venue(t *testing.T) *model.Dictionary {
	t.Helper()
	d, err := model.Load("testdata/venue.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestGolden(t *testing.T) {
	t.Parallel()
	d := venue(t)
	var text bytes.Buffer
	all := []show.Entry{}
	for _, name := range []string{"54", "RawData", "95", "8", "NewOrderSingle", "0", "Parties", "Header", "NoPartyIDs", "Leftover"} {
		found := show.Find(d, name)
		if len(found) == 0 {
			t.Errorf("%s: nothing", name)
		}
		text.WriteString("--- " + name + "\n")
		for _, e := range found {
			if err := e.WriteText(&text); err != nil {
				t.Fatal(err)
			}
		}
		all = append(all, found...)
	}
	program, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/venue.txt", text.Bytes())
	golden(t, "testdata/venue.json", append(program, '\n'))
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	d := venue(t)
	for _, test := range []struct{ name, want string }{
		{"Side", "field Side"},
		{"side", "field Side"},
		{"8", "field BeginString, message ExecutionReport"},
		{"D", "message NewOrderSingle"},
		{"d", ""},
		{"trailer", "component Trailer"},
		{"Text", "field Text"},
		{"99999", ""},
		{"", ""},
	} {
		var got []string
		for _, e := range show.Find(d, test.name) {
			switch {
			case e.Field != nil:
				got = append(got, "field "+e.Field.Name)
			case e.Message != nil:
				got = append(got, "message "+e.Message.Name)
			case e.Component != nil:
				got = append(got, "component "+e.Component.Name)
			}
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%q: %v, want %s", test.name, got, test.want)
		}
	}
	if got := show.Suggest(d, "NewOrderSingel"); got != "NewOrderSingle" {
		t.Errorf("suggested %q", got)
	}
}
