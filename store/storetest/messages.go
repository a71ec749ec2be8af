package storetest

import (
	"bytes"
	"context"
	"errors"
	"math"
	"testing"

	"github.com/affixgo/affix/store"
)

func testRanges(t *testing.T, s *suite) {
	l := s.log(t)
	wantMessages(t, l, 1, 0)
	wantMessages(t, l, 1, 10)
	save(t, l, 10)
	all := seqs(1, 10)
	wantMessages(t, l, 1, 0, all...)
	wantMessages(t, l, 0, 0, all...)
	wantMessages(t, l, 1, 10, all...)
	wantMessages(t, l, 1, 11, all...)
	wantMessages(t, l, 1, math.MaxUint64, all...)
	wantMessages(t, l, 3, 3, 3)
	wantMessages(t, l, 10, 0, 10)
	wantMessages(t, l, 4, 7, 4, 5, 6, 7)
	wantMessages(t, l, 11, 0)
	wantMessages(t, l, 11, 20)
	wantMessages(t, l, 7, 4)
	wantMessages(t, l, math.MaxUint64, 0)
}

func testGaps(t *testing.T, s *suite) {
	l := s.log(t)
	must(t, l.SetNextOut(5))
	wantMessages(t, l, 1, 0)
	save(t, l, 3) // 5 6 7
	must(t, l.SetNextOut(10))
	save(t, l, 1) // 10
	must(t, l.SetNextOut(1_000_000_000_000))
	save(t, l, 2)
	must(t, l.SetNextOut(2_000_000_000_000))
	const far = 1_000_000_000_000
	wantMessages(t, l, 1, 0, 5, 6, 7, 10, far, far+1)
	wantMessages(t, l, 1, 4)
	wantMessages(t, l, 8, 9)
	wantMessages(t, l, 6, 9, 6, 7)
	wantMessages(t, l, 8, 11, 10)
	wantMessages(t, l, 11, far, far)
	wantMessages(t, l, far+2, 0)
	wantNext(t, l, 1, 2_000_000_000_000)
}

// A number that is given out again must not have its old message.
func testBackwards(t *testing.T, s *suite) {
	l := s.log(t)
	save(t, l, 6)
	must(t, l.SetNextOut(10))
	save(t, l, 2) // 10 11
	must(t, l.SetNextOut(11))
	wantMessages(t, l, 1, 0, 1, 2, 3, 4, 5, 6, 10)
	must(t, l.SetNextOut(8))
	wantMessages(t, l, 1, 0, 1, 2, 3, 4, 5, 6)
	must(t, l.SetNextOut(4))
	wantMessages(t, l, 1, 0, 1, 2, 3)
	must(t, l.SetNextOut(6))
	wantMessages(t, l, 1, 0, 1, 2, 3)
	must(t, l.SaveOut(6, payload(id, 1, 6)))
	wantMessages(t, l, 1, 0, 1, 2, 3, 6)
	must(t, l.SetNextOut(1))
	wantMessages(t, l, 1, 0)
	wantNext(t, l, 1, 1)
	save(t, l, 3)
	wantMessages(t, l, 1, 0, 1, 2, 3)
	if e := l.State().Epoch; e != 1 {
		t.Errorf("epoch %d without a reset", e)
	}
}

func testBytes(t *testing.T, s *suite) {
	l := s.log(t)
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	msgs := [][]byte{
		{}, {0}, {1}, []byte("\x01\x01\x01"), every, bytes.Repeat(every, 300),
		make([]byte, 4096), bytes.Repeat([]byte{0xFF}, 65536), []byte("8=FIX.4.4\x019=5\x0135=0\x0110=000\x01"),
	}
	for i, m := range msgs {
		must(t, l.SaveOut(uint64(i+1), m))
	}
	i := 0
	for m, err := range l.Messages(t.Context(), 1, 0) {
		must(t, err)
		if m.Seq != uint64(i+1) || !bytes.Equal(m.Bytes, msgs[i]) {
			t.Errorf("message %d: %d bytes under number %d are not what was saved", i+1, len(m.Bytes), m.Seq)
		}
		i++
	}
	if i != len(msgs) {
		t.Errorf("%d messages, want %d", i, len(msgs))
	}
}

