package store

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
)

// load rebuilds the sessions from the segments, cuts a torn tail off and makes
// the last segment ready for more.
func (f *File) load() error {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return dirError(f.dir, err)
	}
	var segs []uint32
	for _, e := range entries {
		if seg, ok := segmentNumber(e.Name()); ok {
			segs = append(segs, seg)
		}
	}
	if len(segs) == 0 {
		if f.active, err = createSegment(f.disk, f.dir, 1); err != nil {
			return dirError(f.dir, err)
		}
		f.startAt(1, segmentHeaderLen)
		return nil
	}
	slices.Sort(segs)
	l := loader{f: f, byNum: map[uint32]*fileSession{}}
	var end int64
	for i, seg := range segs {
		if i > 0 && seg != segs[i-1]+1 {
			return &CorruptError{segmentPath(f.dir, segs[i-1]+1), 0, "segment is missing"}
		}
		l.seg, l.last = seg, i == len(segs)-1
		if end, err = l.segment(); err != nil {
			return err
		}
	}
	return f.reopen(segs[len(segs)-1], end)
}

// reopen opens the last segment for writing, sound up to end. What was read MUST
// be durable before it is relied on: after kill -9 it may be in the kernel only.
func (f *File) reopen(seg uint32, end int64) error {
	var err error
	if f.active, err = f.disk.open(segmentPath(f.dir, seg)); err != nil {
		return dirError(f.dir, err)
	}
	if err = f.active.Truncate(end); err == nil {
		if end < segmentHeaderLen {
			end = segmentHeaderLen
			err = startSegment(f.active, seg)
		} else {
			err = f.active.Sync()
		}
	}
	if err == nil {
		err = f.disk.syncDir(f.dir)
	}
	if err != nil {
		err = writeError("open", f.dir, seg, err)
		return fmt.Errorf("store: %w; %s open the store again", err, remedy(err))
	}
	f.startAt(seg, end)
	return nil
}

func (f *File) startAt(seg uint32, off int64) {
	f.activeSeg = seg
	f.log.mark = mark{0, seg, off}
	f.written, f.durable = f.log.mark, f.log.mark
}

// loader applies the records of all segments, oldest first.
type loader struct {
	f     *File
	byNum map[uint32]*fileSession
	seg   uint32
	last  bool // seg is the last one
}

// segment applies one segment and returns the end of its sound part.
func (l *loader) segment() (int64, error) {
	path := segmentPath(l.f.dir, l.seg)
	file, err := os.Open(path)
	if err != nil {
		return 0, dirError(l.f.dir, err)
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return 0, fmt.Errorf("store: %w", err)
	}
	s := scanner{file: file, size: info.Size()}
	head, err := s.peek(segmentHeaderLen)
	if err != nil {
		return 0, fmt.Errorf("store: %w", err)
	}
	head = head[:min(len(head), segmentHeaderLen)]
	if err := checkHeader(head, l.seg); err != nil {
		if l.last && s.size <= segmentHeaderLen && tornHeader(head, l.seg) {
			return 0, nil
		}
		return 0, &CorruptError{path, 0, err.Error()}
	}
	s.off = segmentHeaderLen
	for s.off < s.size {
		b, err := s.peek(recordHeaderLen)
		if n, ok := recordLen(b); err == nil && ok {
			b, err = s.peek(n)
		}
		if err != nil {
			return 0, fmt.Errorf("store: %w", err)
		}
		r, n, ok := parseRecord(b, l.seg, s.off)
		if !ok {
			return s.off, l.damaged(path, &s)
		}
		if reason := l.apply(r, place{l.seg, uint32(s.off)}); reason != "" {
			return 0, &CorruptError{path, s.off, reason}
		}
		s.off += int64(n)
	}
	return s.off, nil
}

// damaged decides whether the damage at s.off is a torn tail, which is no error.
func (l *loader) damaged(path string, s *scanner) error {
	if !l.last {
		return &CorruptError{path, s.off, "damaged record"}
	}
	rest := make([]byte, s.size-s.off)
	if _, err := s.file.ReadAt(rest, s.off); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if !tornTail(rest, l.seg, s.off) {
		return &CorruptError{path, s.off, "damaged record with intact ones behind it"}
	}
	return nil
}

// apply applies an intact record, or returns why it cannot stand where it does.
func (l *loader) apply(r record, p place) string {
	if r.typ == recordSynced {
		return ""
	}
	s := l.byNum[r.session]
	if r.typ == recordSession {
		return l.state(s, r, p.seg)
	}
	if s == nil {
		return fmt.Sprintf("session %d was not declared", r.session)
	}
	epoch := s.state.Epoch
	if r.typ == recordReset {
		epoch++
	}
	switch {
	case r.epoch != epoch:
		return fmt.Sprintf("session %s: epoch %d, expected %d", s.state.ID, r.epoch, epoch)
	case r.typ == recordOut && (r.seq != s.state.NextOut || r.seq == math.MaxUint64):
		return fmt.Sprintf("session %s: message %d, expected %d", s.state.ID, r.seq, s.state.NextOut)
	case r.typ == recordReset && len(r.payload) != createdLen,
		r.typ != recordReset && r.seq == 0:
		return fmt.Sprintf("session %s: malformed record of type %d", s.state.ID, r.typ)
	}
	s.apply(r, p)
	return ""
}

// state declares a session, or compares a session record with what is known.
func (l *loader) state(s *fileSession, r record, seg uint32) string {
	st, ok := parseSession(r)
	switch {
	case !ok:
		return "malformed session record"
	case s == nil:
		if other := l.f.sessions[st.ID]; other != nil {
			return fmt.Sprintf("session %s: declared as %d and as %d", st.ID, other.num, r.session)
		}
		s = &fileSession{num: r.session, state: st}
		l.byNum[s.num], l.f.sessions[st.ID] = s, s
		l.f.lastNum = max(l.f.lastNum, s.num)
	case s.state != st:
		return fmt.Sprintf("session %s: restated as %+v, was %+v", s.state.ID, st, s.state)
	}
	s.statedIn = seg
	return ""
}

// scanner reads a segment through a window.
type scanner struct {
	file   *os.File
	size   int64
	off    int64 // of the next record
	window []byte
	start  int64 // of the window
}

// peek returns the bytes from off on, at least n of them unless the file ends.
func (s *scanner) peek(n int) ([]byte, error) {
	n = int(min(int64(n), s.size-s.off))
	at := int(s.off - s.start)
	if len(s.window)-at >= n {
		return s.window[at:], nil
	}
	if want := max(n, bufferFull); cap(s.window) < want {
		s.window = make([]byte, want)
	}
	got, err := s.file.ReadAt(s.window[:cap(s.window)], s.off)
	s.window, s.start = s.window[:got], s.off
	if got < n && errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF // somebody shortens the file
	} else if got >= n {
		err = nil
	}
	return s.window, err
}
