package sessions_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	goruntime "runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// crowd is many sessions between two engines of this process: each an endpoint
// at either end.
type crowd struct {
	acceptor *engine.Acceptor
	clients  []*engine.Initiator
	store    store.Store

	counted atomic.Int64 // orders that need no answer
	done    chan struct{}

	// Order i is for client i modulo their number.
	at      []time.Duration // when it is due
	sample  []time.Duration // how long it took from then
	answers []int           // of each client
	begin   time.Time
	missing atomic.Int64
}

func newCrowd(tb testing.TB, n int) *crowd {
	tb.Helper()
	c := &crowd{done: make(chan struct{}, 1), answers: make([]int, n)}
	c.store = store.NewMemory(store.MemoryConfig{MaxBytes: 64 << 10})
	server := engine.NewRouter()
	report := reports[0].AffixMessage()
	engine.On(server, func(ctx context.Context, s *engine.Session, _ *fix44.NewOrderSingle) error {
		if c.counted.Load() > 0 {
			if c.counted.Add(-1) == 0 {
				c.done <- struct{}{}
			}
			return nil
		}
		_, err := s.Send(ctx, report)
		return err
	})
	sessions := make([]session.Config, n)
	for i := range sessions {
		sessions[i] = session.Config{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "C" + strconv.Itoa(i)}
	}
	var err error
	if c.acceptor, err = engine.NewAcceptor(engine.AcceptorConfig{
		Address: "127.0.0.1:0", Sessions: sessions, Store: c.store, Router: server,
	}); err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := c.acceptor.Start(ctx); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { c.close(tb) })
	for i := range n {
		r := engine.NewRouter()
		engine.On(r, func(context.Context, *engine.Session, *fix44.ExecutionReport) error {
			c.answered(i)
			return nil
		})
		client, err := engine.NewInitiator(engine.InitiatorConfig{
			Addresses: []string{c.acceptor.Addr().String()},
			Session:   session.Config{Dictionary: fix44.Dictionary, SenderCompID: "C" + strconv.Itoa(i), TargetCompID: "VENUE"},
			Store:     c.store, Router: r,
		})
		if err == nil {
			err = client.Start(ctx)
		}
		if err != nil {
			tb.Fatal(err)
		}
		c.clients = append(c.clients, client)
		if err := client.Session().WaitLoggedOn(ctx); err != nil {
			tb.Fatal(err)
		}
	}
	return c
}

func (c *crowd) close(tb testing.TB) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var all sync.WaitGroup
	for _, client := range c.clients {
		all.Go(func() {
			if err := client.Shutdown(ctx); err != nil {
				tb.Error(err)
			}
		})
	}
	all.Wait()
	if err := errors.Join(c.acceptor.Shutdown(ctx), c.store.Close()); err != nil {
		tb.Error(err)
	}
}

func (c *crowd) answered(client int) {
	order := c.answers[client]*len(c.clients) + client
	c.answers[client]++
	c.sample[order] = time.Since(c.begin) - c.at[order]
	if c.missing.Add(-1) == 0 {
		c.done <- struct{}{}
	}
}

func (c *crowd) wait(b *testing.B) {
	select {
	case <-c.done:
	case <-time.After(patience):
		b.Fatal("messages are missing")
	}
}

// BenchmarkMany: sessions that all trade. In "oneway" each session in its turn
// sends a few orders at once; in "load" orders, each for the next session, are
// due at random moments that are fixed before, and the time runs until the
// report is handled.
func BenchmarkMany(b *testing.B) {
	for _, n := range []int{1, 1000} {
		c := newCrowd(b, n)
		for _, batch := range []int{1, 10} {
			b.Run(fmt.Sprintf("oneway/sessions=%d/batch=%d/impl=affix", n, batch), func(b *testing.B) { c.oneWay(b, batch) })
		}
		b.Run(fmt.Sprintf("load/rate=10000/sessions=%d/impl=affix", n), func(b *testing.B) { c.load(b, 10_000) })
	}
}

func (c *crowd) oneWay(b *testing.B, batch int) {
	messages := make([]runtime.Message, batch)
	for i := range messages {
		messages[i] = orders[i].AffixMessage()
	}
	ctx := context.Background()
	c.counted.Store(int64(b.N))
	before := cpu()
	b.ReportAllocs()
	b.ResetTimer()
	for sent, i := 0, 0; sent < b.N; i++ {
		part := messages[:min(batch, b.N-sent)]
		if _, _, err := c.clients[i%len(c.clients)].Session().SendBatch(ctx, part); err != nil {
			b.Fatal(err)
		}
		sent += len(part)
	}
	c.wait(b)
	b.StopTimer()
	b.ReportMetric(float64(cpu()-before)/float64(b.N), "cpu-ns/op")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
}

func (c *crowd) load(b *testing.B, rate int) {
	random := rand.New(rand.NewPCG(1, 2))
	m := orders[0].AffixMessage()
	ctx := context.Background()
	clear(c.answers)
	c.at, c.sample = make([]time.Duration, b.N), make([]time.Duration, b.N)
	var t float64
	for i := range c.at {
		t += random.ExpFloat64() * float64(time.Second) / float64(rate)
		c.at[i] = time.Duration(t)
	}
	c.missing.Store(int64(b.N))
	c.begin = time.Now()
	b.ResetTimer()
	for i, due := range c.at {
		pause(c.begin.Add(due))
		if _, err := c.clients[i%len(c.clients)].Session().Send(ctx, m); err != nil {
			b.Fatal(err)
		}
	}
	c.wait(b)
	b.StopTimer()
	reportSample(b, c.sample)
}

// BenchmarkIdle: what an endpoint costs that has nothing to do: memory that the
// kernel has given to the process, and goroutines. The kernel's own memory for
// sockets is not in it.
func BenchmarkIdle(b *testing.B) {
	const pairs = 5000
	for range b.N {
		before, routines := resident(b), goruntime.NumGoroutine()
		newCrowd(b, pairs)
		<-time.After(time.Second)
		used := resident(b) - before
		b.ReportMetric(float64(used)/(2*pairs), "RSS-B/endpoint")
		b.ReportMetric(float64(goruntime.NumGoroutine()-routines)/(2*pairs), "goroutines/endpoint")
		start := cpu()
		<-time.After(time.Second)
		b.ReportMetric(float64(cpu()-start)/1e9*100, "CPU-%")
		b.StopTimer()
	}
}

// resident returns the bytes of memory that the process holds.
func resident(tb testing.TB) int64 {
	for range 4 { // each collection halves a stack that is mostly unused, as in minutes of idling
		debug.FreeOSMemory()
	}
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		tb.Skip("there is no /proc:", err)
	}
	pages, err := strconv.ParseInt(strings.Fields(string(text))[1], 10, 64)
	if err != nil {
		tb.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}
