// Package standin is what the examples talk to, so that each runs by itself: a
// venue on loopback that fills every order, a client that sends one, and what they
// say to each other.
package standin

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// Venue starts an acceptor VENUE for the peer CLIENT that fills every order at its
// price.
func Venue(ctx context.Context, options ...func(*engine.AcceptorConfig)) (*engine.Acceptor, error) {
	cfg := engine.AcceptorConfig{
		Address:  "127.0.0.1:0",
		Sessions: []session.Config{{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "CLIENT"}},
		Store:    store.NewMemory(store.MemoryConfig{}),
		Router:   Filling(),
	}
	for _, option := range options {
		option(&cfg)
	}
	venue, err := engine.NewAcceptor(cfg)
	if err != nil {
		return nil, err
	}
	return venue, venue.Start(ctx)
}

// Filling returns the functions of a venue that fills every order at its price.
func Filling() *engine.Router {
	var fills atomic.Int64
	r := engine.NewRouter()
	engine.On(r, func(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
		_, err := s.Send(ctx, Fill(m, fmt.Sprintf("E-%d", fills.Add(1))))
		return err
	})
	return r
}

// Fill is the report of an order that is filled as a whole.
func Fill(m *fix44.NewOrderSingle, execID string) *fix44.ExecutionReport {
	return &fix44.ExecutionReport{
		OrderID: "V-" + m.ClOrdID, ExecID: execID, ClOrdID: m.ClOrdID, Instrument: m.Instrument, Side: m.Side,
		ExecType: fix44.ExecTypeTrade, OrdStatus: fix44.OrdStatusFilled,
		LastQty: m.OrderQty, LastPx: m.Price, CumQty: m.OrderQty, AvgPx: m.Price, LeavesQty: runtime.NewDecimal(0, 0),
	}
}

// Order is a limit order for a million euros.
func Order(id string) *fix44.NewOrderSingle {
	return &fix44.NewOrderSingle{
		ClOrdID:      id,
		Instrument:   fix44.Instrument{Symbol: "EUR/USD"},
		Side:         fix44.SideBuy,
		OrdType:      fix44.OrdTypeLimit,
		OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.NewDecimal(1_000_000, 0)},
		Price:        runtime.MustDecimal("1.0712"),
		TransactTime: runtime.NewUTCTimestamp(time.Now()),
	}
}

// Client starts an initiator that logs on to address, and returns the reports that
// it gets.
func Client(ctx context.Context, address string, options ...func(*engine.InitiatorConfig)) (
	*engine.Initiator, <-chan *fix44.ExecutionReport, error,
) {
	reports := make(chan *fix44.ExecutionReport, 16)
	r := engine.NewRouter()
	engine.On(r, func(_ context.Context, _ *engine.Session, m *fix44.ExecutionReport) error {
		reports <- m.Clone() // m itself is used again for the next report
		return nil
	})
	cfg := engine.InitiatorConfig{
		Addresses: []string{address},
		Session:   session.Config{Dictionary: fix44.Dictionary, SenderCompID: "CLIENT", TargetCompID: "VENUE"},
		Store:     store.NewMemory(store.MemoryConfig{}),
		Router:    r,
	}
	for _, option := range options {
		option(&cfg)
	}
	client, err := engine.NewInitiator(cfg)
	if err != nil {
		return nil, nil, err
	}
	return client, reports, client.Start(ctx)
}
