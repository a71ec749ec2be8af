package engine_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// stalling is a store that makes nothing durable for one session while it is
// stalled.
type stalling struct {
	store.Store
	id      string
	stalled chan struct{} // closed when it goes on
}

type stallingLog struct {
	store.Log
	stalled chan struct{}
}

func (s *stalling) Open(ctx context.Context, id string) (store.Log, error) {
	log, err := s.Store.Open(ctx, id)
	if err == nil && id == s.id {
		log = &stallingLog{log, s.stalled}
	}
	return log, err
}

func (l *stallingLog) Sync(ctx context.Context) error {
	select {
	case <-l.stalled:
		return l.Log.Sync(ctx)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// twoSessions starts a venue for CLIENT and OTHER that refuses orders with their
// ids.
func twoSessions(t *testing.T, options ...func(*engine.AcceptorConfig)) *venue {
	return startVenue(t, handling(func(_ context.Context, _ *engine.Session, m *fix44.NewOrderSingle) error {
		return &session.BusinessRejectError{Text: m.ClOrdID}
	}), append(options, func(cfg *engine.AcceptorConfig) {
		cfg.Sessions = append(cfg.Sessions, session.Config{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "OTHER"})
	})...)
}

// trade has OTHER trade, with no time in between.
func trade(t *testing.T, v *venue, times int) {
	t.Helper()
	p := v.connect(t)
	p.us = "OTHER"
	begin := time.Now()
	p.send("35=A|98=0|108=30|141=Y")
	p.expect("35=A")
	for i := range times {
		p.send(orderBody(fmt.Sprint(i)))
		p.expect("35=j|58=" + fmt.Sprint(i))
	}
	p.leave()
	if d := time.Since(begin); d != 0 {
		t.Errorf("another session waited for %v", d)
	}
}

// A store that stalls holds up the session that waits for it, no other, and not
// the end.
func TestStalledStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := &stalling{Store: newMemory(), id: "FIX.4.4:VENUE->CLIENT", stalled: make(chan struct{})}
		v := twoSessions(t, func(cfg *engine.AcceptorConfig) { cfg.Store = st })
		p := v.connect(t)
		p.send("35=A|98=0|108=30")
		synctest.Wait()
		trade(t, v, 10)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := v.Send(ctx, order("A")); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		close(st.stalled)
		p.expect("35=A")
		p.send(orderBody("B"))
		for !hasField(p.read(time.Minute), "58=B") {
		}
		p.leave()
	})
	synctest.Test(t, func(t *testing.T) {
		st := &stalling{Store: newMemory(), id: "FIX.4.4:VENUE->CLIENT", stalled: make(chan struct{})}
		v := twoSessions(t, func(cfg *engine.AcceptorConfig) { cfg.Store = st })
		p := v.connect(t)
		p.send("35=A|98=0|108=30")
		synctest.Wait()
		_ = shutdownIn(t, v.Acceptor, time.Second, time.Second)
	})
}

func hasField(m, field string) bool {
	for i := 0; i+len(field) <= len(m); i++ {
		if m[i:i+len(field)] == field {
			return true
		}
	}
	return false
}

// A crowd of bad peers costs others nothing, and goes.
func TestBadPeersHurtNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := twoSessions(t, func(cfg *engine.AcceptorConfig) { cfg.Limits.Outbox = 64 << 10 })
		flood := v.logon(t, 1, "")
		go func() { // sends, and reads nothing
			_ = flood.conn.SetWriteDeadline(time.Time{})
			for {
				if _, err := flood.conn.Write(flood.frame("35=1|112=flood")); err != nil {
					return
				}
			}
		}()
		for range 100 { // say nothing
			v.connect(t)
		}
		for range 100 { // say half of something
			p := v.connect(t)
			p.write([]byte("8=FIX.4.4\x019=65\x0135=A\x01"))
		}
		trade(t, v, 100)
		pass(time.Minute)
		if c := v.Connections(); c.Open != 0 || c.Refused[engine.RefusedTimeout] != 200 {
			t.Errorf("%+v", c)
		}
		if e := v.Snapshot().LastEnd; e == nil || e.Reason != session.ReasonSlowPeer {
			t.Errorf("the flood ended with %+v", e)
		}
		trade(t, v, 1)
	})
}
