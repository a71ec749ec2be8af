package client

import (
	"cmp"
	"slices"

	"github.com/affixgo/affix/examples/trade/ledger"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// State is what follows from the entries of a ledger. The live client and one
// that comes back from the dead get there by the same way: [State.Apply].
type State struct {
	Run     int // number of the last run
	Asked   int // requests of that run
	Reports int // reports applied in that run
	Trades  int // of them fills

	applied map[string]bool                   // keys of all reports ever applied
	asks    []*ask                            // of all runs that are not answered yet
	orders  map[string]*fix44.ExecutionReport // by OrderID: the last report on it
	names   map[string]string                 // first ClOrdID of a replaced order -> its last
	first   map[string]string                 // and back
}

// ask is a request that has no answer yet.
type ask struct {
	clOrdID string
	message runtime.Message
}

// NewState returns the state of an empty ledger.
func NewState() *State {
	return &State{
		applied: map[string]bool{}, orders: map[string]*fix44.ExecutionReport{},
		names: map[string]string{}, first: map[string]string{},
	}
}

// Apply takes in an entry that was written. Its message is kept.
func (s *State) Apply(e ledger.Entry) {
	switch e.Kind {
	case ledger.Run:
		s.Run, s.Asked, s.Reports, s.Trades = e.Run, 0, 0, 0
	case ledger.Request:
		s.Asked++
		s.asks = append(s.asks, &ask{ledger.ClOrdID(e.Message), e.Message})
	case ledger.Report:
		key, _ := ledger.Key(e.Message)
		s.applied[key] = true
		s.Reports++
		s.answered(e.Message)
		if r, ok := e.Message.(*fix44.ExecutionReport); ok {
			s.report(r)
		}
	case ledger.Again:
		s.answered(e.Message)
	}
}

func (s *State) report(r *fix44.ExecutionReport) {
	s.orders[r.OrderID] = r
	switch r.ExecType {
	case fix44.ExecTypeTrade:
		s.Trades++
	case fix44.ExecTypeReplaced:
		first := cmp.Or(s.first[r.OrigClOrdID], r.OrigClOrdID)
		s.names[first], s.first[r.ClOrdID] = r.ClOrdID, first
	}
}

// answered strikes the request that m answers off the list.
func (s *State) answered(m runtime.Message) {
	id := ledger.ClOrdID(m)
	i := slices.IndexFunc(s.asks, func(a *ask) bool { return a.clOrdID == id && answers(m, a.message) })
	if i >= 0 {
		s.asks = slices.Delete(s.asks, i, i+1)
	}
}

// answers reports whether m, which has the ClOrdID of request, is the answer to
// it, and not news about an order that goes by this ClOrdID.
func answers(m, request runtime.Message) bool {
	r, ok := m.(*fix44.ExecutionReport)
	if !ok {
		return true // an OrderCancelReject
	}
	switch r.ExecType {
	case fix44.ExecTypeOrderStatus:
		return true
	case fix44.ExecTypeNew, fix44.ExecTypeRejected:
		_, isNew := request.(*fix44.NewOrderSingle)
		return isNew
	case fix44.ExecTypeCanceled, fix44.ExecTypeReplaced:
		return r.OrigClOrdID != ""
	}
	return false
}

// Seen reports whether a report changes nothing, because it was applied before
// or only tells how an order stands.
func (s *State) Seen(m runtime.Message) bool {
	key, news := ledger.Key(m)
	return !news || s.applied[key]
}

// Unanswered returns the requests that have no answer, oldest first.
func (s *State) Unanswered() []runtime.Message {
	var all []runtime.Message
	for _, a := range s.asks {
		all = append(all, a.message)
	}
	return all
}

// Waiting returns the number of requests without an answer.
func (s *State) Waiting() int { return len(s.asks) }

// Settled reports whether every request about the order of this ClOrdID is
// answered. Only then its current name is known.
func (s *State) Settled(clOrdID string) bool {
	return !slices.ContainsFunc(s.asks, func(a *ask) bool {
		orig := a.clOrdID
		switch m := a.message.(type) {
		case *fix44.OrderCancelRequest:
			orig = m.OrigClOrdID
		case *fix44.OrderCancelReplaceRequest:
			orig = m.OrigClOrdID
		}
		return a.clOrdID == clOrdID || cmp.Or(s.first[orig], orig) == clOrdID
	})
}

// Current returns the ClOrdID that the order first known as clOrdID goes by now.
func (s *State) Current(clOrdID string) string { return cmp.Or(s.names[clOrdID], clOrdID) }

// Open returns the last report on each order that can still trade, by OrderID.
func (s *State) Open() []*fix44.ExecutionReport {
	var open []*fix44.ExecutionReport
	for _, r := range s.orders {
		if r.LeavesQty.Sign() > 0 {
			open = append(open, r)
		}
	}
	slices.SortFunc(open, func(a, b *fix44.ExecutionReport) int { return cmp.Compare(a.OrderID, b.OrderID) })
	return open
}
