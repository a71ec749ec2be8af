package engine_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix50sp2"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// authenticateWith lets a function decide who may log on.
func authenticateWith(f func(context.Context, engine.LogonRequest) error) func(*engine.AcceptorConfig) {
	return func(cfg *engine.AcceptorConfig) { cfg.Authenticate = f }
}

// Whoever is refused changes nothing: a Logon that asks for a reset least of all.
func TestAuthenticate(t *testing.T) {
	tests := []struct {
		name    string
		err     error
		answer  string // "" is none
		numbers uint64 // of the next message out
	}{
		{"an error", errors.New("unknown user"), "35=5|34=7|58=unknown user", 8},
		{"a refusal", fmt.Errorf("ldap: %w", engine.Refuse{Text: "account locked"}), "35=5|34=7|58=account locked", 8},
		{"without a word", &engine.Refuse{Text: "unknown certificate", Silent: true}, "", 7},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var failed session.Event
				r := engine.NewRouter()
				r.OnLogon(func(context.Context, *engine.Session, *runtime.Raw) error {
					t.Error("OnLogon was asked about a peer that was refused")
					return nil
				})
				r.OnEvent(func(_ *engine.Session, e session.Event) { failed = e })
				var seen engine.LogonRequest
				v := startVenue(t, r, authenticateWith(func(_ context.Context, l engine.LogonRequest) error {
					seen = l
					return tt.err
				}))
				if err := v.SetNumbers(t.Context(), session.Numbers{NextIn: 5, NextOut: 7}); err != nil {
					t.Fatal(err)
				}
				epoch := v.Status().Epoch
				p := v.connect(t)
				p.send("35=A|98=0|108=30|141=Y|553=joe|554=secret")
				if tt.answer != "" {
					p.expect(tt.answer)
				}
				p.expectClosed()
				synctest.Wait()
				st := v.Status()
				if st.NextIn != 5 || st.NextOut != tt.numbers || st.Epoch != epoch {
					t.Errorf("the session is at %+v", st)
				}
				if seen.Session != v.ID() || seen.Remote == nil || seen.TLS != nil || seen.Logon.Text(554) != "secret" || seen.Logon.Text(49) != "CLIENT" {
					t.Errorf("the request was %+v", seen)
				}
				if failed.Kind != session.EventLogonFailed || failed.Reason != session.ReasonLogonRefused {
					t.Errorf("the last event is %+v", failed)
				}
				if st := v.logs.String(); len(st) == 0 || containsAny(st, "secret") {
					t.Errorf("the log: %s", st)
				}
			})
		})
	}
}

// One that does not decide holds up nobody else, and its peer no longer than the
// logon timeout; nor does one that panics.
func TestAuthenticateUndecided(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var attempts atomic.Int32
		v := startVenue(t, engine.NewRouter(), authenticateWith(func(context.Context, engine.LogonRequest) error {
			attempts.Add(1)
			switch attempts.Load() {
			case 1:
				<-time.After(time.Hour) // deaf to its context
			case 2:
				panic("oops")
			}
			return nil
		}))
		p := v.connect(t)
		at := time.Now()
		p.send("35=A|98=0|108=30")
		p.expect("35=5|58=Logon not decided in time")
		p.expectClosed()
		if d := time.Since(at); d > session.DefaultLogonTimeout {
			t.Errorf("undecided for %v", d)
		}
		p = v.connect(t)
		p.send("35=A|98=0|108=30")
		p.expect("35=5|58=internal error")
		p.expectClosed()
		p = v.logon(t, 1, "")
		p.next = 1
		p.send("35=A|98=0|108=30|141=Y") // a reset of a session that is up is not asked about
		p.expect("35=A|34=1|141=Y")
		if attempts.Load() != 3 {
			t.Errorf("asked %d times", attempts.Load())
		}
		p.leave()
		<-time.After(time.Hour) // the deaf one is at its end
	})
}

// The whole way of a password that is changed: asked for, seen, accepted, used.
func TestPasswordChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		password := "old"
		v := startVenue(t, engine.NewRouter(), authenticateWith(func(_ context.Context, l engine.LogonRequest) error {
			if l.Logon.Text(553) != "joe" || l.Logon.Text(554) != password {
				return engine.Refuse{Text: "invalid username or password"}
			}
			if next := l.Logon.Text(925); next != "" {
				password = next
			}
			return nil
		}), func(cfg *engine.AcceptorConfig) { cfg.Sessions[0].Dictionary = fix50sp2.Dictionary })
		var events []session.EventKind
		r := engine.NewRouter()
		r.OnEvent(func(_ *engine.Session, e session.Event) { events = append(events, e.Kind) })
		out := new(logs)
		i := startClient(t, v.pipe, r, func(cfg *engine.InitiatorConfig) {
			cfg.Session.Dictionary = fix50sp2.Dictionary
			cfg.Session.Username, cfg.Session.Password, cfg.Session.NewPassword = "joe", "old", "s3cret"
			cfg.Logger = out.logger()
		})
		waitLoggedOn(t, i.Session())
		synctest.Wait()
		if password != "s3cret" || len(events) == 0 || events[0] != session.EventPasswordChanged {
			t.Errorf("the password is %s after %v", password, events)
		}
		if err := i.Session().Logout(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
		waitLoggedOn(t, i.Session())
		if containsAny(out.String()+v.logs.String()+fmt.Sprintf("%+v", i.Session().Config()), "s3cret", `"old"`) {
			t.Error("a password was shown")
		}
		if err := i.Session().ChangePassword("next"); err != nil {
			t.Error(err)
		}
		if err := v.ChangePassword("next"); !errors.Is(err, session.ErrNoNewPassword) {
			t.Errorf("an acceptor's password: %v", err)
		}
	})
}

// A refused Logon says by how much the clocks differ.
func TestClockOffset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newListener()
		var failed session.Event
		r := engine.NewRouter()
		r.OnEvent(func(_ *engine.Session, e session.Event) { failed = e })
		i := startClient(t, l, r)
		if _, known := i.Session().ClockOffset(); known {
			t.Error("the peer's clock is known before it said anything")
		}
		p := acceptFrom(t, l)
		p.expect("35=A")
		p.send("35=5|52=" + time.Now().Add(-7300*time.Millisecond).UTC().Format("20060102-15:04:05.000") + "|58=no")
		p.expectClosed()
		synctest.Wait()
		if failed.Text != "no: our clock is 7.3 s ahead of the peer's" || failed.Reason != session.ReasonLogonRefused {
			t.Errorf("got %+v", failed)
		}
		if d, known := i.Session().ClockOffset(); !known || d != -7300*time.Millisecond {
			t.Errorf("the peer's clock is %v ahead", d)
		}
	})
}

func containsAny(text string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(text, p) {
			return true
		}
	}
	return false
}
