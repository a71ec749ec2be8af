package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/storetest"
)

var levels = []store.Durability{store.Group, store.Async, store.Each}

func TestFile(t *testing.T) {
	t.Parallel()
	for _, d := range levels {
		for _, size := range []int64{0, 1000} { // 1000: every few messages a segment
			t.Run(fmt.Sprintf("%v-%d", d, size), func(t *testing.T) {
				t.Parallel()
				storetest.Run(t, func(t *testing.T, dir string) store.Store {
					return openFile(t, dir, store.FileConfig{Durability: d, SegmentBytes: size})
				})
			})
		}
	}
}

func openFile(t *testing.T, dir string, cfg store.FileConfig) *store.File {
	t.Helper()
	f, err := store.OpenFile(dir, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func openSession(t *testing.T, s store.Store, id string) store.Log {
	t.Helper()
	l, err := s.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func segments(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.seg"))
	must(t, err)
	return names
}

func TestFileConfig(t *testing.T) {
	t.Parallel()
	_, err := store.OpenFile(t.TempDir(), store.FileConfig{Durability: 9, SegmentBytes: -1})
	if err == nil || !strings.Contains(err.Error(), "Durability 9") ||
		!strings.Contains(err.Error(), "SegmentBytes -1") {
		t.Errorf("error %v, want both faults named", err)
	}
	if _, err := store.OpenFile(t.TempDir(), store.FileConfig{SegmentBytes: 2 << 30}); err == nil {
		t.Error("segments of 2 GiB were accepted")
	}
}

func TestFileCreatesDirectory(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "b")
	must(t, openFile(t, dir, store.FileConfig{}).Close())
	for _, d := range []string{dir, filepath.Dir(dir)} {
		fi, err := os.Stat(d)
		must(t, err)
		if fi.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", d, fi.Mode())
		}
	}
	fi, err := os.Stat(segments(t, dir)[0])
	must(t, err)
	if fi.Mode().Perm()&0o077 != 0 {
		t.Errorf("segment has mode %v", fi.Mode())
	}
}

// Each error names the path and what to do. None of the paths can be used by
// root either.
func TestFileUnusableDirectory(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	lock := t.TempDir()
	must(t, os.Mkdir(filepath.Join(lock, "LOCK"), 0o700))
	for _, dir := range []string{file, filepath.Join(file, "below"), filepath.Join(file, "a", "b"), lock} {
		_, err := store.OpenFile(dir, store.FileConfig{})
		if err == nil || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), "or name another") {
			t.Errorf("%s: error %v", dir, err)
		}
	}
	if os.Getuid() == 0 {
		return
	}
	readOnly := t.TempDir()
	must(t, os.Chmod(readOnly, 0o500))
	if _, err := store.OpenFile(readOnly, store.FileConfig{}); !errors.Is(err, os.ErrPermission) {
		t.Errorf("error %v, want a permission error", err)
	}
}

// Issue 16 of REGRESSIONS.md: two engines on one directory.
func TestFileLockedInProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := openFile(t, dir, store.FileConfig{})
	_, err := store.OpenFile(dir, store.FileConfig{})
	wantLocked(t, err, dir, os.Getpid())
	must(t, f.Close())
	must(t, openFile(t, dir, store.FileConfig{}).Close())
}

func wantLocked(t *testing.T, err error, dir string, pid int) {
	t.Helper()
	var locked *store.LockedError
	if !errors.Is(err, store.ErrLocked) || !errors.As(err, &locked) || locked.Dir != dir || locked.PID != pid {
		t.Fatalf("error %v, want ErrLocked by %d", err, pid)
	}
	if msg := err.Error(); !strings.Contains(msg, dir) || !strings.Contains(msg, fmt.Sprint(pid)) {
		t.Errorf("error %q names not both directory and process", msg)
	}
}

