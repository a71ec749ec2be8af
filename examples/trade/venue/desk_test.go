package venue_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/examples/trade/venue"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

func newDesk() *venue.Desk { return venue.NewDesk(func() time.Time { return noon }) }

// limit is a limit order for EUR/USD that edit changes.
func limit(id, side, qty, price string, edit ...func(*fix44.NewOrderSingle)) *fix44.NewOrderSingle {
	m := &fix44.NewOrderSingle{
		ClOrdID: id, Account: "ALPHA", Side: sides[side], OrdType: fix44.OrdTypeLimit,
		Instrument:   fix44.Instrument{Symbol: "EUR/USD"},
		OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.MustDecimal(qty)},
		Price:        runtime.MustDecimal(price),
		TransactTime: runtime.NewUTCTimestamp(noon),
	}
	for _, e := range edit {
		e(m)
	}
	return m
}

var sides = map[string]fix44.Side{"buy": fix44.SideBuy, "sell": fix44.SideSell}

func market(m *fix44.NewOrderSingle) { m.OrdType, m.Price = fix44.OrdTypeMarket, runtime.Decimal{} }

func immediate(m *fix44.NewOrderSingle) { m.TimeInForce = fix44.TimeInForceImmediateOrCancel }

func cancel(id, orig string) *fix44.OrderCancelRequest {
	return &fix44.OrderCancelRequest{ClOrdID: id, OrigClOrdID: orig, Side: fix44.SideBuy,
		Instrument: fix44.Instrument{Symbol: "EUR/USD"}, TransactTime: runtime.NewUTCTimestamp(noon)}
}

func replace(id, orig, qty, price string) *fix44.OrderCancelReplaceRequest {
	return &fix44.OrderCancelReplaceRequest{ClOrdID: id, OrigClOrdID: orig, Side: fix44.SideBuy,
		OrdType: fix44.OrdTypeLimit, Instrument: fix44.Instrument{Symbol: "EUR/USD"},
		OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.MustDecimal(qty)},
		Price:        runtime.MustDecimal(price), TransactTime: runtime.NewUTCTimestamp(noon)}
}

