package session_test

import (
	"encoding/json"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/session"
)

func TestMissing(t *testing.T) {
	t.Parallel()
	h := newHarness(t, testConfig())
	h.play("connect", "")
	h.play("recv", "A 1 98=0|108=30|")
	h.play("delivered", "ok")
	if got := h.m.Missing(); got != nil {
		t.Errorf("nothing is missing, got %+v", got)
	}
	for _, seq := range []string{"4", "5", "9", "8"} {
		h.play("recv", "0 "+seq)
	}
	want := &session.Missing{
		Asked: session.Range{From: 2, To: 4}, Since: start,
		Ranges: []session.Range{{From: 2, To: 3}, {From: 6, To: 7}},
	}
	if diff := cmp.Diff(want, h.m.Missing()); diff != "" {
		t.Error(diff)
	}
	h.now = h.now.Add(time.Minute)
	h.play("recv", "4 2 43=Y|122=NOW|123=Y|36=4|") // asks for the rest
	want = &session.Missing{
		Asked: session.Range{From: 6, To: 9}, Since: h.now,
		Ranges: []session.Range{{From: 6, To: 7}},
	}
	if diff := cmp.Diff(want, h.m.Missing()); diff != "" {
		t.Error(diff)
	}
	h.play("recv", "4 6 43=Y|122=NOW|123=Y|36=8|")
	if got := h.m.Missing(); got != nil {
		t.Errorf("nothing is missing any more, got %+v", got)
	}
}

// However many gaps there are, the list is bounded, and ends at the last
// message seen.
func TestMissingIsBounded(t *testing.T) {
	t.Parallel()
	h := newHarness(t, testConfig())
	h.play("connect", "")
	h.play("recv", "A 1 98=0|108=30|")
	h.play("delivered", "ok")
	for seq := 3; seq < 103; seq += 2 {
		h.play("recv", "0 "+strconv.Itoa(seq))
	}
	got := h.m.Missing().Ranges
	if len(got) != 16 || got[0] != (session.Range{From: 2, To: 2}) || got[15] != (session.Range{From: 32, To: 101}) {
		t.Errorf("got %d ranges, %v", len(got), got)
	}
}

func TestNamesInJSON(t *testing.T) {
	t.Parallel()
	type all struct {
		State  session.State
		Reason session.Reason
		Role   session.Role
	}
	want := all{session.StateRecovering, session.ReasonSlowPeer, session.Initiator}
	b, err := json.Marshal(want)
	if err != nil || string(b) != `{"State":"recovering","Reason":"slow-peer","Role":"initiator"}` {
		t.Fatalf("%s, %v", b, err)
	}
	var got all
	if err := json.Unmarshal(b, &got); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	if err := json.Unmarshal([]byte(`{"State":"of another version"}`), &got); err != nil || got.State.String() != "state 255" {
		t.Errorf("%+v, %v", got, err)
	}
}
