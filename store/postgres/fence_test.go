package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/postgres"
)

// Who opens a session takes it over; whoever had it writes nothing any more and
// is told so, and his other sessions go on.
func TestTakeover(t *testing.T) {
	t.Parallel()
	tables := postgres.Tables{Schema: schema(t)}
	a := open(t, postgres.Config{Tables: tables, Owner: "node A"})
	b := open(t, postgres.Config{Tables: tables, Owner: "node B"})
	for name, do := range map[string]func(store.Log) error{
		"SaveOut":    func(l store.Log) error { return l.SaveOut(l.State().NextOut, []byte("stale")) },
		"SetNextIn":  func(l store.Log) error { return l.SetNextIn(77) },
		"SetNextOut": func(l store.Log) error { return l.SetNextOut(1) },
		"Forward":    func(l store.Log) error { return l.SetNextOut(99) },
		"Reset":      func(l store.Log) error { return l.Reset(time.Now()) },
	} {
		t.Run(name, func(t *testing.T) {
			la, other := openLog(t, a, name), openLog(t, a, name+" other")
			save(t, la, 3)
			must(t, la.SetNextIn(5))
			syncLog(t, la)
			lb := openLog(t, b, name)
			if got, want := lb.State(), la.State(); got != want {
				t.Errorf("taken over at %+v, want %+v", got, want)
			}
			want := lb.State()
			must(t, do(la))
			save(t, other, 1)
			wantStale(t, la.Sync(t.Context()), name, "node B")
			wantStale(t, la.SaveOut(la.State().NextOut, nil), name, "node B")
			wantStale(t, la.SetNextIn(3), name, "node B")
			_, err := first(t.Context(), la)
			wantStale(t, err, name, "node B")
			syncLog(t, other)
			if got := lb.State(); got != want {
				t.Errorf("state %+v, want %+v", got, want)
			}
			wantMessages(t, lb, 1, 3)
			save(t, lb, 2)
			syncLog(t, lb)
			wantStale(t, la.Close(), name, "node B")

			// And back again.
			la = openLog(t, a, name)
			wantMessages(t, la, 1, 5)
			must(t, lb.SetNextIn(9))
			wantStale(t, lb.Sync(t.Context()), name, "node A")
		})
	}
}

func wantStale(t *testing.T, err error, id, owner string) {
	t.Helper()
	var stale *store.StaleError
	switch {
	case !errors.As(err, &stale):
		t.Errorf("error %v, want a *store.StaleError", err)
	case stale.ID != id || !strings.HasPrefix(stale.Owner, owner):
		t.Errorf("error says %+v, want session %s and owner %s", *stale, id, owner)
	case !errors.Is(err, store.ErrStale) || !errors.Is(err, store.ErrFailed):
		t.Errorf("error %v is not ErrStale and ErrFailed", err)
	}
}

// Two nodes tear at one session, both writing as fast as they can. No number is
// ever acknowledged to both, in one epoch, and what was acknowledged is there.
func TestTakeoverRace(t *testing.T) {
	t.Parallel()
	tables := postgres.Tables{Schema: schema(t)}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	type key struct{ epoch, seq uint64 }
	var mu sync.Mutex
	acked := map[key]string{}
	var wg sync.WaitGroup
	for node := range 3 {
		s := open(t, postgres.Config{Tables: tables})
		wg.Go(func() {
			for round := range 12 {
				l, err := s.Open(ctx, id)
				if errors.Is(err, store.ErrStale) { // another was faster still
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				for n := 0; err == nil; n++ {
					if n == 10 && round%4 == node {
						err = l.Reset(time.Now())
					}
					st := l.State()
					text := fmt.Sprintf("node %d, round %d, epoch %d, message %d", node, round, st.Epoch, st.NextOut)
					err = errors.Join(err, l.SaveOut(st.NextOut, []byte(text)), l.Sync(ctx))
					if err != nil || n > 40 {
						break
					}
					mu.Lock()
					k := key{st.Epoch, st.NextOut}
					if other, twice := acked[k]; twice {
						t.Errorf("acknowledged twice: %s; %s", other, text)
					}
					acked[k] = text
					mu.Unlock()
				}
				if err != nil && !errors.Is(err, store.ErrStale) {
					t.Error(err)
				}
				_ = l.Close() // says what we know
			}
		})
	}
	wg.Wait()
	l := openLog(t, open(t, postgres.Config{Tables: tables}), id)
	st := l.State()
	stored := messages(t, l)
	n := 0
	for k, text := range acked {
		if k.epoch == st.Epoch {
			n++
			if stored[k.seq] != text {
				t.Errorf("message %d is %q, acknowledged was %q", k.seq, stored[k.seq], text)
			}
		}
	}
	t.Logf("%d acknowledged, epoch %d with %d of them", len(acked), st.Epoch, n)
	if uint64(len(stored)) != st.NextOut-1 || len(acked) < 20 {
		t.Errorf("%d messages, next out %d, %d acknowledged", len(stored), st.NextOut, len(acked))
	}
}

// A write that waits for a takeover to commit finds that it came too late; one
// that came first is counted by the takeover, which waits for it.
func TestTakeoverWaitsForWrite(t *testing.T) {
	t.Parallel()
	name := schema(t)
	tables := postgres.Tables{Schema: name}
	l := openLog(t, open(t, postgres.Config{Tables: tables}), id)
	save(t, l, 1)
	syncLog(t, l)
	tx, err := newPool(t).Begin(t.Context())
	must(t, err)
	_, err = tx.Exec(t.Context(), `UPDATE "`+name+`".session SET generation = generation + 1, owner = 'by hand'`)
	must(t, err)
	save(t, l, 1)
	done := make(chan error)
	go func() { done <- l.Sync(t.Context()) }()
	waitForLock(t, name)
	must(t, tx.Commit(t.Context()))
	wantStale(t, <-done, id, "by hand")

	// The other way round: the write holds the session, and waits for us.
	l = openLog(t, open(t, postgres.Config{Tables: tables}), id)
	tx, err = newPool(t).Begin(t.Context())
	must(t, err)
	_, err = tx.Exec(t.Context(), `SELECT FROM "`+name+`".epoch FOR UPDATE`)
	must(t, err)
	save(t, l, 1) // 2
	must(t, l.SetNextIn(6))
	go func() { done <- l.Sync(t.Context()) }()
	waitForLock(t, name)
	opened := make(chan store.Log, 1)
	b := open(t, postgres.Config{Tables: tables})
	go func() {
		l, err := b.Open(t.Context(), id)
		if err != nil {
			t.Error(err)
		}
		opened <- l
	}()
	must(t, tx.Commit(t.Context()))
	must(t, <-done)
	if st := (<-opened).State(); st.NextOut != 3 || st.NextIn != 6 {
		t.Errorf("taken over at %+v, want next in 6 and out 3", st)
	}
}

// waitForLock returns when a statement about the schema waits for a lock.
func waitForLock(t *testing.T, name string) {
	t.Helper()
	pool := newPool(t)
	for {
		var n int
		must(t, pool.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity
			WHERE wait_event_type = 'Lock' AND query LIKE '%"`+name+`"%'`).Scan(&n))
		if n > 0 {
			return
		}
		pause(time.Millisecond)
	}
}
