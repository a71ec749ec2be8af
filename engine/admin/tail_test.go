package admin_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/admin"
)

// fakeMessages yields so many lines, and then, for who follows, one for each
// that comes on more.
type fakeMessages struct{ more chan string }

func (m fakeMessages) Tail(ctx context.Context, session string, n int, follow bool) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range n {
			if !yield(session + " " + strconv.Itoa(i)) {
				return
			}
		}
		for follow {
			select {
			case line := <-m.more:
				if !yield(line) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}

func TestMessages(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := startDesk(t, func(cfg *admin.Config) { cfg.Messages = fakeMessages{} })
		a := d.do("GET", path(silentID, "/messages?lines=2"), looks, "")
		if want := silentID + " 0\n" + silentID + " 1\n"; a.code != 200 || a.body != want {
			t.Errorf("%d %s", a.code, a.body)
		}
		if a := d.do("GET", path(silentID, "/messages"), looks, ""); strings.Count(a.body, "\n") != 20 {
			t.Errorf("%d %s", a.code, a.body)
		}
	})
}

// oneEngine has the sessions that it is given.
type oneEngine struct{ sessions []*engine.Session }

func (e oneEngine) Sessions() []*engine.Session { return e.sessions }

// A server of its own: messages are followed over a real connection for longer
// than a request may take to be read, as many as may, and Shutdown ends it.
func TestServer(t *testing.T) {
	t.Parallel()
	messages := fakeMessages{more: make(chan string)}
	s, err := admin.Listen(admin.ServerConfig{Address: "127.0.0.1:0", Config: admin.Config{
		Engines: []admin.Engine{oneEngine{offline(t, 1)}}, Messages: messages, Tails: 1,
		Tokens: []admin.Token{{Name: "viewer", Secret: looks}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) *http.Response {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.Addr().String()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+looks)
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	var all admin.Sessions
	a := get("/sessions")
	if err := json.NewDecoder(a.Body).Decode(&all); err != nil || len(all.Sessions) != 1 {
		t.Fatalf("%v %v", all, err)
	}
	_ = a.Body.Close()
	id := all.Sessions[0].Session

	follow := get(path(id, "/messages?lines=1&follow=true"))
	lines := bufio.NewScanner(follow.Body)
	if !lines.Scan() || lines.Text() != id+" 0" {
		t.Fatalf("%q %v", lines.Text(), lines.Err())
	}
	messages.more <- "live"
	if !lines.Scan() || lines.Text() != "live" {
		t.Fatalf("%q %v", lines.Text(), lines.Err())
	}
	if a := get(path(id, "/messages?follow=true")); a.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("one too many: %d", a.StatusCode)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	if lines.Scan() {
		t.Errorf("after Shutdown: %q", lines.Text())
	}
	_, _ = io.Copy(io.Discard, follow.Body)
	_ = follow.Body.Close()
}

func TestServerErrors(t *testing.T) {
	t.Parallel()
	cfg := admin.ServerConfig{Config: admin.Config{
		Engines: []admin.Engine{oneEngine{}}, Tokens: []admin.Token{{Name: "viewer", Secret: looks}},
	}}
	cfg.Address = "0.0.0.0:0"
	if _, err := admin.Listen(cfg); err == nil || !strings.Contains(err.Error(), "set Remote") {
		t.Errorf("on all interfaces: %v", err)
	}
	cfg.Address = "nowhere"
	if _, err := admin.Listen(cfg); err == nil {
		t.Error("an address that is none is no error")
	}
	cfg.Address, cfg.Tokens = "127.0.0.1:0", nil
	if _, err := admin.Listen(cfg); err == nil || !strings.Contains(err.Error(), "Tokens") {
		t.Errorf("without tokens: %v", err)
	}
	cfg.Tokens, cfg.TLS = []admin.Token{{Name: "viewer", Secret: looks}}, &tls.Config{MinVersion: tls.VersionTLS13}
	s, err := admin.Listen(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}
