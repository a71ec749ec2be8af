package sqlite_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/sqlite"
)

// A database that is full refuses everything; once there is room the store goes
// on when a session is opened, with what was acknowledged.
func TestRecovers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, dir, sqlite.Config{})
	l, err := s.Open(t.Context(), "s")
	must(t, err)
	must(t, l.SaveOut(1, []byte("kept")))
	must(t, l.SetNextIn(5))
	must(t, l.Sync(t.Context()))
	must(t, sqlite.Fill(s))
	must(t, l.SaveOut(2, bytes.Repeat([]byte("x"), 1<<20)))
	failed := l.Sync(t.Context())
	if !errors.Is(failed, store.ErrFailed) || !errors.Is(s.Err(), store.ErrFailed) {
		t.Fatalf("Sync: %v, Err: %v", failed, s.Err())
	}
	again, err := s.Open(t.Context(), "s")
	must(t, err)
	must(t, s.Err())
	if st := again.State(); st.NextOut != 2 || st.NextIn != 5 {
		t.Errorf("state %+v", st)
	}
	for call, err := range map[string]error{
		"SaveOut": l.SaveOut(2, nil), "SetNextIn": l.SetNextIn(9), "Sync": l.Sync(t.Context()), "Close": l.Close(),
	} {
		if !errors.Is(err, store.ErrFailed) {
			t.Errorf("%s of the log from before: %v", call, err)
		}
	}
	must(t, again.SaveOut(2, []byte("after")))
	must(t, again.Sync(t.Context()))
	must(t, s.Close())
	s = open(t, dir, sqlite.Config{})
	again, err = s.Open(t.Context(), "s")
	must(t, err)
	var got []string
	for m, err := range again.Messages(t.Context(), 1, 0) {
		must(t, err)
		got = append(got, string(m.Bytes))
	}
	if len(got) != 2 || got[0] != "kept" || got[1] != "after" {
		t.Errorf("messages %q", got)
	}
	must(t, s.Close())
}
