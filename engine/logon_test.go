package engine_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// A stranger is told nothing; we are.
func TestStrangersAreTurnedAway(t *testing.T) {
	tests := []struct {
		name   string
		speak  func(p *peer)
		logged string
	}{
		{"wrong SenderCompID", func(p *peer) { p.us = "MALLORY"; p.send("35=A|98=0|108=30") },
			`SenderCompID \"MALLORY\"`},
		{"wrong TargetCompID", func(p *peer) { p.them = "BANK"; p.send("35=A|98=0|108=30") },
			`TargetCompID \"BANK\"`},
		{"wrong BeginString", func(p *peer) { p.version = "FIX.4.2"; p.send("35=A|98=0|108=30") },
			`BeginString \"FIX.4.2\"`},
		{"not a Logon", func(p *peer) { p.send("35=0") }, "the first message is no Logon"},
		{"garbage", func(p *peer) { p.write([]byte("GET / HTTP/1.1\r\n\r\n")) }, "the first message is garbled"},
		{"length with 60 digits", func(p *peer) {
			p.write([]byte("8=FIX.4.4\x019=111111111111111111111111111111111111111111111111111111111111\x0135=A\x01"))
		}, "the first message is garbled"},
		{"length beyond any Logon", func(p *peer) { p.write([]byte("8=FIX.4.4\x019=100000\x0135=A\x01")) }, "beyond the largest frame"},
		{"half a message", func(p *peer) { p.write([]byte("8=FIX.4.4\x019=65\x0135=A\x0134=1\x0149=CL")) }, "no Logon in time"},
		{"silence", func(*peer) {}, "no Logon in time"},
		{"closed", func(p *peer) { synctest.Wait(); _ = p.conn.Close() }, "no Logon: EOF"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := startVenue(t, engine.NewRouter())
				p := v.connect(t)
				tt.speak(p)
				if tt.name != "closed" {
					p.expectClosed()
				}
				synctest.Wait()
				v.logs.want(t, "connection refused", tt.logged)
				v.logon(t, 1, "").leave() // the session itself is untouched
			})
		})
	}
}

func TestPendingConnectionsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) { cfg.Limits.Pending = 2 })
		a, b := v.connect(t), v.connect(t)
		v.connect(t).expectClosed()
		v.logs.want(t, "too many connections have not logged on")
		_ = a.conn.Close()
		synctest.Wait()
		v.logon(t, 1, "").leave()
		b.expectClosed()
	})
}

func TestOneConnectionPerSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		first := v.logon(t, 1, "")
		second := v.connect(t)
		second.send("35=A|98=0|108=30")
		second.expectClosed()
		v.logs.want(t, "the session has a connection already")
		first.send("35=1|112=still there")
		first.expect("35=0|112=still there")
		first.leave()
	})
}

func TestLogonIsVetoed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := engine.NewRouter()
		r.OnLogon(func(_ context.Context, _ *engine.Session, logon *runtime.Raw) error {
			if logon.Text(554) != "open sesame" {
				return errors.New("wrong password")
			}
			return nil
		})
		r.OnLoggedOn(func(*engine.Session) {})
		v := startVenue(t, r)
		p := v.connect(t)
		p.send("35=A|98=0|108=30|553=me|554=guess")
		p.expect("35=5|58=wrong password")
		p.expectClosed()
		synctest.Wait()
		if v.LoggedOn() {
			t.Error("logged on")
		}
		p = v.connect(t)
		p.send("35=A|98=0|108=30|553=me|554=open sesame")
		p.expect("35=A")
		p.leave()
	})
}

// The peer's answer does not come: the initiator gives up and tries again.
func TestInitiatorLogonTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newListener()
		c := startClient(t, l, engine.NewRouter())
		p := acceptFrom(t, l)
		begin := time.Now()
		p.expect("35=A|34=1")
		p.expectClosed()
		if d := time.Since(begin); d != session.DefaultLogonTimeout {
			t.Errorf("gave up after %v", d)
		}
		p = acceptFrom(t, l)
		p.expect("35=A|34=2")
		p.send("35=A|98=0|108=30")
		waitLoggedOn(t, c.Session())
		p.leave()
	})
}

func TestConfigsThatCannotBe(t *testing.T) {
	if _, err := engine.NewAcceptor(engine.AcceptorConfig{}); err == nil {
		t.Error("an empty AcceptorConfig is accepted")
	}
	if _, err := engine.NewInitiator(engine.InitiatorConfig{}); err == nil {
		t.Error("an empty InitiatorConfig is accepted")
	}
	one := session.Config{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "CLIENT"}
	desk := one
	desk.TargetSubID = "DESK"
	_, err := engine.NewAcceptor(engine.AcceptorConfig{
		Address: ":0", Router: engine.NewRouter(), Store: newMemory(), Sessions: []session.Config{one, desk},
	})
	wantError(t, err, "engine: acceptor: sessions 1 and 2, FIX.4.4:VENUE->CLIENT and FIX.4.4:VENUE->CLIENT/DESK, cannot be told apart by a Logon")
}
