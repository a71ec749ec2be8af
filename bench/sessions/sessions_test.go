package sessions_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// runs are the combinations that are measured: each store with both
// libraries, and bare TCP, which stores nothing.
var runs = []struct {
	store string
	impls []string
}{
	{noStore, []string{"raw"}},
	{inMemory, []string{"affix", "quickfix"}},
	{inKernel, []string{"affix", "quickfix"}},
	{inFile, []string{"affix", "quickfix"}},
}

// each runs f on a link of every combination, with both ends in this process
// and in two. A link is opened once, however often the testing package calls f
// to find out how often to loop; its folders are those of the outer benchmark,
// as the inner one's do not outlive a call.
func each(outer *testing.B, suffix string, wanted func(impl, store string, apart bool) bool, f func(b *testing.B, l *link)) {
	for _, apart := range []bool{false, true} {
		for _, r := range runs {
			for _, i := range r.impls {
				if wanted != nil && !wanted(i, r.store, apart) {
					continue
				}
				var l *link
				outer.Run(fmt.Sprintf("processes=%d/store=%s%s/impl=%s", processes(apart), r.store, suffix, i), func(b *testing.B) {
					if l == nil {
						var err error
						if l, err = open(outer, i, r.store, apart); err != nil {
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
}

func processes(apart bool) int {
	if apart {
		return 2
	}
	return 1
}

// BenchmarkRTT: one order at a time, answered with a report.
func BenchmarkRTT(b *testing.B) {
	each(b, "", nil, func(b *testing.B, l *link) {
		sample := make([]time.Duration, b.N)
		b.ReportAllocs()
		measure(b, l, func() error { return l.rtt(sample) })
		reportSample(b, sample)
	})
}

// BenchmarkLoad: orders at random moments that are fixed before, so many a
// second on average, each answered with a report. The time runs from the moment
// at which an order is due. quickfix-go is asked for less, as it cannot do more.
func BenchmarkLoad(b *testing.B) {
	for _, rate := range []int{2_000, 20_000} {
		wanted := func(impl, store string, apart bool) bool {
			return (store == noStore || store == inMemory || store == inKernel) && (impl != "quickfix" || rate <= 2_000)
		}
		each(b, fmt.Sprintf("/rate=%d", rate), wanted, func(b *testing.B, l *link) {
			random := rand.New(rand.NewPCG(1, 2))
			at, sample := make([]time.Duration, b.N), make([]time.Duration, b.N)
			var t float64
			for i := range at {
				t += random.ExpFloat64() * float64(time.Second) / float64(rate)
				at[i] = time.Duration(t)
			}
			b.ResetTimer()
			if err := l.load(at, sample); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			reportSample(b, sample)
		})
	}
}

// BenchmarkOneWay: orders as fast as they are taken. A Send has made its order
// durable when it returns, as far as its store does.
func BenchmarkOneWay(b *testing.B) {
	for _, senders := range []int{1, 64} {
		each(b, fmt.Sprintf("/senders=%d", senders), nil, func(b *testing.B, l *link) { oneWay(b, l, senders, 1) })
	}
	ours := func(impl, _ string, _ bool) bool { return impl == "affix" }
	for _, batch := range []int{16, 64} {
		each(b, fmt.Sprintf("/senders=1/batch=%d", batch), ours, func(b *testing.B, l *link) { oneWay(b, l, 1, batch) })
	}
}

func oneWay(b *testing.B, l *link, senders, batch int) {
	b.ReportAllocs()
	measure(b, l, func() error { return l.oneWay(b.N, senders, batch) })
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
}

// measure times f, and the processors' time of both ends.
func measure(b *testing.B, l *link, f func() error) {
	b.Helper()
	before := cpu() + l.cpu()
	b.ResetTimer()
	if err := f(); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	if used := cpu() + l.cpu() - before; used > 0 {
		b.ReportMetric(float64(used)/float64(b.N), "cpu-ns/op")
	}
}

func reportSample(b *testing.B, sample []time.Duration) {
	slices.Sort(sample)
	b.ReportMetric(float64(quantile(sample, 0.50)), "p50-ns")
	b.ReportMetric(float64(quantile(sample, 0.99)), "p99-ns")
	b.ReportMetric(float64(quantile(sample, 0.999)), "p999-ns")
}

// quantile of a sorted sample.
func quantile(sorted []time.Duration, q float64) time.Duration {
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}
