package venue_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/examples/trade/venue"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

func openJournal(t *testing.T, path string) (*venue.Journal, *venue.Desk) {
	t.Helper()
	desk := newDesk()
	j, err := venue.OpenJournal(path, desk)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j, desk
}

// deal gives the journal some requests; the last one trades.
func deal(t *testing.T, j *venue.Journal) (last []runtime.Message) {
	t.Helper()
	for n, m := range []*fix44.NewOrderSingle{
		limit("1", "buy", "3000", "1.07"), limit("2", "buy", "1000", "1.07"), limit("3", "sell", "4000", "1.07"),
	} {
		m.Header.MsgSeqNum = runtime.NewInt(int64(n + 2))
		if n == 2 { // everything before the last request was sent
			if err := j.MarkSent(); err != nil {
				t.Fatal(err)
			}
		}
		var err error
		if last, err = j.Deal(m); err != nil {
			t.Fatal(err)
		}
	}
	return last
}

func texts(t *testing.T, reports []runtime.Message) (all []string) {
	t.Helper()
	for _, r := range reports {
		all = append(all, text(t, r))
	}
	return all
}

func TestJournalRestores(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	j, desk := openJournal(t, path)
	last := deal(t, j)
	j.Close()
	again, restored := openJournal(t, path)
	if diff := cmp.Diff(texts(t, last), texts(t, again.Unsent())); diff != "" {
		t.Errorf("to be sent again: -want +got:\n%s", diff)
	}
	next := limit("4", "buy", "1000", "1.08")
	if diff := cmp.Diff(texts(t, apply(t, desk, next)), texts(t, apply(t, restored, next))); diff != "" {
		t.Errorf("the next answer: -want +got:\n%s", diff)
	}
}

// A venue that is killed while it writes leaves any prefix of an answer. The
// requests say what was missing.
func TestJournalTornAnswer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	whole := filepath.Join(dir, "whole")
	j, _ := openJournal(t, whole)
	last := deal(t, j)
	data, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	begin := strings.LastIndex(string(data), "\nrequest ") + 1
	requestEnd := begin + strings.IndexByte(string(data[begin:]), '\n') + 1
	path := filepath.Join(dir, "torn")
	for end := requestEnd; end <= len(data); end += 7 {
		if err := os.WriteFile(path, data[:end], 0o600); err != nil {
			t.Fatal(err)
		}
		torn, _ := openJournal(t, path)
		if diff := cmp.Diff(texts(t, last), texts(t, torn.Unsent())); diff != "" {
			t.Fatalf("cut at %d: -want +got:\n%s", end, diff)
		}
		torn.Close()
		if mended, err := os.ReadFile(path); err != nil || string(mended) != string(data) {
			t.Fatalf("cut at %d: the journal is not mended (%v)", end, err)
		}
	}
}

func TestJournalThatDoesNotFollow(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	j, _ := openJournal(t, path)
	deal(t, j)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(data), "\n")
	for _, tc := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"a report is missing", append(lines[:1:1], lines[2:]...), "line 2: 1 reports are missing in front of it"},
		{"a request is missing", lines[1:], "line 1: report E000001 does not follow from the requests"},
	} {
		if err := os.WriteFile(path, []byte(strings.Join(tc.lines, "")), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := venue.OpenJournal(path, newDesk()); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want %s", tc.name, err, tc.want)
		}
	}
}

// A resent message keeps its MsgSeqNum; the same ClOrdID under another number is
// another request.
func TestJournalTellsRequestsApart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal")
	j, _ := openJournal(t, path)
	deal(t, j)
	j.Close()
	again, desk := openJournal(t, path)
	same, other := limit("1", "buy", "3000", "1.07"), limit("1", "buy", "3000", "1.07")
	same.Header.MsgSeqNum, other.Header.MsgSeqNum = runtime.NewInt(2), runtime.NewInt(9)
	if !again.Dealt(same) || again.Dealt(other) {
		t.Error("a request is recognised by ClOrdID and MsgSeqNum")
	}
	if !desk.Knows("1") || desk.Knows("9") {
		t.Error("the desk knows ClOrdIDs")
	}
}
