package messagelog_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/messagelog"
)

const (
	id      = "FIX.4.4:SENDER->TARGET"
	current = "FIX.4.4-SENDER-TARGET.messages.current.log"
)

var at = time.Date(2026, 11, 28, 17, 0, 0, 123456789, time.UTC)

func open(t testing.TB, cfg messagelog.Config) *messagelog.Logger {
	t.Helper()
	l, err := messagelog.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// frame is a message with | for SOH.
func frame(text string) []byte { return []byte(strings.ReplaceAll(text, "|", "\x01")) }

func read(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(path, ".gz") {
		z, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if b, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	return strings.ReplaceAll(string(b), "\x01", "|")
}

func list(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}

func TestFormats(t *testing.T) {
	t.Parallel()
	tests := []struct {
		format messagelog.Format
		want   string
	}{
		{messagelog.QuickFIX, `20261128-17:00:00.123456 : 8=FIX.4.4|9=5|35=A|34=7|554=***|10=000|
20261128-17:00:00.123456 : 8=FIX.4.4|9=5|35=B|58=a\nb\r|10=000|
20261128-17:00:00.123456 : rubbish
`},
		{messagelog.QuickFIXGo, `2026/11/28 17:00:00.123456 8=FIX.4.4|9=5|35=A|34=7|554=***|10=000|
2026/11/28 17:00:00.123456 8=FIX.4.4|9=5|35=B|58=a\nb\r|10=000|
2026/11/28 17:00:00.123456 rubbish
`},
		{messagelog.JSON, `{"time":"2026-11-28T17:00:00.123456789Z","session":"FIX.4.4:SENDER->TARGET","dir":"in","seq":7,"msg_type":"A","message":"8=FIX.4.4\u00019=5\u000135=A\u000134=7\u0001554=***\u000110=000\u0001"}
{"time":"2026-11-28T17:00:00.123456789Z","session":"FIX.4.4:SENDER->TARGET","dir":"out","msg_type":"B","message":"8=FIX.4.4\u00019=5\u000135=B\u000158=a\u000ab\u000d\u000110=000\u0001"}
{"time":"2026-11-28T17:00:00.123456789Z","session":"FIX.4.4:SENDER->TARGET","dir":"in","message":"rubbish"}
{"time":"2026-11-28T17:00:00.123456789Z","session":"FIX.4.4:SENDER->TARGET","dir":"in","message_base64":"/w=="}
`},
	}
	for _, tt := range tests {
		t.Run(tt.format.String(), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			l := open(t, messagelog.Config{Dir: dir, Format: tt.format})
			l.LogMessage(id, engine.In, at, frame("8=FIX.4.4|9=5|35=A|34=7|554=secret|10=000|"))
			l.LogMessage(id, engine.Out, at, frame("8=FIX.4.4|9=5|35=B|58=a\nb\r|10=000|"))
			l.LogMessage(id, engine.In, at, []byte("rubbish"))
			if tt.format == messagelog.JSON {
				l.LogMessage(id, engine.In, at, []byte{0xff})
			}
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			l.LogMessage(id, engine.In, at, []byte("too late"))
			if err := l.Close(); err != nil {
				t.Error("a second Close:", err)
			}
			if diff := cmp.Diff(tt.want, read(t, filepath.Join(dir, current))); diff != "" {
				t.Error(diff)
			}
			var again messagelog.Format
			if err := again.UnmarshalText([]byte(tt.format.String())); err != nil || again != tt.format {
				t.Errorf("%v reads as %v, %v", tt.format, again, err)
			}
		})
	}
}

func TestConfigErrors(t *testing.T) {
	t.Parallel()
	_, err := messagelog.Open(messagelog.Config{Format: 9, KeepFor: -1, Buffer: -1, Flush: -1, Redact: []int{-1, 35}})
	for _, want := range []string{"unknown Format 9", "KeepFor", "Buffer", "Flush", "-1 is not a tag", "without field 35"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
	taken := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(taken, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := messagelog.Open(messagelog.Config{Dir: taken}); err == nil {
		t.Error("a file as the folder is no error")
	}
	if err := new(messagelog.Format).UnmarshalText([]byte("xml")); err == nil || !strings.Contains(err.Error(), "quickfix-go") {
		t.Errorf("an unknown format: %v", err)
	}
}

// What a session cannot have written is missing, and the log says how much, at
// the place where it is missing.
func TestBufferIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		l := open(t, messagelog.Config{Dir: dir, Buffer: 100})
		log := func(text string) { l.LogMessage(id, engine.Out, at, []byte(text)) }
		log("first " + strings.Repeat("x", 200)) // one is taken in any case
		log("second")
		log("third")
		<-time.After(time.Second)
		log("fourth")
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(read(t, filepath.Join(dir, current)), "\n")
		if len(lines) != 4 || !strings.Contains(lines[0], "first") || !strings.Contains(lines[2], "fourth") ||
			!strings.HasSuffix(lines[1], "affix: 2 messages are missing here: the buffer was full") {
			t.Errorf("%q", lines)
		}
	})
}

