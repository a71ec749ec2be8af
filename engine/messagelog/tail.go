package messagelog

import (
	"bytes"
	"context"
	"iter"
	"strconv"
	"sync"
	"sync/atomic"
)

// tail is what is to be seen of the last lines of a session.
type tail struct {
	watchers atomic.Int32

	mu     sync.Mutex
	recent []byte // whole lines, the last ones
	ended  bool
	all    map[*watcher]struct{}
}

// watcher is somebody who watches.
type watcher struct {
	lines   []byte // whole lines that were not looked at yet
	skipped int    // lines that found no room, behind them
	ready   chan struct{}
}

// maxWatched is how many bytes of lines wait for somebody who watches.
const maxWatched = 1 << 20

func (t *tail) watched() bool { return t.watchers.Load() > 0 }

// add takes whole lines.
func (t *tail) add(lines []byte, keep int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for w := range t.all {
		if w.skipped > 0 || len(w.lines) > 0 && len(w.lines)+len(lines) > maxWatched {
			w.skipped += bytes.Count(lines, []byte{'\n'})
		} else {
			w.lines = append(w.lines, lines...)
		}
		signal(w.ready)
	}
	if keep > 0 {
		t.recent = append(t.recent, lastLines(lines, keep)...)
		if len(t.recent) > 2*keep {
			t.recent = append(t.recent[:0], lastLines(t.recent, keep)...)
		}
	}
}

// lastLines returns the last whole lines of b that have at most n bytes, at
// least one.
func lastLines(b []byte, n int) []byte {
	if len(b) <= n {
		return b
	}
	if end := bytes.IndexByte(b[len(b)-n-1:], '\n'); end >= 0 && end < n {
		return b[len(b)-n+end:]
	}
	return b[bytes.LastIndexByte(b[:len(b)-1], '\n')+1:]
}

// end tells those who watch that nothing comes any more.
func (t *tail) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
	for w := range t.all {
		signal(w.ready)
	}
}

// Tail yields the last lines of a session as they are in its file, without their
// line ends: up to n that are still in memory, and then, if follow is set, those
// to come, until ctx ends or the Logger is closed. Whoever is too slow misses
// lines, and is told how many. It yields nothing for a session of which nothing
// was logged yet, unless follow is set.
func (l *Logger) Tail(ctx context.Context, session string, n int, follow bool) iter.Seq[string] {
	return func(yield func(string) bool) {
		l.flush(ctx)
		s := (*l.sessions.Load())[session]
		if s == nil {
			if !follow {
				return
			}
			s = l.stream(session)
		}
		w, old := s.tail.watch(follow)
		defer s.tail.unwatch(w)
		lines := bytes.SplitAfter(old, []byte{'\n'})
		lines = lines[:len(lines)-1] // behind the last line end is nothing
		if !yieldLines(lines[max(len(lines)-max(n, 0), 0):], yield) || !follow {
			return
		}
		for {
			select {
			case <-ctx.Done():
				return
			case <-w.ready:
			}
			b, skipped, ended := s.tail.next(w)
			for line := range bytes.Lines(b) {
				if ctx.Err() != nil || !yield(string(line[:len(line)-1])) {
					return
				}
			}
			if skipped > 0 && !yield(strconv.Itoa(skipped)+" lines were skipped: they came faster than they could be passed on") {
				return
			}
			if ended {
				return
			}
		}
	}
}

func yieldLines(lines [][]byte, yield func(string) bool) bool {
	for _, line := range lines {
		if !yield(string(line[:len(line)-1])) {
			return false
		}
	}
	return true
}

// watch begins to watch, and returns what there is.
func (t *tail) watch(follow bool) (*watcher, []byte) {
	w := &watcher{ready: make(chan struct{}, 1)}
	t.mu.Lock()
	defer t.mu.Unlock()
	if follow {
		if t.all == nil {
			t.all = make(map[*watcher]struct{})
		}
		t.all[w] = struct{}{}
		t.watchers.Add(1)
		if t.ended {
			signal(w.ready)
		}
	}
	return w, bytes.Clone(t.recent)
}

func (t *tail) unwatch(w *watcher) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, watched := t.all[w]; watched {
		delete(t.all, w)
		t.watchers.Add(-1)
	}
}

// next hands over what has come.
func (t *tail) next(w *watcher) (lines []byte, skipped int, ended bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines, skipped, ended = w.lines, w.skipped, t.ended
	w.lines, w.skipped = nil, 0
	return lines, skipped, ended
}
