package engine_test

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
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
	l, err := s.Store.Open(ctx, id)
	return &failingLog{l, s}, errors.Join(err, s.failing("Open"))
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
				r := handling(func(context.Context, *engine.Session, *fix44.NewOrderSingle) error { return nil })
				var ended []string
				r.OnLogout(func(_ *engine.Session, reason string) { ended = append(ended, reason) })
				st := &failingStore{Store: newMemory()}
				v := startVenue(t, r, func(cfg *engine.AcceptorConfig) { cfg.Store = st })
				p := v.logon(t, 1, "")
				synctest.Wait()
				st.fails.Store(&tt.op)
				tt.trigger(t, v, p)
				p.expectClosed()
				synctest.Wait()
				var failed *engine.StoreError
				if err := v.Status().Err; !errors.As(err, &failed) || !errors.Is(err, errDisk) {
					t.Errorf("status says %v", err)
				}
				if v.LoggedOn() || v.Status().State.LoggedOn() || len(ended) != 1 {
					t.Errorf("logged on: %v, state %v, OnLogout: %q", v.LoggedOn(), v.Status().State, ended)
				}
				if err := v.WaitLoggedOn(t.Context()); !errors.As(err, &failed) {
					t.Errorf("WaitLoggedOn: %v", err)
				}
				if _, err := v.Send(t.Context(), order("B")); !errors.As(err, &failed) || engine.NumberConsumed(err) {
					t.Errorf("a later Send: %v", err)
				}
				v.logs.want(t, "no space left on device")
				st.fails.Store(nil)
				again := v.connect(t)
				again.send("35=A|98=0|108=30")
				again.expectClosed()
				v.logs.want(t, "connection refused")
			})
		})
	}
}

// A message that is sent to nobody is stored no less.
func TestStoreFailureWhileDisconnected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := &failingStore{Store: newMemory()}
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) { cfg.Store = st })
		op := "Sync"
		st.fails.Store(&op)
		var failed *engine.StoreError
		if seq, err := v.Send(t.Context(), order("A")); !errors.As(err, &failed) || seq != 1 {
			t.Errorf("%d, %v", seq, err)
		}
		if err := v.Status().Err; !errors.As(err, &failed) {
			t.Errorf("status says %v", err)
		}
		<-v.Done()
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
	})
}

// An initiator whose store has failed does not connect again.
func TestStoreFailureEndsInitiator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newListener()
		st := &failingStore{Store: newMemory()}
		c := startClient(t, l, engine.NewRouter(), func(cfg *engine.InitiatorConfig) { cfg.Store = st })
		p := acceptFrom(t, l)
		p.expect("35=A")
		op := "SetNextIn"
		st.fails.Store(&op)
		p.send("35=A|98=0|108=30")
		p.expectClosed()
		synctest.Wait()
		if c.Session().Status().Err == nil {
			t.Error("the status says nothing")
		}
		select {
		case <-l.conns:
			t.Error("it connected again")
		case <-time.After(time.Hour):
		}
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
