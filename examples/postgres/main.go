// Command postgres keeps a session in PostgreSQL, the way two nodes of a production
// system share it: one runs the session, the other takes it over, numbers and
// messages included, and the first finds out before it sends anything more.
//
//	go run ./examples/postgres -dsn postgres://fix@db/trading
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
	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/postgres"
)

func main() {
	dsn := flag.String("dsn", os.Getenv("AFFIX_EXAMPLE_POSTGRES"), "the database; its role may create a schema")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	if err := run(ctx, *dsn, "affix_example"); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, dsn, schema string) (err error) {
	if dsn == "" {
		return errors.New("name a database with -dsn, such as -dsn postgres://fix@db/trading")
	}
	venue, err := standin.Venue(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, venue.Shutdown(ctx)) }()

	first, err := start(ctx, dsn, schema, "node-1", venue.Addr().String())
	if err != nil {
		return err
	}
	defer first.stop(ctx)
	if err := first.trade(ctx, "ORD-1"); err != nil {
		return err
	}
	if err := first.client.Session().Disable(ctx, "over to node-2"); err != nil {
		return err
	}

	// The second node opens the session: from here on the first writes nothing.
	second, err := start(ctx, dsn, schema, "node-2", venue.Addr().String())
	if err != nil {
		return err
	}
	defer second.stop(ctx)
	_, err = first.client.Session().Send(ctx, standin.Order("ORD-2"))
	var stale *store.StaleError
	if !errors.As(err, &stale) || engine.MayHaveReachedPeer(err) {
		return fmt.Errorf("node-1 goes on: %w", err)
	}
	fmt.Println("node-1 has lost its session")
	return second.trade(ctx, "ORD-2")
}

// node is one process of the system.
type node struct {
	name    string
	store   *postgres.Store
	client  *engine.Initiator
	reports <-chan *fix44.ExecutionReport
}

func start(ctx context.Context, dsn, schema, name, address string) (*node, error) {
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil)).With("node", name)
	st, err := postgres.Open(ctx, postgres.Config{
		DSN:     dsn,
		Tables:  postgres.Tables{Schema: schema},
		Migrate: true,          // or once, by a role that may: postgres.Migrate
		OnDown:  postgres.Wait, // sessions stay up while the database restarts
		Owner:   name,
		Logger:  logger,
	})
	if err != nil {
		return nil, err
	}
	client, reports, err := standin.Client(ctx, address, func(cfg *engine.InitiatorConfig) {
		cfg.Store, cfg.Logger = st, logger
		cfg.Reconnect = engine.Backoff{Min: 50 * time.Millisecond}
	})
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return &node{name: name, store: st, client: client, reports: reports}, nil
}

// trade sends an order once the session is up, and waits for its report.
func (n *node) trade(ctx context.Context, id string) error {
	s := n.client.Session()
	if err := s.WaitLoggedOn(ctx); err != nil {
		return err
	}
	if _, err := s.Send(ctx, standin.Order(id)); err != nil {
		return err
	}
	select {
	case m := <-n.reports:
		fmt.Println(n.name, "has sent", m.ClOrdID, m.OrdStatus)
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// stop ends the engine before its store.
func (n *node) stop(ctx context.Context) {
	if err := errors.Join(n.client.Shutdown(ctx), n.store.Close()); err != nil {
		log.Println(n.name, "stops:", err)
	}
}
