package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/store"
)

func indexFiles(t *testing.T, dir string) []string { return globIndexes(t, dir) }

// withIndexes copies the index files too.
func withIndexes(t *testing.T, from, to string) string {
	t.Helper()
	for _, name := range indexFiles(t, from) {
		b, err := os.ReadFile(name)
		must(t, err)
		must(t, os.WriteFile(filepath.Join(to, filepath.Base(name)), b, 0o600))
	}
	return to
}

// Whatever byte is wrong, the store opens, nothing that it says is wrong, and it
// tells what it cannot say.
func TestFileFlipped(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name         string
		segmentBytes int64
		closed       bool
		indexed      bool
	}{
		{"open", 0, false, false}, {"closed", 0, true, false},
		{"segments", 300, true, false}, {"indexed", 300, true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			points := writeSample(t, dir, tt.segmentBytes, tt.closed)
			// Behind the last point a closed store has one record, which says
			// that all before it was synced.
			last, before := points[len(points)-1], points[len(points)-2]
			if tt.closed {
				before = last
			}
			lastStart := before.size
			names := segments(t, dir)
			refused := 0
			for seg, name := range names {
				raw, err := os.ReadFile(name)
				must(t, err)
				for i := range raw {
					all := []byte{0xFF, 1 << (i % 8)}
					if tt.segmentBytes > 0 { // the same code for each of many segments
						all = all[i%2 : i%2+1]
					}
					for _, bits := range all {
						raw[i] ^= bits
						what := fmt.Sprintf("segment %d: byte %d of %d xor %#x", seg, i, len(raw), bits)
						c := replaceDir(t, dir, seg, raw)
						if tt.indexed {
							withIndexes(t, dir, c)
						}
						if seg == len(names)-1 && int64(i) >= lastStart {
							wantPoint(t, what, c, before)
						} else {
							wantReported(t, what, c, segments(t, c)[seg], int64(i))
							refused += wantHonest(t, what, c, last)
						}
						raw[i] ^= bits
						must(t, os.RemoveAll(c))
					}
				}
			}
			t.Logf("%d sessions refused", refused)
		})
	}
}

// wantReported checks that a reader of the log is told of damage in file at or
// before offset i.
func wantReported(t *testing.T, what, dir, file string, i int64) {
	t.Helper()
	for _, err := range store.Records(dir) {
		var e *store.CorruptError
		if errors.As(err, &e) && e.File == file && e.Offset <= i {
			return
		}
	}
	t.Errorf("%s: not reported", what)
}

// wantHonest checks that the store in dir opens, that each session is as in p or
// is refused, and each message too. It returns how many sessions were refused.
func wantHonest(t *testing.T, what, dir string, p point) (refused int) {
	t.Helper()
	f, err := store.OpenFileHooked(dir, store.FileConfig{}, &store.Hooks{Sync: func(store.SegmentFile) error { return nil }})
	if err != nil {
		if !errors.Is(err, store.ErrCorrupt) || !strings.Contains(err.Error(), "version") {
			t.Errorf("%s: %v", what, err)
		}
		return 2
	}
	defer f.Close()
	for id, want := range p.sessions {
		l, err := f.Open(t.Context(), id)
		if err != nil {
			refused++
			if !errors.Is(err, store.ErrCorrupt) || len(f.Damage()) == 0 {
				t.Errorf("%s: session %s: %v", what, id, err)
			}
			continue
		}
		if got := l.State(); got != want.State {
			t.Errorf("%s: session %s is %+v, was %+v; damage %v", what, id, got, want.State, f.Damage())
		}
		missing := 0
		for seq, msg := range want.Messages {
			got := false
			for m, err := range l.Messages(t.Context(), seq, seq) {
				if err == nil && (m.Seq != seq || string(m.Bytes) != msg) || err != nil && !errors.Is(err, store.ErrCorrupt) {
					t.Errorf("%s: session %s message %d: %q, %v", what, id, m.Seq, m.Bytes, err)
				}
				got = true
				if err != nil {
					missing++
				}
			}
			if !got {
				t.Errorf("%s: session %s message %d: silence; damage %v", what, id, seq, f.Damage())
			}
		}
		if missing > 1 {
			t.Logf("%s: session %s: %d messages lost", what, id, missing)
		}
	}
	return refused
}

