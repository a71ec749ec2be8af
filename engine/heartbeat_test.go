package engine_test

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
)

// Two engines with nothing to say stay together for days, and count every
// heartbeat.
func TestHeartbeatsForDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		c := startClient(t, v.pipe, engine.NewRouter())
		waitLoggedOn(t, c.Session())
		pass(3*24*time.Hour + time.Second)
		const beats = 3 * 24 * 3600 / 30
		for _, s := range []*engine.Session{v.Session, c.Session()} {
			st := s.Status()
			if !s.LoggedOn() || st.NextOut != beats+2 || st.NextIn != beats+2 {
				t.Errorf("%s: %+v", s.ID(), st)
			}
		}
	})
}

func TestSilentPeerIsDisconnected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := engine.NewRouter()
		var reason string
		r.OnLogout(func(_ *engine.Session, why string) { reason = why })
		var events []session.EventKind
		r.OnEvent(func(_ *engine.Session, e session.Event) { events = append(events, e.Kind) })
		v := startVenue(t, r)
		p := v.logon(t, 1, "")
		begin := time.Now()
		p.expect("35=0|34=2")
		p.expect("35=1|34=3|112=TEST")
		if d := time.Since(begin); d != 36*time.Second {
			t.Errorf("TestRequest after %v", d)
		}
		p.expectClosed()
		if d := time.Since(begin); d != 72*time.Second {
			t.Errorf("disconnected after %v", d)
		}
		synctest.Wait()
		if reason != "heartbeat-lost" || v.LoggedOn() || len(events) != 3 {
			t.Errorf("reason %s, logged on %v, events %v", reason, v.LoggedOn(), events)
		}
	})
}

// A handler that takes its time does not cost the session.
func TestSlowHandlerKeepsTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, handling(func(context.Context, *engine.Session, *fix44.NewOrderSingle) error {
			<-time.After(10 * time.Minute)
			return nil
		}))
		c := startClient(t, v.pipe, engine.NewRouter(), func(cfg *engine.InitiatorConfig) {
			cfg.Session.DisconnectFactor = 30   // nobody answers its TestRequest meanwhile
			cfg.Limits.WriteTimeout = time.Hour // the pipe has no buffer
		})
		waitLoggedOn(t, c.Session())
		send(t, c.Session(), "A")
		pass(9 * time.Minute)
		if !v.LoggedOn() {
			t.Error("the venue has given up")
		}
		pass(5 * time.Minute)
		if !v.LoggedOn() || !c.Session().LoggedOn() || v.Status().NextIn < 15 {
			t.Errorf("venue %+v, client %+v", v.Status(), c.Session().Status())
		}
	})
}

// Backoff doubles up to its limit, and starts over after a session that was up.
func TestBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		var mu sync.Mutex
		var tried []string
		var at []time.Time
		var up atomic.Bool
		cut := &cutter{dial: v.pipe.dial, left: 1 << 20}
		c := startClient(t, v.pipe, engine.NewRouter(), func(cfg *engine.InitiatorConfig) {
			cfg.Addresses = []string{"a:1", "b:1"}
			cfg.Reconnect = engine.Backoff{Min: time.Second, Max: 8 * time.Second}
			dial := cut.connect
			cfg.Dial = func(ctx context.Context, network, address string) (c net.Conn, err error) {
				mu.Lock()
				tried, at = append(tried, address), append(at, time.Now())
				mu.Unlock()
				if !up.Load() {
					return nil, errDisk
				}
				return dial(ctx, network, address)
			}
		})
		pass(40 * time.Second)
		mu.Lock()
		for i, want := range []time.Duration{1, 2, 4, 8, 8} {
			d := at[i+1].Sub(at[i])
			if min, max := want*time.Second, want*1100*time.Millisecond; d < min || d > max {
				t.Errorf("wait %d is %v, want %v to %v", i, d, min, max)
			}
			if want := []string{"a:1", "b:1"}[i%2]; tried[i] != want {
				t.Errorf("attempt %d is at %s", i, tried[i])
			}
		}
		mu.Unlock()
		up.Store(true)
		waitLoggedOn(t, c.Session())
		mu.Lock()
		lost, n := time.Now(), len(at)
		mu.Unlock()
		cut.take(1 << 20)
		if err := v.Logout(t.Context(), "restart"); err != nil {
			t.Log(err) // the connection breaks down
		}
		pass(time.Minute)
		mu.Lock()
		defer mu.Unlock()
		if d := at[n].Sub(lost); tried[n] != "a:1" || d > 1100*time.Millisecond {
			t.Errorf("after %v at %s", d, tried[n])
		}
	})
}