var deskCases = []struct {
	name     string
	requests []runtime.Message
	want     []string // what is answered to all of them
}{
	{
		name:     "a resting order",
		requests: []runtime.Message{limit("1", "buy", "1000", "1.07")},
		want:     []string{"E000001 O000001 1 New/New 0+1000@0"},
	},
	{
		name:     "a partial fill, both sides reported, the order that came in first",
		requests: []runtime.Message{limit("1", "buy", "3000", "1.07"), limit("2", "sell", "1000", "1.06")},
		want: []string{
			"E000001 O000001 1 New/New 0+3000@0",
			"E000002 O000002 2 New/New 0+1000@0",
			"E000003 O000002 2 Trade/Filled 1000+0@1.0700000 last 1000@1.07000",
			"E000004 O000001 1 Trade/Partially filled 1000+2000@1.0700000 last 1000@1.07000",
		},
	},
	{
		name: "an average price over two levels",
		requests: []runtime.Message{
			limit("1", "sell", "1000", "1.07000"), limit("2", "sell", "2000", "1.07001"),
			limit("3", "buy", "3000", "1", market),
		},
		want: []string{
			"E000001 O000001 1 New/New 0+1000@0",
			"E000002 O000002 2 New/New 0+2000@0",
			"E000003 O000003 3 New/New 0+3000@0",
			"E000004 O000003 3 Trade/Partially filled 1000+2000@1.0700000 last 1000@1.07000",
			"E000005 O000001 1 Trade/Filled 1000+0@1.0700000 last 1000@1.07000",
			"E000006 O000003 3 Trade/Filled 3000+0@1.0700067 last 2000@1.07001",
			"E000007 O000002 2 Trade/Filled 2000+0@1.0700100 last 2000@1.07001",
		},
	},
	{
		name:     "what a market order cannot fill is cancelled",
		requests: []runtime.Message{limit("1", "buy", "1000", "1", market)},
		want: []string{
			"E000001 O000001 1 New/New 0+1000@0",
			"E000002 O000001 1 Canceled/Canceled 0+0@0 nothing more to trade with",
		},
	},
	{
		name:     "immediate or cancel does not rest",
		requests: []runtime.Message{limit("1", "buy", "1000", "1.07", immediate), cancel("2", "1")},
		want: []string{
			"E000001 O000001 1 New/New 0+1000@0",
			"E000002 O000001 1 Canceled/Canceled 0+0@0 nothing more to trade with",
			"O000001 2 of 1 cancel reject Too late to cancel/Canceled the order is Canceled",
		},
	},
	{
		name:     "a cancel",
		requests: []runtime.Message{limit("1", "buy", "1000", "1.07"), cancel("2", "1"), limit("3", "sell", "1000", "1.07")},
		want: []string{
			"E000001 O000001 1 New/New 0+1000@0",
			"E000002 O000001 2 of 1 Canceled/Canceled 0+0@0",
			"E000003 O000002 3 New/New 0+1000@0",
		},
	},
	{
		name: "a replace that trades at once, then goes by its new name",
		requests: []runtime.Message{limit("1", "sell", "1000", "1.08"), limit("2", "buy", "2000", "1.07"),
			replace("3", "2", "2000", "1.08"), cancel("4", "2"), cancel("5", "3")},
		want: []string{
			"E000001 O000001 1 New/New 0+1000@0",
			"E000002 O000002 2 New/New 0+2000@0",
			"E000003 O000002 3 of 2 Replaced/New 0+2000@0",
			"E000004 O000002 3 Trade/Partially filled 1000+1000@1.0800000 last 1000@1.08000",
			"E000005 O000001 1 Trade/Filled 1000+0@1.0800000 last 1000@1.08000",
			"O000002 4 of 2 cancel reject Unknown order/Partially filled the order goes by the ClOrdID 3 now",
			"E000006 O000002 5 of 3 Canceled/Canceled 1000+0@1.0800000",
		},
	},
	{
		name: "replaces that are refused",
		requests: []runtime.Message{limit("1", "buy", "3000", "1.07"), limit("2", "sell", "2000", "1.07"),
			replace("3", "1", "2000", "1.07"), replace("4", "1", "2500", "1.07"), replace("5", "9", "2000", "1.07"),
			replace("1", "1", "4000", "1.07")},
		want: []string{
			"E000001 O000001 1 New/New 0+3000@0",
			"E000002 O000002 2 New/New 0+2000@0",
			"E000003 O000002 2 Trade/Filled 2000+0@1.0700000 last 2000@1.07000",
			"E000004 O000001 1 Trade/Partially filled 2000+1000@1.0700000 last 2000@1.07000",
			"O000001 3 of 1 cancel reject Too late to cancel/Partially filled 2000 are filled already",
			"O000001 4 of 1 cancel reject Other/Partially filled OrderQty is 2500, must be a multiple of 1000",
			"NONE 5 of 9 cancel reject Unknown order/Rejected no order has the ClOrdID 9",
			"O000001 1 of 1 cancel reject " + fix44.CxlRejReasonDuplicateClOrdID.String() +
				"/Partially filled ClOrdID 1 was used before",
		},
	},
}

