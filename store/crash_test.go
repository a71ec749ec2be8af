package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/store"
)

// sessionCopy is all there is to know about a session.
type sessionCopy struct {
	State    store.State
	Messages map[uint64]string
}

func copySession(t *testing.T, l store.Log) sessionCopy {
	t.Helper()
	c := sessionCopy{l.State(), map[uint64]string{}}
	for m, err := range l.Messages(t.Context(), 1, 0) {
		must(t, err)
		c.Messages[m.Seq] = string(m.Bytes)
	}
	return c
}

// point is what the store held when its last segment had size bytes.
type point struct {
	seg      int
	size     int64
	sessions map[string]sessionCopy
}

var sampleTime = time.Date(2026, 11, 24, 8, 0, 0, 5, time.UTC)

// writeSample fills a store with every kind of record and returns what it held
// after each one. The store is left open until the test ends if closed is false.
func writeSample(t *testing.T, dir string, segmentBytes int64, closed bool) (points []point) {
	t.Helper()
	f := openFile(t, dir, store.FileConfig{
		Durability: store.Async, SegmentBytes: segmentBytes, Preallocate: -1,
		Now: func() time.Time { return sampleTime },
	})
	note := func(logs ...store.Log) {
		t.Helper()
		p := point{sessions: map[string]sessionCopy{}}
		for _, l := range logs {
			must(t, l.Sync(t.Context()))
			p.sessions[l.State().ID] = copySession(t, l)
		}
		names := segments(t, dir)
		fi, err := os.Stat(names[len(names)-1])
		must(t, err)
		p.seg, p.size = len(names)-1, fi.Size()
		points = append(points, p)
	}
	note()
	a := openSession(t, f, "A")
	note(a)
	b := openSession(t, f, "BB")
	note(a, b)
	for _, step := range []func() error{
		func() error { return a.SaveOut(1, []byte("8=FIX.4.4\x019=5\x0135=0\x0110=163\x01")) },
		func() error { return b.SaveOut(1, []byte("\x00\x00\x00")) },
		func() error { return a.SetNextIn(2) },
		func() error { return a.SaveOut(2, nil) },
		func() error { return b.SetNextOut(9) },
		func() error { return b.SaveOut(9, []byte("nine")) },
		func() error { return a.SetNextOut(2) },
		func() error { return a.SaveOut(2, []byte("two, again")) },
		func() error { return b.Reset(sampleTime.Add(time.Hour)) },
		func() error { return b.SaveOut(1, []byte("one of the next epoch")) },
		func() error { return b.SetNextIn(300) },
		func() error { return a.SaveOut(3, []byte("three")) },
	} {
		must(t, step())
		note(a, b)
	}
	if closed {
		must(t, f.Close())
	} else {
		t.Cleanup(func() { must(t, f.Close()) })
	}
	return points
}

// wantPoint checks that the store in dir opens and holds exactly p.
func wantPoint(t *testing.T, what, dir string, p point) {
	t.Helper()
	f, err := store.OpenFileHooked(dir, store.FileConfig{Now: func() time.Time { return sampleTime }},
		&store.Hooks{Sync: func(store.SegmentFile) error { return nil }})
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	defer f.Close()
	for _, id := range []string{"A", "BB"} {
		want, ok := p.sessions[id]
		if !ok {
			want = sessionCopy{store.State{ID: id, Epoch: 1, NextIn: 1, NextOut: 1, Created: sampleTime}, map[uint64]string{}}
		}
		l := openSession(t, f, id)
		if got := copySession(t, l); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: session %s differs (-want +got):\n%s", what, id, cmp.Diff(want, got))
		}
		// The log goes on behind the cut.
		next := l.State().NextOut
		must(t, l.SaveOut(next, []byte("after")))
		if got := copySession(t, l).Messages[next]; got != "after" {
			t.Errorf("%s: session %s: message %d is %q", what, id, next, got)
		}
	}
}

