package engine_test

import (
	"context"
	"errors"
	"iter"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/store"
)

// countingStore counts the messages read.
type countingStore struct {
	store.Store
	read atomic.Int64
}

func (s *countingStore) messages() int64 { return s.read.Load() }

func (s *countingStore) Open(ctx context.Context, id string) (store.Log, error) {
	l, err := s.Store.Open(ctx, id)
	return &countingLog{l, s}, err
}

type countingLog struct {
	store.Log
	s *countingStore
}

func (l *countingLog) Messages(ctx context.Context, from, to uint64) iter.Seq2[store.Message, error] {
	return func(yield func(store.Message, error) bool) {
		for m, err := range l.Log.Messages(ctx, from, to) {
			l.s.read.Add(1)
			if !yield(m, err) {
				return
			}
		}
	}
}

var errDisk = errors.New("no space left on device")

// failingStore fails one kind of call once told to.
type failingStore struct {
	store.Store
	fails atomic.Pointer[string]
}

func (s *failingStore) failing(op string) error {
	if f := s.fails.Load(); f != nil && *f == op {
		return errDisk
	}
	return nil
}

func (s *failingStore) Open(ctx context.Context, id string) (store.Log, error) {
	if err := s.failing("Open"); err != nil {
		return nil, err
	}
	l, err := s.Store.Open(ctx, id)
	return &failingLog{l, s}, err
}

type failingLog struct {
	store.Log
	s *failingStore
}

func (l *failingLog) SaveOut(seq uint64, b []byte) error {
	if err := l.s.failing("SaveOut"); err != nil {
		return err
	}
	return l.Log.SaveOut(seq, b)
}

func (l *failingLog) SetNextIn(n uint64) error {
	if err := l.s.failing("SetNextIn"); err != nil {
		return err
	}
	return l.Log.SetNextIn(n)
}

func (l *failingLog) Reset(now time.Time) error {
	if err := l.s.failing("Reset"); err != nil {
		return err
	}
	return l.Log.Reset(now)
}

func (l *failingLog) Sync(ctx context.Context) error {
	if err := l.s.failing("Sync"); err != nil {
		return err
	}
	return l.Log.Sync(ctx)
}

func (l *failingLog) Messages(ctx context.Context, from, to uint64) iter.Seq2[store.Message, error] {
	if err := l.s.failing("Messages"); err != nil {
		return func(yield func(store.Message, error) bool) { yield(store.Message{}, err) }
	}
	return l.Log.Messages(ctx, from, to)
}

// Whatever the store fails at, the session stops, says so to everybody, and
// what was not stored does not reach the peer.
func TestStoreFailureStopsTheSession(t *testing.T) {
	tests := []struct {
		op      string
		trigger func(t *testing.T, v *venue, p *peer)
	}{
		{"SaveOut", func(t *testing.T, v *venue, _ *peer) {
			if seq, err := v.Send(t.Context(), order("A")); !errors.Is(err, errDisk) || seq != 2 || !engine.NumberConsumed(err) {
				t.Errorf("Send: %d, %v", seq, err)
			}
		}},
		{"SaveOut", func(_ *testing.T, _ *venue, p *peer) { p.send("35=1|112=A") }},
		{"Sync", func(t *testing.T, v *venue, _ *peer) {
			if seq, err := v.Send(t.Context(), order("A")); !errors.Is(err, errDisk) || seq != 2 || !engine.NumberConsumed(err) {
				t.Errorf("Send: %d, %v", seq, err)
			}
		}},
		{"Sync", func(_ *testing.T, _ *venue, p *peer) { p.send("35=1|112=A") }},
		{"SetNextIn", func(_ *testing.T, _ *venue, p *peer) { p.send("35=0") }},
		{"SetNextIn", func(_ *testing.T, _ *venue, p *peer) { p.send(orderBody("A")) }},
		{"Reset", func(_ *testing.T, _ *venue, p *peer) { p.next = 1; p.send("35=A|98=0|108=30|141=Y") }},
		{"Messages", func(_ *testing.T, _ *venue, p *peer) { p.send("35=2|7=1|16=0") }},
		{"SaveOut", func(_ *testing.T, _ *venue, _ *peer) { pass(time.Minute) }}, // a heartbeat
	}
	for _, tt := range tests {
		t.Run(tt.op, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := takesOrders()
				var ended []string
				r.OnLogout(func(_ *engine.Session, reason string) { ended = append(ended, reason) })
				st := &failingStore{Store: newMemory()}
				v := startVenue(t, r, func(cfg *engine.AcceptorConfig) {
					cfg.Store, cfg.Reopen = st, engine.Backoff{Min: 2 * time.Minute}
				})
				p := v.logon(t, 1, "")
				synctest.Wait()
				st.fails.Store(&tt.op)
				tt.trigger(t, v, p)
				p.expectClosed()
				synctest.Wait()
				var failed *engine.StoreError
				if st := v.Status(); !errors.As(st.Err, &failed) || !errors.Is(st.Err, errDisk) || time.Since(st.Since) > time.Minute {
					t.Errorf("status says %v since %v", st.Err, st.Since)
				}
				if v.LoggedOn() || v.Status().State.LoggedOn() || len(ended) != 1 {
					t.Errorf("logged on: %v, state %v, OnLogout: %q", v.LoggedOn(), v.Status().State, ended)
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
				defer cancel()
				if err := v.WaitLoggedOn(ctx); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("WaitLoggedOn: %v", err)
				}
				if _, err := v.Send(t.Context(), order("B")); !errors.As(err, &failed) || engine.NumberConsumed(err) {
					t.Errorf("a later Send: %v", err)
				}
				v.logs.want(t, "no space left on device")
				again := v.connect(t)
				again.send("35=A|98=0|108=30")
				again.expectClosed()
				v.logs.want(t, "connection refused")
				st.fails.Store(nil)
				pass(3 * time.Minute)
				goesOn(t, v, tt.op)
			})
		})
	}
}

