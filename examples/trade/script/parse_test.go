package script_test

import (
	"os"
	"strings"
	"testing"

	"github.com/affixgo/affix/examples/trade/script"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

const header = "id,action,account,symbol,side,type,qty,price,tif,ref\n"

func TestParse(t *testing.T) {
	t.Parallel()
	lines, err := script.Parse("x.csv", strings.NewReader(header+
		"# a comment\n"+
		"1,NEW,ALPHA,EUR/USD,BUY,LIMIT,1000,1.07120,DAY,\n"+
		"2,REPLACE,ALPHA,EUR/USD,BUY,LIMIT,2000,1.07130,DAY,1\n"+
		"3,CANCEL,ALPHA,EUR/USD,SELL,MARKET,2000,,IOC,unknown\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []script.Line{
		{ID: 1, Action: script.New, Account: "ALPHA", Symbol: "EUR/USD", Side: fix44.SideBuy, Type: fix44.OrdTypeLimit,
			Qty: runtime.MustDecimal("1000"), Price: runtime.MustDecimal("1.07120"), TimeInForce: fix44.TimeInForceDay},
		{ID: 2, Action: script.Replace, Account: "ALPHA", Symbol: "EUR/USD", Side: fix44.SideBuy, Type: fix44.OrdTypeLimit,
			Qty: runtime.MustDecimal("2000"), Price: runtime.MustDecimal("1.07130"), TimeInForce: fix44.TimeInForceDay, Ref: 1},
		{ID: 3, Action: script.Cancel, Account: "ALPHA", Symbol: "EUR/USD", Side: fix44.SideSell, Type: fix44.OrdTypeMarket,
			Qty: runtime.MustDecimal("2000"), TimeInForce: fix44.TimeInForceImmediateOrCancel, Ref: script.Unknown},
	}
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d", len(lines), len(want))
	}
	for i := range want {
		if lines[i] != want[i] {
			t.Errorf("line %d:\n got %+v\nwant %+v", i+1, lines[i], want[i])
		}
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	const good = "1,NEW,ALPHA,EUR/USD,BUY,LIMIT,1000,1.07,DAY,\n"
	for _, tc := range []struct{ name, text, want string }{
		{"empty", "", "x.csv: EOF"},
		{"columns", "a,b,c,d,e,f,g,h,i,j\n", `x.csv:1: the columns are ["a"`},
		{"nothing", header, "x.csv: there is nothing to play"},
		{"missing column", header + "1,NEW\n", "x.csv: record on line 2: wrong number of fields"},
		{"id", header + "2,NEW,A,EUR/USD,BUY,LIMIT,1000,1.07,DAY,\n", `x.csv:2: id: "2", want 1: they count from 1`},
		{"action", header + "1,BUY,A,EUR/USD,BUY,LIMIT,1000,1.07,DAY,\n", `x.csv:2: action: "BUY" is none of NEW, CANCEL, REPLACE`},
		{"side", header + "1,NEW,A,EUR/USD,,LIMIT,1000,1.07,DAY,\n", `x.csv:2: side: "" is not one of its values`},
		{"type", header + "1,NEW,A,EUR/USD,BUY,limit,1000,1.07,DAY,\n", `x.csv:2: type: "limit" is not one of its values`},
		{"qty", header + "1,NEW,A,EUR/USD,BUY,LIMIT,,1.07,DAY,\n", `x.csv:2: qty: "" is not a number`},
		{"price", header + "1,NEW,A,EUR/USD,BUY,LIMIT,1000,1e3,DAY,\n", `x.csv:2: price: "1e3" is not a number`},
		{"tif", header + "1,NEW,A,EUR/USD,BUY,LIMIT,1000,1,GTC,\n", `x.csv:2: tif: "GTC" is not one of its values`},
		{"ref missing", header + good + "2,CANCEL,A,EUR/USD,BUY,LIMIT,1000,1,DAY,\n", `x.csv:3: ref: "" is no id`},
		{"ref later", header + good + "# note\n2,CANCEL,A,EUR/USD,BUY,LIMIT,1000,1,DAY,2\n", `x.csv:4: ref: 2 is not an earlier line`},
		{"ref of a cancel", header + good + "2,CANCEL,A,EUR/USD,BUY,LIMIT,1000,1,DAY,1\n3,CANCEL,A,EUR/USD,BUY,LIMIT,1000,1,DAY,2\n",
			`x.csv:4: ref: line 2 is a CANCEL, want a NEW`},
		{"ref of another symbol", header + good + "2,CANCEL,A,USD/JPY,BUY,LIMIT,1000,1,DAY,1\n", `x.csv:3: ref: order 1 has another symbol or side`},
		{"all at once", header + "2,NEW,A,EUR/USD,BUY,LIMIT,x,1,DAY,\n", "x.csv:2: id: \"2\", want 1: they count from 1\nx.csv:2: qty: \"x\" is not a number"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := script.Parse("x.csv", strings.NewReader(tc.text))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
}

// The script that is shipped has a bit of everything.
func TestShippedScript(t *testing.T) {
	t.Parallel()
	f, err := os.Open("../orders.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := script.Parse("orders.csv", f)
	if err != nil {
		t.Fatal(err)
	}
	actions, symbols := map[script.Action]int{}, map[string]int{}
	for _, l := range lines {
		actions[l.Action]++
		symbols[l.Symbol]++
	}
	if len(lines) < 320 || actions[script.New] < 250 || actions[script.Cancel] < 20 || actions[script.Replace] < 20 || len(symbols) < 6 {
		t.Errorf("%d lines: %v, %v", len(lines), actions, symbols)
	}
}
