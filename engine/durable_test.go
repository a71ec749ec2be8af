package engine_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/store"
)

// slowStore takes a second for each sync, once it is told to.
type slowStore struct {
	store.Store
	slow atomic.Bool
}

func (s *slowStore) Open(ctx context.Context, id string) (store.Log, error) {
	l, err := s.Store.Open(ctx, id)
	return slowLog{l, s}, err
}

type slowLog struct {
	store.Log
	s *slowStore
}

func (l slowLog) Sync(ctx context.Context) error {
	if l.s.slow.Load() {
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return l.Log.Sync(ctx)
}

func startSlow(t testing.TB, r *engine.Router) (*venue, *slowStore, *peer) {
	t.Helper()
	st := &slowStore{Store: newMemory()}
	v := startVenue(t, r, func(cfg *engine.AcceptorConfig) { cfg.Store = st })
	p := v.logon(t, 1, "")
	synctest.Wait()
	st.slow.Store(true)
	return v, st, p
}

// Send returns when the message is durable, whoever writes it; TrySend does
// not wait.
func TestSendReturnsWhenDurable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, _, p := startSlow(t, engine.NewRouter())
		begin := time.Now()
		for range 3 {
			go func() {
				send(t, v.Session, "A")
				if d := time.Since(begin); d != time.Second {
					t.Errorf("Send returned after %v", d)
				}
			}()
		}
		synctest.Wait()
		if _, err := v.TrySend(order("B")); err != nil || time.Since(begin) != 0 {
			t.Errorf("TrySend returned after %v: %v", time.Since(begin), err)
		}
		for range 3 {
			p.expect("35=D|11=A")
		}
		p.expect("35=D|11=B")
		// The first is written behind the first sync, what came meanwhile behind
		// the second.
		if d := time.Since(begin); d != 2*time.Second {
			t.Errorf("written after %v", d)
		}
		p.leave()
	})
}

// A context that ends while a message becomes durable has used up its number,
// but the peer has seen nothing of it.
func TestSendGivesUpOnTheDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, _, p := startSlow(t, engine.NewRouter())
		go send(t, v.Session, "A")
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		seq, err := v.Send(ctx, order("B"))
		if seq != 3 || !errors.Is(err, context.DeadlineExceeded) || !engine.NumberConsumed(err) || engine.MayHaveReachedPeer(err) {
			t.Errorf("number %d, %v", seq, err)
		}
		p.expect("35=D|11=A")
		p.expect("35=D|34=3|11=B")
		p.leave()
	})
}

// Answers do not wait for the disk one by one: those to what was read together
// share a sync, and so do those that come while it runs.
func TestAnswersShareASync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, _, p := startSlow(t, handling(echo))
		begin := time.Now()
		var burst []byte
		for range 10 {
			burst = append(burst, p.frame(orderBody("A"))...)
		}
		p.write(burst)
		for range 10 {
			p.expect("35=D|11=A")
		}
		if d := time.Since(begin); d > 2*time.Second {
			t.Errorf("answered after %v\n%s", d, v.logs)
		}
		p.leave()
	})
}
