package interop_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// affixEnd is affix with its application: it books what comes, and as acceptor
// answers orders with reports.
type affixEnd struct {
	setup
	store *store.Memory
	book  ledger
	lines buffer

	initiator *engine.Initiator
	acceptor  *engine.Acceptor

	mu  sync.Mutex
	up  bool
	ups int
}

// What the application of affix refuses, and how.
const unwantedText = "unwanted"

var errUnwanted = errors.New("not today")

func (a *affixEnd) router() *engine.Router {
	r := engine.NewRouter()
	a.dialect.listen(r, func(s *engine.Session, o order, possDup bool) error {
		if o.Text == unwantedText {
			return errUnwanted
		}
		a.book.addOrder(o, possDup)
		_, err := s.Send(context.Background(), a.dialect.report(reportOf(o)))
		return err
	}, func(_ *engine.Session, rep report, possDup bool) error {
		if rep.Text == unwantedText {
			return errUnwanted
		}
		a.book.addReport(rep, possDup)
		return nil
	})
	r.OnLoggedOn(func(*engine.Session) {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.up = true
		a.ups++
	})
	r.OnLogout(func(*engine.Session, string) {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.up = false
	})
	return r
}

func (a *affixEnd) start() error {
	if a.store == nil {
		a.store = store.NewMemory(store.MemoryConfig{})
	}
	cfg := session.Config{
		Dictionary: a.dialect.dictionary, SenderCompID: a.us, TargetCompID: a.them,
		HeartBtInt: a.heartBtInt, Reset: a.affixReset,
	}
	logger := slog.New(slog.NewTextHandler(&a.lines, &slog.HandlerOptions{Level: slog.LevelDebug}))
	address := fmt.Sprintf("127.0.0.1:%d", a.port)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var err error
	if a.initiates {
		if a.initiator, err = engine.NewInitiator(engine.InitiatorConfig{
			Addresses: []string{address}, Session: cfg, Store: a.store, Router: a.router(), Logger: logger,
			Reconnect: engine.Backoff{Min: 100 * time.Millisecond, Max: 300 * time.Millisecond},
		}); err != nil {
			return err
		}
		return a.initiator.Start(ctx)
	}
	if a.acceptor, err = engine.NewAcceptor(engine.AcceptorConfig{
		Address: address, Sessions: []session.Config{cfg}, Store: a.store, Router: a.router(), Logger: logger,
	}); err != nil {
		return err
	}
	return a.acceptor.Start(ctx)
}

func (a *affixEnd) stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var err error
	if a.initiator != nil {
		err = a.initiator.Shutdown(ctx)
	}
	if a.acceptor != nil {
		err = errors.Join(err, a.acceptor.Shutdown(ctx))
	}
	a.initiator, a.acceptor = nil, nil
	return err
}

func (a *affixEnd) session() *engine.Session {
	switch {
	case a.initiator != nil:
		return a.initiator.Session()
	case a.acceptor != nil:
		return a.acceptor.Sessions()[0]
	}
	return nil
}

func (a *affixEnd) sendOrder(o order) error {
	_, err := a.session().Send(context.Background(), a.dialect.order(o))
	return err
}

func (a *affixEnd) sendReport(r report) error {
	_, err := a.session().Send(context.Background(), a.dialect.report(r))
	return err
}

func (a *affixEnd) ledger() *ledger { return &a.book }

func (a *affixEnd) loggedOn() (now bool, times int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.up, a.ups
}

func (a *affixEnd) numbers() (in, out int) {
	if s := a.session(); s != nil {
		status := s.Status()
		return int(status.NextIn), int(status.NextOut)
	}
	log, err := a.store.Open(context.Background(), a.dialect.dictionary.BeginString()+":"+a.us+"->"+a.them)
	if err != nil {
		return -1, -1
	}
	defer func() { _ = log.Close() }()
	return int(log.State().NextIn), int(log.State().NextOut)
}

func (a *affixEnd) journal() string { return a.lines.tail() }

// buffer is where affix logs to. It is safe for concurrent use.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) tail() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	lines := strings.Split(b.b.String(), "\n")
	return strings.Join(lines[max(0, len(lines)-tail):], "\n")
}
