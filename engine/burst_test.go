package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
)

// countingConn counts what is written.
type countingConn struct {
	net.Conn
	writes *atomic.Int32
}

func (c countingConn) Write(b []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(b)
}

// countingListener is a listener whose connections are counted.
type countingListener struct {
	*listener
	writes atomic.Int32
}

func (l *countingListener) Accept() (net.Conn, error) {
	c, err := l.listener.Accept()
	return countingConn{c, &l.writes}, err
}

// echo answers each order with one, by the context that it gets.
func echo(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
	_, err := s.Send(ctx, order(m.ClOrdID))
	return err
}

// startCounted starts a venue whose writes are counted.
func startCounted(t testing.TB, r *engine.Router) (*venue, *countingListener) {
	t.Helper()
	var l *countingListener
	v := startVenue(t, r, func(cfg *engine.AcceptorConfig) {
		l = &countingListener{listener: cfg.Listener.(*listener)}
		cfg.Listener = l
	})
	return v, l
}

// A burst of orders that is read at once is answered in one write; a single
// order is answered at once.
func TestAnswersToABurstAreOneWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 100
		v, l := startCounted(t, handling(echo))
		p := v.logon(t, 1, "")
		before, begin := l.writes.Load(), time.Now()
		p.send(orderBody("single"))
		p.expect("35=D|11=single")
		if writes := l.writes.Load() - before; writes != 1 {
			t.Errorf("%d writes for one answer", writes)
		}
		var burst bytes.Buffer
		for i := range n {
			burst.Write(p.frame(orderBody(fmt.Sprint("B", i))))
		}
		burst.Write(p.frame("35=1|112=LAST"))
		before = l.writes.Load()
		go p.write(burst.Bytes())
		for i := range n {
			p.expect(fmt.Sprint("35=D|11=B", i))
		}
		p.expect("35=0|112=LAST")
		// The venue reads the burst in pieces, and answers each.
		if writes := l.writes.Load() - before; writes > n/4 {
			t.Errorf("%d writes for %d answers", writes, n)
		}
		if d := time.Since(begin); d != 0 {
			t.Errorf("answered after %v", d)
		}
		p.leave()
	})
}

// A handler that takes its time does not hold up the answers to the messages
// before it, nor what it has sent itself.
func TestSlowHandlerInABurst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, handling(func(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
			err := echo(ctx, s, m)
			if m.ClOrdID == "B" {
				<-time.After(50 * time.Second)
			}
			return err
		}))
		p := v.logon(t, 1, "")
		begin := time.Now()
		var burst []byte
		for _, id := range []string{"A", "B", "C"} {
			burst = append(burst, p.frame(orderBody(id))...)
		}
		p.write(burst)
		p.expect("35=D|11=A")
		p.expect("35=D|11=B")
		if d := time.Since(begin); d > 10*time.Millisecond {
			t.Errorf("answered after %v", d)
		}
		p.expect("35=0") // heartbeats go on
		p.expect("35=D|11=C")
		if d := time.Since(begin); d != 50*time.Second {
			t.Errorf("the last was answered after %v", d)
		}
		p.leave()
	})
}

// What others send while a handler runs goes out at once.
func TestOthersSendWhileAHandlerRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		v := startVenue(t, handling(func(context.Context, *engine.Session, *fix44.NewOrderSingle) error {
			<-release
			return nil
		}))
		p := v.logon(t, 1, "")
		p.write(append(p.frame(orderBody("A")), p.frame(orderBody("B"))...))
		synctest.Wait()
		begin := time.Now()
		go send(t, v.Session, "quote")
		p.expect("35=D|11=quote")
		if d := time.Since(begin); d != 0 {
			t.Errorf("sent after %v", d)
		}
		close(release)
		p.leave()
	})
}
