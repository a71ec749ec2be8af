package engine_test

import (
	"context"
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
)

// smallSockets dials with sockets that hold little.
func smallSockets(v *venue) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, v.Addr().String())
		if err == nil {
			_ = c.(*net.TCPConn).SetWriteBuffer(8 << 10)
			_ = c.(*net.TCPConn).SetReadBuffer(64 << 10)
		}
		return c, err
	}
}

func overTCP(cfg *engine.AcceptorConfig) { cfg.Listener, cfg.Address = nil, "127.0.0.1:0" }

// TestBulkInBothDirections over sockets, which take a part of a message.
func TestBulkOverTCP(t *testing.T) {
	noGoroutines(t)
	const n, senders = 3000, 4
	v := startVenue(t, handling(echo), overTCP)
	var answers sync.WaitGroup
	answers.Add(n * senders)
	c := startClient(t, v.pipe, handling(func(context.Context, *engine.Session, *fix44.NewOrderSingle) error {
		answers.Done()
		return nil
	}), func(cfg *engine.InitiatorConfig) {
		cfg.Limits.Outbox = 64 << 10
		cfg.Dial = smallSockets(v)
	})
	waitLoggedOn(t, c.Session())
	for i := range senders {
		go func() {
			for k := range n {
				send(t, c.Session(), fmt.Sprint(i, "-", k))
			}
		}()
	}
	done := make(chan struct{})
	go func() { answers.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatalf("stuck: client %+v, venue %+v", c.Session().Status(), v.Status())
	}
	shutDown(t, c) // the last handler may not have returned before
	if in := v.Status().NextIn; in != n*senders+3 {
		t.Errorf("the venue expects %d", in)
	}
}

// A peer whose socket is full does not hold up Send, which leaves the rest to
// be written when there is room; it is given up when there is none for too
// long.
func TestDeafPeerOverTCP(t *testing.T) {
	noGoroutines(t)
	const patience = 2 * time.Second
	r := engine.NewRouter()
	out := make(chan session.Reason, 1)
	r.OnEvent(func(_ *engine.Session, e session.Event) {
		if e.Kind == session.EventLoggedOut {
			out <- e.Reason
		}
	})
	v := startVenue(t, r, overTCP, func(cfg *engine.AcceptorConfig) {
		cfg.Limits.WriteTimeout = patience
		cfg.Limits.Outbox = 1 << 20
	})
	conn, err := smallSockets(v)(t.Context(), "tcp", "")
	if err != nil {
		t.Fatal(err)
	}
	p := newPeer(t, conn)
	p.send("35=A|98=0|108=30")
	p.expect("35=A")
	waitLoggedOn(t, v.Session)
	var longest time.Duration
	for v.LoggedOn() { // what is sent after that is stored
		begin := time.Now()
		if _, err := v.TrySend(order("A")); err != nil {
			break // full
		}
		longest = max(longest, time.Since(begin))
	}
	if longest >= patience {
		t.Errorf("a message waited %v, as long as the peer may take to read", longest)
	}
	select {
	case reason := <-out:
		if reason != session.ReasonSlowPeer {
			t.Errorf("given up for %v", reason)
		}
	case <-time.After(time.Minute):
		t.Error("the peer was not given up")
	}
}
