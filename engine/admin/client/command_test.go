package client_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/admin"
	"github.com/affixgo/affix/engine/admin/client"
	"github.com/affixgo/affix/engine/enginetest"
	"github.com/affixgo/affix/engine/messagelog"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

const (
	secret = "the secret of an operator"
	deskID = "FIX.4.4:DESK->VENUE"
	farID  = "FIX.4.4:VENUE/A->FAR/B"
)

// serve runs a venue and a desk that are logged on to each other, and returns
// the address of their admin, and the flags that every command needs.
func serve(t *testing.T) (address string, flags []string) {
	t.Helper()
	l := enginetest.Listen()
	messages, err := messagelog.Open(messagelog.Config{Flush: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	venue, err := engine.NewAcceptor(engine.AcceptorConfig{
		Listener: l, Store: store.NewMemory(store.MemoryConfig{}), Router: engine.NewRouter(),
		Sessions: []session.Config{
			{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "DESK"},
			{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", SenderSubID: "A", TargetCompID: "FAR", TargetSubID: "B"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	desk, err := engine.NewInitiator(engine.InitiatorConfig{
		Addresses: []string{"venue:1"}, Dial: l.Dial, Store: store.NewMemory(store.MemoryConfig{}), Router: engine.NewRouter(),
		Session: session.Config{Dictionary: fix44.Dictionary, SenderCompID: "DESK", TargetCompID: "VENUE"}, MessageLog: messages,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(venue.Start(t.Context()), desk.Start(t.Context()), desk.Session().WaitLoggedOn(t.Context())); err != nil {
		t.Fatal(err)
	}
	h, err := admin.New(admin.Config{
		Engines: []admin.Engine{venue, desk}, Messages: messages,
		Tokens: []admin.Token{{Name: "operator", Secret: secret, Change: true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(http.StripPrefix("/fix", h))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		s.CloseClientConnections()
		s.Close()
		if err := errors.Join(desk.Shutdown(ctx), venue.Shutdown(ctx), messages.Close()); err != nil {
			t.Error(err)
		}
	})
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return s.URL + "/fix", []string{"-address", s.URL + "/fix", "-token-file", file}
}

func run(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, errs strings.Builder
	code = client.Command(ctx, "affix sessions", args, &out, &errs)
	return code, out.String(), errs.String()
}

func TestCommand(t *testing.T) {
	t.Parallel()
	_, flags := serve(t)
	steps := []struct {
		args string
		code int
		want []string
	}{
		{"list", 0, []string{"SESSION", deskID, farID, "active", "disconnected"}},
		{"list -state active", 0, []string{deskID}},
		{"list -json -match far", 0, []string{`"sessions": [`, `"session": "` + farID + `"`}},
		{"list -state alive", 1, []string{"unknown state", "recovering"}},
		{"show " + deskID, 0, []string{"numbers", "2 in, 2 out, epoch 1", "initiator"}},
		{"show -json " + farID, 0, []string{`"state": "disconnected"`}},
		{"show FIX.4.4:DESK->VENEU", 1, []string{"there is no session", "did you mean " + deskID}},
		{"test-request " + deskID, 0, []string{"the peer has answered after ", "active, next in 3, next out 3"}},
		{"set-numbers -in 5 " + deskID, 1, []string{"cannot be set while it is connected", "\n  disable the session"}},
		{"disable " + deskID + " -text maintenance", 0, []string{"it is disabled", "disconnected"}},
		{"set-numbers " + deskID + " -in 4 -out 4", 0, []string{"the numbers are set", "next in 4, next out 4"}},
		{"tail -n 100 " + deskID, 0, []string{"8=FIX.4.4|9=", "|35=A|", "|58=maintenance|"}},
		{"tail -n 1 -raw " + deskID, 0, []string{"\x0135=5\x01"}},
		{"tail -n -1 " + deskID, 1, []string{"take a number from 0"}},
		{"logon -wait 10s -json " + deskID, 0, []string{`"result": "it is logged on"`}},
		{"logout -text bye " + deskID, 0, []string{"disable keeps it out"}},
		{"enable " + farID, 0, []string{"it is enabled"}},
		{"reset " + farID, 0, []string{"the numbers are reset", "epoch 2"}},
		{"logout " + farID, 1, []string{"is not logged on"}},
	}
	for _, s := range steps {
		code, stdout, stderr := run(t.Context(), append(strings.Fields(s.args), flags...)...)
		if code != s.code || (code == 0) != (stderr == "") {
			t.Errorf("%s: code %d\n%s%s", s.args, code, stdout, stderr)
		}
		for _, want := range s.want {
			if !strings.Contains(stdout+stderr, want) {
				t.Errorf("%s: %q is not in\n%s%s", s.args, want, stdout, stderr)
			}
		}
	}
	if code, stdout, stderr := run(t.Context(), append(flags, "list")...); code != 0 || !strings.Contains(stdout, deskID) {
		t.Errorf("flags in front: %d %s", code, stderr)
	}
}

func TestFollow(t *testing.T) {
	t.Parallel()
	_, flags := serve(t)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	seen := make(chan string, 100)
	done := make(chan int)
	go func() {
		done <- client.Command(ctx, "affix sessions", append(flags, "tail", "-f", "-n", "1", deskID), lineWriter(seen), lineWriter(seen))
	}()
	wait := func(text string) {
		t.Helper()
		for {
			select {
			case line := <-seen:
				if strings.Contains(line, text) {
					return
				}
			case <-ctx.Done():
				t.Fatalf("%s does not come", text)
			}
		}
	}
	wait("|35=A|")
	if code, _, stderr := run(ctx, append(flags, "test-request", deskID)...); code != 0 {
		t.Fatal(stderr)
	}
	wait("|35=0|")
	cancel()
	if code := <-done; code != 0 {
		t.Errorf("it ends with %d", code)
	}
}

// lineWriter passes on what is written.
type lineWriter chan string

func (w lineWriter) Write(b []byte) (int, error) {
	w <- string(b)
	return len(b), nil
}

func TestCommandLine(t *testing.T) {
	for _, name := range []string{"AFFIX_ADMIN_ADDRESS", "AFFIX_ADMIN_TOKEN", "AFFIX_ADMIN_TOKEN_FILE"} {
		t.Setenv(name, "")
	}
	address, flags := serve(t)
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		args []string
		env  map[string]string
		code int
		want string
	}{
		{nil, nil, 2, "usage:"},
		{[]string{"help"}, nil, 0, "usage: affix sessions list"},
		{[]string{"show", "-h"}, nil, 0, "usage: affix sessions list"},
		{[]string{"delete"}, nil, 2, `there is no command "delete": the commands are list, show, logon`},
		{[]string{"set-number", "a"}, nil, 2, `there is no command "set-number": did you mean set-numbers?`},
		{[]string{"show", "-x"}, nil, 2, "-x"},
		{[]string{"show"}, nil, 2, "name one session, got 0"},
		{[]string{"show", "a", "b"}, nil, 2, "name one session, got 2"},
		{[]string{"list", "a"}, nil, 2, "-match"},
		{[]string{"set-numbers", "a"}, nil, 2, "give -in, -out or both"},
		{[]string{"set-numbers", "a", "-in", "x"}, nil, 2, "-in"},
		{[]string{"list"}, nil, 1, "there is no token"},
		{[]string{"list", "-token-file", "/nonexistent/token"}, nil, 1, "/nonexistent/token"},
		{[]string{"list", "-token-file", empty}, nil, 1, "has no token in it"},
		{[]string{"list", "-ca", empty}, map[string]string{"AFFIX_ADMIN_TOKEN": secret}, 1, "no certificate"},
		{[]string{"list", "-ca", "/nonexistent/ca"}, map[string]string{"AFFIX_ADMIN_TOKEN": secret}, 1, "/nonexistent/ca"},
		{[]string{"list", "-address", "ftp://x"}, map[string]string{"AFFIX_ADMIN_TOKEN": secret}, 1, "want HOST:PORT"},
		{[]string{"list"}, map[string]string{"AFFIX_ADMIN_TOKEN": "two\nlines"}, 1, "cannot be sent"},
		{[]string{"list", "-address", "127.0.0.1:1"}, map[string]string{"AFFIX_ADMIN_TOKEN": secret}, 1, "127.0.0.1:1"},
		{[]string{"list", "-address", strings.TrimSuffix(address, "/fix")}, map[string]string{"AFFIX_ADMIN_TOKEN": secret}, 1, "not its path"},
		{[]string{"list"}, map[string]string{"AFFIX_ADMIN_TOKEN": "a-wrong-token-this", "AFFIX_ADMIN_ADDRESS": address}, 1, "the token is not known"},
		{[]string{"list"}, map[string]string{"AFFIX_ADMIN_TOKEN_FILE": flags[3], "AFFIX_ADMIN_ADDRESS": address}, 0, deskID},
	}
	for _, tt := range tests {
		for name, value := range tt.env {
			t.Setenv(name, value)
		}
		code, stdout, stderr := run(t.Context(), tt.args...)
		if code != tt.code || !strings.Contains(stdout+stderr, tt.want) {
			t.Errorf("%v: code %d, want %d and %q\n%s%s", tt.args, code, tt.code, tt.want, stdout, stderr)
		}
		for name := range tt.env {
			t.Setenv(name, "")
		}
	}
}
