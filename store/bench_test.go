package store_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/affixgo/affix/store"
)

// benchMessages are of many lengths around 256 bytes.
func benchMessages() (msgs [509][]byte) {
	for i := range msgs {
		msgs[i] = fmt.Appendf(nil, "8=FIX.4.4\x019=200\x0135=D\x0134=%d\x0158=%0*d\x01", i, 130+i*37%180, i)
	}
	return msgs
}

func benchLog(b *testing.B, s store.Store, id string) store.Log {
	b.Helper()
	l, err := s.Open(b.Context(), id)
	if err != nil {
		b.Fatal(err)
	}
	return l
}

func benchFile(b *testing.B, d store.Durability) *store.File {
	b.Helper()
	f, err := store.OpenFile(b.TempDir(), store.FileConfig{Durability: d})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { f.Close() })
	return f
}

func benchSaveOut(b *testing.B, l store.Log) {
	msgs := benchMessages()
	seq := uint64(1)
	b.ReportAllocs()
	for b.Loop() {
		if err := l.SaveOut(seq, msgs[seq%uint64(len(msgs))]); err != nil {
			b.Fatal(err)
		}
		seq++
	}
}

func BenchmarkMemorySaveOut(b *testing.B) {
	benchSaveOut(b, benchLog(b, store.NewMemory(store.MemoryConfig{}), "s"))
}

func BenchmarkFileSaveOutAsync(b *testing.B) {
	benchSaveOut(b, benchLog(b, benchFile(b, store.Async), "s"))
}

func BenchmarkFileSetNextIn(b *testing.B) {
	l := benchLog(b, benchFile(b, store.Group), "s")
	b.ReportAllocs()
	seq := uint64(1)
	for b.Loop() {
		if err := l.SetNextIn(seq); err != nil {
			b.Fatal(err)
		}
		seq++
	}
}

// BenchmarkFileSaveOutSync saves and syncs every message, as an engine with one
// message in flight does.
func BenchmarkFileSaveOutSync(b *testing.B) {
	for _, d := range levels {
		b.Run(d.String(), func(b *testing.B) {
			l := benchLog(b, benchFile(b, d), "s")
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
		})
	}
}

// BenchmarkFileGroup has goroutines with a session each save and sync batches;
// an op is one message.
func BenchmarkFileGroup(b *testing.B) {
	for _, tt := range []struct{ sessions, batch int }{{1, 64}, {16, 1}, {64, 1}, {64, 8}, {256, 1}} {
		b.Run(fmt.Sprintf("%d-sessions-%d-each", tt.sessions, tt.batch), func(b *testing.B) {
			f := benchFile(b, store.Group)
			msgs := benchMessages()
			logs := make([]store.Log, tt.sessions)
			for i := range logs {
				logs[i] = benchLog(b, f, fmt.Sprint(i))
			}
			// The work is dealt out beforehand, so every op is a durable message.
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
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
		})
	}
}

// BenchmarkMessages streams 10,000 messages an op.
func BenchmarkMessages(b *testing.B) {
	for name, s := range map[string]store.Store{
		"memory": store.NewMemory(store.MemoryConfig{}), "file": benchFile(b, store.Async),
	} {
		b.Run(name, func(b *testing.B) {
			l := benchLog(b, s, "s")
			msgs := benchMessages()
			if l.State().NextOut == 1 {
				for seq := uint64(1); seq <= 10_000; seq++ {
					if err := l.SaveOut(seq, msgs[seq%uint64(len(msgs))]); err != nil {
						b.Fatal(err)
					}
				}
			}
			defer l.Close()
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				for _, err := range l.Messages(b.Context(), 1, 0) {
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
				if n != 10_000 {
					b.Fatal(n)
				}
			}
		})
	}
}
