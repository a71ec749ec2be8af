package engine_test

import (
	"context"
	"errors"
	"fmt"
	goruntime "runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// handling returns a router whose handler of orders is f.
func handling(f func(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error) *engine.Router {
	r := engine.NewRouter()
	engine.On(r, f)
	return r
}

func TestHandlerErrors(t *testing.T) {
	tests := []struct {
		name   string
		err    error
		answer string
	}{
		{"plain", errors.New("no such account"), "35=j|45=2|372=D|380=0|58=no such account"},
		{"business", &session.BusinessRejectError{Reason: 4, RefID: "A", Text: "later"}, "35=j|45=2|379=A|380=4|58=later"},
		{"reject", fmt.Errorf("wrapped: %w", &session.RejectError{Reason: runtime.ReasonIncorrectValue, Tag: 44}),
			"35=3|45=2|371=44|372=D|373=5"},
		{"logout", &session.LogoutError{Text: "enough"}, "35=5|58=enough"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := startVenue(t, handling(func(context.Context, *engine.Session, *fix44.NewOrderSingle) error { return tt.err }))
				p := v.logon(t, 1, "")
				p.send(orderBody("A"))
				p.expect(tt.answer)
				if tt.name == "logout" {
					p.send("35=5")
					p.expectClosed()
					return
				}
				p.leave()
			})
		})
	}
}

func TestHandlerPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := handling(func(context.Context, *engine.Session, *fix44.NewOrderSingle) error { panic("oops") })
		r.OnLoggedOn(func(*engine.Session) { panic("hello") })
		r.OnEvent(func(*engine.Session, session.Event) { panic("event") })
		v := startVenue(t, r)
		p := v.logon(t, 1, "")
		p.send(orderBody("A"))
		p.expect("35=j|58=internal error")
		p.leave()
		v.logs.want(t, "oops", "hello", "event", "handler_test.go")
	})
}

// A handler that ends its goroutine, as t.Fatal does, stops its session in
// front of everybody instead of leaving it there without a reader.
func TestHandlerEndsItsGoroutine(t *testing.T) {
	for _, where := range []string{"handler", "logged on", "logout"} {
		t.Run(where, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := handling(func(context.Context, *engine.Session, *fix44.NewOrderSingle) error {
					goruntime.Goexit()
					return nil
				})
				r.OnLoggedOn(func(*engine.Session) {
					if where == "logged on" {
						goruntime.Goexit()
					}
				})
				ended := 0
				r.OnLogout(func(*engine.Session, string) {
					ended++
					if where == "logout" {
						goruntime.Goexit()
					}
				})
				v := startVenue(t, r)
				p := v.connect(t)
				p.send("35=A|98=0|108=30")
				if where != "logged on" {
					p.expect("35=A")
				}
				if where == "handler" {
					p.send(orderBody("A"))
				}
				if where == "logout" {
					_ = p.conn.Close()
				}
				for p.read(time.Minute) != "" {
				}
				synctest.Wait()
				if err := v.Status().Err; err == nil || v.LoggedOn() || ended != 1 {
					t.Errorf("error %v, logged on %v, OnLogout called %d times", err, v.LoggedOn(), ended)
				}
			})
		})
	}
}

func TestMessagesWithoutHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		p := v.logon(t, 1, "")
		p.send(orderBody("A"))
		p.expect("35=j|45=2|372=D|380=3|58=Unsupported Message Type")
		p.send("35=ZZ|11=A") // not in the dictionary at all
		p.expect("35=3|45=3|372=ZZ|373=11")
		p.leave()
	})
	synctest.Test(t, func(t *testing.T) {
		r := engine.NewRouter()
		var got []string
		r.OnOther(func(_ context.Context, _ *engine.Session, m *runtime.Raw) error {
			got = append(got, string(m.MsgType())+m.Text(11))
			return nil
		})
		v := startVenue(t, r)
		p := v.logon(t, 1, "")
		p.send(orderBody("A"))
		p.leave()
		if !slices.Equal(got, []string{"DA"}) {
			t.Errorf("got %q", got)
		}
	})
}

