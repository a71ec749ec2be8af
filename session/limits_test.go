package session_test

import (
	"strings"
	"testing"

	"github.com/affixgo/affix/generated/fix42"
	"github.com/affixgo/affix/generated/fix43"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// TestLimitsRejected: a message beyond the limits is rejected, with reason 99 in
// the versions that have it.
func TestLimitsRejected(t *testing.T) {
	t.Parallel()
	for _, d := range []*runtime.Dictionary{fix42.Dictionary, fix43.Dictionary, fix44.Dictionary} {
		cfg := testConfig()
		cfg.Dictionary = d
		cfg.Policy.Limits.Fields = 10
		h := newHarness(t, cfg)
		_, _ = h.step(session.Connected())
		_, _ = h.step(session.Received(h.inbound("A", "1", "98=0|108=30|"), nil))
		_, _ = h.step(session.Delivered(nil))
		actions, err := h.step(session.Received(h.inbound("1", "2", "112=A|"+strings.Repeat("58=x|", 5)), nil))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, a := range actions {
			if a.Kind == session.ActionTransmit {
				got = h.brief(a.Bytes)
			}
		}
		if !strings.HasPrefix(got, "35=3|") || !strings.Contains(got, "|58=More fields than are accepted in a message|") ||
			strings.Contains(got, "|373=99|") != (d == fix44.Dictionary) || strings.Contains(got, "|371=") {
			t.Errorf("%s: %s", d.Version.Name, got)
		}
	}
}
