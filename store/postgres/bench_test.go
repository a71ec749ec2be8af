package postgres_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/postgres"
)

// benchMessages are of many lengths around 256 bytes.
func benchMessages() (msgs [509][]byte) {
	for i := range msgs {
		msgs[i] = fmt.Appendf(nil, "8=FIX.4.4\x019=200\x0135=D\x0134=%d\x0158=%0*d\x01", i, 130+i*37%180, i)
	}
	return msgs
}

// BenchmarkSaveOutSync has one message in flight: one round trip and one commit.
func BenchmarkSaveOutSync(b *testing.B) {
	s := open(b, postgres.Config{Tables: postgres.Tables{Schema: schema(b)}})
	l := openLog(b, s, id)
	msgs := benchMessages()
	seq := uint64(1)
	b.ReportAllocs()
	for b.Loop() {
		if err := l.SaveOut(seq, msgs[seq%uint64(len(msgs))]); err != nil {
			b.Fatal(err)
		}
		if err := l.Sync(b.Context()); err != nil {
			b.Fatal(err)
		}
		seq++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
}

// BenchmarkGroup has goroutines with a session each save and sync batches; an
// op is one durable message.
func BenchmarkGroup(b *testing.B) {
	for _, tt := range []struct{ sessions, batch int }{{1, 100}, {10, 10}, {100, 1}, {1000, 1}, {100, 10}} {
		b.Run(fmt.Sprintf("%d-sessions-%d-each", tt.sessions, tt.batch), func(b *testing.B) {
			s := open(b, postgres.Config{Tables: postgres.Tables{Schema: schema(b)}})
			msgs := benchMessages()
			logs := make([]store.Log, tt.sessions)
			for i := range logs {
				logs[i] = openLog(b, s, fmt.Sprint(i))
			}
			b.ReportAllocs()
			b.ResetTimer()
			var wg sync.WaitGroup
			for i, l := range logs {
				n := uint64(b.N / tt.sessions)
				if i < b.N%tt.sessions {
					n++
				}
				wg.Go(func() {
					for seq := uint64(1); seq <= n; seq++ {
						if err := l.SaveOut(seq, msgs[seq%uint64(len(msgs))]); err != nil {
							b.Error(err)
							return
						}
						if err := l.SetNextIn(seq + 1); err != nil {
							b.Error(err)
							return
						}
						if seq%uint64(tt.batch) == 0 || seq == n {
							if err := l.Sync(b.Context()); err != nil {
								b.Error(err)
								return
							}
						}
					}
				})
			}
			wg.Wait()
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
			b.ReportMetric(float64(b.N)/float64(s.Commits()), "msg/commit")
		})
	}
}

// BenchmarkMessages streams 10,000 messages an op.
func BenchmarkMessages(b *testing.B) {
	s := open(b, postgres.Config{Tables: postgres.Tables{Schema: schema(b)}})
	l := openLog(b, s, id)
	msgs := benchMessages()
	for seq := uint64(1); seq <= 10_000; seq++ {
		must(b, l.SaveOut(seq, msgs[seq%uint64(len(msgs))]))
	}
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, err := range l.Messages(b.Context(), 1, 0) {
			must(b, err)
			n++
		}
		if n != 10_000 {
			b.Fatal(n)
		}
	}
}
