package postgres_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/affixgo/affix/store/postgres"
)

// Names may be anything that PostgreSQL can hold.
func TestOddNames(t *testing.T) {
	t.Parallel()
	pool := newPool(t)
	for i, tables := range []postgres.Tables{
		{Schema: `odd "schema"; DROP TABLE x; --`, Sessions: "select", Epochs: `a.b"c`, Messages: "Größe 'x' $1 ?", Migrations: `:"schema"`},
		{Schema: strings.Repeat("s", 63), Sessions: strings.Repeat("t", 62) + "1", Epochs: strings.Repeat("t", 62) + "2",
			Messages: strings.Repeat("t", 62) + "3", Migrations: strings.Repeat("t", 62) + "4"},
		{Schema: "MiXed", Sessions: `\`, Epochs: "\t\n", Messages: " ", Migrations: "%s%d"},
	} {
		drop := `DROP SCHEMA IF EXISTS "` + strings.ReplaceAll(tables.Schema, `"`, `""`) + `" CASCADE`
		execSQL(t, drop)
		t.Cleanup(func() { execSQL(t, drop) })
		s := open(t, postgres.Config{Pool: pool, Tables: tables})
		l := openLog(t, s, id)
		save(t, l, 5)
		must(t, l.SetNextOut(3))
		save(t, l, 1)
		must(t, l.SetNextIn(4))
		want := l.State()
		must(t, s.Close())
		s = open(t, postgres.Config{Pool: pool, Tables: tables})
		l = openLog(t, s, id)
		if got := l.State(); got != want {
			t.Errorf("names %d: state %+v, want %+v", i, got, want)
		}
		wantMessages(t, l, 1, 3)
		if _, err := s.Prune(t.Context(), postgres.Retention{MaxEpochs: 1}); err != nil {
			t.Error(err)
		}
	}
}

func TestBadConfig(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 64)
	_, err := postgres.Open(t.Context(), postgres.Config{
		Tables: postgres.Tables{Schema: long, Sessions: "a\x00", Epochs: "same", Messages: "same"},
		OnDown: 7, Delay: -1, Timeout: -1, FailAfter: -1, CloseTimeout: -1, MaxPending: -1,
	})
	for _, text := range []string{
		"one of Pool and DSN", `"` + long + `" has 64 bytes`, `"a\x00" is not`, `two tables are called "same"`,
		"unknown OnDown 7", "Delay is negative", "Timeout is negative", "FailAfter is negative",
		"CloseTimeout is negative", "MaxPending is negative",
	} {
		wantError(t, err, text)
	}
	_, err = postgres.Open(t.Context(), postgres.Config{DSN: "host=/nowhere pool_max_conns=1"})
	wantError(t, err, "pool_max_conns is 1")
	_, err = postgres.Open(t.Context(), postgres.Config{DSN: "host=/nowhere port=1 password=hush"})
	wantError(t, err, "postgres: open")
	if strings.Contains(err.Error(), "hush") {
		t.Errorf("the error has the password: %v", err)
	}
	_, err = postgres.Open(t.Context(), postgres.Config{DSN: "port=x password=hush"})
	wantError(t, err, "postgres: config: DSN")
	if strings.Contains(err.Error(), "hush") {
		t.Errorf("the error has the password: %v", err)
	}
}

func wantError(t *testing.T, err error, text string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), text) {
		t.Errorf("error %v, want %s", err, text)
	}
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	pool := newPool(t)
	tables := postgres.Tables{Schema: schema(t)}
	_, err := postgres.Open(t.Context(), postgres.Config{Pool: pool, Tables: tables})
	wantError(t, err, "run Migrate")

	// Many at once, and again.
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := postgres.Migrate(t.Context(), pool, tables); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	must(t, postgres.Migrate(t.Context(), pool, tables))
	s, err := postgres.Open(t.Context(), postgres.Config{Pool: pool, Tables: tables})
	must(t, err)
	must(t, s.Close())

	execSQL(t, `INSERT INTO "`+tables.Schema+`".migration VALUES (1000, 'from the future')`)
	wantError(t, postgres.Migrate(t.Context(), pool, tables), "use a newer one")
	_, err = postgres.Open(t.Context(), postgres.Config{Pool: pool, Tables: tables})
	wantError(t, err, "version 1000")
	execSQL(t, `DELETE FROM "`+tables.Schema+`".migration`)
	_, err = postgres.Open(t.Context(), postgres.Config{Pool: pool, Tables: tables})
	wantError(t, err, "version 0, this program needs 1")
}

// The role of the program needs no more than the documented rights.
func TestGrants(t *testing.T) {
	t.Parallel()
	tables := postgres.Tables{Schema: schema(t)}
	must(t, postgres.Migrate(t.Context(), newPool(t), tables))
	role := tables.Schema + "_role"
	execSQL(t, `CREATE ROLE "`+role+`" LOGIN`)
	t.Cleanup(func() { execSQL(t, `DROP OWNED BY "`+role+`"`); execSQL(t, `DROP ROLE "`+role+`"`) })
	execSQL(t, strings.NewReplacer("$s", `"`+tables.Schema+`"`, "$r", `"`+role+`"`).Replace(`
		GRANT USAGE ON SCHEMA $s TO $r;
		GRANT SELECT ON $s.migration TO $r;
		GRANT SELECT, INSERT, UPDATE ON $s.session, $s.epoch, $s.message TO $r`))
	pool := newPool(t, setting("role", role))
	s, err := postgres.Open(t.Context(), postgres.Config{Pool: pool, Tables: tables})
	must(t, err)
	defer s.Close()
	l := openLog(t, s, id)
	save(t, l, 5)
	must(t, l.SetNextOut(2))
	must(t, l.Reset(l.State().Created))
	save(t, l, 2)
	must(t, l.SetNextIn(2))
	syncLog(t, l)
	wantMessages(t, l, 1, 2)
	_, err = s.Prune(t.Context(), postgres.Retention{MaxEpochs: 1})
	wantError(t, err, "permission denied")

	// A right that is missing is no outage: the session fails at once.
	execSQL(t, `REVOKE INSERT ON "`+tables.Schema+`".message FROM "`+role+`"`)
	save(t, l, 1)
	wantError(t, l.Sync(t.Context()), "permission denied")
	execSQL(t, `GRANT INSERT, DELETE ON "`+tables.Schema+`".message TO "`+role+`"`)
	execSQL(t, `GRANT DELETE ON "`+tables.Schema+`".epoch TO "`+role+`"`)
	wantError(t, l.Close(), "permission denied")
	l = openLog(t, s, id)
	wantMessages(t, l, 1, 2)
	save(t, l, 1)
	syncLog(t, l)
	n, err := s.Prune(t.Context(), postgres.Retention{MaxEpochs: 1})
	if n != 5 || err != nil {
		t.Errorf("pruned %d, %v; want 5", n, err)
	}
}
