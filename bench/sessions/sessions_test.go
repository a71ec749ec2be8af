package sessions_test

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/affixgo/affix/bench/corpus"
)

// link is two ends that are connected and logged on.
type link interface {
	// rtt makes len(sample) round trips one after the other, NewOrderSingle
	// there and ExecutionReport back, and notes how long each took. The next
	// order is sent by whoever reads the report.
	rtt(sample []time.Duration) error
	// oneWay sends n orders from so many goroutines and returns when the
	// other end has handled all.
	oneWay(n, senders int) error
	close() error
}

// impl is one way to have a link.
type impl struct {
	name string
	open func(tb testing.TB, store string) (link, error)
}

var (
	affix    = impl{"affix", openAffix}
	quick    = impl{"quickfix", openQuick}
	raw      = impl{"raw", openRaw}
	inMemory = "memory"
	inFile   = "file"       // synced to the disk before it is sent
	inKernel = "file-async" // handed to the kernel before it is sent
)

// runs are the combinations that are measured: each store with both
// libraries, and bare TCP, which stores nothing.
var runs = []struct {
	store string
	impls []impl
}{
	{"none", []impl{raw}},
	{inMemory, []impl{affix, quick}},
	{inKernel, []impl{affix, quick}},
	{inFile, []impl{affix, quick}},
}

// each runs f on a link of every combination. A link is opened once, however
// often the testing package calls f to find out how often to loop; its folders
// are those of the outer benchmark, as the inner one's do not outlive a call.
func each(outer *testing.B, suffix string, f func(b *testing.B, l link)) {
	for _, r := range runs {
		for _, i := range r.impls {
			var l link
			outer.Run("store="+r.store+suffix+"/impl="+i.name, func(b *testing.B) {
				if l == nil {
					var err error
					if l, err = i.open(outer, r.store); err != nil {
						b.Fatal(err)
					}
				}
				f(b, l)
			})
			if l != nil {
				if err := l.close(); err != nil {
					outer.Fatal(err)
				}
			}
		}
	}
}

// BenchmarkRTT: one order at a time, answered with a report.
func BenchmarkRTT(b *testing.B) {
	each(b, "", func(b *testing.B, l link) {
		sample := make([]time.Duration, b.N)
		b.ReportAllocs()
		before := cpu()
		b.ResetTimer()
		if err := l.rtt(sample); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		reportCPU(b, before)
		slices.Sort(sample)
		b.ReportMetric(float64(quantile(sample, 0.50)), "p50-ns")
		b.ReportMetric(float64(quantile(sample, 0.99)), "p99-ns")
	})
}

// BenchmarkOneWay: orders as fast as they are taken.
func BenchmarkOneWay(b *testing.B) {
	for _, senders := range []int{1, 64} {
		each(b, fmt.Sprintf("/senders=%d", senders), func(b *testing.B, l link) {
			b.ReportAllocs()
			before := cpu()
			b.ResetTimer()
			if err := l.oneWay(b.N, senders); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			reportCPU(b, before)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
		})
	}
}

func reportCPU(b *testing.B, before time.Duration) {
	if used := cpu() - before; used > 0 {
		b.ReportMetric(float64(used)/float64(b.N), "cpu-ns/op")
	}
}

// quantile of a sorted sample.
func quantile(sorted []time.Duration, q float64) time.Duration {
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

// patience bounds every wait: nothing here may hang.
const patience = 30 * time.Second

// pingPong is the part of a round trip that is the same for all: who counts
// and takes the time. It belongs to the goroutine that reads reports.
type pingPong struct {
	sample []time.Duration
	at     int
	sent   time.Time
	done   chan error
	send   func(n int) error // sends order n
}

func (p *pingPong) run(sample []time.Duration, send func(n int) error) error {
	*p = pingPong{sample: sample, send: send, done: make(chan error, 1), sent: time.Now()}
	if err := send(0); err != nil {
		return err
	}
	return await(p.done)
}

// answered is called for each report.
func (p *pingPong) answered() {
	now := time.Now()
	p.sample[p.at] = now.Sub(p.sent)
	p.sent = now
	if p.at++; p.at == len(p.sample) {
		p.done <- nil
		return
	}
	if err := p.send(p.at); err != nil {
		p.done <- err
	}
}

// tally counts orders at the end that handles them.
type tally struct {
	left atomic.Int64
	done atomic.Pointer[chan error]
}

// start returns a channel that is told when n orders have come.
func (c *tally) start(n int) chan error {
	done := make(chan error, 1)
	c.done.Store(&done)
	c.left.Store(int64(n))
	return done
}

// came counts one order, and reports whether orders are being counted.
func (c *tally) came() bool {
	done := c.done.Load()
	if done == nil {
		return false
	}
	if c.left.Add(-1) == 0 {
		c.done.Store(nil)
		*done <- nil
	}
	return true
}

// fan shares n sends among goroutines and waits for the tally.
func (c *tally) fan(n, senders int, send func(sender, n int) error) error {
	done := c.start(n)
	failed := make(chan error, senders)
	var next atomic.Int64
	for s := range senders {
		go func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := send(s, i); err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	select {
	case err := <-failed:
		return err
	case err := <-done:
		return err
	case <-time.After(patience):
		return fmt.Errorf("%d of %d orders have not arrived", c.left.Load(), n)
	}
}

func await(done <-chan error) error {
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		return fmt.Errorf("no answer for %v", patience)
	}
}

var (
	orders  = corpus.Orders()
	reports = corpus.Reports()
)
