package storetest

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/store"
)

func testNew(t *testing.T, s *suite) {
	l := s.log(t)
	st := l.State()
	want := store.State{ID: id, Epoch: 1, NextIn: 1, NextOut: 1, Created: st.Created}
	if st != want {
		t.Errorf("new session is %+v, want %+v", st, want)
	}
	if st.Created.IsZero() || st.Created.Location() != time.UTC {
		t.Errorf("new session created %v, want a time in UTC", st.Created)
	}
	wantMessages(t, l, 1, 0)
}

func testBadID(t *testing.T, s *suite) {
	st := s.store(t, t.TempDir())
	for _, id := range []string{"", strings.Repeat("x", store.MaxID+1)} {
		if _, err := st.Open(t.Context(), id); err == nil {
			t.Errorf("session id of %d bytes was accepted", len(id))
		}
	}
	for _, id := range []string{"x", strings.Repeat("x", store.MaxID), "a/../b", "\x00", "Ω|"} {
		l := openLog(t, st, id)
		if got := l.State().ID; got != id {
			t.Errorf("session %q is called %q", id, got)
		}
	}
}

func testNumbers(t *testing.T, s *suite) {
	l := s.log(t)
	save(t, l, 3)
	wantNext(t, l, 1, 4)
	for _, next := range []uint64{2, 3, 1000, 7, 7, math.MaxUint64, 1} {
		must(t, l.SetNextIn(next))
		wantNext(t, l, next, 4)
	}
	must(t, l.SetNextOut(10))
	wantNext(t, l, 1, 10)
	save(t, l, 1)
	wantNext(t, l, 1, 11)
	must(t, l.Sync(t.Context()))
}

func testWrongSeq(t *testing.T, s *suite) {
	l := s.log(t)
	save(t, l, 4)
	for _, seq := range []uint64{0, 1, 4, 6, math.MaxUint64} {
		wantSeqError(t, l, "SaveOut", seq, func() error { return l.SaveOut(seq, []byte("wrong")) })
	}
	wantMessages(t, l, 1, 0, 1, 2, 3, 4)
	save(t, l, 1)
	wantMessages(t, l, 1, 0, 1, 2, 3, 4, 5)
}

func testZeroNext(t *testing.T, s *suite) {
	l := s.log(t)
	save(t, l, 2)
	wantSeqError(t, l, "SetNextIn", 0, func() error { return l.SetNextIn(0) })
	wantSeqError(t, l, "SetNextOut", 0, func() error { return l.SetNextOut(0) })
	wantMessages(t, l, 1, 0, 1, 2)
}

// The number behind the last one would be 0.
func testLastNumber(t *testing.T, s *suite) {
	l := s.log(t)
	must(t, l.SetNextOut(math.MaxUint64-1))
	save(t, l, 1)
	wantSeqError(t, l, "SaveOut", math.MaxUint64, func() error {
		return l.SaveOut(math.MaxUint64, []byte("last"))
	})
	wantMessages(t, l, 1, 0, math.MaxUint64-1)
	wantMessages(t, l, 1, math.MaxUint64, math.MaxUint64-1)
	wantMessages(t, l, math.MaxUint64, math.MaxUint64)
}

func testReset(t *testing.T, s *suite) {
	l := s.log(t)
	for epoch := uint64(1); epoch <= 3; epoch++ {
		if st := l.State(); st.Epoch != epoch {
			t.Errorf("epoch %d, want %d", st.Epoch, epoch)
		}
		wantNext(t, l, 1, 1)
		wantMessages(t, l, 1, 0)
		save(t, l, 5)
		must(t, l.SetNextIn(9))
		now := time.Date(2026, 11, 24, 17, 0, int(epoch), 123456789, time.FixedZone("CET", 3600))
		must(t, l.Reset(now))
		if st := l.State(); st.Created != now.UTC() {
			t.Errorf("reset at %v, created %v", now, st.Created)
		}
	}
	save(t, l, 2)
	wantMessages(t, l, 1, 100, 1, 2)
}

// Old messages must not go out under new numbers.
func testResetWhileReading(t *testing.T, s *suite) {
	l := s.log(t)
	save(t, l, 500)
	n := 0
	var last error
	for _, err := range l.Messages(t.Context(), 1, 0) {
		if last = err; err != nil {
			continue
		}
		if n++; n == 10 {
			must(t, l.Reset(time.Now()))
			save(t, l, 500)
		}
	}
	if n != 10 || !errors.Is(last, store.ErrReset) {
		t.Errorf("reset after 10 messages: got %d and error %v, want ErrReset", n, last)
	}
}

func testCreated(t *testing.T, s *suite) {
	l := s.log(t)
	created := l.State().Created
	save(t, l, 2)
	must(t, l.SetNextIn(5))
	must(t, l.SetNextOut(7))
	if got := l.State().Created; got != created {
		t.Errorf("created %v became %v without a reset", created, got)
	}
	for _, now := range []time.Time{{}, time.Unix(0, 1).UTC(), time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)} {
		must(t, l.Reset(now))
		if got := l.State().Created; got != now {
			t.Errorf("created %v, want %v", got, now)
		}
	}
	must(t, l.Reset(time.Now())) // with a monotonic reading, which == would see
	if got := l.State().Created; got != got.Round(0) {
		t.Errorf("created has a monotonic reading: %v", got)
	}
}