// A bubble does not end while a goroutine of it lives.
func TestFileLeavesNoGoroutine(t *testing.T) {
	for _, d := range levels {
		dir := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			f := openFile(t, dir, store.FileConfig{Durability: d})
			l := openSession(t, f, "s")
			must(t, l.SaveOut(1, []byte("one")))
			must(t, l.Sync(t.Context()))
			must(t, l.SaveOut(2, []byte("two")))
			must(t, f.Close())
		})
	}
}

// What nobody syncs reaches the kernel by itself.
func TestFileFlushesWithoutSync(t *testing.T) {
	for _, d := range levels {
		dir := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			f := openFile(t, dir, store.FileConfig{Durability: d})
			l := openSession(t, f, "s")
			for next := uint64(2); next < 6; next++ {
				must(t, l.SetNextIn(next))
				<-time.After(5 * time.Millisecond)
				synctest.Wait()
				if got := readCopy(t, dir, "s").NextIn; got != next {
					t.Errorf("%v: after 5 ms next in %d is in the file, want %d", d, got, next)
				}
			}
			must(t, f.Close())
		})
	}
}

// readCopy returns what a process would find after this one was killed now.
func readCopy(t *testing.T, dir, id string) store.State {
	t.Helper()
	c := t.TempDir()
	copySegments(t, dir, c)
	f := openFile(t, c, store.FileConfig{})
	defer f.Close()
	return openSession(t, f, id).State()
}

func copySegments(t *testing.T, from, to string) {
	t.Helper()
	for _, name := range segments(t, from) {
		b, err := os.ReadFile(name)
		must(t, err)
		must(t, os.WriteFile(filepath.Join(to, filepath.Base(name)), b, 0o600))
	}
}

// Sync alone, without time passing, is enough at every level.
func TestFileSyncReachesKernel(t *testing.T) {
	for _, d := range levels {
		dir := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			f := openFile(t, dir, store.FileConfig{Durability: d})
			l, other := openSession(t, f, "s"), openSession(t, f, "other")
			must(t, other.SetNextIn(9))
			for seq := uint64(1); seq < 10; seq++ {
				must(t, l.SaveOut(seq, []byte("message")))
				must(t, l.Sync(t.Context()))
				if got := readCopy(t, dir, "s").NextOut; got != seq+1 {
					t.Errorf("%v: next out %d is in the file, want %d", d, got, seq+1)
				}
			}
			if got := readCopy(t, dir, "other").NextIn; got != 9 {
				t.Errorf("%v: the sync of one session left next in %d of another", d, got)
			}
			must(t, f.Close())
		})
	}
}

func TestFileCreatedByClock(t *testing.T) {
	t.Parallel()
	created := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	dir := t.TempDir()
	for _, now := range []time.Time{created, created.Add(time.Hour)} {
		f := openFile(t, dir, store.FileConfig{Now: func() time.Time { return now }})
		if got := openSession(t, f, "s").State().Created; got != created {
			t.Errorf("created %v, want %v", got, created)
		}
		must(t, f.Close())
	}
}

// Segments are rolled, restate their sessions, and can be read without those
// before them.
func TestFileSegments(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := openFile(t, dir, store.FileConfig{SegmentBytes: 4096})
	l, idle := openSession(t, f, "busy"), openSession(t, f, "idle")
	must(t, idle.SetNextIn(77))
	for seq := uint64(1); seq <= 200; seq++ {
		must(t, l.SaveOut(seq, make([]byte, 200)))
		if seq%50 == 0 {
			must(t, l.Sync(t.Context()))
		}
	}
	must(t, l.SetNextIn(5))
	must(t, idle.SetNextIn(78)) // restated here
	must(t, f.Close())
	names := segments(t, dir)
	if len(names) < 10 {
		t.Fatalf("%d segments", len(names))
	}
	for _, name := range names {
		fi, err := os.Stat(name)
		must(t, err)
		if fi.Size() > 4096+200 {
			t.Errorf("%s has %d bytes", name, fi.Size())
		}
	}
	for _, name := range names[:len(names)-1] {
		must(t, os.Remove(name))
	}
	f = openFile(t, dir, store.FileConfig{})
	defer f.Close()
	if st := openSession(t, f, "busy").State(); st.NextOut != 201 || st.NextIn != 5 {
		t.Errorf("busy session without old segments: %+v", st)
	}
	if st := openSession(t, f, "idle").State(); st.NextIn != 78 || st.NextOut != 1 {
		t.Errorf("idle session without old segments: %+v", st)
	}
}

