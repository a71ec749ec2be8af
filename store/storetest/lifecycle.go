package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/affixgo/affix/store"
)

func testSessionOpen(t *testing.T, s *suite) {
	st := s.store(t, t.TempDir())
	l := openLog(t, st, id)
	if _, err := st.Open(t.Context(), id); !errors.Is(err, store.ErrSessionOpen) {
		t.Errorf("second Open: error %v, want ErrSessionOpen", err)
	}
	openLog(t, st, id+"2")
	must(t, l.Close())
	l2 := openLog(t, st, id)
	must(t, l.Close()) // the old one again: no business of the new one
	save(t, l2, 1)
	if _, err := st.Open(t.Context(), id); !errors.Is(err, store.ErrSessionOpen) {
		t.Errorf("Open after the first was closed twice: error %v, want ErrSessionOpen", err)
	}
}

func testIsolation(t *testing.T, s *suite) {
	dir := t.TempDir()
	st := s.store(t, dir)
	a, b := openLog(t, st, "A"), openLog(t, st, "B")
	other := openLog(t, s.store(t, t.TempDir()), "A")
	save(t, a, 3)
	save(t, b, 5)
	must(t, b.SetNextIn(8))
	must(t, a.Reset(time.Now()))
	save(t, a, 1)
	wantNext(t, a, 1, 2)
	wantNext(t, b, 8, 6)
	wantNext(t, other, 1, 1)
	wantMessages(t, a, 1, 0, 1)
	wantMessages(t, b, 1, 0, 1, 2, 3, 4, 5)
	wantMessages(t, other, 1, 0)
}

// wantClosed checks every method of a closed log.
func wantClosed(t *testing.T, l store.Log) {
	t.Helper()
	before := l.State()
	_, merr := firstMessage(t.Context(), l)
	for call, err := range map[string]error{
		"SaveOut":    l.SaveOut(before.NextOut, []byte("x")),
		"SetNextIn":  l.SetNextIn(50),
		"SetNextOut": l.SetNextOut(50),
		"Reset":      l.Reset(time.Now()),
		"Sync":       l.Sync(t.Context()),
		"Messages":   merr,
	} {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("%s after Close: error %v, want ErrClosed", call, err)
		}
	}
	if err := l.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
}

func firstMessage(ctx context.Context, l store.Log) (store.Message, error) {
	for m, err := range l.Messages(ctx, 1, 0) {
		return m, err
	}
	return store.Message{}, nil
}

func testLogClosed(t *testing.T, s *suite) {
	st := s.store(t, t.TempDir())
	l := openLog(t, st, id)
	save(t, l, 3)
	n := 0
	var last error
	for _, err := range l.Messages(t.Context(), 1, 0) {
		if last = err; err != nil {
			continue
		}
		n++
		must(t, l.Close())
	}
	if n != 1 || !errors.Is(last, store.ErrClosed) {
		t.Errorf("closed while reading: %d messages and error %v, want ErrClosed", n, last)
	}
	wantClosed(t, l)
	l2 := openLog(t, st, id)
	wantNext(t, l2, 1, 4)
	wantClosed(t, l) // also while the session is open elsewhere
	wantNext(t, l2, 1, 4)
}

func testStoreClosed(t *testing.T, s *suite) {
	st := s.store(t, t.TempDir())
	l := openLog(t, st, id)
	save(t, l, 3)
	must(t, st.Close())
	wantClosed(t, l)
	if _, err := st.Open(t.Context(), "another"); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Open after Close: error %v, want ErrClosed", err)
	}
	must(t, st.Close())
}

// A session that is closed and opened within a store's life keeps everything,
// in every store.
func testLogReopen(t *testing.T, s *suite) {
	st := s.store(t, t.TempDir())
	l := openLog(t, st, id)
	fill(t, l)
	want := l.State()
	must(t, l.Close())
	wantFilled(t, openLog(t, st, id), want)
}

func testStoreReopen(t *testing.T, s *suite) {
	s.needReopen(t)
	dir := t.TempDir()
	want := map[string]store.State{}
	for round := range 4 {
		st := s.open(t, dir)
		for _, id := range []string{"A", "B", "C"} {
			l := openLog(t, st, id)
			if round > 0 {
				wantFilled(t, l, want[id])
			}
			fill(t, l)
			want[id] = l.State()
			if id != "C" { // the store closes C
				must(t, l.Close())
			}
		}
		must(t, st.Close())
	}
}

