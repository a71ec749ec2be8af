package postgres_test

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/affixgo/affix/store/postgres"
)

func TestPruneEpochs(t *testing.T) {
	t.Parallel()
	tables := postgres.Tables{Schema: schema(t)}
	s := open(t, postgres.Config{Tables: tables})
	l, other := openLog(t, s, id), openLog(t, s, "OTHER")
	save(t, other, 7)
	for range 3 {
		save(t, l, 10)
		must(t, l.SetNextOut(5)) // 6 forgotten
		must(t, l.Reset(time.Now()))
	}
	save(t, l, 2) // epoch 4
	syncLog(t, l)
	syncLog(t, other)
	for _, tt := range []struct {
		retention postgres.Retention
		want      int64
		epochs    int
	}{
		{postgres.Retention{}, 0, 5},
		{postgres.Retention{MaxEpochs: 4}, 0, 5},
		{postgres.Retention{MaxEpochs: 3, Rows: 3}, 10, 4},
		{postgres.Retention{MaxEpochs: 1, Rows: 1}, 20, 2},
		{postgres.Retention{MaxEpochs: 1}, 0, 2},
		{postgres.Retention{MaxAge: time.Hour}, 0, 2},
	} {
		n, err := s.Prune(t.Context(), tt.retention)
		if n != tt.want || err != nil {
			t.Errorf("%+v: %d deleted, %v; want %d", tt.retention, n, err, tt.want)
		}
		if n := count(t, tables, "epoch"); n != tt.epochs {
			t.Errorf("%+v: %d epochs, want %d", tt.retention, n, tt.epochs)
		}
	}
	wantMessages(t, l, 1, 2)
	wantMessages(t, other, 1, 7)
	if _, err := s.Prune(t.Context(), postgres.Retention{MaxAge: -1, MaxEpochs: -1, Rows: -1}); err == nil {
		t.Error("negative retention was accepted")
	}
}

// Age takes messages of the current epoch too, but the last one stays: the next
// number derives from it.
func TestPruneAge(t *testing.T) {
	t.Parallel()
	tables := postgres.Tables{Schema: schema(t)}
	s := open(t, postgres.Config{Tables: tables})
	l := openLog(t, s, id)
	save(t, l, 10)
	must(t, l.Reset(time.Now().Add(-3*time.Hour)))
	save(t, l, 4)
	must(t, l.SetNextOut(9))
	save(t, l, 3) // 9, 10, 11
	syncLog(t, l)
	execSQL(t, `UPDATE "`+tables.Schema+`".message SET saved = saved - interval '2 hours'`)
	save(t, l, 2) // 12, 13
	syncLog(t, l)
	n, err := s.Prune(t.Context(), postgres.Retention{MaxAge: time.Hour, Rows: 2})
	if n != 17 || err != nil {
		t.Errorf("%d deleted, %v; want 17", n, err)
	}
	if n := count(t, tables, "epoch"); n != 1 {
		t.Errorf("%d epochs, want 1", n)
	}
	wantMessages(t, l, 12, 13)

	execSQL(t, `UPDATE "`+tables.Schema+`".message SET saved = saved - interval '2 hours'`)
	n, err = s.Prune(t.Context(), postgres.Retention{MaxAge: time.Hour})
	if n != 1 || err != nil {
		t.Errorf("%d deleted, %v; want 1", n, err)
	}
	want := l.State()
	must(t, l.Close())
	if got := openLog(t, s, id).State(); got != want {
		t.Errorf("state %+v, want %+v", got, want)
	}
}

// The last number is kept beyond the range that PostgreSQL counts in.
func TestPruneHugeNumbers(t *testing.T) {
	t.Parallel()
	tables := postgres.Tables{Schema: schema(t)}
	s := open(t, postgres.Config{Tables: tables})
	l := openLog(t, s, id)
	save(t, l, 2)
	must(t, l.SetNextOut(math.MaxInt64))
	save(t, l, 3)
	syncLog(t, l)
	wantMessages(t, l, math.MaxInt64, math.MaxInt64+2)
	execSQL(t, `UPDATE "`+tables.Schema+`".message SET saved = saved - interval '2 hours'`)
	n, err := s.Prune(t.Context(), postgres.Retention{MaxAge: time.Hour})
	if n != 4 || err != nil {
		t.Errorf("%d deleted, %v; want 4", n, err)
	}
	must(t, l.Close())
	l = openLog(t, s, id)
	if next := l.State().NextOut; next != math.MaxInt64+3 {
		t.Errorf("next out %d", next)
	}
	wantMessages(t, l, math.MaxInt64+2, math.MaxInt64+2)
	must(t, l.SetNextOut(7))
	if got := messages(t, l); len(got) != 0 {
		t.Errorf("%d messages after all were taken back", len(got))
	}
}

// Pruning beside the traffic takes nothing that is to be kept.
func TestPruneUnderLoad(t *testing.T) {
	t.Parallel()
	tables := postgres.Tables{Schema: schema(t)}
	s := open(t, postgres.Config{Tables: tables})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	l := startLoad(ctx, t, s, 8)
	var deleted int64
	for range 12 {
		n, err := s.Prune(ctx, postgres.Retention{MaxEpochs: 1, MaxAge: time.Hour, Rows: 500})
		must(t, err)
		deleted += n
		l.goOn(ctx, t)
	}
	l.finish(t, open(t, postgres.Config{Tables: tables}))
	t.Logf("%d deleted", deleted)
}

func count(t *testing.T, tables postgres.Tables, table string) (n int) {
	t.Helper()
	must(t, newPool(t).QueryRow(t.Context(), `SELECT count(*) FROM "`+tables.Schema+`"."`+table+`"`).Scan(&n))
	return n
}