// The Raw of a handler stays as it is while others step the session.
func TestRawIsStableWhileOthersSend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := engine.NewRouter()
		r.OnOther(func(ctx context.Context, s *engine.Session, m *runtime.Raw) error {
			before := m.Readable()
			var all sync.WaitGroup
			for i := range 4 {
				all.Go(func() {
					for k := range 50 {
						send(t, s, fmt.Sprintf("R%d-%d", i, k))
					}
				})
			}
			all.Wait()
			if after := m.Readable(); after != before {
				t.Errorf("was %s, is %s", before, after)
			}
			return nil
		})
		v := startVenue(t, r)
		p := v.logon(t, 1, "")
		p.send(orderBody("A"))
		for i := range 200 {
			p.expect(fmt.Sprintf("35=D|34=%d", i+2))
		}
		p.leave()
	})
}

// Events are told one at a time, in their order, whoever sees them.
func TestEventsAreToldInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var (
			mu    sync.Mutex
			told  []string
			busy  bool
			check = func(what string) {
				mu.Lock()
				if busy {
					t.Error("two functions at a time:", what)
				}
				busy = true
				told = append(told, what)
				mu.Unlock()
				<-time.After(2 * time.Second) // a slow function
				mu.Lock()
				busy = false
				mu.Unlock()
			}
		)
		r := handling(func(context.Context, *engine.Session, *fix44.NewOrderSingle) error {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, "order")
			return nil
		})
		r.OnLoggedOn(func(*engine.Session) { check("on") })
		r.OnLogout(func(_ *engine.Session, reason string) { check("off " + reason) })
		v := startVenue(t, r)
		for i := range 2 {
			p := v.logon(t, i+1, "")
			if i == 0 {
				for p.read(3*time.Minute) != "" { // silent until we are thrown out, by a timer
				}
				continue
			}
			p.send(orderBody("A"))
			p.leave()
		}
		pass(time.Minute)
		want := "on, off heartbeat-lost, on, order, off peer-logout"
		if got := strings.Join(told, ", "); got != want {
			t.Errorf("told %s, want %s", got, want)
		}
	})
}

// What is sent from inside the application's functions goes out.
func TestSendFromFunctions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := handling(func(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
			send(t, s, "from handler")
			return nil
		})
		r.OnLoggedOn(func(s *engine.Session) { send(t, s, "from OnLoggedOn") })
		r.OnLogout(func(s *engine.Session, _ string) { send(t, s, "from OnLogout") })
		v := startVenue(t, r)
		p := v.logon(t, 1, "")
		p.expect("35=D|34=2|11=from OnLoggedOn")
		p.send(orderBody("A"))
		p.expect("35=D|34=3|11=from handler")
		p.leave()
		synctest.Wait()
		if n := v.Status().NextOut; n != 6 {
			t.Errorf("next number out is %d", n)
		}
		p = v.logon(t, 4, "")
		p.expect("35=D|34=7|11=from OnLoggedOn")
		p.send("35=2|7=5|16=5")
		p.expect("35=D|34=5|43=Y|11=from OnLogout")
	})
}

// Logout within a function cannot see the peer's, and must not wait for ever.
func TestLogoutFromOnLoggedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := engine.NewRouter()
		r.OnLoggedOn(func(s *engine.Session) {
			if err := s.Logout(context.Background(), "not today"); err != nil {
				t.Error(err)
			}
		})
		v := startVenue(t, r)
		p := v.logon(t, 1, "")
		p.expect("35=5|58=not today")
		p.expectClosed()
		synctest.Wait()
		if v.Status().State != session.StateDisconnected {
			t.Error("state is", v.Status().State)
		}
	})
}
