package engine_test

import (
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
)

// A peer that makes us answer and reads nothing is not read from any more once
// the answers fill the outbox, and is given up.
func TestAnswersToADeafPeerAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) {
			cfg.Limits.Outbox = 10 << 10
			cfg.Limits.WriteTimeout = 20 * time.Second
		})
		p := v.logon(t, 1, "")
		asked, begin := 0, time.Now()
		for {
			_ = p.conn.SetWriteDeadline(time.Now().Add(time.Minute))
			if _, err := p.conn.Write(p.frame(fmt.Sprint("35=1|112=", asked))); err != nil {
				break
			}
			asked++
		}
		if d := time.Since(begin); d != 20*time.Second {
			t.Errorf("given up after %v", d)
		}
		if asked < 100 || asked > 1000 {
			t.Errorf("%d requests were read", asked)
		}
		p.expectClosed()
	})
}

// A write that blocks on a connection that was given up does not reach the
// next one, nor hold it up.
func TestOldWriteDoesNotReachTheNextConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		stuck := make(chan struct{})
		first := true
		l := newListener()
		c := startClient(t, l, engine.NewRouter(), func(cfg *engine.InitiatorConfig) {
			cfg.Dial = func(ctx context.Context, network, address string) (c net.Conn, err error) {
				c, err = v.pipe.dial(ctx, network, address)
				if first {
					first = false
					c = &stubbornConn{Conn: c, stuck: stuck}
				}
				return c, err
			}
		})
		waitLoggedOn(t, c.Session())
		synctest.Wait()
		var done atomic.Bool
		go func() {
			send(t, c.Session(), "A") // blocks for longer than its connection lives
			done.Store(true)
		}()
		synctest.Wait()
		for i := range 10 {
			send(t, c.Session(), fmt.Sprint("B", i)) // in the outbox behind it
		}
		if err := v.Logout(t.Context(), "go"); err != nil {
			t.Fatal(err)
		}
		pass(20 * time.Second)
		if done.Load() || !c.Session().LoggedOn() {
			t.Errorf("the write has ended: %v, logged on again: %v", done.Load(), c.Session().LoggedOn())
		}
		close(stuck)
		pass(time.Second)
		in, out := v.Status().NextIn, c.Session().Status().NextOut
		if !done.Load() || !v.LoggedOn() || in != out {
			t.Errorf("done %v, logged on %v, %d in, %d out\n%s", done.Load(), v.LoggedOn(), in, out, v.logs)
		}
	})
}

// stubbornConn is a connection whose third write does not end with it.
type stubbornConn struct {
	net.Conn
	writes atomic.Int32
	stuck  chan struct{}
}

func (c *stubbornConn) Write(b []byte) (int, error) {
	if c.writes.Add(1) == 2 {
		<-c.stuck
	}
	return c.Conn.Write(b)
}

// One side sends as fast as it can, the other answers each message: reading
// must go on whatever is written, or both would wait for the other to read. The
// pipe between them holds nothing.
func TestBulkInBothDirections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n, senders = 2000, 4
		v := startVenue(t, handling(func(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
			_, err := s.Send(ctx, order(m.ClOrdID))
			return err
		}))
		var answers sync.WaitGroup
		answers.Add(n * senders)
		c := startClient(t, v.pipe, handling(func(context.Context, *engine.Session, *fix44.NewOrderSingle) error {
			answers.Done()
			return nil
		}), func(cfg *engine.InitiatorConfig) { cfg.Limits.Outbox = 64 << 10 })
		waitLoggedOn(t, c.Session())
		begin := time.Now()
		for i := range senders {
			go func() {
				for k := range n {
					send(t, c.Session(), fmt.Sprint(i, "-", k))
				}
			}()
		}
		answers.Wait()
		synctest.Wait()
		if d := time.Since(begin); d != 0 {
			t.Errorf("somebody waited for %v\n%s", d, v.logs)
		}
		if v.Status().NextIn != n*senders+2 {
			t.Error(v.Status())
		}
	})
}

// A slow application function does not hold up our Logon.
func TestLogonIsAnsweredBeforeOnLoggedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := engine.NewRouter()
		r.OnLoggedOn(func(*engine.Session) { <-time.After(5 * time.Minute) })
		v := startVenue(t, r)
		begin := time.Now()
		p := v.logon(t, 1, "")
		if d := time.Since(begin); d != 0 {
			t.Errorf("answered after %v", d)
		}
		_ = p.conn.Close()
		pass(6 * time.Minute)
	})
}