// Whatever is wrong in an index file, or torn, the store is as it was.
func TestFileIndexFlipped(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	points := writeSample(t, dir, 300, true)
	want := points[len(points)-1]
	names := indexFiles(t, dir)
	if len(names) < 3 {
		t.Fatalf("index files: %v", names)
	}
	for n, name := range names {
		if n > 0 && n < len(names)-1 {
			continue // as the others
		}
		raw, err := os.ReadFile(name)
		must(t, err)
		try := func(what string, content []byte) {
			c := withIndexes(t, dir, replaceDir(t, dir, 0, readFile(t, segments(t, dir)[0])))
			must(t, os.WriteFile(indexFiles(t, c)[n], content, 0o600))
			wantPoint(t, what, c, want)
			if got := readFile(t, indexFiles(t, c)[n]); string(got) != string(raw) {
				t.Errorf("%s: the index was not made anew", what)
			}
			must(t, os.RemoveAll(c))
		}
		for i := range raw {
			raw[i] ^= 0x41
			flipped := append([]byte(nil), raw...)
			raw[i] ^= 0x41
			try(fmt.Sprintf("index %d: byte %d of %d flipped", n, i, len(raw)), flipped)
			try(fmt.Sprintf("index %d cut at %d of %d", n, i, len(raw)), raw[:i])
		}
	}
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	must(t, err)
	return b
}

// damagedStore has sessions A and B with messages 1..60 in several segments, an
// idle session, and damage in message 30 of A. It has no index files.
func damagedStore(t *testing.T) (dir string, damaged string) {
	t.Helper()
	dir = t.TempDir()
	f := openFile(t, dir, store.FileConfig{SegmentBytes: 4000, Preallocate: -1})
	a, b, idle := openSession(t, f, "A"), openSession(t, f, "B"), openSession(t, f, "idle")
	must(t, idle.SaveOut(1, []byte("idle 1")))
	must(t, idle.SetNextIn(7))
	for seq := uint64(1); seq <= 60; seq++ {
		for _, l := range []store.Log{a, b} {
			must(t, l.SaveOut(seq, fmt.Appendf(nil, "message %d of %s", seq, l.State().ID)))
			must(t, l.SetNextIn(seq))
		}
	}
	must(t, f.Close())
	for _, name := range indexFiles(t, dir) {
		must(t, os.Remove(name))
	}
	for _, name := range segments(t, dir) {
		raw := readFile(t, name)
		if i := strings.Index(string(raw), "message 30 of A"); i >= 0 {
			raw[i] ^= 1
			must(t, os.WriteFile(name, raw, 0o600))
			return dir, name
		}
	}
	t.Fatal("no message 30")
	return
}

// One message of one session is damaged: everything else goes on.
func TestFileDamagedMiddle(t *testing.T) {
	t.Parallel()
	dir, name := damagedStore(t)
	for range 2 { // and is found again
		f := openFile(t, dir, store.FileConfig{SegmentBytes: 4000})
		if d := f.Damage(); len(d) != 1 || d[0].File != name {
			t.Fatalf("damage %v, want %s", d, name)
		}
		for _, id := range []string{"A", "B", "idle"} {
			l := openSession(t, f, id)
			next := uint64(61)
			if id == "idle" {
				next = 2
			} else if l.State().NextOut > 61 {
				next = 62
			}
			if l.State().NextOut != next {
				t.Errorf("session %s: %+v", id, l.State())
			}
			seq := uint64(1)
			for m, err := range l.Messages(t.Context(), 1, 0) {
				if id == "A" && seq == 30 {
					if !errors.Is(err, store.ErrCorrupt) || !strings.Contains(err.Error(), "message 30 ") {
						t.Errorf("message 30: %v", err)
					}
					break
				}
				must(t, err)
				if m.Seq != seq {
					t.Errorf("session %s: message %d, want %d", id, m.Seq, seq)
				}
				seq++
			}
			for m, err := range l.Messages(t.Context(), 31, 60) {
				must(t, err)
				if want := fmt.Sprintf("message %d of %s", m.Seq, id); string(m.Bytes) != want {
					t.Errorf("%q, want %q", m.Bytes, want)
				}
			}
			if id != "idle" && next == 61 {
				must(t, l.SaveOut(61, fmt.Appendf(nil, "message 61 of %s", id)))
			}
		}
		openSession(t, f, fmt.Sprint("new ", len(segments(t, dir)), f.Damage()[0].Offset)) // all losses are explained
		must(t, f.Close())
	}
}

