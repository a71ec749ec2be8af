package postgres_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/postgres"
)

// Ranges larger than a page, messages larger than one, and the largest there is.
func TestLargeRanges(t *testing.T) {
	t.Parallel()
	tables := postgres.Tables{Schema: schema(t)}
	s := open(t, postgres.Config{Tables: tables})
	l := openLog(t, s, id)
	const n = 2500
	save(t, l, n)
	huge := bytes.Repeat([]byte("0123456789abcde\x01"), store.MaxMessage/16)
	must(t, l.SaveOut(n+1, huge))
	for seq := uint64(n + 2); seq <= n+4; seq++ {
		must(t, l.SaveOut(seq, huge[:300_000]))
	}
	must(t, l.Close())
	l = openLog(t, s, id)
	wantMessages(t, l, 1, n)
	wantMessages(t, l, 700, 1900)
	seq := uint64(n)
	for m, err := range l.Messages(t.Context(), n+1, 0) {
		must(t, err)
		seq++
		want := huge
		if seq > n+1 {
			want = huge[:300_000]
		}
		if m.Seq != seq || !bytes.Equal(m.Bytes, want) {
			t.Errorf("message %d has %d bytes, want %d under %d", m.Seq, len(m.Bytes), len(want), seq)
		}
	}
	if seq != n+4 {
		t.Errorf("the last message is %d", seq)
	}
}

// A page that was read before messages were taken back is not handed out.
func TestTakenBackWhileReading(t *testing.T) {
	t.Parallel()
	l := openLog(t, open(t, postgres.Config{Tables: postgres.Tables{Schema: schema(t)}}), id)
	save(t, l, 20)
	n := uint64(0)
	for m, err := range l.Messages(t.Context(), 1, 0) {
		must(t, err)
		n++
		want := payload(id, m.Seq)
		if m.Seq > 7 {
			want = []byte("new")
		}
		if !bytes.Equal(m.Bytes, want) {
			t.Errorf("message %d is %q, want %q", m.Seq, m.Bytes, want)
		}
		if n == 5 {
			must(t, l.SetNextOut(8))
			for seq := uint64(8); seq <= 10; seq++ {
				must(t, l.SaveOut(seq, []byte("new")))
			}
		}
	}
	if n != 10 {
		t.Errorf("%d messages, want 10", n)
	}
}

// What waits is bounded while the database is up, too: senders wait.
func TestBackPressure(t *testing.T) {
	t.Parallel()
	s := open(t, postgres.Config{Tables: postgres.Tables{Schema: schema(t)}, MaxPending: 2000, Delay: time.Hour})
	l := openLog(t, s, id)
	save(t, l, 500)
	must(t, l.SaveOut(501, make([]byte, 5000))) // more than there is room, alone
	wantMessages(t, l, 1, 500)
}

// What nobody syncs is stored after a while.
func TestDelay(t *testing.T) {
	t.Parallel()
	tables := postgres.Tables{Schema: schema(t)}
	s := open(t, postgres.Config{Tables: tables, Delay: time.Millisecond})
	l := openLog(t, s, id)
	must(t, l.SetNextIn(9))
	pool := newPool(t)
	for next := int64(0); next != 9; pause(time.Millisecond) {
		must(t, pool.QueryRow(t.Context(), `SELECT next_in FROM "`+tables.Schema+`".epoch`).Scan(&next))
	}
	if n := s.Commits(); n != 1 {
		t.Errorf("%d commits, want 1", n)
	}
}

func TestSaveOutDoesNotAllocate(t *testing.T) {
	s := open(t, postgres.Config{Tables: postgres.Tables{Schema: schema(t)}, Delay: time.Hour})
	l := openLog(t, s, id)
	msg := make([]byte, 256)
	for range 2 { // makes the buffers of both batches
		for range 3000 {
			must(t, l.SaveOut(l.State().NextOut, msg))
		}
		syncLog(t, l)
	}
	seq := l.State().NextOut
	allocs := testing.AllocsPerRun(1000, func() {
		if l.SaveOut(seq, msg) != nil || l.SetNextIn(seq) != nil {
			t.Error("not saved")
		}
		seq++
	})
	if allocs != 0 {
		t.Errorf("%v allocations a message", allocs)
	}
}

// A damaged table is told from a new one.
func TestDamagedTables(t *testing.T) {
	t.Parallel()
	tables := postgres.Tables{Schema: schema(t)}
	s := open(t, postgres.Config{Tables: tables})
	l := openLog(t, s, id)
	save(t, l, 1)
	must(t, l.Close())
	execSQL(t, `DELETE FROM "`+tables.Schema+`".epoch`)
	if _, err := s.Open(t.Context(), id); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("without its epoch: %v, want ErrCorrupt", err)
	}

	// Somebody else's row is in the way: it is not taken for ours.
	l = openLog(t, s, "OTHER")
	save(t, l, 1)
	syncLog(t, l)
	execSQL(t, `INSERT INTO "`+tables.Schema+`".message SELECT session, 0, epoch, 2, now(), 'alien'
		FROM "`+tables.Schema+`".message WHERE session = (SELECT max(session) FROM "`+tables.Schema+`".message)`)
	save(t, l, 1)
	if err := l.Sync(t.Context()); !errors.Is(err, store.ErrFailed) {
		t.Errorf("over another's row: %v, want ErrFailed", err)
	}
}
