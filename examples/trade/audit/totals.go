package audit

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/affixgo/affix/examples/trade/ledger"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// Totals is what the reports of a ledger add up to.
type Totals struct {
	Symbols   []Symbol   // by name
	Positions []Position // by account and symbol
	Refused   []Refused  // in the order in which they came
}

// Symbol is what was traded of one instrument.
type Symbol struct {
	Name            string
	Trades          int
	Volume          *big.Rat
	Turnover        *big.Rat // price times quantity
	Low, High, Last runtime.Decimal
}

// VWAP is the average price, weighted by quantity.
func (s Symbol) VWAP() *big.Rat { return new(big.Rat).Quo(s.Turnover, s.Volume) }

// Position is what an account has of a symbol.
type Position struct {
	Account, Symbol string
	Bought, Sold    *big.Rat
	Cash            *big.Rat // what the sales brought, less what the purchases cost
}

// Net is what the account has, below zero if it owes it.
func (p Position) Net() *big.Rat { return new(big.Rat).Sub(p.Bought, p.Sold) }

// Result is the profit if the position were closed at price.
func (p Position) Result(price runtime.Decimal) *big.Rat {
	r := new(big.Rat).Mul(p.Net(), price.Rat())
	return r.Add(r, p.Cash)
}

// Refused is a request that the venue turned down.
type Refused struct {
	ClOrdID, What, Reason, Text string
}

// LastRun returns the entries behind the last Run entry.
func LastRun(entries []ledger.Entry) []ledger.Entry {
	for i, e := range slices.Backward(entries) {
		if e.Kind == ledger.Run {
			return entries[i+1:]
		}
	}
	return entries
}

// Sum adds up the reports among entries.
func Sum(entries []ledger.Entry) Totals {
	symbols := map[string]*Symbol{}
	positions := map[[2]string]*Position{}
	var t Totals
	for _, e := range entries {
		if e.Kind != ledger.Report {
			continue
		}
		switch m := e.Message.(type) {
		case *fix44.ExecutionReport:
			switch m.ExecType {
			case fix44.ExecTypeTrade:
				trade(symbols, positions, m)
			case fix44.ExecTypeRejected:
				t.Refused = append(t.Refused, Refused{m.ClOrdID, "order", m.OrdRejReason.String(), m.Text})
			}
		case *fix44.OrderCancelReject:
			what := "cancel"
			if m.CxlRejResponseTo == fix44.CxlRejResponseToOrderCancel {
				what = "replace"
			}
			t.Refused = append(t.Refused, Refused{m.ClOrdID, what, m.CxlRejReason.String(), m.Text})
		}
	}
	for _, name := range sorted(symbols) {
		t.Symbols = append(t.Symbols, *symbols[name])
	}
	for _, p := range positions {
		t.Positions = append(t.Positions, *p)
	}
	slices.SortFunc(t.Positions, func(a, b Position) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Symbol, b.Symbol))
	})
	return t
}

func trade(symbols map[string]*Symbol, positions map[[2]string]*Position, m *fix44.ExecutionReport) {
	qty := m.LastQty.Rat()
	value := new(big.Rat).Mul(qty, m.LastPx.Rat())
	key := [2]string{m.Account, m.Symbol}
	p := positions[key]
	if p == nil {
		p = &Position{Account: m.Account, Symbol: m.Symbol,
			Bought: new(big.Rat), Sold: new(big.Rat), Cash: new(big.Rat)}
		positions[key] = p
	}
	if m.Side == fix44.SideSell {
		p.Sold.Add(p.Sold, qty)
		p.Cash.Add(p.Cash, value)
		return
	}
	p.Bought.Add(p.Bought, qty)
	p.Cash.Sub(p.Cash, value)
	// Each trade has two reports: its buyer's stands for it.
	s := symbols[m.Symbol]
	if s == nil {
		s = &Symbol{Name: m.Symbol, Volume: new(big.Rat), Turnover: new(big.Rat), Low: m.LastPx, High: m.LastPx}
		symbols[m.Symbol] = s
	}
	s.Trades++
	s.Volume.Add(s.Volume, qty)
	s.Turnover.Add(s.Turnover, value)
	s.Last = m.LastPx
	if m.LastPx.Cmp(s.Low) < 0 {
		s.Low = m.LastPx
	}
	if m.LastPx.Cmp(s.High) > 0 {
		s.High = m.LastPx
	}
}
