package engine_test

import (
	"context"
	"fmt"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// A venue that accepts every order, and a client that sends one.
func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()

	accept := engine.NewRouter()
	engine.On(accept, func(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
		_, err := s.Send(ctx, &fix44.ExecutionReport{
			OrderID: "V-1", ExecID: "E-1", ClOrdID: m.ClOrdID, Instrument: m.Instrument, Side: m.Side,
			ExecType: fix44.ExecTypeNew, OrdStatus: fix44.OrdStatusNew,
			LeavesQty: m.OrderQty, CumQty: runtime.NewDecimal(0, 0), AvgPx: runtime.NewDecimal(0, 0),
		})
		return err
	})
	venue, _ := engine.NewAcceptor(engine.AcceptorConfig{
		Address:  "127.0.0.1:0",
		Sessions: []session.Config{{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "CLIENT"}},
		Store:    store.NewMemory(store.MemoryConfig{}),
		Router:   accept,
	})
	if err := venue.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}

	reports := make(chan string)
	report := engine.NewRouter()
	engine.On(report, func(_ context.Context, _ *engine.Session, m *fix44.ExecutionReport) error {
		reports <- fmt.Sprintf("%s is %s as %s", m.ClOrdID, m.OrdStatus, m.OrderID)
		return nil
	})
	client, _ := engine.NewInitiator(engine.InitiatorConfig{
		Addresses: []string{venue.Addr().String()},
		Session:   session.Config{Dictionary: fix44.Dictionary, SenderCompID: "CLIENT", TargetCompID: "VENUE"},
		Store:     store.NewMemory(store.MemoryConfig{}),
		Router:    report,
	})
	_ = client.Start(ctx)
	_ = client.Session().WaitLoggedOn(ctx)
	seq, err := client.Session().Send(ctx, &fix44.NewOrderSingle{
		ClOrdID: "A-1", Instrument: fix44.Instrument{Symbol: "EUR/USD"}, Side: fix44.SideBuy,
		OrdType: fix44.OrdTypeMarket, TransactTime: runtime.NewUTCTimestamp(time.Now()),
		OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.NewDecimal(1_000_000, 0)},
	})
	fmt.Println(seq, err)
	fmt.Println(<-reports)
	fmt.Println(client.Shutdown(ctx), venue.Shutdown(ctx))
	// Output:
	// 2 <nil>
	// A-1 is New as V-1
	// <nil> <nil>
}
