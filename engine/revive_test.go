package engine_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// volatileStore loses what was not synced when its disk is full, as a file
// store does. Its logs are useless from then on; Open works once there is room.
type volatileStore struct {
	*store.Memory
	full atomic.Bool
}

func (s *volatileStore) Open(ctx context.Context, id string) (store.Log, error) {
	if s.full.Load() {
		return nil, errDisk
	}
	l, err := s.Memory.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	return &volatileLog{Log: l, s: s, synced: l.State().NextOut}, nil
}

type volatileLog struct {
	store.Log
	s      *volatileStore
	mu     sync.Mutex
	synced uint64
	failed bool
}

func (l *volatileLog) Sync(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failed || l.s.full.Load() {
		l.failed = true
		return errDisk
	}
	l.synced = l.State().NextOut
	return l.Log.Sync(ctx)
}

func (l *volatileLog) Close() error {
	if l.failed {
		_ = l.SetNextOut(l.synced)
	}
	return l.Log.Close()
}

// Messages that nobody waited for may not be durable yet. If the store loses
// them every Sync says so, until new ones are sent, and their numbers are used
// again.
func TestSyncTellsWhatWasLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := &volatileStore{Memory: newMemory()}
		v := startVenue(t, takesOrders(), func(cfg *engine.AcceptorConfig) { cfg.Store = st })
		p := v.logon(t, 1, "")
		synctest.Wait()
		go send(t, v.Session, "A")
		synctest.Wait() // it is being written
		for _, id := range []string{"B", "C"} {
			if _, err := v.TrySend(order(id)); err != nil {
				t.Error(err)
			}
		}
		st.full.Store(true)
		p.expect("35=D|11=A")
		p.expectClosed()
		synctest.Wait()
		st.full.Store(false)
		pass(5 * time.Second)
		var lost *engine.LostError
		for range 2 {
			if err := v.Sync(t.Context()); !errors.As(err, &lost) || lost.From != 3 || lost.To != 4 {
				t.Errorf("Sync: %v", err)
			}
		}
		if seq := send(t, v.Session, "B"); seq != 3 {
			t.Errorf("the number is %d", seq)
		}
		if err := v.Sync(t.Context()); err != nil {
			t.Errorf("Sync: %v", err)
		}
	})
}

// A store that opens but fails again at once is tried less and less often.
func TestStoreThatFailsAgainAndAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := &failingStore{Store: newMemory()}
		v := startVenue(t, takesOrders(), func(cfg *engine.AcceptorConfig) { cfg.Store = st })
		op := "Sync"
		st.fails.Store(&op)
		failures := 0
		for start := time.Now(); time.Since(start) < time.Hour; pass(time.Second) {
			if v.Status().Err == nil {
				failures++
				_, _ = v.Send(t.Context(), order("A"))
			}
		}
		if failures < 100 || failures > 150 {
			t.Errorf("it was tried %d times", failures)
		}
		st.fails.Store(nil)
		pass(time.Minute)
		goesOn(t, v, op)
	})
}

// The store's word that another has the session is final: to open it again would
// take it from him.
func TestSessionTakenOverIsNotOpenedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := &takenStore{Store: newMemory()}
		v := startVenue(t, takesOrders(), func(cfg *engine.AcceptorConfig) { cfg.Store = st })
		if _, err := v.Send(t.Context(), order("A")); !errors.Is(err, store.ErrStale) {
			t.Error(err)
		}
		<-v.Done()
		pass(time.Hour)
		if n := st.opened.Load(); n != 1 {
			t.Errorf("opened %d times", n)
		}
		if err := v.WaitLoggedOn(t.Context()); !errors.Is(err, store.ErrStale) {
			t.Error(err)
		}
		if err := v.Shutdown(t.Context()); !errors.Is(err, store.ErrStale) {
			t.Error(err)
		}
	})
}

type takenStore struct {
	store.Store
	opened atomic.Int64
}

func (s *takenStore) Open(ctx context.Context, id string) (store.Log, error) {
	s.opened.Add(1)
	l, err := s.Store.Open(ctx, id)
	return takenLog{l}, err
}

type takenLog struct{ store.Log }

func (takenLog) Sync(context.Context) error { return &store.StaleError{Owner: "other"} }

// pickyStore refuses some sessions.
type pickyStore struct {
	store.Store
	mu      sync.Mutex
	refused map[string]error
}

func (s *pickyStore) refuse(id string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused[id] = err
}

func (s *pickyStore) Open(ctx context.Context, id string) (store.Log, error) {
	s.mu.Lock()
	err := s.refused[id]
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return s.Store.Open(ctx, id)
}

// A session that the store refuses is tried again; the others are served
// meanwhile.
func TestAcceptorServesWhatTheStoreOpens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const bad, good = "FIX.4.4:VENUE->BAD", "FIX.4.4:VENUE->CLIENT"
		st := &pickyStore{Store: newMemory(), refused: map[string]error{}}
		st.refuse(bad, &store.CorruptError{File: "1.seg", Offset: 7, Reason: "damaged record"})
		v := startVenue(t, takesOrders(), func(cfg *engine.AcceptorConfig) {
			cfg.Store = st
			cfg.Sessions = append(oneSession(), session.Config{
				Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "BAD",
			})
		})
		s := v.Acceptor.Session(bad)
		status := s.Status()
		var failed *engine.StoreError
		if !errors.As(status.Err, &failed) || !errors.Is(status.Err, store.ErrCorrupt) || status.Since != time.Now() || status.NextIn != 0 {
			t.Errorf("status %+v", status)
		}
		v.logs.want(t, "the store refuses the session", "damaged record", bad)
		if _, err := s.Send(t.Context(), order("A")); !errors.Is(err, store.ErrCorrupt) || engine.NumberConsumed(err) {
			t.Errorf("Send: %v", err)
		}
		v.Session = v.Acceptor.Session(good)
		p := v.logon(t, 1, "")
		p.expect("35=0")
		if s.Status().Err == nil {
			t.Error("the store has refused it all the time")
		}
		p.leave()
		st.refuse(bad, nil)
		pass(time.Minute)
		if st := s.Status(); st.Err != nil || st.NextOut != 1 {
			t.Errorf("status %+v", st)
		}
		p = v.connect(t)
		p.us = "BAD"
		p.send("35=A|98=0|108=30")
		p.expect("35=A|56=BAD|34=1")
	})
}

// A Shutdown does not wait for a store that is being tried again, and says that
// it failed.
func TestShutdownWhileTheStoreFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := &failingStore{Store: newMemory()}
		v := startVenue(t, takesOrders(), func(cfg *engine.AcceptorConfig) { cfg.Store = st })
		op := "Sync"
		st.fails.Store(&op)
		_, _ = v.Send(t.Context(), order("A"))
		pass(time.Minute)
		start := time.Now()
		op2 := "Open"
		st.fails.Store(&op2)
		var failed *engine.StoreError
		if _, err := v.Send(t.Context(), order("A")); err == nil {
			op3 := "Sync"
			st.fails.Store(&op3)
			_ = v.Sync(t.Context())
			st.fails.Store(&op2)
		}
		if err := v.Shutdown(t.Context()); !errors.As(err, &failed) {
			t.Errorf("Shutdown: %v", err)
		}
		if d := time.Since(start); d != 0 {
			t.Errorf("it took %v", d)
		}
		select {
		case <-v.Done():
		default:
			t.Error("not done")
		}
	})
}
