// Package storetest is the conformance suite for stores: what the engine relies
// on in every one of them.
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T, dir string) store.Store {
//			s, err := mystore.Open(dir)
//			if err != nil {
//				t.Fatal(err)
//			}
//			return s
//		})
//	}
//
// What a store survives is tested by [Kill], which needs a line in TestMain:
//
//	func TestMain(m *testing.M) {
//		storetest.Child(func(dir, variant string) (store.Store, error) { return mystore.Open(dir) })
//		os.Exit(m.Run())
//	}
//
// Power loss, a full disk and the like are for the store's own tests to show.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/affixgo/affix/store"
)

// Opener opens the store of a directory, or of anything else that dir can name:
// the same dir again, after Close, is the same store, and two dirs have nothing
// in common. dir exists, is empty at first and is removed by the test.
type Opener func(t *testing.T, dir string) store.Store

// Option changes what Run asks for.
type Option func(*suite)

// Volatile says that the store forgets everything on Close, and why; tests that
// open a store again are then skipped.
func Volatile(reason string) Option { return func(s *suite) { s.volatile = reason } }

type suite struct {
	open     Opener
	volatile string
}

// id is the session that tests use when one will do.
const id = "FIX.4.4:CLIENT->VENUE"

// Run runs the suite against the stores that open returns, one subtest a
// property.
func Run(t *testing.T, open Opener, opts ...Option) {
	t.Helper()
	s := &suite{open: open}
	for _, o := range opts {
		o(s)
	}
	for _, test := range []struct {
		name string
		run  func(*testing.T, *suite)
	}{
		{"New", testNew},
		{"BadID", testBadID},
		{"Numbers", testNumbers},
		{"WrongSeq", testWrongSeq},
		{"ZeroNext", testZeroNext},
		{"LastNumber", testLastNumber},
		{"Ranges", testRanges},
		{"Gaps", testGaps},
		{"Backwards", testBackwards},
		{"Reset", testReset},
		{"ResetWhileReading", testResetWhileReading},
		{"Created", testCreated},
		{"Bytes", testBytes},
		{"BigMessage", testBigMessage},
		{"TooLong", testTooLong},
		{"Ownership", testOwnership},
		{"Cancel", testCancel},
		{"Break", testBreak},
		{"WriteWhileReading", testWriteWhileReading},
		{"SessionOpen", testSessionOpen},
		{"Isolation", testIsolation},
		{"LogClosed", testLogClosed},
		{"StoreClosed", testStoreClosed},
		{"LogReopen", testLogReopen},
		{"StoreReopen", testStoreReopen},
		{"Concurrent", testConcurrent},
		{"Readers", testReaders},
		{"RacingSaves", testRacingSaves},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, s)
		})
	}
}

// store opens the store in dir and closes it with the test.
func (s *suite) store(t *testing.T, dir string) store.Store {
	t.Helper()
	st := s.open(t, dir)
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Errorf("Store.Close: %v", err)
		}
	})
	return st
}

// log returns a new session in a store of its own.
func (s *suite) log(t *testing.T) store.Log {
	t.Helper()
	return openLog(t, s.store(t, t.TempDir()), id)
}

func (s *suite) needReopen(t *testing.T) {
	t.Helper()
	if s.volatile != "" {
		t.Skipf("NOT TESTED, this store does not outlive Close: %s", s.volatile)
	}
}

func openLog(t *testing.T, st store.Store, id string) store.Log {
	t.Helper()
	l, err := st.Open(t.Context(), id)
	if err != nil {
		t.Fatalf("Open(%q): %v", id, err)
	}
	return l
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// payload is the message a test saves under seq.
func payload(id string, epoch, seq uint64) []byte {
	return fmt.Appendf(nil, "8=FIX.4.4\x019=%d\x0135=D\x0149=%s\x0134=%d\x0158=%d\x01", seq%97, id, seq, epoch)
}

// save saves the next n messages.
func save(t *testing.T, l store.Log, n int) {
	t.Helper()
	for range n {
		st := l.State()
		if err := l.SaveOut(st.NextOut, payload(st.ID, st.Epoch, st.NextOut)); err != nil {
			t.Fatalf("SaveOut %d: %v", st.NextOut, err)
		}
	}
}

func wantNext(t *testing.T, l store.Log, in, out uint64) {
	t.Helper()
	if st := l.State(); st.NextIn != in || st.NextOut != out {
		t.Errorf("next in/out %d/%d, want %d/%d", st.NextIn, st.NextOut, in, out)
	}
}

// wantMessages checks that the range holds exactly the numbers in want, with
// the bytes that save gave them.
func wantMessages(t *testing.T, l store.Log, from, to uint64, want ...uint64) {
	t.Helper()
	st := l.State()
	var got []uint64
	for m, err := range l.Messages(t.Context(), from, to) {
		if err != nil {
			t.Errorf("messages %d-%d: %v", from, to, err)
			return
		}
		got = append(got, m.Seq)
		if p := payload(st.ID, st.Epoch, m.Seq); string(m.Bytes) != string(p) {
			t.Errorf("message %d: %q, want %q", m.Seq, m.Bytes, p)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("messages %d-%d: numbers %v, want %v", from, to, got, want)
	}
}

// wantSeqError checks that a call was refused and changed nothing.
func wantSeqError(t *testing.T, l store.Log, op string, seq uint64, call func() error) {
	t.Helper()
	before := l.State()
	err := call()
	var e *store.SeqError
	if !errors.As(err, &e) {
		t.Errorf("%s %d: error %v, want a *SeqError", op, seq, err)
	} else if e.ID != before.ID || e.Op != op || e.Seq != seq {
		t.Errorf("%s %d: error says %+v", op, seq, *e)
	}
	if after := l.State(); after != before {
		t.Errorf("%s %d: refused, but state %+v became %+v", op, seq, before, after)
	}
}

func seqs(from, to uint64) (s []uint64) {
	for ; from <= to; from++ {
		s = append(s, from)
	}
	return s
}

// within fails the test when f hangs.
func within(t *testing.T, f func(ctx context.Context)) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	f(ctx)
}
