package engine_test

import (
	"context"
	"errors"
	goruntime "runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// signWith makes a client sign its Logons.
func signWith(sign engine.SignerFunc) func(*engine.InitiatorConfig) {
	return func(cfg *engine.InitiatorConfig) {
		cfg.Signer = sign
		cfg.Session.LogonExtra = []runtime.Field{{Tag: 553, Value: "key"}}
	}
}

// What is signed is what goes out; messages wait for it and come after.
func TestSignedLogon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newListener()
		var seen session.LogonDraft
		release := make(chan struct{})
		i := startClient(t, l, engine.NewRouter(), signWith(func(ctx context.Context, d session.LogonDraft) ([]runtime.Field, error) {
			seen = d
			if deadline, ok := ctx.Deadline(); !ok || time.Until(deadline) != session.DefaultLogonTimeout {
				t.Errorf("the signer has until %v", deadline)
			}
			<-release
			return []runtime.Field{{Tag: 96, Value: "sig\x01nature"}}, nil
		}))
		p := acceptFrom(t, l)
		synctest.Wait()
		sent := make(chan uint64, 1)
		go func() { sent <- send(t, i.Session(), "A") }()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := i.Session().Send(ctx, order("B")); !errors.Is(err, context.DeadlineExceeded) || engine.NumberConsumed(err) {
			t.Errorf("a message that cannot wait: %v", err)
		}
		pass(2 * time.Second)
		close(release)
		p.expect("35=A|34=1|52=" + seen.SendingTime + "|95=10|96=sig|nature|553=key")
		if seq := <-sent; seq != 2 {
			t.Errorf("the message that waited is %d", seq)
		}
		if seen.MsgSeqNum != 1 || seen.SenderCompID != "CLIENT" || seen.TargetCompID != "VENUE" || seen.MsgType != "A" ||
			seen.BeginString != "FIX.4.4" || seen.HeartBtInt != 30 || seen.Value(553) != "key" || seen.Value(98) != "0" ||
			!seen.Time.Equal(time.Now().Add(-3*time.Second)) || strings.Contains(seen.String(), "key") {
			t.Errorf("the draft was %#v, %v", seen, seen.Fields)
		}
		p.send("35=A|98=0|108=30")
		waitLoggedOn(t, i.Session())
	})
}

// A Logon without a signature does not go out. The client tries again, later and
// later.
func TestSignerFails(t *testing.T) {
	tests := []struct {
		name  string
		sign  engine.SignerFunc
		first time.Duration // until the signer has failed
		why   session.Reason
		text  string
	}{
		{"error", func(context.Context, session.LogonDraft) ([]runtime.Field, error) {
			return nil, errors.New("no such key")
		}, 0, session.ReasonSignerFailed, "signing the Logon: no such key"},
		{"too slow", func(ctx context.Context, _ session.LogonDraft) ([]runtime.Field, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}, session.DefaultLogonTimeout, session.ReasonSignerTimeout, "no signature in time"},
		{"deaf", func(context.Context, session.LogonDraft) ([]runtime.Field, error) {
			<-time.After(20 * time.Second)
			return nil, nil
		}, session.DefaultLogonTimeout, session.ReasonSignerTimeout, "no signature in time"},
		{"panic", func(context.Context, session.LogonDraft) ([]runtime.Field, error) {
			panic("oops")
		}, 0, session.ReasonSignerFailed, "the signer panicked"},
		{"exit", func(context.Context, session.LogonDraft) ([]runtime.Field, error) {
			goruntime.Goexit()
			return nil, nil
		}, 0, session.ReasonSignerFailed, "Goexit"},
		{"final field", func(context.Context, session.LogonDraft) ([]runtime.Field, error) {
			return []runtime.Field{{Tag: 52, Value: "now"}}, nil
		}, 0, session.ReasonSignerFailed, "sets field 52, which is final"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newListener()
				var failed []session.Event
				r := engine.NewRouter()
				r.OnEvent(func(_ *engine.Session, e session.Event) {
					if e.Kind == session.EventLogonFailed {
						failed = append(failed, e)
					}
				})
				i := startClient(t, l, r, signWith(tt.sign))
				acceptFrom(t, l).expectClosed()
				at := time.Now()
				acceptFrom(t, l).expectClosed()
				if waited := time.Since(at); waited < time.Second {
					t.Errorf("tried again after %v", waited)
				}
				synctest.Wait()
				if len(failed) < 2 || failed[0].Reason != tt.why || !strings.Contains(failed[0].Text, tt.text) {
					t.Errorf("got %+v", failed)
				}
				if n := i.Session().Status().NextOut; n != 1 {
					t.Errorf("the next number is %d", n)
				}
				_ = i.Shutdown(t.Context())
				<-time.After(time.Minute) // the deaf are heard of no more
			})
		})
	}
}

// A peer that goes while the signer thinks ends the signer's context.
func TestSignerIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newListener()
		stopped := make(chan error, 1)
		startClient(t, l, engine.NewRouter(), signWith(func(ctx context.Context, _ session.LogonDraft) ([]runtime.Field, error) {
			<-ctx.Done()
			select {
			case stopped <- ctx.Err():
			default:
			}
			return nil, ctx.Err()
		}))
		p := acceptFrom(t, l)
		pass(time.Second)
		_ = p.conn.Close()
		at := time.Now()
		if err := <-stopped; !errors.Is(err, context.Canceled) || time.Since(at) > time.Millisecond {
			t.Errorf("the signer was told %v after %v", err, time.Since(at))
		}
	})
}

// An acceptor signs its answers, and the Logons that reset a running session.
func TestSignedAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		signed := 0
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) {
			cfg.Signer = engine.SignerFunc(func(_ context.Context, d session.LogonDraft) ([]runtime.Field, error) {
				<-time.After(time.Second)
				signed++
				return []runtime.Field{{Tag: 58, Value: strings.Repeat("s", signed)}}, nil
			})
		})
		p := v.connect(t)
		p.send("35=A|98=0|108=30")
		p.send("35=1|112=early") // it waits
		p.expect("35=A|34=1|58=s")
		p.expect("35=0|34=2|112=early")
		if err := v.ResetNumbers(t.Context()); err != nil {
			t.Fatal(err)
		}
		p.expect("35=1|112=RESET")
		p.send("35=0|112=RESET")
		synctest.Wait()
		sent := make(chan uint64, 1)
		go func() { sent <- send(t, v.Session, "A") }()
		p.expect("35=A|34=1|141=Y|58=ss")
		p.expect("35=D|34=2|11=A")
		if seq := <-sent; seq != 2 {
			t.Errorf("a message during the reset is %d", seq)
		}
		p.next = 1
		p.send("35=A|98=0|108=30|141=Y")
		p.leave()
	})
}