// A file that cannot be written holds nobody up; once it can be, the log says
// what is missing.
func TestFileThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		path := filepath.Join(dir, current)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		l := open(t, messagelog.Config{Dir: dir, Format: messagelog.JSON})
		for i := range 3 {
			l.LogMessage(id, engine.Out, at, []byte("lost "+strconv.Itoa(i)))
			<-time.After(time.Second)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		l.LogMessage(id, engine.Out, at, []byte("kept"))
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		got := read(t, path)
		if !strings.Contains(got, `"missing":3,"why":"the file could not be written"`) || !strings.Contains(got, `"kept"`) {
			t.Error(got)
		}
	})
}

func TestCloseSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, current), 0o700); err != nil {
		t.Fatal(err)
	}
	l := open(t, messagelog.Config{Dir: dir})
	l.LogMessage(id, engine.Out, at, []byte("lost"))
	if err := l.Close(); err == nil || !strings.Contains(err.Error(), "1 messages are not in the log") {
		t.Errorf("%v", err)
	}
}

// More sessions than files may be open.
func TestManySessions(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := open(t, messagelog.Config{Dir: dir})
	const sessions = 450
	for i := range 2 * sessions {
		l.LogMessage(id+strconv.Itoa(i%sessions), engine.Out, at, []byte("message "+strconv.Itoa(i/sessions)))
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for i := range sessions {
		got := read(t, filepath.Join(dir, "FIX.4.4-SENDER-TARGET"+strconv.Itoa(i)+".messages.current.log"))
		if !strings.Contains(got, "message 0\n") || !strings.Contains(got, "message 1\n") {
			t.Fatalf("session %d: %q", i, got)
		}
	}
}

func TestLogMessageAllocatesNothing(t *testing.T) {
	l := open(t, messagelog.Config{Dir: t.TempDir()})
	m := frame("8=FIX.4.4|9=150|35=D|34=7|49=SENDER|56=TARGET|52=20261128-17:00:00.000|11=ORD-1|55=EUR/USD|54=1|38=1000000|40=2|44=1.0712|10=000|")
	for range 2000 {
		l.LogMessage(id, engine.Out, at, m)
	}
	got := testing.AllocsPerRun(2000, func() { l.LogMessage(id, engine.Out, at, m) })
	if got > 0 {
		t.Errorf("%g allocations a message", got)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkLogMessage is what the sender of a message pays. Bursts are shorter
// than the buffer, so that every message is written.
func BenchmarkLogMessage(b *testing.B) {
	m := frame("8=FIX.4.4|9=150|35=D|34=7|49=SENDER|56=TARGET|52=20261128-17:00:00.000|11=ORD-1|55=EUR/USD|54=1|38=1000000|40=2|44=1.0712|10=000|")
	for _, format := range []messagelog.Format{messagelog.QuickFIX, messagelog.JSON} {
		b.Run(format.String(), func(b *testing.B) {
			dir := b.TempDir()
			l := open(b, messagelog.Config{Dir: dir, Format: format, MaxSize: -1})
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				l.LogMessage(id, engine.Out, at, m)
				if n++; n%5000 == 0 {
					b.StopTimer()
					<-time.After(100 * time.Millisecond)
					b.StartTimer()
				}
			}
			b.StopTimer()
			if err := l.Close(); err != nil {
				b.Fatal(err)
			}
			if got := strings.Count(read(b, filepath.Join(dir, current)), "\n"); got != n || n == 0 {
				b.Errorf("%d messages of %d were written", got, n)
			}
		})
	}
}
