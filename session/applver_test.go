package session_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/generated/fix50"
	"github.com/affixgo/affix/generated/fix50sp1"
	"github.com/affixgo/affix/generated/fix50sp2"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// versions is a session with three versions of application messages.
func versions(t *testing.T) *harness {
	t.Helper()
	cfg := testConfig()
	cfg.Dictionary = fix50sp2.Dictionary
	cfg.Applications = []*runtime.Dictionary{fix50.Dictionary, fix50sp1.Dictionary}
	cfg.DefaultApplVerID = "7"
	h := newHarness(t, cfg)
	h.play("connect", "")
	h.play("recv", "A 1 98=0|108=30|1137=9|")
	h.play("delivered", "ok")
	if h.m.State() != session.StateActive {
		t.Fatalf("the session is %v", h.m.State())
	}
	return h
}

// TestApplVerIDSent: messages say their version where it is not our default,
// also when they are sent again; the session's own say none.
func TestApplVerIDSent(t *testing.T) {
	t.Parallel()
	h := versions(t)
	h.wire = nil
	for _, m := range []runtime.Message{
		&fix50.UserRequest{UserRequestID: "1", UserRequestType: "1", Username: "u"},
		&fix50sp1.UserRequest{UserRequestID: "2", UserRequestType: "1", Username: "u"},
		&fix50sp2.UserRequest{UserRequestID: "3", UserRequestType: "1", Username: "u"},
	} {
		if _, err := h.step(session.Send(m)); err != nil {
			t.Fatal(err)
		}
	}
	h.play("recv", "1 2 112=A|")
	want := []string{"", "8", "9", ""}
	for i, frame := range append(h.wire, h.replay(2, 4)...) {
		if got := parse(t, frame, h.cfg.Dictionary.Version).Text(1128); got != want[i%4] {
			t.Errorf("message %d has ApplVerID %q, want %q", i, got, want[i%4])
		}
	}
	if _, err := h.step(session.Send(&fix44.UserRequest{})); !errors.As(err, new(*session.VersionError)) {
		t.Errorf("a message of FIX 4.4: %v", err)
	}
}

// TestMessageType: an inbound message is of the version that it names, or else
// of the peer's default.
func TestMessageType(t *testing.T) {
	t.Parallel()
	h := versions(t)
	for fields, want := range map[string]*runtime.Version{
		"": fix50sp2.Dictionary.Version, "1128=7|": fix50.Dictionary.Version, "1128=8|": fix50sp1.Dictionary.Version, "1128=4|": nil,
	} {
		got := h.m.MessageType(h.inbound("B", "2", fields+"148=h|"))
		switch {
		case want == nil:
			if got != nil {
				t.Errorf("%q: got %s, want none", fields, got.Version.Name)
			}
		case got == nil || got.Version != want:
			t.Errorf("%q: want %s", fields, want.Name)
		}
	}
	if got := h.m.MessageType(h.inbound("0", "2", "")); got == nil || !got.Admin {
		t.Errorf("a Heartbeat: %v", got)
	}
	into := new(fix50.News) // the message is of another version: it is only validated
	actions, err := h.step(session.Received(h.inbound("B", "2", "148=h|33=1|58=t|"), into))
	if err != nil || len(actions) != 1 || actions[0].Decoded {
		t.Errorf("%v %+v", err, actions)
	}
}

// TestVersionsAllocateNothing: several versions cost nothing on the steady path.
func TestVersionsAllocateNothing(t *testing.T) {
	const runs = 500
	h := versions(t)
	frames := make([]*runtime.Raw, runs+1)
	for i := range frames {
		frames[i] = h.inbound("B", itoa(i+2), "1128=8|148=h|33=1|58=t|")
	}
	message := &fix50sp1.UserRequest{UserRequestID: "2", UserRequestType: "1", Username: "u"}
	actions := make([]session.Action, 0, 8)
	now, next := start, 0
	got := testing.AllocsPerRun(runs, func() {
		now = now.Add(time.Millisecond)
		actions, _ = h.m.Step(actions[:0], now, session.Received(frames[next], nil))
		if len(actions) != 1 {
			t.Fatalf("%s", strings.Join(h.describe(actions), "; "))
		}
		actions, _ = h.m.Step(actions[:0], now, session.Delivered(nil))
		actions, _ = h.m.Step(actions[:0], now, session.Send(message))
		next++
	})
	if got != 0 {
		t.Errorf("%v allocations a message", got)
	}
}
