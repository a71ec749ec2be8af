package postgres_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/affixgo/affix/internal/pgserver"
)

// pg is the server that the tests run against.
var pg *pgserver.Server

func TestMain(m *testing.M) { os.Exit(runTests(m)) }

func runTests(m *testing.M) int {
	var err error
	if pg, err = pgserver.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "FAIL: these tests need a server:", err)
		return 1
	}
	defer pg.Remove()
	defer func() { _ = dropExample() }()
	if err := dropExample(); err != nil {
		fmt.Fprintf(os.Stderr, "FAIL: the database for the tests: %v\n", err)
		return 1
	}
	return m.Run()
}

// exampleSchema is what the example keeps its sessions in.
const exampleSchema = "affix_example"

func dropExample() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	pool, err := pgxpool.New(ctx, pg.DSN)
	if err != nil {
		return err
	}
	defer pool.Close()
	_, err = pool.Exec(ctx, `DROP SCHEMA IF EXISTS `+exampleSchema+` CASCADE`)
	return err
}

// ownServer skips a test that has to stop the server.
func ownServer(t testing.TB) {
	t.Helper()
	if !pg.Own() {
		t.Skip("NOT TESTED: AFFIX_TEST_POSTGRES names a server that is not ours to kill")
	}
}

// schema returns the name of a schema that ends with the test.
func schema(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	for _, r := range strings.ToLower(t.Name()) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	name := b.String()
	name = "t_" + name[max(0, len(name)-30):] + "_" + strconv.FormatInt(time.Now().UnixNano()%1e12, 36)
	t.Cleanup(func() { execSQL(t, `DROP SCHEMA IF EXISTS "`+name+`" CASCADE`) })
	return name
}

// newPool returns a pool of the server that ends with the test.
func newPool(t testing.TB, options ...func(*pgxpool.Config)) *pgxpool.Pool {
	t.Helper()
	return newPoolAt(t, pg.DSN, options...)
}

func newPoolAt(t testing.TB, dsn string, options ...func(*pgxpool.Config)) *pgxpool.Pool {
	t.Helper()
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	cfg.ConnConfig.RuntimeParams["application_name"] = "affix test"
	for _, o := range options {
		o(cfg)
	}
	pool, err := pgxpool.NewWithConfig(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func setting(name, value string) func(*pgxpool.Config) {
	return func(cfg *pgxpool.Config) { cfg.ConnConfig.RuntimeParams[name] = value }
}

func application(name string) func(*pgxpool.Config) { return setting("application_name", name) }

// execSQL runs a statement beside the store.
func execSQL(t testing.TB, sql string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	pool, err := pgxpool.New(ctx, pg.DSN)
	if err == nil {
		defer pool.Close()
		_, err = pool.Exec(ctx, sql)
	}
	if err != nil {
		t.Errorf("%s: %v", sql, err)
	}
}