// goesOn checks that a session is served again after its store has failed at op.
func goesOn(t *testing.T, v *venue, op string) {
	t.Helper()
	status := v.Status()
	if status.Err != nil || !status.Since.IsZero() {
		t.Fatalf("%v since %v", status.Err, status.Since)
	}
	v.logs.want(t, "the store is back")
	p := v.logon(t, int(status.NextIn), "")
	synctest.Wait()
	go send(t, v.Session, "C")
	p.expect("35=D|11=C|34=" + strconv.FormatUint(status.NextOut+1, 10)) // behind the Logon
	p.send(orderBody("D"))
	synctest.Wait()
	if in := v.Status().NextIn; in != status.NextIn+2 {
		t.Errorf("%s: the number expected is %d, was %d", op, in, status.NextIn)
	}
	p.leave()
}

// A message that is sent to nobody is stored no less.
func TestStoreFailureWhileDisconnected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := &failingStore{Store: newMemory()}
		v := startVenue(t, takesOrders(), func(cfg *engine.AcceptorConfig) { cfg.Store = st })
		op := "Sync"
		st.fails.Store(&op)
		var failed *engine.StoreError
		if seq, err := v.Send(t.Context(), order("A")); !errors.As(err, &failed) || seq != 1 {
			t.Errorf("%d, %v", seq, err)
		}
		if err := v.Status().Err; !errors.As(err, &failed) {
			t.Errorf("status says %v", err)
		}
		st.fails.Store(nil)
		pass(5 * time.Second)
		goesOn(t, v, op)
	})
}

// Sync waits for the store, and says if it failed.
func TestSync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := &failingStore{Store: newMemory()}
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) { cfg.Store = st })
		if err := v.Sync(t.Context()); err != nil {
			t.Error(err)
		}
		op := "Sync"
		st.fails.Store(&op)
		var failed *engine.StoreError
		for range 2 {
			if err := v.Sync(t.Context()); !errors.As(err, &failed) {
				t.Errorf("got %v", err)
			}
		}
		st.fails.Store(nil)
		pass(5 * time.Second)
		if err := v.Sync(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// An initiator whose store has failed connects again once the store is back.
func TestInitiatorWaitsForTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newListener()
		st := &failingStore{Store: newMemory()}
		c := startClient(t, l, engine.NewRouter(), func(cfg *engine.InitiatorConfig) {
			cfg.Store = st
			cfg.Reopen = engine.Backoff{Max: time.Minute}
		})
		p := acceptFrom(t, l)
		p.expect("35=A|34=1")
		op := "SetNextIn"
		st.fails.Store(&op)
		p.send("35=A|98=0|108=30")
		p.expectClosed()
		synctest.Wait()
		if c.Session().Status().Err == nil {
			t.Error("the status says nothing")
		}
		open := "Open"
		st.fails.Store(&open)
		select {
		case <-l.conns:
			t.Error("it connected again")
		case <-time.After(time.Hour):
		}
		if err := c.Session().Status().Err; !errors.Is(err, errDisk) {
			t.Errorf("status says %v", err)
		}
		st.fails.Store(nil)
		healed := time.Now()
		p = acceptFrom(t, l)
		if d := time.Since(healed); d > 70*time.Second {
			t.Errorf("it connected after %v", d)
		}
		p.expect("35=A|34=2")
		p.send("35=A|98=0|108=30") // the first was not kept
		waitLoggedOn(t, c.Session())
	})
}

func TestStartFailsWithTheStore(t *testing.T) {
	st := &failingStore{Store: newMemory()}
	op := "Open"
	st.fails.Store(&op)
	a, err := engine.NewAcceptor(engine.AcceptorConfig{
		Listener: newListener(), Sessions: oneSession(), Store: st, Router: engine.NewRouter(),
	})
	if err != nil {
		t.Fatal(err)
	}
	wantError(t, a.Start(t.Context()), "engine: acceptor: no space left on device")
	if err := a.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if err := a.Start(t.Context()); !errors.Is(err, engine.ErrShutdown) {
		t.Error(err)
	}
}
