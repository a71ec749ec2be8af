package audit

import (
	"github.com/affixgo/affix/examples/trade/ledger"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// side is what one ledger says.
type side struct {
	asked    map[string]int               // ClOrdID -> requests in the ledger
	reports  map[string][]runtime.Message // key -> reports applied or sent, in order
	keys     []string                     // of reports, in the order in which they first came
	orders   map[string]*position         // by OrderID
	answered map[string]bool              // ClOrdIDs that a report bears
}

// position is an order as the reports on it leave it.
type position struct {
	last   *fix44.ExecutionReport
	filled runtime.Decimal // the sum of LastQty
}

func read(entries []ledger.Entry) *side {
	s := &side{
		asked: map[string]int{}, reports: map[string][]runtime.Message{},
		orders: map[string]*position{}, answered: map[string]bool{},
	}
	for _, e := range entries {
		switch e.Kind {
		case ledger.Request:
			s.asked[ledger.ClOrdID(e.Message)]++
		case ledger.Report:
			s.report(e.Message)
		case ledger.Again:
			s.answered[ledger.ClOrdID(e.Message)] = true
		}
	}
	return s
}

func (s *side) report(m runtime.Message) {
	key, _ := ledger.Key(m)
	if s.reports[key] == nil {
		s.keys = append(s.keys, key)
	}
	s.reports[key] = append(s.reports[key], m)
	s.answered[ledger.ClOrdID(m)] = true
	r, ok := m.(*fix44.ExecutionReport)
	if !ok {
		return
	}
	p := s.orders[r.OrderID]
	if p == nil {
		p = &position{filled: runtime.NewDecimal(0, 0)}
		s.orders[r.OrderID] = p
	}
	p.last = r
	if r.ExecType == fix44.ExecTypeTrade {
		p.filled = add(p.filled, r.LastQty)
	}
}

// add adds quantities, which at this venue are whole numbers.
func add(a, b runtime.Decimal) runtime.Decimal {
	x, _ := a.Int64()
	y, _ := b.Int64()
	return runtime.NewDecimal(x+y, 0)
}
