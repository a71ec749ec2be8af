package messagelog_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/messagelog"
)

func TestRedact(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"all of them",
			"8=FIX.4.4|9=5|35=A|95=3|96=a|b|553=u|554=p|925=n|1400=1|1401=2|1402=xy|1403=3|1404=x|y|10=000|",
			"8=FIX.4.4|9=5|35=A|95=***|96=***|553=***|554=***|925=***|1400=***|1401=***|1402=***|1403=***|1404=***|10=000|"},
		{"no length in front", "8=X|96=abc|58=t|10=000|", "8=X|96=***|58=t|10=000|"},
		{"a length that is wrong hides all that may belong to it", "8=X|95=4|96=abcdefgh|ijk|58=t|10=000|", "8=X|95=***|96=***|10=000|"},
		{"a length that is too long", "8=X|95=400|96=abc|58=t|10=000|", "8=X|95=***|96=***|10=000|"},
		{"no end", "8=X|554=abc", "8=X|554=***"},
		{"cut in the middle of the data", "8=X|95=40|96=abc|de", "8=X|95=***|96=***"},
		{"no beginning", "554=abc|58=t", "554=***|58=t"},
		{"zeros in front", "8=X|00554=abc|10=000|", "8=X|00554=***|10=000|"},
		{"what only looks like it", "8=X|58=554=abc|1554=x|5=y|=z|10=000|", "8=X|58=554=abc|1554=x|5=y|=z|10=000|"},
		{"a tag of our own", "8=X|54=1|5001=abc|58=t|10=000|", "8=X|54=1|5001=***|58=t|10=000|"},
		{"a data field of our own", "8=X|5000=5|5001=ab|cd|58=t|10=000|", "8=X|5000=5|5001=***|58=t|10=000|"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := logged(t, tt.in, messagelog.Config{Redact: []int{5001}}); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestShowCredentials(t *testing.T) {
	t.Parallel()
	const text = "8=X|554=abc|5001=x|10=000|"
	if got := logged(t, text, messagelog.Config{ShowCredentials: true}); got != text {
		t.Errorf("got %s", got)
	}
	if got := logged(t, text, messagelog.Config{ShowCredentials: true, Redact: []int{5001}}); got != "8=X|554=abc|5001=***|10=000|" {
		t.Errorf("got %s", got)
	}
}

// logged is what of a message is in the log.
func logged(t testing.TB, text string, cfg messagelog.Config) string {
	t.Helper()
	cfg.Dir = t.TempDir()
	l := open(t, cfg)
	l.LogMessage(id, engine.In, at, frame(text))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	line := read(t, filepath.Join(cfg.Dir, current))
	return strings.TrimSuffix(strings.TrimPrefix(line, "20261128-17:00:00.123456 : "), "\n")
}

// FuzzRedact: whatever stands around a password, it is not in the log.
func FuzzRedact(f *testing.F) {
	f.Add([]byte("8=FIX.4.4|9=5|35=A|95=3|96=a|b"), []byte("10=000|"))
	f.Add([]byte("|95=999999999|96="), []byte(""))
	f.Add([]byte("8=X|5001"), []byte("|=|"))
	f.Fuzz(func(t *testing.T, before, after []byte) {
		const password = "correct horse battery staple"
		if strings.Contains(string(before), password) || strings.Contains(string(after), password) {
			return
		}
		text := append(frame(string(before)), "\x01554="+password+"\x01"...)
		text = append(text, frame(string(after))...)
		for _, b := range messagelog.RedactForTest(text) {
			if strings.Contains(string(b), password) {
				t.Errorf("%q is logged as %q", text, b)
			}
		}
	})
}