func bigMessage() []byte {
	b := make([]byte, 1<<20)
	for i := range b {
		b[i] = byte(i * 2654435761 >> 11)
	}
	return b
}

func testBigMessage(t *testing.T, s *suite) {
	l := s.log(t)
	big := bigMessage()
	save(t, l, 1)
	must(t, l.SaveOut(2, big))
	save(t, l, 1)
	must(t, l.SaveOut(4, big))
	must(t, l.Sync(t.Context()))
	var n int
	for m, err := range l.Messages(t.Context(), 1, 0) {
		must(t, err)
		want := payload(id, 1, m.Seq)
		if m.Seq%2 == 0 {
			want = big
		}
		if !bytes.Equal(m.Bytes, want) {
			t.Errorf("message %d is not what was saved", m.Seq)
		}
		n++
	}
	if n != 4 {
		t.Errorf("%d messages, want 4", n)
	}
}

func testTooLong(t *testing.T, s *suite) {
	l := s.log(t)
	before := l.State()
	if err := l.SaveOut(1, make([]byte, store.MaxMessage+1)); !errors.Is(err, store.ErrTooLong) {
		t.Errorf("error %v, want ErrTooLong", err)
	}
	if st := l.State(); st != before {
		t.Errorf("refused, but state %+v became %+v", before, st)
	}
	save(t, l, 1)
	wantMessages(t, l, 1, 0, 1)
}

// The caller's slice is copied, and so is what a reader may write to.
func testOwnership(t *testing.T, s *suite) {
	l := s.log(t)
	for seq := uint64(1); seq <= 50; seq++ {
		b := payload(id, 1, seq)
		must(t, l.SaveOut(seq, b))
		clear(b)
	}
	for m, err := range l.Messages(t.Context(), 1, 0) {
		must(t, err)
		if want := payload(id, 1, m.Seq); !bytes.Equal(m.Bytes, want) {
			t.Fatalf("message %d: %q, want %q", m.Seq, m.Bytes, want)
		}
		clear(m.Bytes)
		_ = append(m.Bytes, "this must not reach the next message"...)
	}
	wantMessages(t, l, 1, 0, seqs(1, 50)...)
}

func testCancel(t *testing.T, s *suite) {
	l := s.log(t)
	save(t, l, 100)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	var last error
	for _, err := range l.Messages(ctx, 1, 0) {
		if last = err; err != nil {
			continue
		}
		if n++; n == 7 {
			cancel()
		}
	}
	if n != 7 || !errors.Is(last, context.Canceled) {
		t.Errorf("cancelled after 7 messages: got %d and error %v", n, last)
	}
	for _, err := range l.Messages(ctx, 1, 0) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled before: error %v", err)
		}
	}
	wantMessages(t, l, 99, 0, 99, 100)
}

// An iteration may be left and begun again.
func testBreak(t *testing.T, s *suite) {
	l := s.log(t)
	save(t, l, 20)
	all := l.Messages(t.Context(), 1, 0)
	for range 3 {
		n := uint64(0)
		for m, err := range all {
			must(t, err)
			if n++; m.Seq != n {
				t.Errorf("message %d, want %d", m.Seq, n)
			}
			if n == 5 {
				break
			}
		}
	}
}

// The end of "to the last" is where it was when the iteration began, so that it
// ends while messages are sent.
func testWriteWhileReading(t *testing.T, s *suite) {
	l := s.log(t)
	save(t, l, 10)
	n := uint64(0)
	for m, err := range l.Messages(t.Context(), 1, 0) {
		must(t, err)
		if n++; m.Seq != n {
			t.Errorf("message %d, want %d", m.Seq, n)
		}
		save(t, l, 2)
		must(t, l.SetNextIn(n))
	}
	if n != 10 {
		t.Errorf("%d messages, want 10", n)
	}
	wantMessages(t, l, 1, 0, seqs(1, 30)...)
}
