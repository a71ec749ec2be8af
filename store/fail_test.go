package store_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/affixgo/affix/store"
)

var errInjected = errors.New("injected")

// After a failure nothing is acknowledged any more, and what was acknowledged
// before is there when the store is opened again.
func TestFileFailure(t *testing.T) {
	t.Parallel()
	var broken atomic.Bool // of the test that runs; one at a time
	tests := []struct {
		name  string
		hooks store.Hooks
		cause error
		text  string
	}{
		{"write", store.Hooks{Write: func(f store.SegmentFile, b []byte, off int64) (int, error) {
			if broken.Load() {
				return 0, errInjected
			}
			return f.WriteAt(b, off)
		}}, errInjected, "settle the cause"},
		{"disk full", store.Hooks{Write: func(f store.SegmentFile, b []byte, off int64) (int, error) {
			if broken.Load() {
				n, _ := f.WriteAt(b[:len(b)/2], off)
				return n, syscall.ENOSPC
			}
			return f.WriteAt(b, off)
		}}, syscall.ENOSPC, "free space"},
		{"short write", store.Hooks{Write: func(f store.SegmentFile, b []byte, off int64) (int, error) {
			if broken.Load() {
				return f.WriteAt(b[:len(b)/2], off)
			}
			return f.WriteAt(b, off)
		}}, io.ErrShortWrite, "settle the cause"},
		{"sync", store.Hooks{Sync: func(f store.SegmentFile) error {
			if broken.Load() {
				return syscall.EIO
			}
			return f.Sync()
		}}, syscall.EIO, "check the disk"},
		{"roll", store.Hooks{Create: func(string) error {
			if broken.Load() {
				return errInjected
			}
			return nil
		}}, errInjected, "settle the cause"},
	}
	for _, tt := range tests {
		for _, d := range levels {
			if tt.name == "sync" && d == store.Async {
				continue // promises nothing about the disk
			}
			t.Run(fmt.Sprintf("%s/%v", tt.name, d), func(t *testing.T) {
				broken.Store(false)
				dir := t.TempDir()
				cfg := store.FileConfig{Durability: d, SegmentBytes: 2000}
				f, err := store.OpenFileHooked(dir, cfg, &tt.hooks)
				must(t, err)
				l, other := openSession(t, f, "s"), openSession(t, f, "other")
				msg := func(seq uint64) []byte { return fmt.Appendf(nil, "%0200d", seq) }
				for seq := uint64(1); seq <= 5; seq++ {
					must(t, l.SaveOut(seq, msg(seq)))
				}
				must(t, l.Sync(t.Context()))

				broken.Store(true)
				seq, err := uint64(6), error(nil)
				for ; err == nil && seq < 100; seq++ { // "roll" needs a few
					if err = l.SaveOut(seq, msg(seq)); err == nil {
						err = l.Sync(t.Context())
					}
				}
				if tt.name != "roll" && seq != 7 {
					t.Errorf("failed at message %d, want 6", seq-1)
				}
				failed := seq - 1
				wantFailed(t, "Sync", err, tt.cause)
				if msg := err.Error(); !strings.Contains(msg, dir) || !strings.Contains(msg, tt.text) {
					t.Errorf("error %q: want the path and %q in it", msg, tt.text)
				}
				_, openErr := f.Open(t.Context(), "third")
				for call, err := range map[string]error{
					"SaveOut":       l.SaveOut(l.State().NextOut, nil),
					"SetNextIn":     l.SetNextIn(9),
					"SetNextOut":    l.SetNextOut(99),
					"Reset":         l.Reset(time.Now()),
					"Sync":          l.Sync(t.Context()),
					"other session": other.SetNextIn(9),
					"Open":          openErr,
				} {
					wantFailed(t, call, err, tt.cause)
				}

				broken.Store(false)
				dead := l
				l = openAgain(t, f, "s")
				must(t, f.Err())
				for call, err := range map[string]error{
					"SaveOut":   dead.SaveOut(l.State().NextOut, nil),
					"Sync":      dead.Sync(t.Context()),
					"Messages":  copyError(dead.Messages(t.Context(), 1, 0)),
					"Log.Close": dead.Close(),
				} {
					wantFailed(t, call, err, tt.cause)
				}
				if next := l.State().NextOut; next < failed || next > failed+1 {
					t.Errorf("next out %d after message %d failed", next, failed)
				}
				seq = 1
				for m, err := range l.Messages(t.Context(), 1, 0) {
					must(t, err)
					if m.Seq != seq || string(m.Bytes) != string(msg(seq)) {
						t.Errorf("message %d: %q", m.Seq, m.Bytes)
					}
					seq++
				}
				must(t, l.SaveOut(seq, msg(seq)))
				must(t, l.Sync(t.Context()))
				must(t, f.Close())
				f = openFile(t, dir, cfg)
				if got := copySession(t, openSession(t, f, "s")); got.Messages[seq] != string(msg(seq)) || got.State.NextOut != seq+1 {
					t.Errorf("opened anew: %+v", got.State)
				}
				must(t, f.Close())
			})
		}
	}
}

