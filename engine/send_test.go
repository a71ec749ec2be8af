package engine_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix42"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
)

func TestSendRefusesWithoutANumber(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		p := v.logon(t, 1, "")
		ended, end := context.WithCancel(t.Context())
		end()
		var version *session.VersionError
		_, err := v.Send(t.Context(), &fix42.News{Headline: "news"})
		if !errors.As(err, &version) || engine.NumberConsumed(err) {
			t.Errorf("a message of FIX 4.2: %v", err)
		}
		for name, send := range map[string]func() (uint64, error){
			"an order without fields": func() (uint64, error) { return v.Send(t.Context(), &fix44.NewOrderSingle{}) },
			"a message of the session": func() (uint64, error) {
				return v.Send(t.Context(), &fix44.Heartbeat{})
			},
			"a context that has ended": func() (uint64, error) { return v.Send(ended, order("A")) },
			"no message":               func() (uint64, error) { return v.Send(t.Context(), nil) },
		} {
			seq, err := send()
			if err == nil || seq != 0 || engine.NumberConsumed(err) {
				t.Errorf("%s: number %d, %v", name, seq, err)
			}
		}
		go send(t, v.Session, "A")
		p.expect("35=D|34=2|11=A")
		p.leave()
	})
}

// What is sent while nobody is there arrives when the peer asks for it.
func TestSendWhileDisconnected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newListener()
		var got []string
		r := handling(func(_ context.Context, _ *engine.Session, m *fix44.NewOrderSingle) error {
			got = append(got, fmt.Sprint(m.ClOrdID, " ", m.Header.PossDupFlag.Value()))
			return nil
		})
		v := startVenue(t, r)
		_ = l.Close()
		c := startClient(t, l, engine.NewRouter(), func(cfg *engine.InitiatorConfig) { cfg.Dial = v.pipe.dial })
		for i := range 3 { // races with the Logon, must not matter
			send(t, c.Session(), fmt.Sprint("A", i))
		}
		waitLoggedOn(t, c.Session())
		send(t, c.Session(), "B")
		pass(time.Second)
		if len(got) != 4 || got[3] != "B false" {
			t.Errorf("got %q", got)
		}
	})
}

// A peer that does not read makes Send wait, as long as its context lasts, and
// loses the connection in the end. Nothing is lost.
func TestSendWaitsForRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) { cfg.Limits.Outbox = 4 << 10 })
		p := v.logon(t, 1, "")
		go send(t, v.Session, "first") // is held by the write
		synctest.Wait()
		begin, sent := time.Now(), 0
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		for {
			_, err := v.Send(short, order("more"))
			if err != nil {
				if !errors.Is(err, context.DeadlineExceeded) || engine.NumberConsumed(err) || time.Since(begin) != time.Second {
					t.Errorf("after %v: %v", time.Since(begin), err)
				}
				break
			}
			sent++
		}
		send(t, v.Session, "last") // waits until the peer is given up
		if d := time.Since(begin); d != engine.DefaultWriteTimeout {
			t.Errorf("the peer was given up after %v", d)
		}
		p.expectClosed()
		v.logs.want(t, "write failed")
		p = v.logon(t, 2, "")
		p.send("35=2|7=2|16=0")
		p.expect("35=D|34=2|43=Y|11=first")
		for i := range sent {
			p.expect(fmt.Sprintf("35=D|34=%d|43=Y|11=more", i+3))
		}
		p.expect("35=D|43=Y|11=last")
	})
}

func TestSetNumbers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		if err := v.SetNumbers(t.Context(), session.Numbers{NextIn: 5, NextOut: 7}); err != nil {
			t.Fatal(err)
		}
		p := v.connect(t)
		p.next = 5
		p.send("35=A|98=0|108=30")
		p.expect("35=A|34=7")
		if err := v.SetNumbers(t.Context(), session.Numbers{NextIn: 1}); !errors.Is(err, session.ErrLoggedOn) {
			t.Error(err)
		}
		p.leave()
	})
}
