package postgres_test

import (
	"context"
	"fmt"
	"hash/fnv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/postgres"
	"github.com/affixgo/affix/store/storetest"
)

const id = "FIX.4.4:CLIENT->VENUE"

// open opens a store in a schema, and closes it with the test.
func open(t testing.TB, cfg postgres.Config) *postgres.Store {
	t.Helper()
	if cfg.Pool == nil && cfg.DSN == "" {
		cfg.Pool = newPool(t)
	}
	cfg.Migrate = true
	s, err := postgres.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // those who care have closed it
	return s
}

func openLog(t testing.TB, s store.Store, id string) store.Log {
	t.Helper()
	l, err := s.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// payload is what the tests save under seq.
func payload(id string, seq uint64) []byte {
	return fmt.Appendf(nil, "8=FIX.4.4\x0149=%s\x0134=%d\x01", id, seq)
}

// save saves the next n messages.
func save(t testing.TB, l store.Log, n int) {
	t.Helper()
	for range n {
		st := l.State()
		must(t, l.SaveOut(st.NextOut, payload(st.ID, st.NextOut)))
	}
}

func syncLog(t testing.TB, l store.Log) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	must(t, l.Sync(ctx))
}

// wantMessages checks that the log holds exactly these numbers, as save saved
// them.
func wantMessages(t testing.TB, l store.Log, from, to uint64) {
	t.Helper()
	next := from
	for m, err := range l.Messages(t.Context(), from, to) {
		must(t, err)
		if want := payload(l.State().ID, m.Seq); m.Seq != next || string(m.Bytes) != string(want) {
			t.Fatalf("message %d: %q, want message %d", m.Seq, m.Bytes, next)
		}
		next++
	}
	if next != to+1 {
		t.Errorf("messages end before %d, want %d to %d", next, from, to)
	}
}

// dirSchema makes a schema of a directory, as storetest names stores.
func dirSchema(dir string) string {
	h := fnv.New64a()
	h.Write([]byte(dir))
	return fmt.Sprintf("d_%x", h.Sum64())
}

func TestStore(t *testing.T) {
	storetest.Run(t, conformance(newPool(t), false))
}

// conformance opens the stores of the suite, each in a schema of its own.
func conformance(pool *pgxpool.Pool, prepare bool) storetest.Opener {
	return func(t *testing.T, dir string) store.Store {
		name := dirSchema(dir)
		s, err := postgres.Open(t.Context(), postgres.Config{
			Pool: pool, Migrate: true, Prepare: prepare, Tables: postgres.Tables{Schema: name},
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { execSQL(t, `DROP SCHEMA IF EXISTS "`+name+`" CASCADE`) })
		return s
	}
}
