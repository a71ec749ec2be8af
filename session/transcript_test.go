package session_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

var update = flag.Bool("update", false, "rewrite the transcripts in testdata")

// TestTranscripts plays testdata/<concern>/*.txt: lines at the margin are
// inputs, the indented lines below are what the machine made of them.
//
//	config role=initiator version=fix44 ...   once, at the top
//	numbers in=5 out=7          SetNumbers; before connect
//	connect | connect new-window | disconnected | reset | logout TEXT
//	test-request ID             from the operator
//	timer +6s | wait 6s | garbled WHY|FRAME
//	recv TYPE SEQ FIELDS        header fields are filled in; 49=- leaves one out
//	raw FIELDS                  as it stands, but for 8, 9 and 10
//	send TYPE FIELDS            from the application
//	delivered ok | error TEXT | unsupported | reject REASON TAG TEXT |
//	          business REASON REFID TEXT | logout TEXT | refuse TEXT | silent TEXT
//	signed ok FIELDS | error TEXT
//	change-password TEXT
//	deadline                    prints when the next timer is due
//
// NOW, NOW+130 and NOW-130 in fields are times.
func TestTranscripts(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/*/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(strings.TrimPrefix(path, "testdata/"), ".txt"), func(t *testing.T) {
			t.Parallel()
			checkTranscript(t, path)
		})
	}
}

func checkTranscript(t *testing.T, path string) {
	t.Helper()
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got := playTranscript(t, string(want))
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != string(want) {
		t.Errorf("%s differs (go test ./session -update rewrites it):\n%s", path, firstDifference(string(want), got))
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		a, b := "<end>", "<end>"
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return fmt.Sprintf("line %d\n want %s\n got  %s", i+1, a, b)
		}
	}
	return ""
}

func playTranscript(t *testing.T, text string) string {
	t.Helper()
	var out strings.Builder
	var h *harness
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \n")
		if strings.HasPrefix(line, "  ") {
			continue
		}
		out.WriteString(line + "\n")
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case word == "config":
			h = newHarness(t, harnessConfig(t, rest))
			continue
		case h == nil:
			h = newHarness(t, harnessConfig(t, ""))
		}
		for _, s := range h.play(word, rest) {
			out.WriteString("  " + s + "\n")
		}
	}
	return out.String()
}

// play makes one input of a transcript line and returns the lines it yields.
func (h *harness) play(word, rest string) []string {
	switch word {
	case "wait":
		h.wait(rest)
		return nil
	case "deadline":
		d := h.m.Deadline()
		if d.IsZero() {
			return []string{"never"}
		}
		return []string{"in " + d.Sub(h.now).String()}
	}
	before := h.m.State()
	actions, err := h.step(h.input(word, rest))
	lines := h.describe(actions)
	if err != nil {
		lines = append(lines, "error    "+err.Error())
	}
	if after := h.m.State(); after != before {
		lines = append(lines, "state    "+after.String())
	}
	return lines
}

func (h *harness) wait(text string) {
	d, err := time.ParseDuration(text)
	if err != nil {
		h.t.Fatal(err)
	}
	h.now = h.now.Add(d)
}

func (h *harness) input(word, rest string) session.Input {
	switch word {
	case "connect":
		in := session.Connected()
		in.NewWindow = rest == "new-window"
		return in
	case "reset":
		return session.Reset()
	case "test-request":
		return session.TestRequest(rest)
	case "disconnected":
		return session.Disconnected()
	case "timer":
		if rest != "" {
			h.wait(strings.TrimPrefix(rest, "+"))
		}
		return session.Timer()
	case "logout":
		return session.Logout(rest)
	case "garbled":
		why, frame, _ := strings.Cut(rest, "|")
		in := session.Garbled(why)
		in.Frame = []byte(strings.ReplaceAll(frame, "|", "\x01"))
		return in
	case "recv":
		msgType, rest, _ := strings.Cut(rest, " ")
		seq, fields, _ := strings.Cut(rest, " ")
		return session.Received(h.inbound(msgType, seq, fields), nil)
	case "raw":
		return session.Received(h.raw(h.times(rest)), nil)
	case "send":
		msgType, fields, _ := strings.Cut(rest, " ")
		return session.Send(h.outbound(msgType, fields))
	case "signed":
		word, fields, _ := strings.Cut(rest, " ")
		if word != "ok" {
			return session.Signed(h.m.Draft().ID, nil, errors.New(fields))
		}
		return session.Signed(h.m.Draft().ID, fieldList(fields), nil)
	case "change-password":
		return session.ChangePassword(session.Secret(rest))
	case "delivered":
		return session.Delivered(handlerError(rest))
	case "numbers":
		var n session.Numbers
		for _, word := range strings.Fields(rest) {
			key, value, _ := strings.Cut(word, "=")
			number, err := strconv.ParseUint(value, 10, 64)
			if err != nil {
				h.t.Fatal(err)
			}
			if key == "in" {
				n.NextIn = number
			} else {
				n.NextOut = number
			}
		}
		return session.SetNumbers(n)
	}
	h.t.Fatalf("unknown line %q", word+" "+rest)
	return session.Input{}
}

// handlerError makes the error that a handler returns.
func handlerError(text string) error {
	kind, rest, _ := strings.Cut(text, " ")
	words := strings.SplitN(rest, " ", 3)
	number := func(i int) int {
		n, _ := strconv.Atoi(words[i])
		return n
	}
	switch kind {
	case "error":
		return errors.New(rest)
	case "unsupported":
		return fmt.Errorf("router: %w", session.ErrUnsupported)
	case "reject":
		return &session.RejectError{Reason: runtime.Reason(number(0) + 1), Tag: number(1), Text: words[2]}
	case "business":
		return &session.BusinessRejectError{Reason: number(0), RefID: words[1], Text: words[2]}
	case "logout":
		return &session.LogoutError{Text: rest}
	case "refuse":
		return fmt.Errorf("database: %w", session.RefuseError{Text: rest})
	case "silent":
		return &session.RefuseError{Text: rest, Silent: true}
	case "nottaken":
		return fmt.Errorf("database: %w", session.ErrNotTaken)
	}
	return nil
}
