package session_test

import (
	"strings"
	"testing"

	"github.com/affixgo/affix/generated/fix42"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// TestCustomFields: fields of a session's own stand in every header and trailer,
// a message replaces them, and they stay where they are when it is resent.
func TestCustomFields(t *testing.T) {
	t.Parallel()
	cfg := testConfig()
	cfg.Role = session.Initiator
	cfg.Header = []runtime.Field{{Tag: 25000, Value: "5000"}, {Tag: 50, Value: "DESK"}, {Tag: 25001}}
	cfg.Trailer = []runtime.Field{{Tag: 9999, Value: "end"}}
	cfg.Policy.UserTags = runtime.PolicyKeep
	h := newHarness(t, cfg)
	actions, _ := h.step(session.Connected())
	if got, want := h.brief(actions[0].Bytes), "35=A|34=1|50=DESK|25000=5000|98=0|108=30|9999=end|"; got != want {
		t.Errorf("Logon\ngot  %s\nwant %s", got, want)
	}
	_, _ = h.step(session.Received(h.inbound("A", "1", "98=0|108=30|"), nil))
	_, _ = h.step(session.Delivered(nil))
	m := order()
	m.Header = fix42.Header{SenderCompID: "forged", SenderSubID: "TRADER"}
	m.Unknown = []runtime.Field{{Tag: 25001, Value: "x"}, {Tag: 25000, Value: "100"}, {Tag: 9000, Value: "body"}}
	actions, err := h.step(session.Send(m))
	if err != nil {
		t.Fatal(err)
	}
	got := h.brief(actions[0].Bytes)
	if !strings.HasPrefix(got, "35=D|34=2|50=TRADER|25000=100|25001=x|11=") || !strings.HasSuffix(got, "9000=body|9999=end|") {
		t.Errorf("order: %s", got)
	}
	resent := h.brief(h.replay(2, 2)[0])
	if !strings.HasPrefix(resent, "35=D|34=2|50=TRADER|43=Y|122=20261124-10:00:00.000|25000=100|25001=x|11=") {
		t.Errorf("resent: %s", resent)
	}
}

// TestCustomHeaderOfPeer: fields of its own between those of the peer's header
// hide none of them.
func TestCustomHeaderOfPeer(t *testing.T) {
	t.Parallel()
	cfg := testConfig()
	cfg.Header = []runtime.Field{{Tag: 25000}}
	cfg.Policy.UserTags = runtime.PolicyIgnore
	h := newHarness(t, cfg)
	_, _ = h.step(session.Connected())
	_, _ = h.step(session.Received(h.inbound("A", "1", "98=0|108=30|"), nil))
	_, _ = h.step(session.Delivered(nil))
	raw := h.raw("8=FIX.4.2|35=0|49=TW|56=ISLD|34=1|25000=1|43=Y|52=20261124-10:00:00|122=20261124-10:00:00|")
	if _, err := h.step(session.Received(raw, nil)); err != nil || h.m.State() != session.StateActive {
		t.Errorf("a possible duplicate ended in %v, %v", h.m.State(), err)
	}
}
