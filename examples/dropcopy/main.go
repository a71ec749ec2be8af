// Command dropcopy listens to the reports of what others trade. Whatever is lost
// when the connection breaks is asked for; whatever comes twice is told by its
// ExecID. A stand-in publishes reports and cuts the connection in between.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/profile"
	"github.com/affixgo/affix/examples/standin"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) (err error) {
	venue, err := standin.Venue(ctx, func(cfg *engine.AcceptorConfig) {
		cfg.Sessions[0].TargetCompID = "LISTENER"
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, venue.Shutdown(ctx)) }()

	dir, err := os.MkdirTemp("", "dropcopy")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	st, err := store.OpenFile(dir, store.FileConfig{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()

	book := &blotter{seen: map[string]bool{}, full: make(chan struct{})}
	router := engine.NewRouter()
	engine.On(router, book.report)
	router.OnLogout(func(_ *engine.Session, reason string) { fmt.Println("logged out:", reason) })
	cfg := engine.InitiatorConfig{
		Addresses: []string{venue.Addr().String()},
		Session:   session.Config{Dictionary: fix44.Dictionary, SenderCompID: "LISTENER", TargetCompID: "VENUE"},
		Store:     st,
		Router:    router,
		Reconnect: engine.Backoff{Min: 10 * time.Millisecond},
	}
	profile.DropCopy().Initiator(&cfg)
	listener, err := engine.NewInitiator(cfg)
	if err != nil {
		return err
	}
	if err := listener.Start(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, listener.Shutdown(ctx)) }()
	if err := listener.Session().WaitLoggedOn(ctx); err != nil {
		return err
	}

	if err := publish(ctx, venue.Sessions()[0]); err != nil {
		return err
	}
	select {
	case <-book.full:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// blotter is where trades are written down. The session calls it for one report
// after the other.
type blotter struct {
	seen map[string]bool // by ExecID (17): a database, in earnest
	full chan struct{}
}

// report takes one report. The number of a report advances once it has returned:
// one that was not written down comes again.
func (b *blotter) report(_ context.Context, _ *engine.Session, m *fix44.ExecutionReport) error {
	if b.seen[m.ExecID] {
		fmt.Println(m.ExecID, "is known already")
		return nil
	}
	b.seen[m.ExecID] = true
	fmt.Println(m.ExecID, m.Side, m.LastQty, m.Symbol, "at", m.LastPx)
	if len(b.seen) == 4 {
		close(b.full)
	}
	return nil
}

// publish is the venue: two reports, a break in which two more are made, the second
// of them twice.
func publish(ctx context.Context, s *engine.Session) error {
	if err := send(ctx, s, "E-1", "E-2"); err != nil {
		return err
	}
	if err := s.Logout(ctx, "maintenance"); err != nil {
		return err
	}
	return send(ctx, s, "E-3", "E-3", "E-4") // stored until the listener is back
}

func send(ctx context.Context, s *engine.Session, execIDs ...string) error {
	for _, id := range execIDs {
		if _, err := s.Send(ctx, standin.Fill(standin.Order("ORD-"+id), id)); err != nil {
			return err
		}
	}
	return nil
}
