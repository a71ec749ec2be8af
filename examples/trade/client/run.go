package client

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/examples/trade/ledger"
	"github.com/affixgo/affix/examples/trade/script"
	"github.com/affixgo/affix/examples/trade/status"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// Names in the data directory.
const (
	StoreDir   = "store-client"
	LedgerName = "client.ledger"
)

// SessionID is the client's session as its store names it.
const SessionID = "FIX.4.4:CLIENT->VENUE"

// Config is one run of the client.
type Config struct {
	Dir    string // data directory, must exist
	Run    int    // number of the run; the ledger tells how far it got
	Venue  string // address to log on to
	Script []script.Line
	Pace   time.Duration // from request to request, above 0
	Logger *slog.Logger  // nil is silent
	Tell   func(status.Event)
}

// client is a running client.
type client struct {
	cfg     Config
	session *engine.Session
	fail    context.CancelCauseFunc // ends the run

	mu      sync.Mutex // handlers run on the engine's goroutine, the player on its own
	ledger  *ledger.File
	state   *State
	changed chan struct{} // closed and made anew with every change of state
}

// Run plays the script from where the ledger says it is, cancels what is open at
// the end, and returns once everything is answered. When ctx ends first it logs
// out and returns nil: the next run goes on.
func Run(ctx context.Context, cfg Config) (err error) {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	// The store comes first: it keeps a second process out of the directory.
	files, err := store.OpenFile(filepath.Join(cfg.Dir, StoreDir), store.FileConfig{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	book, entries, err := ledger.Open(filepath.Join(cfg.Dir, LedgerName))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	c := &client{cfg: cfg, fail: fail, ledger: book, state: NewState(), changed: make(chan struct{})}
	for _, e := range entries {
		c.state.Apply(e)
	}
	if c.state.Run != cfg.Run {
		if err := c.write(ledger.Entry{Kind: ledger.Run, Run: cfg.Run}); err != nil {
			return err
		}
	}
	unanswered := c.state.Unanswered()

	initiator, err := engine.NewInitiator(engine.InitiatorConfig{
		Addresses: []string{cfg.Venue},
		Session: session.Config{
			Dictionary: fix44.Dictionary, SenderCompID: "CLIENT", TargetCompID: "VENUE",
			HeartBtInt: 5 * time.Second,
		},
		Store: files, Router: c.router(), Logger: cfg.Logger,
		Reconnect: engine.Backoff{Min: 200 * time.Millisecond, Max: time.Second},
	})
	if err != nil {
		return err
	}
	if err := initiator.Start(ctx); err != nil {
		return err
	}
	c.session = initiator.Session()
	if err := c.trade(ctx, unanswered); err != nil && ctx.Err() == nil {
		fail(err)
	}
	leave, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	left := initiator.Shutdown(leave)
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, context.Canceled):
		return nil
	case cause != nil:
		return cause
	case left != nil:
		return fmt.Errorf("client: logging out: %w", left)
	}
	cfg.Tell(status.Event{Kind: status.Done})
	return nil
}

// trade does all the sending.
func (c *client) trade(ctx context.Context, unanswered []runtime.Message) error {
	if err := c.session.WaitLoggedOn(ctx); err != nil {
		return err
	}
	if err := c.askAgain(ctx, unanswered); err != nil {
		return err
	}
	if err := c.play(ctx); err != nil {
		return err
	}
	return c.closeAll(ctx)
}

// router has one typed handler for each kind of report.
func (c *client) router() *engine.Router {
	r := engine.NewRouter()
	engine.On(r, func(_ context.Context, _ *engine.Session, m *fix44.ExecutionReport) error {
		return c.report(m.Clone()) // m is the session's, and reused for the next report
	})
	engine.On(r, func(_ context.Context, _ *engine.Session, m *fix44.OrderCancelReject) error {
		return c.report(m.Clone())
	})
	engine.On(r, func(_ context.Context, _ *engine.Session, m *fix44.BusinessMessageReject) error {
		c.fail(fmt.Errorf("client: the venue refused message %v: %s", m.RefSeqNum, m.Text))
		return nil
	})
	engine.On(r, func(_ context.Context, _ *engine.Session, m *fix44.Reject) error {
		c.fail(fmt.Errorf("client: the venue rejected message %v: %s", m.RefSeqNum, m.Text))
		return nil
	})
	r.OnLoggedOn(func(s *engine.Session) {
		at := s.Status()
		c.cfg.Tell(status.Event{Kind: status.LoggedOn, NextIn: at.NextIn, NextOut: at.NextOut})
	})
	r.OnLogout(func(s *engine.Session, reason string) {
		c.cfg.Tell(status.Event{Kind: status.Lost, Text: reason})
		// A session whose store has failed does not come back.
		if err := s.Status().Err; err != nil && !errors.Is(err, engine.ErrShutdown) {
			c.fail(err)
		}
	})
	r.OnEvent(func(_ *engine.Session, e session.Event) {
		if e.Kind == session.EventGapDetected {
			c.cfg.Tell(status.Event{Kind: status.Gap, Count: int(e.To - e.From + 1)})
		}
	})
	return r
}

// report applies a report once, however often it comes.
//
// The engine counts the message as received when this returns, not before. If
// the process dies in between, the session layer delivers it again with
// PossDupFlag (43=Y), and the ledger knows its ExecID.
func (c *client) report(m runtime.Message) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	kind, event := ledger.Report, status.Applied
	if c.state.Seen(m) {
		kind, event = ledger.Again, status.Again
	}
	if err := c.write(ledger.Entry{Kind: kind, Message: m}); err != nil {
		// Not written down is not received: the session ends, and the report
		// comes again after the next Logon.
		c.fail(err)
		return session.ErrNotTaken
	}
	c.tell(event)
	return nil
}

// write appends an entry to the ledger, then takes it in. Callers hold mu.
func (c *client) write(e ledger.Entry) error {
	if err := c.ledger.Append(e); err != nil {
		return err
	}
	c.state.Apply(e)
	close(c.changed)
	c.changed = make(chan struct{})
	return nil
}

// tell reports progress. Callers hold mu.
func (c *client) tell(kind status.Kind) {
	c.cfg.Tell(status.Event{Kind: kind, Progress: status.Progress{
		Played: c.state.Asked, Reports: c.state.Reports, Trades: c.state.Trades,
	}})
}
