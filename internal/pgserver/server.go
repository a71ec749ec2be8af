// Package pgserver runs a PostgreSQL server for tests and benchmarks.
package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a PostgreSQL server of our own, which ends with this process, or one
// that somebody else runs.
type Server struct {
	// DSN is how to connect to it.
	DSN string

	dir string // of our own one, else empty
	bin string
	// keeper holds the standard input of the shell that watches over the server:
	// when this process ends, however it does, so do the server and its files.
	keeper io.WriteCloser
	watch  *exec.Cmd
}

// Start returns the server that the environment variable AFFIX_TEST_POSTGRES
// names, or a new one.
func Start() (*Server, error) {
	s := &Server{DSN: os.Getenv("AFFIX_TEST_POSTGRES")}
	if s.DSN != "" {
		return s, nil
	}
	if err := s.create(); err != nil {
		s.Remove()
		return nil, fmt.Errorf("PostgreSQL is needed: %w\n"+
			"Run make deps, or name a database whose role may create schemas: AFFIX_TEST_POSTGRES=postgres://…", err)
	}
	return s, nil
}

// DropSchema removes a schema, with all that is in it, if there is one.
func (s *Server) DropSchema(ctx context.Context, name string) error {
	conn, err := pgx.Connect(ctx, s.DSN)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "DROP SCHEMA IF EXISTS "+pgx.Identifier{name}.Sanitize()+" CASCADE")
	return errors.Join(err, conn.Close(ctx))
}

// Own reports whether the server may be stopped.
func (s *Server) Own() bool { return s.dir != "" }

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
func (s *Server) create() error {
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
	s.DSN = fmt.Sprintf("host=%s user=affix dbname=postgres", s.dir)
	return s.Restart()
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// command is a program of the server, run as somebody who is not root.
func (s *Server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Dir = s.dir
	c.Env = append(os.Environ(), "LC_ALL=C", "HOME="+s.dir)
	unprivileged(c)
	return c
}

func (s *Server) run(name string, args ...string) error {
	out, err := s.command(filepath.Join(s.bin, name), args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

// Restart starts the server, if it does not run, and waits until it serves.
func (s *Server) Restart() error {
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
		err := s.Ping(ctx)
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

// Ping returns nil once the server serves.
func (s *Server) Ping(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.DSN)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }() // it was only to see
	return conn.Ping(ctx)
}

// Kill ends the server as a crash of it would.
func (s *Server) Kill() error { return s.run("pg_ctl", "stop", "-D", s.data(), "-m", "immediate") }

func (s *Server) stopWatch() {
	if s.watch != nil {
		_, _ = io.WriteString(s.keeper, "keep\n") // fails if it is gone
		_ = s.keeper.Close()
		_ = s.watch.Wait() // says how the server ended, which we know
		s.watch = nil
	}
}

// Remove stops the server and removes its files.
func (s *Server) Remove() {
	s.stopWatch()
	if s.dir != "" {
		_ = os.RemoveAll(s.dir)
	}
}