// replaceDir makes a store directory with other content in its last segment.
func replaceDir(t *testing.T, from string, seg int, content []byte) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "copy")
	must(t, os.Mkdir(dir, 0o700))
	copySegments(t, from, dir)
	must(t, os.WriteFile(segments(t, dir)[seg], content, 0o600))
	return dir
}

// Wherever a write was torn, the store opens and lacks the torn record only.
func TestFileTruncated(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{0, 300} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			points := writeSample(t, dir, size, false)
			names := segments(t, dir)
			if size > 0 && len(names) < 3 {
				t.Fatalf("%d segments", len(names))
			}
			seg := len(names) - 1
			raw, err := os.ReadFile(names[seg])
			must(t, err)
			for k := range len(raw) + 1 {
				var want point
				for _, p := range points {
					if p.seg < seg || p.size <= int64(k) {
						want = p
					}
				}
				what := fmt.Sprintf("cut at %d of %d", k, len(raw))
				wantPoint(t, what, replaceDir(t, dir, seg, raw[:k]), want)
			}
		})
	}
}

// A record that a reader finds damaged is not handed out.
func TestFileDamagedWhileOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := openFile(t, dir, store.FileConfig{Preallocate: -1})
	defer f.Close()
	l := openSession(t, f, "s")
	for seq := uint64(1); seq <= 3; seq++ {
		must(t, l.SaveOut(seq, fmt.Appendf(nil, "message %d", seq)))
	}
	must(t, l.Sync(t.Context()))
	name := segments(t, dir)[0]
	raw, err := os.ReadFile(name)
	must(t, err)
	raw[len(raw)-36-len("message 3")-1] ^= 1 // the end of message 2
	must(t, os.WriteFile(name, raw, 0o600))
	var got []uint64
	var last error
	for m, err := range l.Messages(t.Context(), 1, 0) {
		if last = err; err == nil {
			got = append(got, m.Seq)
		}
	}
	if len(got) != 1 || !errors.Is(last, store.ErrCorrupt) {
		t.Errorf("messages %v and error %v, want [1] and ErrCorrupt", got, last)
	}
}

// Power fails while three pages are on their way, and the second is not there
// while the third is: nothing of it was acknowledged, so the log ends before the
// hole. The same hole in what was synced is corruption.
func TestFileHole(t *testing.T) {
	t.Parallel()
	const page = 4096
	dir := t.TempDir()
	f := openFile(t, dir, store.FileConfig{Preallocate: -1})
	defer f.Close()
	l := openSession(t, f, "s")
	var ends []int64 // of message i+1
	save := func(n int) {
		for range n {
			must(t, l.SaveOut(l.State().NextOut, bytes.Repeat([]byte("x"), 100)))
		}
	}
	save(20)
	must(t, l.Sync(t.Context()))
	for range 100 {
		save(1)
		for _, err := range l.Messages(t.Context(), l.State().NextOut-1, 0) { // flushes
			must(t, err)
		}
		fi, err := os.Stat(segments(t, dir)[0])
		must(t, err)
		ends = append(ends, fi.Size())
	}
	raw, err := os.ReadFile(segments(t, dir)[0])
	must(t, err)
	clear(raw[page : 2*page])

	c := openFile(t, replaceDir(t, dir, 0, raw), store.FileConfig{})
	want := uint64(21)
	for _, end := range ends {
		if end <= page {
			want++
		}
	}
	if st := openSession(t, c, "s").State(); st.NextOut != want {
		t.Errorf("next out %d, want %d", st.NextOut, want)
	}
	must(t, c.Close())

	must(t, l.Sync(t.Context()))
	save(1) // with it goes the note that all before was synced
	must(t, l.Sync(t.Context()))
	raw, err = os.ReadFile(segments(t, dir)[0])
	must(t, err)
	clear(raw[page : 2*page])
	holed := replaceDir(t, dir, 0, raw)
	c = openFile(t, holed, store.FileConfig{})
	defer c.Close()
	if d := c.Damage(); len(d) != 1 || d[0].Offset > page {
		t.Errorf("hole in synced records: damage %v", d)
	}
}
