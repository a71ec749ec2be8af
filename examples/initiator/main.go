// Command initiator logs on to a venue, sends an order, prints what it is told and
// logs out. Its numbers and messages are in a folder, so the next run goes on where
// this one has ended.
//
//	go run ./examples/initiator -venue fix.example.com:9876 -store ./fixdata
//
// Without -venue it talks to a stand-in in its own process.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"log/slog"
	"os"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/examples/standin"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

func main() {
	venue := flag.String("venue", "", "host:port of the venue; a stand-in if empty")
	dir := flag.String("store", "", "folder of the store; a temporary one if empty")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := run(ctx, *venue, *dir); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, venue, dir string) (err error) {
	if venue == "" {
		acceptor, startErr := standin.Venue(ctx)
		if startErr != nil {
			return startErr
		}
		defer func() { err = errors.Join(err, acceptor.Shutdown(ctx)) }()
		venue = acceptor.Addr().String()
	}
	if dir == "" {
		if dir, err = os.MkdirTemp("", "initiator"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	st, err := store.OpenFile(dir, store.FileConfig{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()

	filled := make(chan struct{})
	router := engine.NewRouter()
	engine.On(router, func(_ context.Context, _ *engine.Session, m *fix44.ExecutionReport) error {
		fmt.Println(m.ClOrdID, m.OrdStatus, m.CumQty, m.Symbol, "at", m.AvgPx)
		if m.OrdStatus == fix44.OrdStatusFilled {
			close(filled)
		}
		return nil
	})
	engine.On(router, func(_ context.Context, _ *engine.Session, m *fix44.Reject) error {
		fmt.Println("message", m.RefSeqNum, "was rejected:", m.Text)
		return nil
	})
	router.OnLoggedOn(func(s *engine.Session) { fmt.Println(s.ID(), "is logged on") })
	router.OnLogout(func(s *engine.Session, reason string) { fmt.Println(s.ID(), "is logged out:", reason) })

	initiator, err := engine.NewInitiator(engine.InitiatorConfig{
		Addresses: []string{venue},
		Session: session.Config{
			Dictionary:   fix44.Dictionary,
			SenderCompID: "CLIENT",
			TargetCompID: "VENUE",
			HeartBtInt:   30 * time.Second,
		},
		Store:     st,
		Router:    router,
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, nil)),
		Reconnect: engine.Backoff{Min: time.Second, Max: time.Minute},
	})
	if err != nil {
		return err // all that is wrong with the config at once
	}
	if err := initiator.Start(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, initiator.Shutdown(ctx)) }()

	s := initiator.Session()
	if err := s.WaitLoggedOn(ctx); err != nil {
		return err
	}
	if _, err := s.Send(ctx, &fix44.NewOrderSingle{
		ClOrdID:      "ORD-1",
		Instrument:   fix44.Instrument{Symbol: "EUR/USD"},
		Side:         fix44.SideBuy,
		OrdType:      fix44.OrdTypeLimit,
		OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.NewDecimal(1_000_000, 0)},
		Price:        runtime.MustDecimal("1.0712"),
		TransactTime: runtime.NewUTCTimestamp(time.Now()),
	}); err != nil {
		return err // engine.NumberConsumed(err) tells whether it may go out yet
	}
	select {
	case <-filled:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
