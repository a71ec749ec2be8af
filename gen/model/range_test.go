package model_test

import (
	"strings"
	"testing"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/model"
)

const ranged = `
version: {major: 4, minor: 4}
beginString: FIX.4.4
header:
  BeginString: {required: true}
trailer:
  CheckSum: {required: true}
messages: {M: {msgtype: U1, fields: {F: }}}
fields:
  BeginString: {number: 8, type: STRING}
  CheckSum: {number: 10, type: STRING}
  F: {number: 5000, type: %TYPE%}
`

func TestRanges(t *testing.T) {
	t.Parallel()
	tests := []struct{ field, want, finding string }{
		{"INT, range: 1..100", "1..100", ""},
		{"PRICE, range: -1.5 .. 2.25", "-1.5..2.25", ""},
		{"QTY, range: 0..", "0..", ""},
		{"QTY, range: ..9", "..9", ""},
		{"DAYOFMONTH", "1..31", ""},
		{"DAYOFMONTH, range: 1..28", "1..28", ""},
		{"INT", "", ""},
		{"INT, range: 5..1", "", "D109"},
		{"INT, range: ..", "", "D109"},
		{"INT, range: 1-5", "", "D109"},
		{"INT, range: 1e3..", "", "D109"},
		{"STRING, range: 1..5", "", "D109"},
	}
	for _, test := range tests {
		t.Run(test.field, func(t *testing.T) {
			t.Parallel()
			f, err := dict.Read("d.yaml", []byte(strings.Replace(ranged, "%TYPE%", test.field, 1)))
			if err != nil {
				t.Fatal(err)
			}
			d, findings, err := model.Options{Lenient: true}.Resolve(f)
			if err != nil {
				t.Fatal(err)
			}
			if got := findings.Error(); strings.Contains(got, "D109") != (test.finding != "") {
				t.Errorf("findings: %s", got)
			}
			got := ""
			if r := d.Fields[len(d.Fields)-1].Range; r != nil {
				got = r.String()
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			// Every format says the same.
			for _, text := range [][]byte{dict.WriteYAML(f), dict.WriteXML(f)} {
				again, err := dict.Read("again", text)
				if err != nil {
					t.Fatal(err)
				}
				if got := again.Fields[len(again.Fields)-1].Range; got != f.Fields[len(f.Fields)-1].Range {
					t.Errorf("written and read: %q\n%s", got, text)
				}
			}
		})
	}
}

func TestRangeCovers(t *testing.T) {
	t.Parallel()
	all, some, open := (*model.Range)(nil), &model.Range{Min: "1", Max: "5.50"}, &model.Range{Min: "0"}
	for _, test := range []struct {
		a, b *model.Range
		want bool
	}{
		{all, some, true}, {some, all, false}, {open, some, true}, {some, open, false}, {some, some, true},
		{some, &model.Range{Min: "1.0", Max: "5.5"}, true}, {open, all, false},
	} {
		if test.a.Covers(test.b) != test.want {
			t.Errorf("%v covers %v: want %t", test.a, test.b, test.want)
		}
	}
}
