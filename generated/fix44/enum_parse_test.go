package fix44_test

import (
	"strings"
	"testing"

	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

func TestParseEnum(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		want fix44.Side
	}{
		{"1", fix44.SideBuy},
		{"Buy", fix44.SideBuy},
		{"buy", fix44.SideBuy},
		{"Sell short", fix44.SideSellShort},
		{"SellShort", fix44.SideSellShort},
		{"SELL_SHORT", fix44.SideSellShort},
		{" sell-short ", fix44.SideSellShort},
		{"G", fix44.SideBorrow},
	} {
		if got, err := fix44.ParseSide(tt.text); err != nil || got != tt.want {
			t.Errorf("ParseSide(%q) = %v, %v", tt.text, got, err)
		}
	}
	for text, want := range map[string]string{
		"":                        `runtime: Side: "" is not a value, want one of 1 (Buy), 2 (Sell), `,
		"-":                       `runtime: Side: "-" is not a value`,
		"g":                       " and 4 more",
		strings.Repeat("x", 1000): `"` + strings.Repeat("x", 40) + `"... is not a value`,
		"Side":                    `"Side" is not a value`,
	} {
		got, err := fix44.ParseSide(text)
		if err == nil || got != 0 || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseSide(%.50q) = %v, %v, want an error with %q", text, got, err, want)
		}
	}
	if got, err := fix44.ParseSecurityType("corporate bond"); err != nil || got != fix44.SecurityTypeCorporateBond {
		t.Errorf("a type of string: %v, %v", got, err)
	}
}

// What String returns is parsed again, unless two values share a name.
func TestParseEnumNames(t *testing.T) {
	t.Parallel()
	e := runtime.Enum{Name: "E", Values: []runtime.EnumValue{
		{Value: "1", Name: "Reserved", Ident: "Reserved_1"},
		{Value: "2", Name: "Reserved"},
		{Value: "3", Name: "2"},
		{Value: "4", Name: "Day+1"},
		{Value: "5", Name: "Day-1", Ident: "DayMinus1"},
		{Value: "6", Name: "日"},
	}}
	for text, want := range map[string]string{
		"2": "2", "3": "3", "Day+1": "4", "Day-1": "5", "dayminus1": "5", "reserved1": "1", "日": "6", "Day1": "", "Reserved": "", "月": "", "reserved": "",
	} {
		got, err := runtime.ParseEnum[string](&e, text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v, want %q", text, got, err, want)
		}
	}
	if _, err := runtime.ParseEnum[string](&e, "Reserved"); err == nil || !strings.Contains(err.Error(), "is the name of 2 values") {
		t.Errorf("ambiguous: %v", err)
	}
}
