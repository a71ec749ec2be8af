package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// cancels notes when orders were to be cancelled, and why.
type cancels struct {
	mu    sync.Mutex
	calls []string
}

func (c *cancels) onCancel(ctx context.Context, _ *engine.Session, lost engine.Incident) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, fmt.Sprintf("%v after %v", lost.Reason, time.Since(lost.Time)))
	if ctx.Err() != nil {
		c.calls = append(c.calls, "without a chance")
	}
}

func (c *cancels) want(t testing.TB, calls ...string) {
	t.Helper()
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	if !slices.Equal(c.calls, calls) {
		t.Errorf("cancelled %q, want %q", c.calls, calls)
	}
}

// keepOrZero is a venue's field whose 0 asks for cancelling.
func keepOrZero(c *engine.CancelOnDisconnect) {
	c.Tag, c.Values = 8674, map[string]engine.CancelWhen{"0": engine.CancelAlways, "1": engine.CancelNever}
}

func TestCancelOnDisconnect(t *testing.T) {
	drop := func(p *peer) { p.conn.Close() }
	leave := func(p *peer) { p.leave() }
	for _, test := range []struct {
		name   string
		config func(*engine.CancelOnDisconnect)
		logon  string
		end    func(*peer)
		want   []string
	}{
		{"lost", nil, "", drop, []string{"connection-lost after 5s"}},
		{"logout", nil, "", leave, []string{"peer-logout after 5s"}},
		{"never", func(c *engine.CancelOnDisconnect) { c.When = engine.CancelNever }, "", drop, nil},
		{"lost alone, lost", func(c *engine.CancelOnDisconnect) { c.When = engine.CancelWhenLost }, "", drop, []string{"connection-lost after 5s"}},
		{"lost alone, logout", func(c *engine.CancelOnDisconnect) { c.When = engine.CancelWhenLost }, "", leave, nil},
		{"logout alone, lost", func(c *engine.CancelOnDisconnect) { c.When = engine.CancelAfterLogout }, "", drop, nil},
		{"logout alone, logout", func(c *engine.CancelOnDisconnect) { c.When = engine.CancelAfterLogout }, "", leave, []string{"peer-logout after 5s"}},
		{"at once", func(c *engine.CancelOnDisconnect) { c.Grace = 0 }, "", drop, []string{"connection-lost after 0s"}},
		{"the peer does not say", keepOrZero, "", drop, []string{"connection-lost after 5s"}},
		{"the peer says 0", func(c *engine.CancelOnDisconnect) { keepOrZero(c); c.When = engine.CancelNever }, "|8674=0", drop, []string{"connection-lost after 5s"}},
		{"the peer says 1", keepOrZero, "|8674=1", drop, nil},
		{"the peer says how long", func(c *engine.CancelOnDisconnect) {
			c.Instructions = func(logon *runtime.Raw) (engine.CancelInstructions, error) {
				seconds, _ := logon.Uint(35003)
				return engine.CancelInstructions{Grace: time.Duration(seconds) * time.Second}, nil
			}
		}, "|35003=9", drop, []string{"connection-lost after 9s"}},
		{"silence", nil, "", func(p *peer) {
			for p.read(time.Hour) != "" {
			}
		}, []string{"heartbeat-lost after 5s"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var c cancels
				v := startVenue(t, engine.NewRouter(), cancelling(&c, test.config))
				test.end(v.logon(t, 1, test.logon))
				pass(time.Minute)
				c.want(t, test.want...)
			})
		})
	}
}

// cancelling is a venue with a grace of 5 s that knows the fields of these
// tests.
func cancelling(c *cancels, config func(*engine.CancelOnDisconnect)) func(*engine.AcceptorConfig) {
	return func(cfg *engine.AcceptorConfig) {
		cfg.CancelOnDisconnect = engine.CancelOnDisconnect{OnCancel: c.onCancel, Grace: 5 * time.Second}
		if config != nil {
			config(&cfg.CancelOnDisconnect)
		}
		cfg.Sessions[0].Policy.UserTags = runtime.PolicyKeep
	}
}

