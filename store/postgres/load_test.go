package postgres_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/affixgo/affix/store"
)

// load is sessions that save and sync, and sometimes set numbers and reset, and
// know what must be stored at the end.
type load struct {
	logs  []store.Log
	saved atomic.Int64 // messages that were synced
	stop  chan struct{}
	wg    sync.WaitGroup
}

// startLoad fails the test with any error of the store.
func startLoad(ctx context.Context, t *testing.T, s store.Store, sessions int) *load {
	t.Helper()
	l := &load{stop: make(chan struct{})}
	for i := range sessions {
		l.logs = append(l.logs, openLog(t, s, fmt.Sprintf("LOAD%d", i)))
	}
	for i, log := range l.logs {
		r := rand.New(rand.NewPCG(uint64(i), 1))
		l.wg.Go(func() {
			for {
				select {
				case <-l.stop:
					return
				default:
				}
				n, err := step(ctx, r, log)
				if err != nil {
					t.Errorf("%s: %v", log.State().ID, err)
					return
				}
				l.saved.Add(n)
			}
		})
	}
	return l
}

// goOn returns when some more messages were synced.
func (l *load) goOn(ctx context.Context, t *testing.T) {
	t.Helper()
	for enough := l.saved.Load() + 30; l.saved.Load() < enough; {
		pause(time.Millisecond)
		if t.Failed() || ctx.Err() != nil {
			t.Fatal("the load does not go on")
		}
	}
}

// step does what a session may do between two syncs.
func step(ctx context.Context, r *rand.Rand, log store.Log) (saved int64, err error) {
	switch st := log.State(); r.IntN(60) {
	case 0:
		err = log.SetNextOut(1 + r.Uint64N(st.NextOut))
	case 1:
		err = log.SetNextOut(st.NextOut + 5)
	case 2:
		err = log.Reset(time.Now())
	}
	if err != nil {
		return 0, err
	}
	for range 1 + r.IntN(5) {
		st := log.State()
		if err := log.SaveOut(st.NextOut, stamped(st, st.NextOut)); err != nil {
			return 0, err
		}
		if err := log.SetNextIn(st.NextIn + 1); err != nil {
			return 0, err
		}
		saved++
	}
	return saved, log.Sync(ctx)
}

// stamped is a message that could be no other.
func stamped(st store.State, seq uint64) []byte {
	return fmt.Appendf(nil, "8=FIX.4.4\x0149=%s\x0134=%d\x0158=epoch %d, in %d\x01", st.ID, seq, st.Epoch, st.NextIn)
}

// finish ends the load and compares what it knows with what another store finds
// in the tables: numbers, and messages, which are read twice.
func (l *load) finish(t *testing.T, again store.Store) {
	t.Helper()
	close(l.stop)
	l.wg.Wait()
	for _, log := range l.logs {
		want := log.State()
		mine := messages(t, log)
		found := openLog(t, again, want.ID)
		if got := found.State(); got != want {
			t.Errorf("state %+v, want %+v", got, want)
		}
		theirs := messages(t, found)
		if len(mine) != len(theirs) {
			t.Errorf("%s: %d messages, want %d", want.ID, len(theirs), len(mine))
		}
		for seq, text := range mine {
			if theirs[seq] != text {
				t.Errorf("%s: message %d: %q, want %q", want.ID, seq, theirs[seq], text)
			}
		}
	}
	if l.saved.Load() == 0 {
		t.Error("the load has saved nothing")
	}
	t.Logf("%d messages synced", l.saved.Load())
}

func messages(t *testing.T, l store.Log) map[uint64]string {
	t.Helper()
	all := map[uint64]string{}
	for m, err := range l.Messages(t.Context(), 1, 0) {
		must(t, err)
		all[m.Seq] = string(m.Bytes)
	}
	return all
}
