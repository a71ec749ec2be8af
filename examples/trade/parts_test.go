package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/examples/trade/venue"
	"github.com/affixgo/affix/store"
)

// canceller ends a context once a text was written to it.
type canceller struct {
	text   string
	cancel context.CancelFunc
}

func (c canceller) Write(p []byte) (int, error) {
	if strings.Contains(string(p), c.text) {
		c.cancel()
	}
	return len(p), nil
}

func contextUntil(t *testing.T, text string) (context.Context, io.Writer) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	return ctx, canceller{text, cancel}
}

func TestDataDirOfSomebodyElse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "precious")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := prepareDir(t.Context(), dir, true); err == nil || !strings.Contains(err.Error(), "holds something else") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
}

func TestFreshRemovesOnlyOurs(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	if err := prepareDir(t.Context(), dir, false); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"precious", venue.JournalName} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := prepareDir(t.Context(), dir, true); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "precious")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, venue.JournalName)); err == nil {
		t.Error("the journal is still there")
	}
}

func TestDataDirInUse(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	if err := prepareDir(t.Context(), dir, false); err != nil {
		t.Fatal(err)
	}
	other, err := store.OpenFile(filepath.Join(dir, venue.StoreDir), store.FileConfig{})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	for _, fresh := range []bool{false, true} {
		err := prepareDir(t.Context(), dir, fresh)
		if !errors.Is(err, store.ErrLocked) || !strings.HasPrefix(err.Error(), "another run is going on: ") {
			t.Errorf("fresh %v: got %v", fresh, err)
		}
	}
}

// dialRelay starts a relay to a server and connects through it: the server's end
// and the client's.
func dialRelay(t *testing.T) (*relay, net.Conn, net.Conn) {
	t.Helper()
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	r, err := newRelay(server.Addr().String(), time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(func() { cancel(); <-served })
	go func() { defer close(served); r.Serve(ctx) }()
	near, err := net.Dial("tcp", r.Addr())
	if err != nil {
		t.Fatal(err)
	}
	far, err := server.Accept()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []net.Conn{near, far} {
		t.Cleanup(func() { c.Close() })
		if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	return r, near, far
}

func TestRelay(t *testing.T) {
	t.Parallel()
	_, near, far := dialRelay(t)
	buf := make([]byte, 5)
	for _, dir := range []struct{ from, to net.Conn }{{near, far}, {far, near}} {
		if _, err := dir.from.Write([]byte("hello")); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(dir.to, buf); err != nil || string(buf) != "hello" {
			t.Fatalf("got %q, %v", buf, err)
		}
	}
	// What is in flight when the sender goes still arrives.
	if _, err := near.Write([]byte("adieu")); err != nil {
		t.Fatal(err)
	}
	near.Close()
	if rest, err := io.ReadAll(far); err != nil || string(rest) != "adieu" {
		t.Errorf("got %q, %v", rest, err)
	}
}

func TestRelayCut(t *testing.T) {
	t.Parallel()
	r, near, far := dialRelay(t)
	cut := make(chan struct{})
	r.Cut(time.Hour, func() { close(cut) })
	if _, err := near.Write([]byte("0123456789")); err != nil {
		t.Fatal(err)
	}
	<-cut
	// The reset may overtake what was written before it, never add to it.
	got, err := io.ReadAll(far)
	if err == nil || !strings.HasPrefix("01234", string(got)) {
		t.Errorf("the server got %q, %v; want at most half of it, and a reset", got, err)
	}
	if _, err := near.Read(make([]byte, 1)); err == nil {
		t.Error("the client's side is still open")
	}
	again, err := net.Dial("tcp", r.Addr())
	if err != nil {
		return // turned away that early
	}
	defer again.Close()
	again.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := again.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the link is up: %v", err)
	}
}

func TestProgressWithoutTerminal(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := newScreen(&out)
	for i := range 101 {
		s.Progress(i, 100, "text")
	}
	s.EndProgress()
	if lines := strings.Count(out.String(), "\n"); lines != 10 || strings.Contains(out.String(), "\r") {
		t.Errorf("%d lines, want one for each tenth:\n%s", lines, &out)
	}
}

func TestGrouped(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		text   string
		digits int
		want   string
	}{
		{"0", 0, "0"}, {"999", 0, "999"}, {"-1000", 0, "-1,000"}, {"1234567.5", 2, "1,234,567.50"},
	} {
		r, _ := new(big.Rat).SetString(tc.text)
		if got := grouped(r, tc.digits); got != tc.want {
			t.Errorf("grouped(%s, %d) = %q, want %q", tc.text, tc.digits, got, tc.want)
		}
	}
}
