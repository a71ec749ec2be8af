package audit_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/examples/trade/audit"
	"github.com/affixgo/affix/examples/trade/ledger"
	"github.com/affixgo/affix/examples/trade/venue"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// history is what both sides write down about a few orders.
func history(t *testing.T) (client, venueSide []ledger.Entry) {
	t.Helper()
	noon := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	desk := venue.NewDesk(func() time.Time { return noon })
	client = append(client, ledger.Entry{Kind: ledger.Run, Run: 1})
	venueSide = append(venueSide, ledger.Entry{Kind: ledger.Run, Run: 1})
	order := func(id, account string, side fix44.Side, qty int64, price string) *fix44.NewOrderSingle {
		return &fix44.NewOrderSingle{
			ClOrdID: id, Account: account, Side: side, OrdType: fix44.OrdTypeLimit,
			Instrument:   fix44.Instrument{Symbol: "EUR/USD"},
			OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.NewDecimal(qty, 0)},
			Price:        runtime.MustDecimal(price), TransactTime: runtime.NewUTCTimestamp(noon),
		}
	}
	for _, m := range []runtime.Message{
		order("R1-0001", "ALPHA", fix44.SideSell, 2000, "1.07"),
		order("R1-0002", "BETA", fix44.SideBuy, 1000, "1.07"),
		order("R1-0003", "BETA", fix44.SideBuy, 3000, "1.08"),
		order("R1-0004", "OMEGA", fix44.SideBuy, 3000, "1.08"),
		&fix44.OrderCancelRequest{ClOrdID: "R1-0005", OrigClOrdID: "R1-0001", Side: fix44.SideSell,
			Instrument: fix44.Instrument{Symbol: "EUR/USD"}, TransactTime: runtime.NewUTCTimestamp(noon)},
	} {
		answers, err := desk.Apply(m)
		if err != nil {
			t.Fatal(err)
		}
		client = append(client, ledger.Entry{Kind: ledger.Request, Message: m})
		venueSide = append(venueSide, ledger.Entry{Kind: ledger.Request, Message: m})
		for _, a := range answers {
			client = append(client, ledger.Entry{Kind: ledger.Report, Message: received(a)})
			venueSide = append(venueSide, ledger.Entry{Kind: ledger.Report, Message: a})
		}
	}
	return client, venueSide
}

// received is a report as the client gets it: with a header.
func received(m runtime.Message) runtime.Message {
	switch m := m.(type) {
	case *fix44.ExecutionReport:
		m = m.Clone()
		m.Header.MsgSeqNum, m.Header.SenderCompID = runtime.NewInt(5), "VENUE"
		return m
	case *fix44.OrderCancelReject:
		m = m.Clone()
		m.Header.MsgSeqNum, m.Header.SenderCompID = runtime.NewInt(6), "VENUE"
		return m
	}
	return m
}

func TestAgreement(t *testing.T) {
	t.Parallel()
	client, venueSide := history(t)
	client = append(client, ledger.Entry{Kind: ledger.Again, Message: client[len(client)-1].Message})
	r := audit.Compare(client, venueSide)
	if !r.OK() || r.Requests != 5 || r.Reports != 9 || r.Orders != 4 || r.Again != 1 {
		t.Errorf("%+v", r)
	}
}

