package engine_test

import (
	"context"
	"net"
	"testing"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
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

// roundTrip connects two engines by TCP, of which the venue answers each order,
// and returns what sends one and waits for the answer.
func roundTrip(t testing.TB) (func(), *engine.Session) {
	t.Helper()
	answer := order("ANSWER")
	v := startVenue(t, handling(func(ctx context.Context, s *engine.Session, _ *fix44.NewOrderSingle) error {
		_, err := s.Send(ctx, answer)
		return err
	}), overTCP)
	arrived := make(chan struct{}, 64)
	c := startClient(t, v.pipe, handling(func(context.Context, *engine.Session, *fix44.NewOrderSingle) error {
		arrived <- struct{}{}
		return nil
	}), func(cfg *engine.InitiatorConfig) {
		cfg.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, v.Addr().String())
		}
	})
	s := c.Session()
	waitLoggedOn(t, s)
	m, ctx := order("ORD-1"), context.Background()
	return func() {
		if _, err := s.Send(ctx, m); err != nil {
			t.Fatal(err)
		}
		<-arrived
	}, s
}

// BenchmarkRoundTrip is an order and its answer.
func BenchmarkRoundTrip(b *testing.B) {
	trip, _ := roundTrip(b)
	b.ReportAllocs()
	for b.Loop() {
		trip()
	}
}

// Messages cost less than one allocation in both directions, alone and in
// batches: there are only the chunks that they are read
// into, one for many, as strings in messages alias them for ever, and the
// store's blocks.
func TestMessagesAllocateNothing(t *testing.T) {
	noGoroutines(t)
	ctx := context.Background()
	check := func(t *testing.T, messages float64, f func()) {
		t.Helper()
		const runs = 2000
		for range 100 {
			f() // buffers grow
		}
		if got := testing.AllocsPerRun(runs, f) / messages; got >= 1 { // AllocsPerRun rounds down
			t.Errorf("%g allocations a message", got)
		}
	}
	t.Run("round trip", func(t *testing.T) {
		trip, _ := roundTrip(t)
		check(t, 1, trip)
	})
	t.Run("try", func(t *testing.T) {
		s, arrived := pair(t, true)
		m := order("ORD-1")
		check(t, 1, func() {
			if _, err := s.TrySend(m); err != nil {
				t.Fatal(err)
			}
			<-arrived
		})
	})
	t.Run("batch", func(t *testing.T) {
		s, arrived := pair(t, true)
		batch := make([]runtime.Message, 20)
		for i := range batch {
			batch[i] = order("ORD-1")
		}
		got := testing.AllocsPerRun(1000, func() {
			if _, _, err := s.SendBatch(ctx, batch); err != nil {
				t.Fatal(err)
			}
			for range batch {
				<-arrived
			}
		})
		if got > 1 { // for 20 messages
			t.Errorf("%g allocations a batch", got)
		}
	})
}