// openAgain opens a session of a store that failed, as soon as that looks again.
func openAgain(t *testing.T, f *store.File, id string) store.Log {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; <-time.After(time.Millisecond) {
		l, err := f.Open(t.Context(), id)
		if err == nil {
			return l
		}
		if !errors.Is(err, store.ErrFailed) || time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

func copyError(messages iter.Seq2[store.Message, error]) (err error) {
	for _, err = range messages {
		if err != nil {
			break
		}
	}
	return err
}

func wantFailed(t *testing.T, call string, err, cause error) {
	t.Helper()
	if !errors.Is(err, store.ErrFailed) || !errors.Is(err, cause) {
		t.Errorf("%s: error %v, want ErrFailed because of %v", call, err, cause)
	}
}

// Close of a store that failed does not claim that all is well.
func TestFileCloseAfterFailure(t *testing.T) {
	t.Parallel()
	var broken atomic.Bool
	f, err := store.OpenFileHooked(t.TempDir(), store.FileConfig{}, &store.Hooks{
		Write: func(f store.SegmentFile, b []byte, off int64) (int, error) {
			if broken.Load() {
				return 0, errInjected
			}
			return f.WriteAt(b, off)
		},
	})
	must(t, err)
	l := openSession(t, f, "s")
	broken.Store(true)
	must(t, l.SetNextIn(2))
	wantFailed(t, "Log.Close", l.Close(), errInjected)
	wantFailed(t, "Store.Close", f.Close(), errInjected)
	must(t, f.Close())
}

// A disk that is full from the start.
func TestFileCreateFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := store.OpenFileHooked(dir, store.FileConfig{}, &store.Hooks{
		Create: func(path string) error { return &os.PathError{Op: "open", Path: path, Err: syscall.ENOSPC} },
	})
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), dir) {
		t.Errorf("error %v", err)
	}
	must(t, openFile(t, dir, store.FileConfig{}).Close()) // it left no lock
}

// After a failed sync the kernel may take pages for clean that are not on disk,
// so what was not known to be durable is written once more.
func TestFileRewritesAfterFailedSync(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var broken atomic.Bool
	f, err := store.OpenFileHooked(dir, store.FileConfig{}, &store.Hooks{Sync: func(f store.SegmentFile) error {
		if broken.Load() {
			return syscall.EIO
		}
		return f.Sync()
	}})
	must(t, err)
	l := openSession(t, f, "s")
	must(t, l.SaveOut(1, []byte("durable")))
	must(t, l.Sync(t.Context()))
	must(t, l.SaveOut(2, []byte("doubtful"))) // with it goes the note that 1 is durable
	broken.Store(true)
	wantFailed(t, "Sync", l.Sync(t.Context()), syscall.EIO)
	wantFailed(t, "Close", f.Close(), syscall.EIO)

	written, synced := "", false
	f, err = store.OpenFileHooked(dir, store.FileConfig{}, &store.Hooks{
		Write: func(f store.SegmentFile, b []byte, off int64) (int, error) {
			written += string(b)
			return f.WriteAt(b, off)
		},
		Sync: func(store.SegmentFile) error {
			synced = strings.Contains(written, "doubtful")
			return nil
		},
	})
	must(t, err)
	if !synced || strings.Contains(written, "durable") {
		t.Errorf("written again: %q", written)
	}
	if got := copySession(t, openSession(t, f, "s")).Messages; got[1] != "durable" || got[2] != "doubtful" {
		t.Errorf("messages %v", got)
	}
	must(t, f.Close())
}
