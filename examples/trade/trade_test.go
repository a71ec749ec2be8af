package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/examples/trade/client"
	"github.com/affixgo/affix/examples/trade/ledger"
)

// TestMain lets the test binary play the roles too: the program starts itself.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == roleVenue || os.Args[1] == roleClient) {
		main()
	}
	// Under the race detector every process sleeps a second before it exits.
	if err := os.Setenv("GORACE", strings.TrimSpace(os.Getenv("GORACE")+" atexit_sleep_ms=10")); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// quick is the shipped script, cut short and played fast.
func quick(t *testing.T) settings {
	t.Helper()
	lines := strings.SplitAfterN(string(defaultOrders), "\n", 122)
	orders := filepath.Join(t.TempDir(), "orders.csv")
	if err := os.WriteFile(orders, []byte(strings.Join(lines[:121], "")), 0o600); err != nil {
		t.Fatal(err)
	}
	return settings{
		dir: filepath.Join(t.TempDir(), "data"), orders: orders, pace: 2 * time.Millisecond,
		delay: 5 * time.Millisecond, outage: 50 * time.Millisecond, limit: 30 * time.Second,
	}
}

var (
	before = regexp.MustCompile(`before  (client: .*)`)
	after  = regexp.MustCompile(`after  (client: .*)`)
)

func TestTwoRuns(t *testing.T) {
	t.Parallel()
	s := quick(t)
	first, second := superviseOK(t, s), superviseOK(t, s)
	if got := before.FindStringSubmatch(first); got == nil || strings.Count(got[1], "next in 1, next out 1, epoch 1") != 2 {
		t.Errorf("the first run did not begin at 1: %q", got)
	}
	ended, went := after.FindStringSubmatch(first), before.FindStringSubmatch(second)
	if ended == nil || went == nil || ended[1] != went[1] {
		t.Errorf("the second run does not go on where the first one ended:\n%q\n%q", ended, went)
	}
	if !strings.Contains(second, "With all earlier runs: ") {
		t.Error("the second run did not look at the first one")
	}
	entries, err := ledger.Read(filepath.Join(s.dir, client.LedgerName))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, e := range entries {
		if e.Kind == ledger.Run {
			ids = map[string]bool{}
		}
		if e.Kind == ledger.Request {
			ids[ledger.ClOrdID(e.Message)] = true
		}
	}
	if !ids["R2-0001"] || !ids["R2-0120"] || ids["R1-0001"] {
		t.Error("the second run does not have its own ClOrdIDs")
	}
}

// superviseOK runs the whole program once and returns what it printed.
func superviseOK(t *testing.T, s settings) string {
	t.Helper()
	var out bytes.Buffer
	if err := supervise(t.Context(), s, &out); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	for _, want := range []string{"connection cut", "client killed", "client starts again", "misses ", "Verified: "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output lacks %q:\n%s", want, &out)
		}
	}
	return out.String()
}

// A run that is left in the middle is finished by the next one: its requests are
// answered and its orders closed.
func TestRunAfterInterrupt(t *testing.T) {
	t.Parallel()
	s := quick(t)
	ctx, cancel := contextUntil(t, "40%")
	if err := supervise(ctx, s, cancel); err == nil {
		t.Fatal("an interrupted run succeeded")
	}
	superviseOK(t, s)
}

// Doctored ledgers make the program fail: the check is real.
func TestVerifyFails(t *testing.T) {
	t.Parallel()
	s := quick(t)
	superviseOK(t, s)
	path := filepath.Join(s.dir, client.LedgerName)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(whole), "\n")
	fill := 0
	for i, line := range lines {
		if strings.HasPrefix(line, "report ") && strings.Contains(line, "\x01150=F\x01") {
			fill = i
		}
	}
	for _, tc := range []struct{ name, text, want string }{
		{"untouched", string(whole), "Verified: "},
		{"a fill is lost", strings.Join(lines[:fill], "") + strings.Join(lines[fill+1:], ""), "reports lost: 1, applied twice: 0"},
		{"a fill is applied twice", strings.Join(lines[:fill+1], "") + strings.Join(lines[fill:], ""), "reports lost: 0, applied twice: 1"},
	} {
		if err := os.WriteFile(path, []byte(tc.text), 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err := verify(s.dir, &out)
		if (err == nil) != strings.HasPrefix(tc.want, "Verified") || !strings.Contains(out.String(), tc.want) {
			t.Errorf("%s: %v\n%s", tc.name, err, &out)
		}
	}
}

func TestArguments(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-h"}, 0, "-fresh"},
		{[]string{"now"}, 2, `unexpected argument "now"`},
		{[]string{"-pace", "0"}, 2, "-pace must be above 0"},
		{[]string{"-orders", filepath.Join(t.TempDir(), "none.csv")}, 1, "none.csv"},
	} {
		var stderr bytes.Buffer
		if code := run(tc.args, strings.NewReader(""), io.Discard, &stderr); code != tc.code || !strings.Contains(stderr.String(), tc.want) {
			t.Errorf("%q: exit code %d, %q; want %d, %q", tc.args, code, &stderr, tc.code, tc.want)
		}
	}
}
