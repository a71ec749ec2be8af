package ledger_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/examples/trade/ledger"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

func order(id string) *fix44.NewOrderSingle {
	return &fix44.NewOrderSingle{
		ClOrdID: id, Account: "ALPHA", Side: fix44.SideBuy, OrdType: fix44.OrdTypeLimit,
		Instrument:   fix44.Instrument{Symbol: "EUR/USD"},
		OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.NewDecimal(1000, 0)},
		Price:        runtime.MustDecimal("1.07120"),
		TransactTime: runtime.NewUTCTimestamp(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)),
	}
}

func report(execID string) *fix44.ExecutionReport {
	return &fix44.ExecutionReport{OrderID: "O1", ExecID: execID, ClOrdID: "R1-0001", ExecType: fix44.ExecTypeNew}
}

func open(t *testing.T, path string) (*ledger.File, []ledger.Entry) {
	t.Helper()
	f, entries, err := ledger.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, entries
}

func appendAll(t *testing.T, f *ledger.File, entries ...ledger.Entry) {
	t.Helper()
	if err := f.Append(entries...); err != nil {
		t.Fatal(err)
	}
}

var written = []ledger.Entry{
	{Kind: ledger.Run, Run: 7},
	{Kind: ledger.Request, Message: order("R1-0001")},
	{Kind: ledger.Report, Message: report("E1")},
	{Kind: ledger.Sent},
	{Kind: ledger.Again, Message: report("E1")},
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ledger")
	f, entries := open(t, path)
	if len(entries) != 0 {
		t.Fatalf("a new ledger holds %d entries", len(entries))
	}
	appendAll(t, f, written...)
	read, err := ledger.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := diff(written, read); diff != "" {
		t.Error(diff)
	}
}

// A process that is killed while it writes leaves any prefix of a line.
func TestTornLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f, _ := open(t, filepath.Join(dir, "whole"))
	appendAll(t, f, written[:2]...)
	data, err := os.ReadFile(filepath.Join(dir, "whole"))
	if err != nil {
		t.Fatal(err)
	}
	first := strings.IndexByte(string(data), '\n') + 1
	path := filepath.Join(dir, "torn")
	for end := first; end < len(data); end++ {
		if err := os.WriteFile(path, data[:end], 0o600); err != nil {
			t.Fatal(err)
		}
		f, entries, err := ledger.Open(path)
		if err != nil {
			t.Fatalf("cut at %d: %v", end, err)
		}
		if len(entries) != 1 {
			t.Fatalf("cut at %d: %d entries, want the whole one", end, len(entries))
		}
		appendAll(t, f, written[1])
		f.Close()
		entries, err = ledger.Read(path)
		if err != nil {
			t.Fatalf("cut at %d, after appending: %v", end, err)
		}
		if diff := diff(written[:2], entries); diff != "" {
			t.Fatalf("cut at %d, after appending: %s", end, diff)
		}
	}
}

func TestDamageIsAnError(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "ledger")
	f, _ := open(t, path)
	appendAll(t, f, written...)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []struct{ name, old, new, want string }{
		{"a changed value", "44=1.07120", "44=1.07130", ":2: "},
		{"an unknown word", "sent", "cent", `:4: unknown word "cent"`},
		{"a run without a number", "run 7", "run x", `:1: run "x" is not a number`},
		{"another message", "35=D", "35=B", `:2: message type "B" has no place in a ledger`},
	} {
		if err := os.WriteFile(path, []byte(strings.Replace(string(data), bad.old, bad.new, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ledger.Read(path); err == nil || !strings.Contains(err.Error(), bad.want) {
			t.Errorf("%s: got %v, want %q", bad.name, err, bad.want)
		}
	}
}

func TestLineBreakIsRefused(t *testing.T) {
	t.Parallel()
	f, _ := open(t, filepath.Join(t.TempDir(), "ledger"))
	m := order("R1-0001")
	m.Text = "two\nlines"
	if err := f.Append(ledger.Entry{Kind: ledger.Request, Message: m}); err == nil {
		t.Error("a message with a line break was written")
	}
}

// diff compares entries by what would be written for them.
func diff(want, got []ledger.Entry) string {
	text := func(entries []ledger.Entry) (lines []string) {
		for _, e := range entries {
			line := string(e.Kind)
			if e.Message != nil {
				frame, err := runtime.Marshal(e.Message)
				if err != nil {
					line += " " + err.Error()
				}
				line += " " + string(frame)
			}
			lines = append(lines, line)
		}
		return lines
	}
	return cmp.Diff(text(want), text(got))
}
