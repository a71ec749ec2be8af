package store_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/store"
)

// retained is a store of many segments: session "busy" with three epochs of 40
// messages and "idle" with none but its numbers.
func retained(t *testing.T, dir string, r store.Retention) *store.File {
	t.Helper()
	f := openFile(t, dir, store.FileConfig{SegmentBytes: 1500, Preallocate: -1, Retention: r})
	idle, busy := openSession(t, f, "idle"), openSession(t, f, "busy")
	must(t, idle.SetNextIn(77))
	for epoch := uint64(1); epoch <= 3; epoch++ {
		for seq := uint64(1); seq <= 40; seq++ {
			must(t, busy.SaveOut(seq, fmt.Appendf(nil, "%d %0100d", epoch, seq)))
		}
		must(t, busy.Sync(t.Context()))
		if epoch < 3 {
			must(t, busy.Reset(sampleTime))
		}
	}
	must(t, busy.Sync(t.Context()))
	return f
}

func wantRetained(t *testing.T, f *store.File, first uint64) {
	t.Helper()
	if got := openSession(t, f, "idle").State(); got.NextIn != 77 || got.NextOut != 1 {
		t.Errorf("idle session %+v", got)
	}
	l := openSession(t, f, "busy")
	if got := l.State(); got.Epoch != 3 || got.NextOut != 41 {
		t.Errorf("busy session %+v", got)
	}
	for m, err := range l.Messages(t.Context(), 1, 0) {
		must(t, err)
		if want := fmt.Sprintf("3 %0100d", first); m.Seq != first || string(m.Bytes) != want {
			t.Fatalf("message %d %q, want %d", m.Seq, m.Bytes, first)
		}
		first++
	}
	if first != 41 {
		t.Errorf("messages end at %d", first-1)
	}
}

// What retention deletes, and what it does not. Reopened, the store is the same.
func TestFileRetention(t *testing.T) {
	t.Parallel()
	old := func(t *testing.T, dir string) {
		for _, name := range segments(t, dir) {
			must(t, os.Chtimes(name, time.Time{}, time.Now().Add(-48*time.Hour)))
		}
	}
	all := func(t *testing.T, names []string) bool { return strings.HasSuffix(names[0], "01.seg") }
	current := func(t *testing.T, names []string) bool { // the end of an epoch in the first one
		return strings.Contains(string(readFile(t, names[0])), "3 000") && !all(t, names)
	}
	for _, tt := range []struct {
		name  string
		r     store.Retention
		first uint64 // message kept
		keeps func(*testing.T, []string) bool
	}{
		{"none", store.Retention{}, 1, all},
		{"one epoch", store.Retention{Epochs: 1}, 1, current},
		{"two epochs", store.Retention{Epochs: 2}, 1, func(t *testing.T, names []string) bool {
			return strings.Contains(string(readFile(t, names[0])), "2 000") && !all(t, names)
		}},
		{"three epochs", store.Retention{Epochs: 3}, 1, all},
		{"young", store.Retention{MaxAge: 72 * time.Hour}, 1, all},
		{"old", store.Retention{MaxAge: 24 * time.Hour}, 1, current},
		{"small", store.Retention{MaxBytes: 1 << 20}, 1, all},
		{"large", store.Retention{MaxBytes: 3000}, 1, current},
		{"large, current too", store.Retention{MaxBytes: 3000, Current: true}, 0, func(t *testing.T, names []string) bool {
			return len(names) <= 3
		}},
		{"old, current too", store.Retention{MaxAge: time.Hour, Current: true}, 0, func(t *testing.T, names []string) bool {
			return len(names) == 1
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			must(t, retained(t, dir, store.Retention{}).Close())
			old(t, dir)
			for range 2 {
				f := openFile(t, dir, store.FileConfig{SegmentBytes: 1500, Preallocate: -1, Retention: tt.r})
				if d := f.Damage(); len(d) > 0 {
					t.Fatal(d)
				}
				names := segments(t, dir)
				if !tt.keeps(t, names) {
					t.Errorf("%d segments left, from %s", len(names), names[0])
				}
				if len(indexFiles(t, dir)) != len(names)-1 {
					t.Errorf("%d segments and %d indexes", len(names), len(indexFiles(t, dir)))
				}
				if tt.first > 0 {
					wantRetained(t, f, tt.first)
				} else {
					wantRetained(t, f, firstKept(t, names))
				}
				must(t, f.Close())
			}
		})
	}
}

// firstKept is the first message of epoch 3 in segments.
func firstKept(t *testing.T, names []string) uint64 {
	t.Helper()
	for _, name := range names {
		_, rest, ok := strings.Cut(string(readFile(t, name)), "3 000000")
		if ok {
			var seq uint64
			_, err := fmt.Sscanf(strings.TrimLeft(rest[:94], "0"), "%d", &seq)
			must(t, err)
			return seq
		}
	}
	return 41
}

// A segment that has become free goes when the next one begins.
func TestFileRetentionAtRoll(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := retained(t, dir, store.Retention{Epochs: 1})
	n, err := f.Prune() // behind what the committer does by itself
	must(t, err)
	names := segments(t, dir)
	if strings.HasSuffix(names[0], "01.seg") {
		t.Errorf("%d segments, Prune deleted %d", len(names), n)
	}
	must(t, f.Close())
	if _, err := f.Prune(); !errors.Is(err, store.ErrClosed) {
		t.Errorf("Prune after Close: %v", err)
	}
	f = openFile(t, dir, store.FileConfig{})
	wantRetained(t, f, 1)
	must(t, f.Close())
}

// While the store is damaged, nothing is deleted.
func TestFileRetentionOfDamage(t *testing.T) {
	t.Parallel()
	dir, _ := damagedStore(t)
	before := len(segments(t, dir))
	f := openFile(t, dir, store.FileConfig{Retention: store.Retention{MaxBytes: 1, Current: true}})
	if _, err := f.Prune(); !errors.Is(err, store.ErrCorrupt) || len(segments(t, dir)) != before {
		t.Errorf("error %v, %d segments of %d", err, len(segments(t, dir)), before)
	}
	must(t, f.Close())
}

// Segments are deleted while their messages are read: what is read is right.
func TestFileRetentionWhileReading(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := openFile(t, dir, store.FileConfig{
		SegmentBytes: 1500, Preallocate: -1, Retention: store.Retention{MaxBytes: 1, Current: true},
	})
	defer f.Close()
	l := openSession(t, f, "s")
	for seq := uint64(1); seq <= 300; seq++ {
		must(t, l.SaveOut(seq, fmt.Appendf(nil, "%0100d", seq)))
		if seq%50 == 0 {
			last := uint64(0)
			for m, err := range l.Messages(t.Context(), 1, 0) {
				must(t, err)
				if m.Seq <= last || string(m.Bytes) != fmt.Sprintf("%0100d", m.Seq) {
					t.Fatalf("message %d after %d: %q", m.Seq, last, m.Bytes)
				}
				last = m.Seq
				_, err := f.Prune()
				must(t, err)
			}
			if last != seq {
				t.Errorf("read up to %d of %d", last, seq)
			}
		}
	}
	if n := len(segments(t, dir)); n > 3 {
		t.Errorf("%d segments", n)
	}
}

func TestRetentionConfig(t *testing.T) {
	t.Parallel()
	if _, err := store.OpenFile(t.TempDir(), store.FileConfig{Retention: store.Retention{MaxAge: -1}}); err == nil {
		t.Error("negative MaxAge was accepted")
	}
}
