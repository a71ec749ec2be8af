package engine_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/generated/fix50"
	"github.com/affixgo/affix/generated/fix50sp2"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// TestSubIDs: two sessions with the same CompIDs are told apart by their sub
// ids, and have a log each.
func TestSubIDs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		desks := func(c *engine.AcceptorConfig) {
			c.Sessions = nil
			for _, desk := range []string{"FX", "RATES"} {
				c.Sessions = append(c.Sessions, session.Config{
					Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "CLIENT", TargetSubID: desk, CheckSubIDs: true,
				})
			}
		}
		v := startVenue(t, engine.NewRouter(), desks)
		for _, desk := range []string{"RATES", "FX"} {
			client := startClient(t, v.pipe, engine.NewRouter(), func(c *engine.InitiatorConfig) {
				c.Session.SenderSubID = desk
			})
			if err := client.Session().WaitLoggedOn(t.Context()); err != nil {
				t.Fatal(err)
			}
			if s := v.Acceptor.Session("FIX.4.4:VENUE->CLIENT/" + desk); s == nil || !s.LoggedOn() {
				t.Errorf("%s is not logged on", desk)
			}
		}
	})
}

// TestQualifier: what only a local name tells apart are two sessions to the
// store, but not to a listener.
func TestQualifier(t *testing.T) {
	cfg := oneSession()[0]
	cfg.Qualifier = "backup"
	_, err := engine.NewAcceptor(engine.AcceptorConfig{
		Address: "127.0.0.1:0", Sessions: append(oneSession(), cfg), Store: newMemory(), Router: engine.NewRouter(),
	})
	if err == nil {
		t.Error("two sessions that a Logon cannot tell apart: no error")
	}
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter(), func(c *engine.AcceptorConfig) { c.Sessions[0].Qualifier = "backup" })
		if got := v.ID(); got != "FIX.4.4:VENUE->CLIENT:backup" {
			t.Errorf("the session is %s", got)
		}
	})
}

// TestApplicationVersions: a handler is called for messages of its version.
func TestApplicationVersions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := make(chan string, 4)
		router := engine.NewRouter()
		engine.On(router, func(_ context.Context, _ *engine.Session, m *fix50.UserRequest) error {
			got <- "5.0 " + m.UserRequestID
			return nil
		})
		engine.On(router, func(_ context.Context, _ *engine.Session, m *fix50sp2.UserRequest) error {
			got <- "5.0 SP2 " + m.UserRequestID
			return nil
		})
		both := func(c *session.Config) {
			c.Dictionary, c.Applications = fix50sp2.Dictionary, []*runtime.Dictionary{fix50.Dictionary}
		}
		v := startVenue(t, router, func(c *engine.AcceptorConfig) { both(&c.Sessions[0]) })
		client := startClient(t, v.pipe, engine.NewRouter(), func(c *engine.InitiatorConfig) { both(&c.Session) }).Session()
		if err := client.WaitLoggedOn(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, m := range []runtime.Message{
			&fix50.UserRequest{UserRequestID: "1", UserRequestType: "1", Username: "u"},
			&fix50sp2.UserRequest{UserRequestID: "2", UserRequestType: "1", Username: "u"},
		} {
			if _, err := client.Send(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
		for _, want := range []string{"5.0 1", "5.0 SP2 2"} {
			if g := <-got; g != want {
				t.Errorf("got %s, want %s", g, want)
			}
		}
	})
}

// TestResetNumbers: both sides begin anew while the session is up.
func TestResetNumbers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		client := startClient(t, v.pipe, engine.NewRouter()).Session()
		if err := client.WaitLoggedOn(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := client.ResetNumbers(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		ours, theirs := client.Status(), v.Status()
		if ours.NextIn != 2 || ours.NextOut != 2 || ours.Epoch != 2 || theirs.Epoch != 2 || ours.State != session.StateActive {
			t.Errorf("client %+v, venue %+v", ours, theirs)
		}
	})
}

// TestGarbledReject: the engine hands on what was garbled.
func TestGarbledReject(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter(), func(c *engine.AcceptorConfig) { c.Sessions[0].Garbled = session.GarbledReject })
		p := v.logon(t, 1, "")
		p.write([]byte("8=FIX.4.4\x019=10\x0135=D\x0134=2\x0110=000\x01"))
		p.expect("35=3|45=2|372=D|58=Message failed basic validity check")
		p.next++
		p.leave()
	})
}
