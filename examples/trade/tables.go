package main

import (
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/affixgo/affix/examples/trade/audit"
	"github.com/affixgo/affix/runtime"
)

// printTotals prints what a run did: fills, positions, refusals.
func printTotals(out io.Writer, t audit.Totals) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(cells ...string) { fmt.Fprintln(w, "  "+strings.Join(cells, "\t")+"\t") }

	fmt.Fprintf(out, "\nTrades\n")
	last := map[string]runtime.Decimal{}
	row("symbol", "trades", "volume", "VWAP", "low", "high", "last")
	for _, s := range t.Symbols {
		last[s.Name] = s.Last
		row(s.Name, fmt.Sprint(s.Trades), grouped(s.Volume, 0), s.VWAP().FloatString(s.Last.Scale()+1),
			s.Low.String(), s.High.String(), s.Last.String())
	}
	_ = w.Flush()

	fmt.Fprintf(out, "\nPositions (the result is at the last price, in the second currency)\n")
	row("account", "symbol", "bought", "sold", "position", "result")
	for _, p := range t.Positions {
		row(p.Account, p.Symbol, grouped(p.Bought, 0), grouped(p.Sold, 0), grouped(p.Net(), 0),
			grouped(p.Result(last[p.Symbol]), 2))
	}
	_ = w.Flush()

	fmt.Fprintf(out, "\nRefused by the venue\n")
	plain := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, group := range groupRefused(t.Refused) {
		first := group[0]
		fmt.Fprintf(plain, "  %d\t%s\t%s\t%s: %s\n", len(group), first.What, first.Reason, first.ClOrdID, first.Text)
	}
	_ = plain.Flush()
}

// groupRefused puts refusals for the same reason together.
func groupRefused(all []audit.Refused) [][]audit.Refused {
	var groups [][]audit.Refused
	for _, r := range all {
		i := slices.IndexFunc(groups, func(g []audit.Refused) bool {
			return g[0].What == r.What && g[0].Reason == r.Reason
		})
		if i < 0 {
			groups = append(groups, []audit.Refused{r})
		} else {
			groups[i] = append(groups[i], r)
		}
	}
	return groups
}

// grouped writes a number with a comma between thousands.
func grouped(r *big.Rat, digits int) string {
	text := r.FloatString(digits)
	sign := ""
	if rest, negative := strings.CutPrefix(text, "-"); negative {
		sign, text = "-", rest
	}
	whole, fraction, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	return sign + whole + fraction
}
