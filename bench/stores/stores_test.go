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

func quickfixStore(b *testing.B, n int, sync string) []saver {
	dir := b.TempDir()
	savers := make([]saver, n)
	for i := range savers {
		id := quickfix.SessionID{BeginString: "FIX.4.4", SenderCompID: fmt.Sprint(i), TargetCompID: "V"}
		settings := quickfix.NewSettings()
		one := quickfix.NewSessionSettings()
		for k, v := range map[string]string{
			config.BeginString: id.BeginString, config.SenderCompID: id.SenderCompID, config.TargetCompID: id.TargetCompID,
			config.FileStorePath: dir, config.FileStoreSync: sync,
		} {
			one.Set(k, v)
		}
		if _, err := settings.AddSession(one); err != nil {
			b.Fatal(err)
		}
		s, err := file.NewStoreFactory(settings).Create(id)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = s.Close() })
		savers[i] = func(seq uint64, msg []byte) error {
			return s.SaveMessageAndIncrNextSenderMsgSeqNum(int(seq), msg)
		}
	}
	return savers
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
			b.Run(fmt.Sprintf("inflight=%d/%s", inFlight, s.name), func(b *testing.B) {
				savers, msgs := s.make(b), messages()
				b.ReportAllocs()
				b.ResetTimer()
				var wg sync.WaitGroup
				for i, save := range savers {
					n := uint64(b.N / inFlight)
					if i < b.N%inFlight {
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
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
			})
		}
	}
}

// BenchmarkOneSession has 64 messages in flight in one session, as when senders
// do not wait for each other; an op is one durable message. quickfix-go has no
// way to let them share a sync.
func BenchmarkOneSession(b *testing.B) {
	const inFlight = 64
	msgs := messages()
	b.Run("impl=quickfix", func(b *testing.B) {
		save := quickfixStore(b, 1, "Y")[0]
		b.ResetTimer()
		for i := range b.N {
			if err := save(uint64(i+1), msgs[i%len(msgs)]); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
	})
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
		b.ResetTimer()
		for i := range b.N {
			err := l.SaveOut(uint64(i+1), msgs[i%len(msgs)])
			if err == nil && (i%inFlight == inFlight-1 || i == b.N-1) {
				err = l.Sync(b.Context())
			}
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
	})
}