// Each case doctors one of the ledgers in a way that must be noticed.
func TestDoctoredLedgers(t *testing.T) {
	t.Parallel()
	reports := func(entries []ledger.Entry) (at []int) {
		for i, e := range entries {
			if e.Kind == ledger.Report {
				at = append(at, i)
			}
		}
		return at
	}
	edit := func(e *ledger.Entry, change func(*fix44.ExecutionReport)) {
		r := e.Message.(*fix44.ExecutionReport).Clone()
		change(r)
		e.Message = r
	}
	for _, tc := range []struct {
		name   string
		doctor func(client, venue []ledger.Entry) ([]ledger.Entry, []ledger.Entry)
		want   string
	}{
		{"a fill is lost", func(c, v []ledger.Entry) ([]ledger.Entry, []ledger.Entry) {
			at := reports(c)[2]
			return slices.Delete(c, at, at+1), v
		}, "lost E000003"},
		{"the last report is lost", func(c, v []ledger.Entry) ([]ledger.Entry, []ledger.Entry) {
			return c[:len(c)-1], v
		}, "lost reject of R1-0005"},
		{"a fill is applied twice", func(c, v []ledger.Entry) ([]ledger.Entry, []ledger.Entry) {
			at := reports(c)[2]
			return slices.Insert(c, at, c[at]), v
		}, "twice E000003"},
		{"a fill is invented", func(c, v []ledger.Entry) ([]ledger.Entry, []ledger.Entry) {
			e := c[reports(c)[2]]
			edit(&e, func(r *fix44.ExecutionReport) { r.ExecID = "E999999" })
			return append(c, e), v
		}, "report E999999 is unknown to the venue"},
		{"a quantity is changed", func(c, v []ledger.Entry) ([]ledger.Entry, []ledger.Entry) {
			edit(&c[reports(c)[2]], func(r *fix44.ExecutionReport) { r.LastQty = runtime.NewDecimal(900, 0) })
			return c, v
		}, "report E000003 says one thing at the venue and another at the client; " +
			"order O000002: the fills the client applied add up to 900, CumQty is 1000"},
		{"two reports change places", func(c, v []ledger.Entry) ([]ledger.Entry, []ledger.Entry) {
			at := reports(c)
			c[at[2]], c[at[3]] = c[at[3]], c[at[2]]
			return c, v
		}, "the reports were applied in another order than they were sent"},
		{"a request never arrived", func(c, v []ledger.Entry) ([]ledger.Entry, []ledger.Entry) {
			e := c[1]
			m := e.Message.(*fix44.NewOrderSingle).Clone()
			m.ClOrdID = "R1-0099"
			return append(c, ledger.Entry{Kind: ledger.Request, Message: m}), v
		}, "request R1-0099 never reached the venue"},
		{"the venue made an order twice", func(c, v []ledger.Entry) ([]ledger.Entry, []ledger.Entry) {
			return c, append(v, v[1])
		}, "request R1-0001 was made 1 times, the venue dealt with it 2 times"},
		{"an ExecID is given out twice", func(c, v []ledger.Entry) ([]ledger.Entry, []ledger.Entry) {
			return c, append(v, v[reports(v)[0]])
		}, "report E000001 was given out 2 times by the venue"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			client, venueSide := tc.doctor(history(t))
			r := audit.Compare(client, venueSide)
			if r.OK() {
				t.Fatal("nothing was noticed")
			}
			var found []string
			for _, key := range r.Lost {
				found = append(found, "lost "+key)
			}
			for _, key := range r.Twice {
				found = append(found, "twice "+key)
			}
			found = append(found, r.Differs...)
			if got := strings.Join(found, "; "); !strings.Contains(got, tc.want) {
				t.Errorf("got %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestSum(t *testing.T) {
	t.Parallel()
	client, _ := history(t)
	totals := audit.Sum(audit.LastRun(client))
	if len(totals.Symbols) != 1 || len(totals.Positions) != 2 || len(totals.Refused) != 2 {
		t.Fatalf("%+v", totals)
	}
	s := totals.Symbols[0]
	if s.Trades != 2 || s.Volume.RatString() != "2000" || s.VWAP().FloatString(5) != "1.07000" {
		t.Errorf("%s: %d trades, volume %v, VWAP %v", s.Name, s.Trades, s.Volume, s.VWAP())
	}
	alpha, beta := totals.Positions[0], totals.Positions[1]
	if alpha.Net().RatString() != "-2000" || beta.Net().RatString() != "2000" || alpha.Cash.RatString() != "2140" {
		t.Errorf("%+v, %+v", alpha, beta)
	}
	price := runtime.MustDecimal("1.08")
	if got := beta.Result(price).FloatString(2); got != "20.00" {
		t.Errorf("result %s, want 20.00", got)
	}
	if r := totals.Refused[0]; r.ClOrdID != "R1-0004" || r.Reason != "Unknown account" {
		t.Errorf("%+v", r)
	}
}
