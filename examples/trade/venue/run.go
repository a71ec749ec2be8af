package venue

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
	"github.com/affixgo/affix/examples/trade/status"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// Names in the data directory.
const (
	StoreDir    = "store-venue"
	JournalName = "venue.ledger"
)

// SessionID is the venue's session as its store names it.
const SessionID = "FIX.4.4:VENUE->CLIENT"

// Config is one run of the venue.
type Config struct {
	Dir    string       // data directory, must exist
	Run    int          // number of the run, noted in the journal
	Logger *slog.Logger // nil is silent
	Tell   func(status.Event)
}

// venue is a running venue.
type venue struct {
	fail context.CancelCauseFunc // ends the run

	// Each session has a goroutine for its handlers. This venue has but one
	// session; with more of them the lock makes the requests take turns.
	mu      sync.Mutex
	journal *journal
}

// Run serves until ctx ends, then logs out and returns nil.
func Run(ctx context.Context, cfg Config) (err error) {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	// The store comes first: it keeps a second process out of the directory.
	files, err := store.OpenFile(filepath.Join(cfg.Dir, StoreDir), store.FileConfig{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	j, err := openJournal(filepath.Join(cfg.Dir, JournalName), NewDesk(time.Now))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, j.file.Close()) }()
	if err := j.file.Append(ledger.Entry{Kind: ledger.Run, Run: cfg.Run}); err != nil {
		return err
	}

	v := &venue{fail: fail, journal: j}
	acceptor, err := engine.NewAcceptor(engine.AcceptorConfig{
		Address: "127.0.0.1:0", // any free port: Ready tells which
		Sessions: []session.Config{{
			Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "CLIENT",
		}},
		Store: files, Router: v.router(cfg.Tell), Logger: cfg.Logger,
	})
	if err != nil {
		return err
	}
	if err := acceptor.Start(ctx); err != nil {
		return err
	}
	if err := v.sendUnsent(ctx, acceptor.Session(SessionID)); err != nil {
		fail(err)
	}
	cfg.Tell(status.Event{Kind: status.Ready, Address: acceptor.Addr().String(), Count: j.requests, Open: j.open()})

	<-ctx.Done()
	leave, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	_ = acceptor.Shutdown(leave) // a peer that does not answer is cut off, which is fine
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}

// router has one typed handler for each request the venue takes.
func (v *venue) router(tell func(status.Event)) *engine.Router {
	r := engine.NewRouter()
	engine.On(r, func(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
		return v.request(ctx, s, m)
	})
	engine.On(r, func(ctx context.Context, s *engine.Session, m *fix44.OrderCancelRequest) error {
		return v.request(ctx, s, m)
	})
	engine.On(r, func(ctx context.Context, s *engine.Session, m *fix44.OrderCancelReplaceRequest) error {
		return v.request(ctx, s, m)
	})
	r.OnLogout(func(s *engine.Session, _ string) {
		// A session whose store has failed does not come back.
		if err := s.Status().Err; err != nil && !errors.Is(err, engine.ErrShutdown) {
			v.fail(err)
		}
	})
	r.OnEvent(func(_ *engine.Session, e session.Event) {
		if e.Kind == session.EventGapDetected {
			tell(status.Event{Kind: status.Gap, Count: int(e.To - e.From + 1)})
		}
	})
	return r
}

// request deals with a request exactly once, however often it comes.
func (v *venue) request(ctx context.Context, s *engine.Session, m runtime.Message) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case v.journal.dealt[idOf(m)]:
		// PossDupFlag (43=Y): the session layer sent this very message again,
		// because the venue died before it had counted it. The answers are
		// with the engine.
		return nil
	case ledger.Header(m).PossResend.Value() && v.journal.desk.Knows(ledger.ClOrdID(m)):
		// PossResend (97=Y): the application sent the request again under a new
		// number, as it does not know whether the first one came through. FIX
		// leaves it to the receiver to find that out by ClOrdID.
		return v.send(ctx, s, v.journal.desk.Status(ledger.ClOrdID(m), origClOrdID(m)))
	}
	answers, err := v.journal.deal(m)
	if err != nil {
		// Not written down is not received: the session ends, and the request
		// comes again after the next Logon.
		v.fail(err)
		return session.ErrNotTaken
	}
	if err := v.send(ctx, s, answers...); err != nil {
		return err
	}
	if err := v.journal.sent(); err != nil {
		return v.stop(err)
	}
	return nil
}

// send hands answers to the engine. Whether the client is connected makes no
// difference: they are stored, and the client will ask for what it missed.
func (v *venue) send(ctx context.Context, s *engine.Session, answers ...runtime.Message) error {
	for _, m := range answers {
		if _, err := s.Send(ctx, m); err != nil {
			return v.stop(fmt.Errorf("venue: report %s: %w", key(m), err))
		}
	}
	return nil
}

// stop ends the venue. An error of our own is no fault of the request, so the
// client gets no reject but a Logout.
func (v *venue) stop(err error) error {
	v.fail(err)
	return &session.LogoutError{Text: "the venue has to close"}
}

// sendUnsent sends what the last run of the venue may have kept to itself. The
// client recognises by ExecID what it has.
func (v *venue) sendUnsent(ctx context.Context, s *engine.Session) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.journal.unsent) == 0 {
		return nil
	}
	for _, m := range v.journal.unsent {
		ledger.Header(m).PossResend = runtime.True
		if _, err := s.Send(ctx, m); err != nil {
			return fmt.Errorf("venue: report %s: %w", key(m), err)
		}
	}
	v.journal.unsent = nil
	return v.journal.sent()
}

func origClOrdID(m runtime.Message) string {
	switch m := m.(type) {
	case *fix44.OrderCancelRequest:
		return m.OrigClOrdID
	case *fix44.OrderCancelReplaceRequest:
		return m.OrigClOrdID
	}
	return ""
}
