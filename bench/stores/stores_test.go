package stores

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/quickfixgo/quickfix"
	"github.com/quickfixgo/quickfix/config"
	"github.com/quickfixgo/quickfix/store/file"

	"github.com/affixgo/affix/store"
)

// messages are of many lengths around 256 bytes.
func messages() (msgs [509][]byte) {
	for i := range msgs {
		msgs[i] = fmt.Appendf(nil, "8=FIX.4.4\x019=200\x0135=D\x0134=%d\x0158=%0*d\x01", i, 130+i*37%180, i)
	}
	return msgs
}

// saver saves a session's message and returns when it is durable.
type saver func(seq uint64, msg []byte) error

func affixStore(b *testing.B, n int, d store.Durability) []saver {
	f, err := store.OpenFile(b.TempDir(), store.FileConfig{Durability: d})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = f.Close() })
	savers := make([]saver, n)
	for i := range savers {
		l, err := f.Open(b.Context(), fmt.Sprint(i))
		if err != nil {
			b.Fatal(err)
		}
		savers[i] = func(seq uint64, msg []byte) error {
			return errors.Join(l.SaveOut(seq, msg), l.Sync(b.Context()))
		}
	}
	return savers
}

// quickfixSession returns the settings of a session of quickfix-go's.
func quickfixSession(b *testing.B, i int, settings map[string]string) (quickfix.SessionID, *quickfix.Settings) {
	id := quickfix.SessionID{BeginString: "FIX.4.4", SenderCompID: fmt.Sprint(i), TargetCompID: "V"}
	all, one := quickfix.NewSettings(), quickfix.NewSessionSettings()
	one.Set(config.BeginString, id.BeginString)
	one.Set(config.SenderCompID, id.SenderCompID)
	one.Set(config.TargetCompID, id.TargetCompID)
	for k, v := range settings {
		one.Set(k, v)
	}
	if _, err := all.AddSession(one); err != nil {
		b.Fatal(err)
	}
	return id, all
}

func quickfixStore(b *testing.B, n int, sync string) []saver {
	dir := b.TempDir()
	savers := make([]saver, n)
	for i := range savers {
		id, settings := quickfixSession(b, i, map[string]string{config.FileStorePath: dir, config.FileStoreSync: sync})
		s, err := file.NewStoreFactory(settings).Create(id)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = s.Close() })
		savers[i] = saveQuickfix(s)
	}
	return savers
}

// save has each saver save messages, one after the other: b.N in all.
func save(b *testing.B, savers []saver) {
	msgs := messages()
	b.ReportAllocs()
	b.ResetTimer()
	var wg sync.WaitGroup
	for i, save := range savers {
		n := uint64(b.N / len(savers))
		if i < b.N%len(savers) {
			n++
		}
		wg.Go(func() {
			for seq := uint64(1); seq <= n; seq++ {
				if err := save(seq, msgs[seq%uint64(len(msgs))]); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
}

// BenchmarkDurable has so many messages in flight, each of a session of its own;
// an op is one durable message. "async" is in the hands of the kernel only.
func BenchmarkDurable(b *testing.B) {
	for _, inFlight := range []int{1, 64, 256} {
		for _, s := range []struct {
			name string
			make func(b *testing.B) []saver
		}{
			{"level=sync/impl=quickfix", func(b *testing.B) []saver { return quickfixStore(b, inFlight, "Y") }},
			{"level=sync/impl=affix", func(b *testing.B) []saver { return affixStore(b, inFlight, store.Group) }},
			{"level=async/impl=quickfix", func(b *testing.B) []saver { return quickfixStore(b, inFlight, "N") }},
			{"level=async/impl=affix", func(b *testing.B) []saver { return affixStore(b, inFlight, store.Async) }},
		} {
			b.Run(fmt.Sprintf("inflight=%d/%s", inFlight, s.name), func(b *testing.B) { save(b, s.make(b)) })
		}
	}
}

// BenchmarkOneSession has 64 messages in flight in one session, as when senders
// do not wait for each other; an op is one durable message. quickfix-go has no
// way to let them share a sync.
func BenchmarkOneSession(b *testing.B) {
	const inFlight = 64
	b.Run("impl=quickfix", func(b *testing.B) { save(b, quickfixStore(b, 1, "Y")) })
	b.Run("impl=affix", func(b *testing.B) {
		f, err := store.OpenFile(b.TempDir(), store.FileConfig{})
		if err != nil {
			b.Fatal(err)
		}
		defer f.Close()
		l, err := f.Open(b.Context(), "one")
		if err != nil {
			b.Fatal(err)
		}
		saveAhead(b, l, inFlight)
	})
}

// saveAhead has inFlight goroutines save messages of one session, each waiting
// until its own is durable: b.N in all.
func saveAhead(b *testing.B, l store.Log, inFlight int) {
	msgs := messages()
	var mu sync.Mutex
	seq := uint64(0)
	b.ReportAllocs()
	b.ResetTimer()
	var wg sync.WaitGroup
	for range inFlight {
		wg.Go(func() {
			for {
				mu.Lock()
				if seq == uint64(b.N) {
					mu.Unlock()
					return
				}
				seq++
				err := l.SaveOut(seq, msgs[seq%uint64(len(msgs))])
				mu.Unlock()
				if err == nil {
					err = l.Sync(b.Context())
				}
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
}
