package messagelog_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/messagelog"
)

// The clock of a bubble begins at the year 2000.
func TestRotation(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		cfg  messagelog.Config
		want []string
	}{
		{"by size, compressed", messagelog.Config{MaxSize: 60}, []string{
			"20000101-000001.log.gz first", "20000101-000002.log.gz second", "20000101-000003.log.gz third", "current.log fourth"}},
		{"by size, plain", messagelog.Config{MaxSize: 60, Plain: true, Keep: 2}, []string{
			"20000101-000002.log second", "20000101-000003.log third", "current.log fourth"}},
		{"by age", messagelog.Config{MaxAge: 2 * time.Second}, []string{
			"20000101-000002.log.gz first+second", "current.log third+fourth"}},
		{"kept for a while", messagelog.Config{MaxSize: 60, KeepFor: 1500 * time.Millisecond}, []string{
			"20000101-000002.log.gz second", "20000101-000003.log.gz third", "current.log fourth"}},
		{"never", messagelog.Config{MaxSize: -1, MaxAge: -1}, []string{"current.log first+second+third+fourth"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tt.cfg.Dir = t.TempDir()
				l := open(t, tt.cfg)
				for _, text := range []string{"first", "second", "third", "fourth"} {
					l.LogMessage(id, engine.Out, at, []byte(text+" of some length"))
					<-time.After(time.Second)
				}
				if err := l.Close(); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.want, contents(t, tt.cfg.Dir)); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

// contents are the files of a folder with the first words of their lines.
func contents(t testing.TB, dir string) []string {
	t.Helper()
	var out []string
	for _, name := range list(t, dir) {
		var words []string
		for _, line := range strings.Split(read(t, filepath.Join(dir, name)), "\n") {
			if _, text, found := strings.Cut(line, " : "); found {
				word, _, _ := strings.Cut(text, " ")
				words = append(words, word)
			}
		}
		out = append(out, strings.TrimPrefix(name, "FIX.4.4-SENDER-TARGET.messages.")+" "+strings.Join(words, "+"))
	}
	return out
}

// Several rotations within a second have names of their own, and a burst is
// split between lines.
func TestRotationOfABurst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		l := open(t, messagelog.Config{Dir: dir, MaxSize: 100, Plain: true})
		for _, text := range []string{"a", "b", "c", "d", "e"} {
			l.LogMessage(id, engine.Out, at, []byte(text+" of some length"))
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		want := []string{"20000101-000000.1.log c+d", "20000101-000000.log a+b", "current.log e"}
		if diff := cmp.Diff(want, contents(t, dir)); diff != "" {
			t.Error(diff)
		}
	})
}

// A process that begins where another was killed: the file goes on in a new
// line, and keeps its age; what was not compressed yet is; what was compressed
// halfway is done again.
func TestRestart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		prefix := filepath.Join(dir, "FIX.4.4-SENDER-TARGET.messages.")
		for name, text := range map[string]string{
			"current.log":                "19991231-12:00:00.000000 : old line\n19991231-12:00:01.000000 : hal",
			"19991230-120000.log":        "19991230-12:00:00.000000 : older line\n",
			"19991230-120000.log.gz.tmp": "half",
			"19991001-120000.log.gz":     "far too old",
		} {
			if err := os.WriteFile(prefix+name, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		other := filepath.Join(dir, "notes.txt")
		if err := os.WriteFile(other, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		l := open(t, messagelog.Config{Dir: dir, KeepFor: 30 * 24 * time.Hour, MaxAge: 13 * time.Hour})
		l.LogMessage(id, engine.Out, at, []byte("new line"))
		<-time.After(2 * time.Hour)
		l.LogMessage(id, engine.Out, at, []byte("newer line"))
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(other); err != nil {
			t.Error("another file is gone:", err)
		}
		want := []string{"19991230-120000.log.gz older", "20000101-020000.log.gz old+hal+new", "current.log newer"}
		if diff := cmp.Diff(want, contents(t, dir)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestFileName(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("X", 300)
	tests := []struct{ session, want string }{
		{"FIX.4.4:SENDER->TARGET", "FIX.4.4-SENDER-TARGET.messages"},
		{"FIX.4.4:S/SUB/LOC->T/SUB:DAY", "FIX.4.4-S_SUB_LOC-T_SUB-DAY.messages"},
		{"FIX.4.4:S//LOC->T", "FIX.4.4-S_LOC-T.messages"},
		{"FIXT.1.1:A B->../x\x00", "FIXT.1.1-A%20B-%2E._x%00.messages"},
		{"FIX.4.4:" + long + "->T", "FIX.4.4-" + strings.Repeat("X", 172) + "~"},
		{"", "--.messages"},
	}
	for _, tt := range tests {
		if got := messagelog.FileName(tt.session); got != tt.want && (!strings.HasSuffix(tt.want, "~") || !strings.HasPrefix(got, tt.want)) {
			t.Errorf("%q: got %s, want %s", tt.session, got, tt.want)
		}
	}
	// Sessions whose names are alike have files of their own.
	dir := t.TempDir()
	l := open(t, messagelog.Config{Dir: dir})
	l.LogMessage("FIX.4.4:A_B->C", engine.Out, at, []byte("one"))
	l.LogMessage("FIX.4.4:A/B->C", engine.Out, at, []byte("two"))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if got := list(t, dir); len(got) != 2 {
		t.Errorf("%v", got)
	}
}
