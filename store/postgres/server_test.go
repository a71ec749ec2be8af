package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// server is what the tests run against: a PostgreSQL of their own, which ends
// with them, or the one that AFFIX_TEST_POSTGRES names.
type server struct {
	dsn string
	dir string // of our own one, else empty
	bin string
	// keeper holds the standard input of the shell that watches over the server:
	// when this process ends, however it does, so do the server and its files.
	keeper io.WriteCloser
	watch  *exec.Cmd
}

var pg server

func TestMain(m *testing.M) { os.Exit(runTests(m)) }

func runTests(m *testing.M) int {
	if dsn := os.Getenv("AFFIX_TEST_POSTGRES"); dsn != "" {
		pg.dsn = dsn
	} else if err := pg.create(); err != nil {
		fmt.Fprintf(os.Stderr, "FAIL: these tests need PostgreSQL: %v\n"+
			"Run make deps, or name a database whose role may create schemas: AFFIX_TEST_POSTGRES=postgres://…\n", err)
		pg.remove()
		return 1
	}
	defer pg.remove()
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
	pool, err := pgxpool.New(ctx, pg.dsn)
	if err != nil {
		return err
	}
	defer pool.Close()
	_, err = pool.Exec(ctx, `DROP SCHEMA IF EXISTS `+exampleSchema+` CASCADE`)
	return err
}

// binaries returns the folder with initdb and its kin.
func binaries() (string, error) {
	complete := func(dir string) bool {
		for _, name := range []string{"initdb", "postgres", "pg_ctl"} {
			if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode()&0o111 == 0 {
				return false
			}
		}
		return true
	}
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	for _, dir := range append(filepath.SplitList(os.Getenv("PATH")), dirs...) {
		if complete(dir) {
			return dir, nil
		}
	}
	return "", errors.New("no initdb, postgres and pg_ctl in PATH or /usr/lib/postgresql/*/bin")
}

// create makes a database cluster and starts it.
func (s *server) create() error {
	var err error
	if s.bin, err = binaries(); err != nil {
		return err
	}
	if s.dir, err = os.MkdirTemp("", "affix-pg"); err != nil {
		return err
	}
	if err := giveAway(s.dir); err != nil {
		return err
	}
	if err := s.run("initdb", "-D", s.data(), "-U", "affix", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"); err != nil {
		return err
	}
	s.dsn = fmt.Sprintf("host=%s user=affix dbname=postgres", s.dir)
	return s.start()
}

func (s *server) data() string { return filepath.Join(s.dir, "data") }

// command is a program of the server, run as somebody who is not root.
func (s *server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Dir = s.dir
	c.Env = append(os.Environ(), "LC_ALL=C", "HOME="+s.dir)
	unprivileged(c)
	return c
}

func (s *server) run(name string, args ...string) error {
	out, err := s.command(filepath.Join(s.bin, name), args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

// start starts the server and waits until it serves.
func (s *server) start() error {
	s.stopWatch()
	const script = `"$@" >> server.log 2>&1 & server=$!
trap '' INT TERM
read -r keep
kill -QUIT $server 2> /dev/null
wait $server
[ "$keep" ] || rm -rf "$PWD"`
	s.watch = s.command("/bin/sh", "-c", script, "sh", filepath.Join(s.bin, "postgres"),
		"-D", s.data(), "-k", s.dir, "-c", "listen_addresses=", "-c", "fsync=on", "-c", "max_connections=200")
	stdin, err := s.watch.StdinPipe()
	if err != nil {
		return err
	}
	s.keeper = stdin
	if err := s.watch.Start(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for {
		err := s.ping(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			log, _ := os.ReadFile(filepath.Join(s.dir, "server.log"))
			return fmt.Errorf("the server does not start: %w\n%s", err, log)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (s *server) ping(ctx context.Context) error {
	pool, err := pgxpool.New(ctx, s.dsn)
	if err != nil {
		return err
	}
	defer pool.Close()
	return pool.Ping(ctx)
}

// kill ends the server as a crash of it would.
func (s *server) kill() error { return s.run("pg_ctl", "stop", "-D", s.data(), "-m", "immediate") }

func (s *server) stopWatch() {
	if s.watch != nil {
		_, _ = io.WriteString(s.keeper, "keep\n") // fails if it is gone
		_ = s.keeper.Close()
		_ = s.watch.Wait() // says how the server ended, which we know
		s.watch = nil
	}
}

func (s *server) remove() {
	s.stopWatch()
	if s.dir != "" {
		_ = os.RemoveAll(s.dir)
	}
}

// ownServer skips a test that has to stop the server.
func ownServer(t testing.TB) {
	t.Helper()
	if pg.dir == "" {
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
	return newPoolAt(t, pg.dsn, options...)
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
	pool, err := pgxpool.New(ctx, pg.dsn)
	if err == nil {
		defer pool.Close()
		_, err = pool.Exec(ctx, sql)
	}
	if err != nil {
		t.Errorf("%s: %v", sql, err)
	}
}
