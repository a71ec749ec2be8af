package engine_test

import (
	"context"
	"net"
	"testing"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
)

// pair connects two engines by TCP, or by a pipe if tcp is not set, and returns
// the client and the channel on which its messages arrive.
func pair(t testing.TB, tcp bool) (*engine.Session, <-chan struct{}) {
	t.Helper()
	arrived := make(chan struct{}, 1)
	l := newListener()
	v := startVenue(t, handling(func(context.Context, *engine.Session, *fix44.NewOrderSingle) error {
		arrived <- struct{}{}
		return nil
	}), func(cfg *engine.AcceptorConfig) {
		cfg.Logger = nil
		cfg.Listener = l
		if tcp {
			cfg.Listener, cfg.Address = nil, "127.0.0.1:0"
		}
	})
	c := startClient(t, l, engine.NewRouter(), func(cfg *engine.InitiatorConfig) {
		if tcp {
			cfg.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, v.Addr().String())
			}
		}
	})
	waitLoggedOn(t, c.Session())
	return c.Session(), arrived
}

func benchmarkSend(b *testing.B, tcp bool) {
	s, arrived := pair(b, tcp)
	m, ctx := order("ORD-1"), context.Background()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Send(ctx, m); err != nil {
			b.Fatal(err)
		}
		<-arrived
	}
}

// BenchmarkSendReceive is one message from Send to the peer's handler.
func BenchmarkSendReceive(b *testing.B) {
	b.Run("pipe", func(b *testing.B) { benchmarkSend(b, false) })
	b.Run("tcp", func(b *testing.B) { benchmarkSend(b, true) })
}

// BenchmarkBulk is one message of many, from a sender that does not wait.
func BenchmarkBulk(b *testing.B) {
	s, arrived := pair(b, true)
	m, ctx := order("ORD-1"), context.Background()
	b.ReportAllocs()
	done := make(chan struct{})
	b.ResetTimer()
	go func() {
		for range b.N {
			<-arrived
		}
		close(done)
	}()
	for range b.N {
		if _, err := s.Send(ctx, m); err != nil {
			b.Fatal(err)
		}
	}
	<-done
}

// A message from Send to the peer's handler costs less than one allocation: the
// chunk that it is read into, once for many, and the store's blocks. Strings in
// it alias that chunk.
func TestSendReceiveAllocates(t *testing.T) {
	s, arrived := pair(t, true)
	m, ctx := order("ORD-1"), context.Background()
	got := testing.AllocsPerRun(5000, func() {
		if _, err := s.Send(ctx, m); err != nil {
			t.Fatal(err)
		}
		<-arrived
	})
	if got > 0 { // AllocsPerRun rounds down
		t.Errorf("%g allocations a message", got)
	}
}
