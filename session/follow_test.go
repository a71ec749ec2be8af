package session_test

import (
	"testing"

	"github.com/affixgo/affix/generated/fix50sp2"
	"github.com/affixgo/affix/session"
)

// TestFollow: a machine that goes on where another stopped knows the password
// that was changed, and takes no signature that the other has asked for.
func TestFollow(t *testing.T) {
	t.Parallel()
	cfg := session.Config{
		Role: session.Initiator, Dictionary: fix50sp2.Dictionary, SenderCompID: "US", TargetCompID: "THEM",
		Username: "joe", Password: "old", NewPassword: "new",
		SignLogon: true,
	}
	first := newHarness(t, cfg)
	_, _ = first.step(session.Connected())
	_, _ = first.step(session.Signed(first.m.Draft().ID, nil, nil))
	_, _ = first.step(session.Received(first.inbound("A", "1", "98=0|108=30|1137=9|"), nil))
	_, _ = first.step(session.Delivered(nil))
	if _, err := first.step(session.Disconnected()); err != nil {
		t.Fatal(err)
	}
	_, _ = first.step(session.Connected())
	stale := first.m.Draft().ID

	second := newHarness(t, cfg)
	second.m.Follow(first.m)
	_, _ = second.step(session.Connected())
	draft := second.m.Draft()
	if draft.Value(554) != "new" || draft.Value(925) != "" {
		t.Errorf("the draft has the passwords %q and %q", draft.Value(554), draft.Value(925))
	}
	if actions, _ := second.step(session.Signed(stale, nil, nil)); len(actions) > 0 || !second.m.Signing() {
		t.Errorf("a signature for the other machine: %v", second.describe(actions))
	}
	if _, known := second.m.ClockOffset(); !known {
		t.Error("the peer's clock is forgotten")
	}
}
