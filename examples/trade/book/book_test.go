package book_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/affixgo/affix/examples/trade/book"
)

// A scenario is played line by line:
//
//	buy  ID QTY@PRICE      a limit order, the rest of which stays
//	sell ID QTY@market     a market order, the rest of which goes
//	cancel ID
//	replace ID QTY@PRICE
//
// and the fills are written "taker<maker QTY@PRICE".
var scenarios = []struct {
	name  string
	play  []string
	fills []string
	bid   string // best bid at the end, "QTY@PRICE", "" for none
	ask   string
}{
	{
		name: "prices that do not meet rest",
		play: []string{"buy B1 10@99", "sell S1 10@101"},
		bid:  "10@99", ask: "10@101",
	},
	{
		name:  "the best price trades first",
		play:  []string{"sell S1 10@102", "sell S2 10@100", "sell S3 10@101", "buy B1 25@102"},
		fills: []string{"B1<S2 10@100", "B1<S3 10@101", "B1<S1 5@102"},
		ask:   "5@102",
	},
	{
		name:  "the best bid is the highest",
		play:  []string{"buy B1 10@98", "buy B2 10@100", "buy B3 10@99", "sell S1 25@98"},
		fills: []string{"S1<B2 10@100", "S1<B3 10@99", "S1<B1 5@98"},
		bid:   "5@98",
	},
	{
		name:  "at one price the oldest trades first",
		play:  []string{"buy B1 5@100", "buy B2 5@100", "buy B3 5@100", "sell S1 12@100"},
		fills: []string{"S1<B1 5@100", "S1<B2 5@100", "S1<B3 2@100"},
		bid:   "3@100",
	},
	{
		name:  "the price is that of the order that rested",
		play:  []string{"sell S1 10@100", "buy B1 10@105"},
		fills: []string{"B1<S1 10@100"},
	},
	{
		name:  "what a limit order has left rests at its own price",
		play:  []string{"sell S1 4@100", "buy B1 10@101"},
		fills: []string{"B1<S1 4@100"},
		bid:   "6@101",
	},
	{
		name:  "a market order sweeps every price and does not rest",
		play:  []string{"sell S1 4@100", "sell S2 4@500", "buy B1 10@market"},
		fills: []string{"B1<S1 4@100", "B1<S2 4@500"},
	},
	{
		name: "a market order finds nothing in an empty book",
		play: []string{"buy B1 10@market"},
	},
	{
		name:  "a cancelled order trades no more",
		play:  []string{"buy B1 5@100", "buy B2 5@100", "cancel B1", "sell S1 5@100"},
		fills: []string{"S1<B2 5@100"},
	},
	{
		name:  "less quantity keeps the place in the queue",
		play:  []string{"buy B1 8@100", "buy B2 5@100", "replace B1 4@100", "sell S1 6@100"},
		fills: []string{"S1<B1 4@100", "S1<B2 2@100"},
		bid:   "3@100",
	},
	{
		name:  "more quantity costs the place in the queue",
		play:  []string{"buy B1 5@100", "buy B2 5@100", "replace B1 6@100", "sell S1 6@100"},
		fills: []string{"S1<B2 5@100", "S1<B1 1@100"},
		bid:   "5@100",
	},
	{
		name:  "another price costs the place in the queue",
		play:  []string{"buy B1 5@99", "buy B2 5@100", "replace B1 5@100", "sell S1 6@100"},
		fills: []string{"S1<B2 5@100", "S1<B1 1@100"},
		bid:   "4@100",
	},
	{
		name:  "a replaced order may trade at once",
		play:  []string{"sell S1 3@105", "buy B1 5@100", "replace B1 5@105"},
		fills: []string{"B1<S1 3@105"},
		bid:   "2@105",
	},
	{
		name:  "a partly filled order is replaced by total quantity",
		play:  []string{"buy B1 10@100", "sell S1 4@100", "replace B1 6@100", "sell S2 10@100"},
		fills: []string{"S1<B1 4@100", "S2<B1 2@100"},
		ask:   "8@100",
	},
}

func TestScenarios(t *testing.T) {
	t.Parallel()
	for _, sc := range scenarios {
		t.Run(sc.name, func(t *testing.T) {
			t.Parallel()
			b, fills := play(t, sc.play)
			if got, want := strings.Join(fills, ", "), strings.Join(sc.fills, ", "); got != want {
				t.Errorf("fills:\n got %s\nwant %s", got, want)
			}
			if got := best(b, book.Buy); got != sc.bid {
				t.Errorf("best bid %q, want %q", got, sc.bid)
			}
			if got := best(b, book.Sell); got != sc.ask {
				t.Errorf("best ask %q, want %q", got, sc.ask)
			}
		})
	}
}

// play runs a scenario and returns the book and its fills as text.
func play(t *testing.T, lines []string) (*book.Book, []string) {
	t.Helper()
	var b book.Book
	var texts []string
	orders := map[string]*book.Order{}
	for _, line := range lines {
		f := strings.Fields(line)
		verb, id := f[0], f[1]
		var qty, price int64
		market := len(f) == 3 && strings.HasSuffix(f[2], "@market")
		if len(f) == 3 && !market {
			if _, err := fmt.Sscanf(f[2], "%d@%d", &qty, &price); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		} else if market {
			if _, err := fmt.Sscanf(f[2], "%d@market", &qty); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		var fills []book.Fill
		switch verb {
		case "cancel":
			if !b.Remove(orders[id]) {
				t.Fatalf("%s: was not in the book", line)
			}
		case "replace":
			fills = b.Replace(orders[id], price, qty)
		default:
			o := &book.Order{ID: id, Side: map[string]book.Side{"buy": book.Buy, "sell": book.Sell}[verb],
				Market: market, Price: price, Qty: qty}
			orders[id] = o
			if fills = b.Match(o); o.Leaves() > 0 && !market {
				b.Rest(o)
			}
		}
		for _, fill := range fills {
			texts = append(texts, fmt.Sprintf("%s<%s %d@%d", fill.Taker.ID, fill.Maker.ID, fill.Qty, fill.Price))
		}
	}
	return &b, texts
}

func best(b *book.Book, s book.Side) string {
	price, qty, ok := b.Best(s)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%d@%d", qty, price)
}

func TestFillsCarryRunningTotals(t *testing.T) {
	t.Parallel()
	var b book.Book
	b.Rest(&book.Order{ID: "S1", Side: book.Sell, Price: 100, Qty: 3})
	b.Rest(&book.Order{ID: "S2", Side: book.Sell, Price: 110, Qty: 2})
	fills := b.Match(&book.Order{ID: "B1", Side: book.Buy, Market: true, Qty: 5})
	if len(fills) != 2 {
		t.Fatalf("%d fills, want 2", len(fills))
	}
	if f := fills[0]; f.TakerFilled != 3 || f.TakerNotional != 300 {
		t.Errorf("after the first fill the taker has %d for %d, want 3 for 300", f.TakerFilled, f.TakerNotional)
	}
	if f := fills[1]; f.TakerFilled != 5 || f.TakerNotional != 520 || f.MakerFilled != 2 {
		t.Errorf("after the second fill: %+v", f)
	}
}

func TestRemoveUnknown(t *testing.T) {
	t.Parallel()
	var b book.Book
	b.Rest(&book.Order{ID: "B1", Side: book.Buy, Price: 100, Qty: 3})
	if b.Remove(&book.Order{ID: "B2", Side: book.Buy, Price: 100, Qty: 3}) {
		t.Error("removed an order that was not in the book")
	}
}
