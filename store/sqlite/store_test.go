package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/sqlite"
	"github.com/affixgo/affix/store/storetest"
)

func open(tb testing.TB, dir string, cfg sqlite.Config) *sqlite.Store {
	tb.Helper()
	s, err := sqlite.Open(tb.Context(), filepath.Join(dir, "a b?.db"), cfg)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func TestStore(t *testing.T) {
	t.Parallel()
	for _, d := range []store.Durability{store.Group, store.Async, store.Each} {
		t.Run(d.String(), func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T, dir string) store.Store {
				return open(t, dir, sqlite.Config{Durability: d})
			})
		})
	}
}

func TestMain(m *testing.M) {
	storetest.Child(func(dir, variant string) (store.Store, error) {
		d, err := strconv.Atoi(variant)
		if err != nil {
			return nil, err
		}
		return sqlite.Open(context.Background(), filepath.Join(dir, "a b?.db"), sqlite.Config{Durability: store.Durability(d)})
	})
	os.Exit(m.Run())
}

// AFFIX_STORE_KILLS sets how often; 45 times if it is not set.
func TestKill(t *testing.T) {
	t.Parallel()
	cycles := 45
	if n, err := strconv.Atoi(os.Getenv("AFFIX_STORE_KILLS")); err == nil {
		cycles = n
	}
	for _, d := range []store.Durability{store.Group, store.Async, store.Each} {
		t.Run(d.String(), func(t *testing.T) {
			t.Parallel()
			storetest.Kill(t, func(t *testing.T, dir string) store.Store {
				return open(t, dir, sqlite.Config{Durability: d})
			}, strconv.Itoa(int(d)), (cycles+2)/3)
		})
	}
}

func TestLocked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir, sqlite.Config{})
	_, err := sqlite.Open(t.Context(), filepath.Join(dir, "a b?.db"), sqlite.Config{})
	if !errors.Is(err, store.ErrLocked) {
		t.Errorf("error %v, want ErrLocked", err)
	}
	must(t, s.Close())
	must(t, open(t, dir, sqlite.Config{}).Close())
}

func TestNotADatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	must(t, os.WriteFile(path, []byte("this is no database at all, but a text of some length....."), 0o600))
	_, err := sqlite.Open(t.Context(), path, sqlite.Config{})
	var e *store.CorruptError
	if !errors.As(err, &e) || e.File != path {
		t.Errorf("error %v, want a *CorruptError", err)
	}
	if _, err := sqlite.Open(t.Context(), filepath.Join(path, "below"), sqlite.Config{}); err == nil {
		t.Error("opened below a file")
	}
}

func TestKeepEpochs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for keep, want := range []int{6, 1, 2} {
		s := open(t, filepath.Join(dir), sqlite.Config{KeepEpochs: keep})
		l, err := s.Open(t.Context(), fmt.Sprint(keep))
		must(t, err)
		for range 6 {
			must(t, l.SaveOut(1, []byte("x")))
			if l.State().Epoch < 6 {
				must(t, l.Reset(l.State().Created))
				must(t, l.Sync(t.Context()))
			}
		}
		must(t, l.Sync(t.Context()))
		if got := sqlite.CountMessages(s, fmt.Sprint(keep)); got != want {
			t.Errorf("keep %d: %d messages, want %d", keep, got, want)
		}
		must(t, s.Close())
	}
}

// BenchmarkGroup has 64 goroutines with a session each save and sync.
func BenchmarkGroup(b *testing.B) {
	s := open(b, b.TempDir(), sqlite.Config{})
	defer s.Close()
	const sessions = 64
	msg := make([]byte, 256)
	var wg sync.WaitGroup
	b.ResetTimer()
	for i := range sessions {
		l, err := s.Open(b.Context(), fmt.Sprint(i))
		must(b, err)
		wg.Go(func() {
			for seq := uint64(1); seq <= uint64(b.N/sessions+1); seq++ {
				if err := errors.Join(l.SaveOut(seq, msg), l.Sync(b.Context())); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
}
