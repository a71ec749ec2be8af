// Command quickstart is a venue and a client in one process: one order goes
// out, one execution report comes back.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()

	// The venue fills whatever it gets.
	venue := engine.NewRouter()
	engine.On(venue, func(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
		_, err := s.Send(ctx, &fix44.ExecutionReport{
			OrderID: "V-1", ExecID: "E-1", ClOrdID: m.ClOrdID, Instrument: m.Instrument, Side: m.Side,
			ExecType: fix44.ExecTypeTrade, OrdStatus: fix44.OrdStatusFilled,
			LastQty: m.OrderQty, LastPx: m.Price, CumQty: m.OrderQty, AvgPx: m.Price,
			LeavesQty: runtime.NewDecimal(0, 0),
		})
		return err
	})
	acceptor, err := engine.NewAcceptor(engine.AcceptorConfig{
		Address:  "127.0.0.1:0",
		Sessions: []session.Config{{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "CLIENT"}},
		Store:    store.NewMemory(store.MemoryConfig{}),
		Router:   venue,
	})
	check(err)
	check(acceptor.Start(ctx))

	// The client prints what it is told.
	done := make(chan struct{})
	client := engine.NewRouter()
	engine.On(client, func(_ context.Context, _ *engine.Session, m *fix44.ExecutionReport) error {
		fmt.Println(m.ClOrdID, m.OrdStatus, m.Side, m.CumQty, m.Symbol, "at", m.AvgPx)
		close(done)
		return nil
	})
	initiator, err := engine.NewInitiator(engine.InitiatorConfig{
		Addresses: []string{acceptor.Addr().String()},
		Session:   session.Config{Dictionary: fix44.Dictionary, SenderCompID: "CLIENT", TargetCompID: "VENUE"},
		Store:     store.NewMemory(store.MemoryConfig{}),
		Router:    client,
	})
	check(err)
	check(initiator.Start(ctx))

	order := &fix44.NewOrderSingle{
		ClOrdID:      "ORD-1",
		Instrument:   fix44.Instrument{Symbol: "EUR/USD"},
		Side:         fix44.SideBuy,
		OrdType:      fix44.OrdTypeLimit,
		OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.NewDecimal(1_000_000, 0)},
		Price:        runtime.MustDecimal("1.0712"),
		TransactTime: runtime.NewUTCTimestamp(time.Now()),
	}
	check(initiator.Session().WaitLoggedOn(ctx))
	seq, err := initiator.Session().Send(ctx, order)
	check(err)
	<-done
	fmt.Println(order.ClOrdID, "was message", seq)
	check(initiator.Shutdown(ctx))
	check(acceptor.Shutdown(ctx))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