func TestRepairFile(t *testing.T) {
	t.Parallel()
	dir, name := damagedStore(t)
	before := readFile(t, name)
	r, err := store.RepairFile(dir)
	must(t, err)
	if len(r.Damage) != 1 || len(r.Doubtful) != 0 || !reflect.DeepEqual(r.Lost, []store.LostMessages{{"A", 30, 30}}) {
		t.Errorf("repaired %+v", r)
	}
	for range 2 {
		f := openFile(t, dir, store.FileConfig{})
		if d := f.Damage(); len(d) != 0 {
			t.Errorf("damage after repair: %v", d)
		}
		l := openSession(t, f, "A")
		n := 0
		for m, err := range l.Messages(t.Context(), 1, 60) {
			must(t, err)
			if n++; m.Seq == 30 {
				t.Error("message 30 is back")
			}
		}
		if n != 59 {
			t.Errorf("%d messages", n)
		}
		must(t, l.SaveOut(l.State().NextOut, []byte("goes on")))
		must(t, f.Close())
	}
	if string(readFile(t, name)) != string(before) {
		t.Error("the damaged segment was changed")
	}
	r, err = store.RepairFile(dir)
	must(t, err)
	if len(r.Damage) != 0 {
		t.Errorf("repaired twice: %v", r.Damage)
	}
}

// A segment is gone: sessions that later ones restate go on, others do not
// until the operator says so.
func TestFileSegmentMissing(t *testing.T) {
	t.Parallel()
	for _, indexed := range []bool{false, true} {
		dir := t.TempDir()
		f := openFile(t, dir, store.FileConfig{SegmentBytes: 4000})
		busy, idle := openSession(t, f, "busy"), openSession(t, f, "idle")
		must(t, idle.SaveOut(1, []byte("one")))
		for seq := uint64(1); seq <= 200; seq++ {
			must(t, busy.SaveOut(seq, make([]byte, 100)))
		}
		want := busy.State()
		must(t, f.Close())
		if !indexed {
			for _, name := range indexFiles(t, dir) {
				must(t, os.Remove(name))
			}
		}
		name := segments(t, dir)[2]
		must(t, os.Remove(name))
		f = openFile(t, dir, store.FileConfig{})
		if d := f.Damage(); len(d) == 0 || d[0].File != name {
			t.Errorf("damage %v, want %s", d, name)
		}
		busy = openSession(t, f, "busy")
		if diff := cmp.Diff(want, busy.State()); diff != "" {
			t.Error(diff)
		}
		for _, id := range []string{"idle", "unknown"} {
			if _, err := f.Open(t.Context(), id); !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("%s: error %v", id, err)
			}
		}
		var n int
		var last error
		for _, err := range busy.Messages(t.Context(), 1, 0) {
			n++
			last = err
		}
		if n < 10 || !errors.Is(last, store.ErrCorrupt) {
			t.Errorf("%d messages, error %v", n, last)
		}
		must(t, f.Close())
		r, err := store.RepairFile(dir)
		must(t, err)
		if len(r.Doubtful) != 1 || r.Doubtful[0].ID != "idle" || len(r.Lost) != 1 {
			t.Errorf("repaired %+v", r)
		}
		f = openFile(t, dir, store.FileConfig{})
		if len(f.Damage()) > 0 {
			t.Errorf("after repair: %v", f.Damage())
		}
		if got := copySession(t, openSession(t, f, "busy")); got.State != want || len(got.Messages) >= 200 || len(got.Messages) < 100 {
			t.Errorf("after repair: %+v with %d messages", got.State, len(got.Messages))
		}
		openSession(t, f, "idle")
		openSession(t, f, "unknown")
		must(t, f.Close())
	}
}