// fill begins an epoch with messages 1-3, 5, 6 (4 skipped, 6 replaced) and a
// big one.
func fill(t *testing.T, l store.Log) {
	t.Helper()
	save(t, l, 2)
	must(t, l.Reset(time.Now()))
	save(t, l, 3)
	must(t, l.SetNextOut(5))
	save(t, l, 1)
	must(t, l.SaveOut(6, []byte("to be replaced")))
	must(t, l.SetNextOut(6))
	save(t, l, 1)
	must(t, l.SaveOut(7, bigMessage()))
	must(t, l.SetNextIn(42))
}

func wantFilled(t *testing.T, l store.Log, want store.State) {
	t.Helper()
	if got := l.State(); got != want {
		t.Errorf("state %+v, want %+v", got, want)
	}
	wantNext(t, l, 42, 8)
	wantMessages(t, l, 1, 6, 1, 2, 3, 5, 6)
	for m, err := range l.Messages(t.Context(), 7, 0) {
		must(t, err)
		if !bytes.Equal(m.Bytes, bigMessage()) {
			t.Errorf("the big message is not what was saved")
		}
	}
}

func testConcurrent(t *testing.T, s *suite) {
	const sessions, messages = 24, 60
	st := s.store(t, t.TempDir())
	within(t, func(ctx context.Context) {
		var wg sync.WaitGroup
		for i := range sessions {
			wg.Go(func() {
				id := fmt.Sprintf("FIX.4.4:C%d->V", i)
				l, err := st.Open(ctx, id)
				if err != nil {
					t.Error(err)
					return
				}
				for seq := uint64(1); seq <= messages; seq++ {
					err := errors.Join(
						l.SaveOut(seq, payload(id, 1, seq)),
						l.SetNextIn(seq+1),
					)
					if seq%7 == 0 {
						err = errors.Join(err, l.Sync(ctx))
					}
					if err != nil {
						t.Error(err)
						return
					}
				}
				wantMessages(t, l, 1, 0, seqs(1, messages)...)
				wantNext(t, l, messages+1, messages+1)
				if err := l.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

// Any number of readers, one writer, and waiters of all kinds on one session.
func testReaders(t *testing.T, s *suite) {
	l := s.log(t)
	save(t, l, 50)
	within(t, func(ctx context.Context) {
		var wg sync.WaitGroup
		done := make(chan struct{})
		for range 4 {
			wg.Go(func() {
				for {
					last := uint64(0)
					for m, err := range l.Messages(ctx, 1, 0) {
						if err != nil {
							t.Error(err)
							return
						}
						if m.Seq != last+1 || !bytes.Equal(m.Bytes, payload(id, 1, m.Seq)) {
							t.Errorf("message %d after %d: %q", m.Seq, last, m.Bytes)
							return
						}
						last = m.Seq
					}
					if last < 50 {
						t.Errorf("only %d messages", last)
					}
					select {
					case <-done:
						return
					default:
					}
				}
			})
		}
		wg.Go(func() {
			for range 20 {
				if err := l.Sync(ctx); err != nil {
					t.Error(err)
				}
				_ = l.State()
			}
		})
		save(t, l, 300)
		close(done)
		wg.Wait()
	})
	wantMessages(t, l, 1, 0, seqs(1, 350)...)
}

// Of two that save under one number exactly one wins.
func testRacingSaves(t *testing.T, s *suite) {
	l := s.log(t)
	var mu sync.Mutex
	won := map[uint64]int{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 100 {
				seq := l.State().NextOut
				err := l.SaveOut(seq, payload(id, 1, seq))
				var e *store.SeqError
				if err != nil && !errors.As(err, &e) {
					t.Error(err)
				}
				if err == nil {
					mu.Lock()
					won[seq]++
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	next := l.State().NextOut
	for seq := uint64(1); seq < next; seq++ {
		if won[seq] != 1 {
			t.Errorf("number %d was won %d times", seq, won[seq])
		}
	}
	if uint64(len(won)) != next-1 {
		t.Errorf("%d numbers won, next out %d", len(won), next)
	}
	wantMessages(t, l, 1, 0, seqs(1, next-1)...)
}
