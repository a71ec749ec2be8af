package engine_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
)

// A session that is to stop when its handler panics refuses the message, logs
// out, and takes what came behind it after it was enabled.
func TestPanicStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []string
		v := startVenue(t, handling(func(_ context.Context, _ *engine.Session, m *fix44.NewOrderSingle) error {
			got = append(got, m.ClOrdID)
			if m.ClOrdID == "BAD" {
				panic("oops")
			}
			return nil
		}), func(cfg *engine.AcceptorConfig) { cfg.Panics = engine.PanicStop })
		p := v.logon(t, 1, "")
		p.write(append(p.frame(orderBody("BAD")), p.frame(orderBody("NEXT"))...))
		p.expect("35=j|45=2|372=D|58=internal error")
		p.expect("35=5")
		p.send("35=5")
		p.expectClosed()
		synctest.Wait()
		var stopped *engine.PanicError
		if err := v.Status().Err; !errors.As(err, &stopped) || stopped.MsgType != "D" || stopped.Seq != 2 || stopped.Value != "oops" {
			t.Errorf("%v", err)
		}
		if in := v.Status().NextIn; in != 3 {
			t.Errorf("%d is expected", in)
		}
		v.logs.want(t, "oops", "msg_type=D", "seq=2", "panic_test.go", "the session is disabled")
		p = v.connect(t)
		p.next = 5
		p.send("35=A|98=0|108=30")
		p.expectClosed()

		v.Enable()
		p = v.logon(t, 5, "")
		p.expect("35=2|7=3")
		p.next = 3
		p.send("35=D|34=3|43=Y|52=20000101-00:00:00|122=20000101-00:00:00|11=NEXT|55=X|54=1|60=20000101-00:00:00|38=100|40=1")
		synctest.Wait()
		if len(got) != 2 || got[1] != "NEXT" {
			t.Errorf("handled %q", got)
		}
		_ = p.conn.Close()
		synctest.Wait()
	})
}

// A handler that blocks holds up its own session only, which stays alive, and
// can be seen.
func TestHandlerBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		v := startVenue(t, handling(func(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
			if m.ClOrdID == "BLOCK" {
				<-release
			}
			return &session.BusinessRejectError{Text: m.ClOrdID}
		}), func(cfg *engine.AcceptorConfig) {
			cfg.Sessions = append(cfg.Sessions, session.Config{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "OTHER"})
		})
		p := v.logon(t, 1, "")
		other := v.connect(t)
		other.us = "OTHER"
		other.send("35=A|98=0|108=30")
		other.expect("35=A")
		p.send(orderBody("BLOCK"))
		begin := time.Now()
		for range 10 {
			p.expect("35=0") // heartbeats go on
			other.expect("35=0")
			other.send(orderBody("A"))
			other.expect("35=j|58=A")
		}
		if d := time.Since(begin); d != 300*time.Second {
			t.Errorf("ten heartbeats in %v", d)
		}
		if s := v.Snapshot(); time.Since(s.HandlerSince) != 300*time.Second || s.LastIn.MsgType != "D" || s.LastIn.Seq != 2 {
			t.Errorf("since %v, %+v", s.HandlerSince, s.LastIn)
		}
		close(release)
		p.expect("35=j|58=BLOCK")
		other.leave()
		p.leave()
	})
}