func TestDesk(t *testing.T) {
	t.Parallel()
	for _, tc := range deskCases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			desk := newDesk()
			var got []string
			for _, m := range tc.requests {
				answers, err := desk.Apply(m)
				if err != nil {
					t.Fatal(err)
				}
				for _, a := range answers {
					got = append(got, text(t, a))
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestRejects(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		order  *fix44.NewOrderSingle
		reason fix44.OrdRejReason
		text   string
	}{
		{"symbol", limit("1", "buy", "1000", "1", func(m *fix44.NewOrderSingle) { m.Symbol = "BTC/USD" }),
			fix44.OrdRejReasonUnknownSymbol, "BTC/USD is not traded here"},
		{"account", limit("1", "buy", "1000", "1", func(m *fix44.NewOrderSingle) { m.Account = "OMEGA" }),
			fix44.OrdRejReasonUnknownAccount, `there is no account "OMEGA"`},
		{"zero", limit("1", "buy", "0", "1"), fix44.OrdRejReasonIncorrectQuantity, "OrderQty is 0, must be above 0"},
		{"negative", limit("1", "buy", "-1000", "1"), fix44.OrdRejReasonIncorrectQuantity, "OrderQty is -1000, must be above 0"},
		{"lot", limit("1", "buy", "1500", "1"), fix44.OrdRejReasonIncorrectQuantity, "OrderQty is 1500, must be a multiple of 1000"},
		{"fraction", limit("1", "buy", "1000.5", "1"), fix44.OrdRejReasonIncorrectQuantity, "OrderQty is 1000.5, must be a multiple of 1000"},
		{"limit", limit("1", "buy", "5001000", "1"), fix44.OrdRejReasonOrderExceedsLimit, "OrderQty is 5001000, the limit is 5000000"},
		{"no price", limit("1", "buy", "1000", "1", func(m *fix44.NewOrderSingle) { m.Price = runtime.Decimal{} }),
			fix44.OrdRejReasonOther, "a limit order needs a Price"},
		{"tick", limit("1", "buy", "1000", "1.000001"), fix44.OrdRejReasonOther, "Price is 1.000001, the tick is 0.00001"},
		{"stop", limit("1", "buy", "1000", "1", func(m *fix44.NewOrderSingle) { m.OrdType = fix44.OrdTypeStop }),
			fix44.OrdRejReasonUnsupportedOrderCharacteristic, "OrdType Stop is not offered"},
		{"side", limit("1", "buy", "1000", "1", func(m *fix44.NewOrderSingle) { m.Side = fix44.SideLend }),
			fix44.OrdRejReasonUnsupportedOrderCharacteristic, "Side Lend is not offered"},
		{"time in force", limit("1", "buy", "1000", "1", func(m *fix44.NewOrderSingle) { m.TimeInForce = fix44.TimeInForceFillOrKill }),
			fix44.OrdRejReasonUnsupportedOrderCharacteristic, "TimeInForce Fill or kill is not offered"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			answers, err := newDesk().Apply(tc.order)
			if err != nil || len(answers) != 1 {
				t.Fatalf("%d answers, %v", len(answers), err)
			}
			r := answers[0].(*fix44.ExecutionReport)
			if r.ExecType != fix44.ExecTypeRejected || r.OrdStatus != fix44.OrdStatusRejected ||
				r.OrdRejReason != tc.reason || r.Text != tc.text {
				t.Errorf("got %v/%v %v %q, want %v %q", r.ExecType, r.OrdStatus, r.OrdRejReason, r.Text, tc.reason, tc.text)
			}
			if err := r.Validate(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestDuplicateLeavesTheFirstOrderAlone(t *testing.T) {
	t.Parallel()
	desk := newDesk()
	apply(t, desk, limit("1", "buy", "1000", "1.07"))
	r := apply(t, desk, limit("1", "buy", "1000", "1.07"))[0].(*fix44.ExecutionReport)
	if r.OrdRejReason != fix44.OrdRejReasonDuplicateOrder || r.OrderID != "O000002" {
		t.Errorf("got %s", text(t, r))
	}
	s := desk.Status("1", "").(*fix44.ExecutionReport)
	if got, want := text(t, s), "0 O000001 1 Order status/New 0+1000@0"; got != want {
		t.Errorf("status: got %s, want %s", got, want)
	}
}

func apply(t *testing.T, desk *venue.Desk, m runtime.Message) []runtime.Message {
	t.Helper()
	answers, err := desk.Apply(m)
	if err != nil {
		t.Fatal(err)
	}
	return answers
}

// text shows a report, which must satisfy the dictionary, in one line.
func text(t *testing.T, m runtime.Message) string {
	t.Helper()
	if err := runtime.Check(m); err != nil {
		t.Error(err)
	}
	of := func(clOrdID, orig string) string {
		if orig != "" {
			return clOrdID + " of " + orig
		}
		return clOrdID
	}
	switch m := m.(type) {
	case *fix44.ExecutionReport:
		s := fmt.Sprintf("%s %s %s %v/%v %v+%v@%v", m.ExecID, m.OrderID, of(m.ClOrdID, m.OrigClOrdID),
			m.ExecType, m.OrdStatus, m.CumQty, m.LeavesQty, m.AvgPx)
		if m.LastQty.IsSet() {
			s += fmt.Sprintf(" last %v@%v", m.LastQty, m.LastPx)
		}
		return strings.TrimSpace(s + " " + m.Text)
	case *fix44.OrderCancelReject:
		return fmt.Sprintf("%s %s cancel reject %v/%v %s", m.OrderID, of(m.ClOrdID, m.OrigClOrdID),
			m.CxlRejReason, m.OrdStatus, m.Text)
	}
	t.Fatalf("unexpected message %T", m)
	return ""
}
