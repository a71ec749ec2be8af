package engine_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/session"
)

func startBounded(t testing.TB, policy engine.OutboxPolicy, r *engine.Router) *venue {
	t.Helper()
	return startVenue(t, r, func(cfg *engine.AcceptorConfig) {
		cfg.Limits.Outbox = 4 << 10
		cfg.Limits.OutboxPolicy = policy
	})
}

// fill sends until the outbox of a peer that does not read is full, and returns
// how many messages were taken and why no more were. No time passes.
func fill(t testing.TB, f func() (uint64, error)) (sent int, err error) {
	t.Helper()
	begin := time.Now()
	for sent = 0; sent < 1000; sent++ {
		if _, err = f(); err != nil {
			break
		}
	}
	if d := time.Since(begin); d != 0 {
		t.Errorf("somebody waited for %v", d)
	}
	return sent, err
}

// Nothing that TrySend meets makes it wait: not even the first write.
func TestTrySendDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startBounded(t, engine.OutboxWait, engine.NewRouter())
		p := v.logon(t, 1, "")
		sent, err := fill(t, func() (uint64, error) { return v.TrySend(order("A")) })
		if !errors.Is(err, engine.ErrFull) || engine.NumberConsumed(err) || engine.MayHaveReachedPeer(err) || sent < 10 {
			t.Errorf("after %d: %v", sent, err)
		}
		for range sent {
			p.expect("35=D|11=A")
		}
		synctest.Wait()
		if seq, err := v.TrySend(order("B")); err != nil || seq != uint64(sent)+2 {
			t.Error(seq, err)
		}
		p.expect("35=D|11=B")
		p.leave()
	})
}

func TestTrySendWhileDisconnected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		if seq, err := v.TrySend(order("A")); seq != 1 || err != nil {
			t.Error(seq, err)
		}
		if err := v.Sync(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestOutboxError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startBounded(t, engine.OutboxError, engine.NewRouter())
		p := v.logon(t, 1, "")
		go send(t, v.Session, "first") // is held by the write
		synctest.Wait()
		sent, err := fill(t, func() (uint64, error) { return v.Send(t.Context(), order("A")) })
		if !errors.Is(err, engine.ErrFull) || engine.NumberConsumed(err) || sent < 10 {
			t.Errorf("after %d: %v", sent, err)
		}
		p.expect("35=D|11=first")
		for range sent {
			p.expect("35=D|11=A")
		}
		p.leave()
	})
}

// The peer that does not read loses its connection, and no message.
func TestOutboxDisconnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := engine.NewRouter()
		var reason session.Reason
		r.OnEvent(func(_ *engine.Session, e session.Event) {
			if e.Kind == session.EventLoggedOut {
				reason = e.Reason
			}
		})
		v := startBounded(t, engine.OutboxDisconnect, r)
		p := v.logon(t, 1, "")
		go send(t, v.Session, "first")
		synctest.Wait()
		sent := 0
		for v.LoggedOn() {
			if seq := send(t, v.Session, "A"); seq != uint64(sent)+3 {
				t.Fatalf("number %d", seq)
			}
			sent++
		}
		p.expectClosed()
		synctest.Wait()
		if reason != session.ReasonSlowPeer {
			t.Errorf("logged out for %v", reason)
		}
		v.logs.want(t, "the outbox is full, disconnecting")
		p = v.logon(t, 2, "")
		p.send("35=2|7=2|16=0")
		p.expect("35=D|34=2|43=Y|11=first")
		for range sent {
			p.expect("35=D|43=Y|11=A")
		}
		p.expect("35=4|123=Y") // the Logon
		p.leave()
	})
}

func TestOutboxPolicyString(t *testing.T) {
	t.Parallel()
	for p, want := range map[engine.OutboxPolicy]string{
		engine.OutboxWait: "wait", engine.OutboxError: "error", engine.OutboxDisconnect: "disconnect", 9: "OutboxPolicy(9)",
	} {
		if got := p.String(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
