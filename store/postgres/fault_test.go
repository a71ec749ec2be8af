package postgres_test

import (
	"context"
	"maps"
	"testing"
	"time"

	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/postgres"
)

// Connections are cut before and after statements, again and again: nothing is
// lost, and nothing is there twice.
func TestConnectionsCutUnderLoad(t *testing.T) {
	t.Parallel()
	p := newProxy(t)
	tables := postgres.Tables{Schema: schema(t)}
	s := open(t, postgres.Config{Pool: newPoolAt(t, p.dsn), Tables: tables})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	l := startLoad(ctx, t, s, 8)
	for i := range 60 {
		p.inject([]fault{cutBefore, cutAfter}[i%2])
		select {
		case <-p.used:
		case <-ctx.Done():
			t.Fatal("no statement was sent")
		}
		if i%4 != 0 { // else the next one hits the repetition
			l.goOn(ctx, t)
		}
	}
	l.finish(t, open(t, postgres.Config{Tables: tables}))
}

// The answer to a statement is lost, whatever kind it is of. Then it is not
// carried out twice.
func TestAnswerLost(t *testing.T) {
	t.Parallel()
	p := newProxy(t)
	tables := postgres.Tables{Schema: schema(t)}
	s := open(t, postgres.Config{Pool: newPoolAt(t, p.dsn), Tables: tables})
	l := openLog(t, s, id)
	for i, f := range []fault{cutAfter, cutBefore} {
		for _, do := range []func(){
			func() { save(t, l, 3) },
			func() { must(t, l.SetNextIn(uint64(7+i))) },
			func() { must(t, l.SetNextOut(2)) },
			func() { must(t, l.SetNextOut(9)) },
			func() { save(t, l, 1) },
			func() { must(t, l.Reset(time.Now())) },
			func() { save(t, l, 4); must(t, l.SetNextIn(3)) },
		} {
			p.inject(f)
			do()
			syncLog(t, l)
			if got := <-p.used; got != f {
				t.Fatalf("fault %v, want %v", got, f)
			}
			found := openLog(t, open(t, postgres.Config{Tables: tables}), id)
			if got, want := found.State(), l.State(); got != want {
				t.Fatalf("state %+v, want %+v", got, want)
			}
			// Ours was taken over by the look at it.
			must(t, l.Close())
			l = openLog(t, s, id)
		}
	}
}

// A statement whose connection was cut reaches the server when it was repeated
// and others have followed: it must not undo them.
func TestLateStatement(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]struct{ late, then func(*testing.T, store.Log) }{
		"saves": {
			func(t *testing.T, l store.Log) { save(t, l, 2); must(t, l.SetNextIn(5)) },
			func(t *testing.T, l store.Log) { must(t, l.SetNextOut(4)); must(t, l.SetNextIn(9)) },
		},
		"renumbers": {
			func(t *testing.T, l store.Log) { must(t, l.SetNextOut(2)) },
			func(t *testing.T, l store.Log) { save(t, l, 2) },
		},
		"resets": {
			func(t *testing.T, l store.Log) { must(t, l.Reset(time.Now())) },
			func(t *testing.T, l store.Log) { save(t, l, 1); must(t, l.SetNextOut(50)) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newProxy(t)
			tables := postgres.Tables{Schema: schema(t)}
			l := openLog(t, open(t, postgres.Config{Pool: newPoolAt(t, p.dsn), Tables: tables}), id)
			save(t, l, 3)
			syncLog(t, l)
			p.inject(hold)
			do.late(t, l)
			syncLog(t, l)
			<-p.used
			do.then(t, l)
			syncLog(t, l)
			close(p.release)
			<-p.passed
			want, mine := l.State(), messages(t, l)
			found := openLog(t, open(t, postgres.Config{Tables: tables}), id)
			if got := found.State(); got != want {
				t.Errorf("state %+v, want %+v", got, want)
			}
			if theirs := messages(t, found); !maps.Equal(theirs, mine) {
				t.Errorf("messages %v, want %v", theirs, mine)
			}
		})
	}
}

// Backends are ended by an administrator.
func TestBackendsTerminated(t *testing.T) {
	t.Parallel()
	terminateBackends(t, postgres.Config{})
}

func terminateBackends(t *testing.T, cfg postgres.Config) {
	name := schema(t)
	tables := postgres.Tables{Schema: name}
	cfg.Tables, cfg.Pool = tables, newPool(t, application(name))
	s := open(t, cfg)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	l := startLoad(ctx, t, s, 8)
	for range 15 {
		execSQL(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '`+name+`'`)
		l.goOn(ctx, t)
	}
	l.finish(t, open(t, postgres.Config{Tables: tables}))
}

// Statements run into a timeout while somebody locks the table.
func TestStatementTimeout(t *testing.T) {
	t.Parallel()
	name := schema(t)
	tables := postgres.Tables{Schema: name}
	s := open(t, postgres.Config{Tables: tables, Pool: newPool(t, setting("statement_timeout", "150ms"))})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	l := startLoad(ctx, t, s, 4)
	pool := newPool(t)
	for range 2 {
		tx, err := pool.Begin(ctx)
		must(t, err)
		_, err = tx.Exec(ctx, `LOCK TABLE "`+name+`".message`)
		must(t, err)
		for s.Err() == nil && ctx.Err() == nil { // it has noticed
			pause(5 * time.Millisecond)
		}
		must(t, tx.Commit(ctx))
		l.goOn(ctx, t)
		if err := s.Err(); err != nil {
			t.Errorf("it goes on, but says %v", err)
		}
	}
	l.finish(t, open(t, postgres.Config{Tables: tables}))
}

// The server does not answer at all: our own timeout ends that.
func TestNoAnswer(t *testing.T) {
	t.Parallel()
	p := newProxy(t)
	tables := postgres.Tables{Schema: schema(t)}
	s := open(t, postgres.Config{Pool: newPoolAt(t, p.dsn), Tables: tables, Timeout: 300 * time.Millisecond})
	l := openLog(t, s, id)
	save(t, l, 1)
	syncLog(t, l)
	blocker := newPool(t)
	tx, err := blocker.Begin(t.Context())
	must(t, err)
	_, err = tx.Exec(t.Context(), `LOCK TABLE "`+tables.Schema+`".message`)
	must(t, err)
	save(t, l, 1)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := l.Sync(ctx); err == nil {
		t.Error("Sync returned while the table was locked")
	}
	must(t, tx.Rollback(t.Context()))
	syncLog(t, l)
	wantMessages(t, openLog(t, open(t, postgres.Config{Tables: tables}), id), 1, 2)
}

func pause(d time.Duration) { <-time.After(d) }
