package session_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/session"
)

var stateSetUps = []struct {
	name  string
	setUp []string
}{
	{"disconnected", nil},
	{"disconnected, initiator", []string{"config role=initiator"}},
	{"await-logon", []string{"connect"}},
	{"await-logon, delivering", []string{"connect", "recv A 1 98=0|108=30|"}},
	{"logon-sent", []string{"config role=initiator", "connect"}},
	{"logon-sent, delivering", []string{"config role=initiator", "connect", "recv A 1 98=0|108=30|"}},
	{"await-logon, delivering a Logon too high", []string{"connect", "recv A 5 98=0|108=30|"}},
	{"logon-sent, delivering a Logon too high", []string{"config role=initiator", "connect", "recv A 5 98=0|108=30|"}},
	{"active", []string{"connect", "recv A 1 98=0|108=30|", "delivered ok"}},
	{"active, delivering", []string{"connect", "recv A 1 98=0|108=30|", "delivered ok", "recv B 2 148=h|33=1|58=t|"}},
	{"recovering", []string{"connect", "recv A 1 98=0|108=30|", "delivered ok", "recv 0 5"}},
	{"recovering, delivering", []string{
		"connect", "recv A 1 98=0|108=30|", "delivered ok", "recv 0 5", "recv B 2 148=h|33=1|58=t|",
	}},
	{"reset-sent", []string{"connect", "recv A 1 98=0|108=30|", "delivered ok", "reset", "recv 0 2 112=RESET|"}},
	{"reset-sent, delivering", []string{
		"connect", "recv A 1 98=0|108=30|", "delivered ok", "reset", "recv 0 2 112=RESET|", "recv B 3 148=h|33=1|58=t|",
	}},
	{"active, delivering a Logon that resets", []string{"connect", "recv A 1 98=0|108=30|", "delivered ok", "recv A 1 98=0|108=30|141=Y|"}},
	{"active, about to reset", []string{"connect", "recv A 1 98=0|108=30|", "delivered ok", "reset"}},
	{"reset-sent, delivering the answer", []string{
		"connect", "recv A 1 98=0|108=30|", "delivered ok", "reset", "recv 0 2 112=RESET|", "recv A 1 98=0|108=30|141=Y|",
	}},
	{"await-logon, signing", []string{"config sign", "connect", "recv A 1 98=0|108=30|", "delivered ok"}},
	{"logon-sent, signing", []string{"config role=initiator sign", "connect"}},
	{"active, signing a Logon that resets", []string{
		"config sign", "connect", "recv A 1 98=0|108=30|", "delivered ok", "signed ok", "reset", "recv 0 2 112=RESET|",
	}},
	{"active, signing the answer to a reset", []string{
		"config sign", "connect", "recv A 1 98=0|108=30|", "delivered ok", "signed ok", "recv A 1 98=0|108=30|141=Y|", "delivered ok",
	}},
	{"logout-sent", []string{"connect", "recv A 1 98=0|108=30|", "delivered ok", "logout"}},
	{"logout-sent, delivering", []string{
		"connect", "recv A 1 98=0|108=30|", "delivered ok", "logout", "recv B 2 148=h|33=1|58=t|",
	}},
	{"logout-sent for a fault", []string{"connect", "recv A 1 98=0|108=30|", "delivered ok", "recv 0 1"}},
}

// TestStatesInputs holds every state × every input to testdata/states.golden:
// what is done, and the state after.
func TestStatesInputs(t *testing.T) {
	t.Parallel()
	inputs := []string{
		"connect", "connect new-window", "disconnected", "reset", "test-request X", "timer", "timer +1h", "garbled why", "logout", "numbers in=7 out=8",
		"send D 11=1|21=3|38=1|40=1|54=1|55=X|60=NOW|",
		"delivered ok", "delivered error no", "delivered logout bye", "signed ok 96=sig|", "signed error no", "change-password x",
		"recv 0 2", "recv 0 2 112=RESET|", "recv 0 1", "recv 0 9", "recv 1 2 112=A|", "recv 2 2 7=1|16=0|", "recv 3 2 45=1|",
		"recv 4 2 123=Y|36=4|", "recv 4 0 36=9|", "recv 5 2", "recv A 2 98=0|108=30|",
		"recv A 1 98=0|108=30|141=Y|", "recv B 3 148=h|33=1|58=t|", "recv B 2 148=h|33=1|58=t|", "recv * 2", "recv 0 -",
		"recv 0 2 49=XX|", "recv 0 2 8=FIX.4.4|", "recv 0 2 52=NOW+999|",
	}
	var out strings.Builder
	for _, state := range stateSetUps {
		fmt.Fprintf(&out, "%s\n", state.name)
		for _, input := range inputs {
			if (strings.Contains(state.name, "delivering") || strings.Contains(state.name, "signing")) && strings.HasPrefix(input, "recv") && input != "recv 0 2" {
				continue // all refused alike
			}
			fmt.Fprintf(&out, "  %-46s %s\n", input, outcome(t, state.setUp, input))
		}
	}
	const path = "testdata/states.golden"
	if *update {
		if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != string(want) {
		t.Error(firstDifference(string(want), out.String()))
	}
}

// outcome says in one line what an input does after others.
func outcome(t *testing.T, setUp []string, input string) string {
	t.Helper()
	h := newHarness(t, testConfig())
	for _, line := range setUp {
		word, rest, _ := strings.Cut(line, " ")
		if word == "config" {
			h = newHarness(t, harnessConfig(t, rest))
			continue
		}
		h.play(word, rest)
	}
	word, rest, _ := strings.Cut(input, " ")
	actions, err := h.step(h.input(word, rest))
	var words []string
	for _, a := range actions {
		text := a.Kind.String()
		switch a.Kind {
		case session.ActionTransmit:
			text += " " + string(parse(t, a.Bytes, h.cfg.Dictionary.Version).MsgType())
		case session.ActionNotify:
			text = a.Event.Kind.String()
		case session.ActionDisconnect:
			text += " (" + a.Event.Reason.String() + ")"
		case session.ActionExpect:
			text += fmt.Sprintf(" %d", a.Seq)
		}
		words = append(words, text)
	}
	if err != nil {
		words = append(words, "error: "+strings.TrimPrefix(err.Error(), "session: "))
	}
	if len(words) == 0 {
		words = append(words, "-")
	}
	return strings.Join(words, ", ") + " → " + h.m.State().String()
}

// TestCallerMistakes: the machine is as before.
func TestCallerMistakes(t *testing.T) {
	t.Parallel()
	h := newHarness(t, testConfig())
	for _, in := range []session.Input{
		session.Delivered(nil), session.Send(nil), session.Received(nil, nil), {Kind: 99},
	} {
		if _, err := h.step(in); err == nil {
			t.Errorf("%v: no error", in.Kind)
		}
	}
	if got := h.m.Numbers(); got != (session.Numbers{NextIn: 1, NextOut: 1}) {
		t.Errorf("the numbers have moved: %+v", got)
	}
	if d := h.m.Deadline(); !d.IsZero() {
		t.Errorf("a deadline without a connection: %v", d.Sub(time.Time{}))
	}
}
