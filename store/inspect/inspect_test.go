package inspect_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/inspect"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sample writes a store of two sessions and returns its directory.
func sample(t *testing.T, close bool) string {
	t.Helper()
	dir := t.TempDir()
	day := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	f, err := store.OpenFile(dir, store.FileConfig{SegmentBytes: 500, Now: func() time.Time { return day }})
	must(t, err)
	a, err := f.Open(t.Context(), "A->B")
	must(t, err)
	b, err := f.Open(t.Context(), "B->C")
	must(t, err)
	must(t, a.SaveOut(1, []byte("8=FIX.4.4\x0135=A\x01553=me\x01554=hush\x0195=4\x0196=h\x01sh\x0110=001\x01")))
	must(t, a.SetNextIn(2))
	for seq := uint64(2); seq < 9; seq++ {
		must(t, a.SaveOut(seq, fmt.Appendf(nil, "8=FIX.4.4\x0135=D\x0111=order-%d\x0110=000\x01", seq)))
	}
	must(t, a.SetNextOut(8))
	must(t, b.SaveOut(1, []byte("old")))
	must(t, b.Reset(day.Add(time.Hour)))
	must(t, b.SetNextIn(5))
	must(t, a.Sync(t.Context()))
	if close {
		must(t, f.Close())
	} else {
		t.Cleanup(func() { f.Close() })
	}
	return dir
}

func run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs strings.Builder
	code = inspect.Command("affix store", args, &out, &errs)
	return code, out.String(), errs.String()
}

// wantRun checks the exit code and that each text is in one of the outputs.
func wantRun(t *testing.T, code int, texts []string, args ...string) {
	t.Helper()
	got, out, errs := run(t, args...)
	if got != code {
		t.Errorf("%v: exit code %d, want %d", args, got, code)
	}
	for _, text := range texts {
		if !strings.Contains(out+errs, text) {
			t.Errorf("%v: %q is not in\n%s%s", args, text, out, errs)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	dir := sample(t, true)
	_, out, _ := run(t, "list", dir)
	want := `SESSION  EPOCH  NEXT IN  NEXT OUT  MESSAGES  BYTES  CREATED
A->B     1      2        8         7         249    2026-11-24T08:00:00Z
B->C     2      5        1         0         0      2026-11-24T09:00:00Z
`
	if out != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
}

func TestDump(t *testing.T) {
	t.Parallel()
	dir := sample(t, true)
	wantRun(t, 0, []string{
		"A->B epoch 1 session next-in 1 next-out 1 created 2026-11-24T08:00:00Z\n",
		"A->B epoch 1 out 1 8=FIX.4.4|35=A|553=***|554=***|95=4|96=***|10=001|\n",
		"B->C epoch 2 reset created 2026-11-24T09:00:00Z\n", "A->B epoch 1 next-out 8\n", " synced ",
	}, "dump", dir)
	wantRun(t, 0, []string{"553=me|554=hush|95=4|96=h|sh|10=001|"}, "dump", "-secrets", dir)
	_, out, _ := run(t, "dump", dir, "-session", "A->B", "-from", "3", "-to", "4")
	if strings.Count(out, "\n") != 2 || !strings.Contains(out, "order-3") || !strings.Contains(out, "order-4") {
		t.Errorf("messages 3 to 4: %s", out)
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	dir := sample(t, true)
	wantRun(t, 0, []string{" 9 messages of "}, "verify", dir)
	names, err := filepath.Glob(filepath.Join(dir, "*.seg"))
	must(t, err)
	raw, err := os.ReadFile(names[0])
	must(t, err)
	at := strings.Index(string(raw), "order-2")
	raw[at] ^= 1
	must(t, os.WriteFile(names[0], raw, 0o600))
	wantRun(t, 1, []string{names[0] + ": corrupt at offset ", "damaged bytes"}, "verify", dir)
	wantRun(t, 1, []string{"DAMAGED store: " + names[0], "order-3"}, "dump", dir)
	wantRun(t, 2, []string{"-accept"}, "repair", dir)
	// The damage is in a segment with an index, so opening does not see it.
	idx, err := filepath.Glob(filepath.Join(dir, "*.idx"))
	must(t, err)
	must(t, os.Remove(idx[0]))
	wantRun(t, 0, []string{"given up: ", "A->B: messages 2-2 are lost"}, "repair", "-accept", dir)
	wantRun(t, 0, []string{"nothing to repair"}, "repair", "-accept", dir)
}

func TestSet(t *testing.T) {
	t.Parallel()
	dir := sample(t, true)
	wantRun(t, 0, []string{"A->B: next in 70, was 2; next out 80, was 8"}, "set", dir, "-session", "A->B", "-in", "70", "-out", "80")
	wantRun(t, 0, []string{"A->B     1      70       80 "}, "list", dir)
	wantRun(t, 1, []string{`has no session "X"`}, "set", "-session", "X", "-in", "7", dir)
	wantRun(t, 1, []string{"it has A->B, B->C"}, "dump", "-session", "X", dir)
	wantRun(t, 2, []string{"usage"}, "set", "-session", "A->B", dir)
	wantRun(t, 2, []string{"numbers begin at 1"}, "set", "-session", "A->B", "-in", "0", "-out", "5", dir)
	wantRun(t, 0, []string{"next out 9, was 80", "messages 9-79 are not resent"}, "set", "-session", "A->B", "-out", "9", dir)
}

func TestInUse(t *testing.T) {
	t.Parallel()
	dir := sample(t, false)
	note := fmt.Sprintf("process %d has %s open", os.Getpid(), dir)
	wantRun(t, 0, []string{"A->B", note}, "list", dir)
	wantRun(t, 0, []string{"order-7", note}, "dump", dir)
	wantRun(t, 0, []string{note}, "verify", dir)
	wantRun(t, 1, []string{"in use by process"}, "set", "-session", "A->B", "-out", "9", dir)
	wantRun(t, 1, []string{"in use by process"}, "repair", "-accept", dir)
}

func TestUsage(t *testing.T) {
	t.Parallel()
	wantRun(t, 2, []string{"usage: affix store list"})
	wantRun(t, 0, []string{"usage: affix store list"}, "help")
	wantRun(t, 0, []string{"usage: affix store list"}, "dump", "-h")
	wantRun(t, 2, []string{`there is no command "burn": the commands are list`}, "burn", "x")
	wantRun(t, 2, []string{"one directory"}, "list")
	wantRun(t, 2, []string{"not defined"}, "list", "-x", ".")
	empty := t.TempDir()
	wantRun(t, 1, []string{"holds no file store"}, "list", empty)
	if _, out, _ := run(t, "list", filepath.Join(empty, "none")); out != "" {
		t.Errorf("a table of nothing: %s", out)
	}
	wantRun(t, 1, []string{"no such file"}, "verify", filepath.Join(empty, "none"))
	if entries, err := os.ReadDir(empty); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v %v", entries, err)
	}
}