// A cancelled wait returns at once, and what it waited for is still synced.
func TestFileSyncCancel(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	hold := make(chan struct{})
	syncing := make(chan struct{}, 100)
	blocked := false
	var mu sync.Mutex
	f, err := store.OpenFileHooked(dir, store.FileConfig{}, &store.Hooks{Sync: func(f store.SegmentFile) error {
		mu.Lock()
		b := blocked
		mu.Unlock()
		if b {
			syncing <- struct{}{}
			<-hold
		}
		return f.Sync()
	}})
	must(t, err)
	mu.Lock()
	blocked = true
	mu.Unlock()
	l := openSession(t, f, "s")
	must(t, l.SaveOut(1, []byte("one")))
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error)
	go func() { result <- l.Sync(ctx) }()
	<-syncing
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("Sync: error %v, want context.Canceled", err)
	}
	if err := l.Sync(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Sync with an ended context: error %v", err)
	}
	close(hold)
	must(t, l.SaveOut(2, []byte("two")))
	must(t, l.Sync(t.Context()))
	must(t, f.Close())
}

// One sync serves many waiters: those who come during a sync share the next.
func TestFileGroupCommit(t *testing.T) {
	t.Parallel()
	hold := make(chan struct{})
	syncing := make(chan struct{}, 1000)
	f, err := store.OpenFileHooked(t.TempDir(), store.FileConfig{}, &store.Hooks{Sync: func(f store.SegmentFile) error {
		syncing <- struct{}{}
		<-hold
		return f.Sync()
	}, Create: func(string) error { // before the first sync of a new store
		go func() { hold <- struct{}{}; <-syncing }()
		return nil
	}})
	must(t, err)
	first := openSession(t, f, "first")
	must(t, first.SetNextIn(2))
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := first.Sync(t.Context()); err != nil {
			t.Error(err)
		}
	})
	<-syncing // and stays there
	const n = 50
	for i := range n {
		l := openSession(t, f, fmt.Sprint(i))
		must(t, l.SaveOut(1, []byte("one")))
		wg.Go(func() {
			if err := l.Sync(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	store.AwaitWaiters(f, n+1)
	close(hold)
	wg.Wait()
	// The one for all; perhaps one more that was asked for while it began.
	if got := len(syncing); got < 1 || got > 2 {
		t.Errorf("%d syncs for %d waiters", got, n)
	}
	must(t, f.Close())
}

// A message sent and one received cost one sync at most, and at Async none.
func TestFileOneSync(t *testing.T) {
	t.Parallel()
	for _, d := range levels {
		var syncs atomic.Int64
		f, err := store.OpenFileHooked(t.TempDir(), store.FileConfig{Durability: d}, &store.Hooks{
			Sync: func(store.SegmentFile) error { syncs.Add(1); return nil },
		})
		must(t, err)
		l := openSession(t, f, "s")
		must(t, l.Sync(t.Context()))
		before := syncs.Load()
		const n = 100
		for seq := uint64(1); seq <= n; seq++ {
			must(t, l.SaveOut(seq, []byte("ping")))
			must(t, l.Sync(t.Context()))
			must(t, l.SetNextIn(seq+1))
		}
		want := int64(n)
		if d == store.Async {
			want = 0
		}
		if got := syncs.Load() - before; got > want {
			t.Errorf("%v: %d syncs for %d messages each way", d, got, n)
		}
		must(t, f.Close())
	}
}

func TestFileAllocs(t *testing.T) {
	for _, d := range []store.Durability{store.Group, store.Async} {
		t.Run(d.String(), func(t *testing.T) {
			f := openFile(t, t.TempDir(), store.FileConfig{Durability: d})
			defer f.Close()
			wantNoAllocs(t, openSession(t, f, "s"))
		})
	}
}