// TestCancelNotWhenBack has a peer that comes back in time, then goes for good.
func TestCancelNotWhenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c cancels
		v := startVenue(t, engine.NewRouter(), cancelling(&c, nil))
		for n := range 3 {
			p := v.logon(t, 1+n, "")
			p.conn.Close()
			pass(4999 * time.Millisecond)
			c.want(t)
			if n == 1 { // who does not get in is not back
				stranger := v.connect(t)
				stranger.send("35=A|98=0|108=-1")
				stranger.expect("35=5")
				stranger.conn.Close()
				c.want(t)
			}
		}
		pass(time.Millisecond)
		c.want(t, "connection-lost after 5s")
		p := v.logon(t, 4, "")
		p.conn.Close()
		pass(time.Minute)
		c.want(t, "connection-lost after 5s", "connection-lost after 5s")
	})
}

// TestCancelAtShutdown: nobody comes back to an engine that is gone.
func TestCancelAtShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c cancels
		v := startVenue(t, engine.NewRouter(), cancelling(&c, nil))
		v.logon(t, 1, "").conn.Close()
		pass(time.Second)
		shutDown(t, v.Acceptor)
		c.want(t, "connection-lost after 1s")
	})
	synctest.Test(t, func(t *testing.T) {
		var c cancels
		v := startVenue(t, engine.NewRouter(), cancelling(&c, nil))
		p := v.logon(t, 1, "")
		go func() {
			p.expect("35=5")
			p.send("35=5")
		}()
		shutDown(t, v.Acceptor)
		c.want(t, "logout after 0s")
	})
}

func TestCancelInstructionsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c cancels
		v := startVenue(t, engine.NewRouter(), cancelling(&c, keepOrZero))
		p := v.connect(t)
		p.send("35=A|98=0|108=30|8674=Y")
		p.expect(`35=5|58=Tag 8674: value "Y" is not known`)
		p.expectClosed()
	})
	synctest.Test(t, func(t *testing.T) {
		var c cancels
		v := startVenue(t, engine.NewRouter(), cancelling(&c, func(c *engine.CancelOnDisconnect) {
			c.Instructions = func(*runtime.Raw) (engine.CancelInstructions, error) {
				return engine.CancelInstructions{}, errors.New("ask for cancelling")
			}
		}))
		p := v.connect(t)
		p.send("35=A|98=0|108=30")
		p.expect("35=5|58=ask for cancelling")
	})
}

// TestCancelPanics: a function that panics costs its call.
func TestCancelPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter(), cancelling(nil, func(c *engine.CancelOnDisconnect) {
			c.Grace = 0
			c.OnCancel = func(context.Context, *engine.Session, engine.Incident) { panic("oops") }
		}))
		v.logon(t, 1, "").conn.Close()
		synctest.Wait()
		v.logs.want(t, "OnCancel panicked", "oops")
		v.logon(t, 2, "").leave()
	})
}

func TestCancelChecked(t *testing.T) {
	t.Parallel()
	none := func(context.Context, *engine.Session, engine.Incident) {}
	_, err := engine.NewAcceptor(engine.AcceptorConfig{
		Sessions: oneSession(),
		Operation: engine.Operation{CancelOnDisconnect: engine.CancelOnDisconnect{
			OnCancel: none, When: 9, Grace: -1, Tag: 8013,
			Instructions: func(*runtime.Raw) (engine.CancelInstructions, error) { return engine.CancelInstructions{}, nil },
		}},
	})
	for _, want := range []string{
		"engine: acceptor: session 1: CancelOnDisconnect: there is no When CancelWhen(9)",
		"CancelOnDisconnect: Grace is -1ns: must not be negative",
		"CancelOnDisconnect: Tag is 8013 with 0 Values: give both, or neither",
		"CancelOnDisconnect: Tag and Instructions are both set: give one of them",
	} {
		wantError(t, err, want)
	}
	_, err = engine.NewAcceptor(engine.AcceptorConfig{
		Sessions:  oneSession(),
		Operation: engine.Operation{CancelOnDisconnect: engine.CancelOnDisconnect{Grace: time.Second}},
	})
	wantError(t, err, "CancelOnDisconnect: OnCancel is missing: nothing would be done")
	_, err = engine.NewInitiator(engine.InitiatorConfig{
		Session:   session.Config{Dictionary: fix44.Dictionary, SenderCompID: "A", TargetCompID: "B"},
		Operation: engine.Operation{CancelOnDisconnect: engine.CancelOnDisconnect{OnCancel: none}},
	})
	wantError(t, err, "CancelOnDisconnect: it is for acceptors")
	var w engine.CancelWhen
	if err := w.UnmarshalText([]byte("lost")); err != nil || w != engine.CancelWhenLost {
		t.Errorf("%v, %v", w, err)
	}
	wantError(t, w.UnmarshalText([]byte("yes")), `"yes" is no kind of cancelling`)
}
