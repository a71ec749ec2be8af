package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
)

// listSegments returns the numbers of the segments of dir in ascending order,
// and those of the index files.
func listSegments(dir string) (segs, indexes []uint32, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range entries {
		if seg, ok := segmentNumber(e.Name(), segmentSuffix); ok {
			segs = append(segs, seg)
		}
		if seg, ok := segmentNumber(e.Name(), indexSuffix); ok {
			indexes = append(indexes, seg)
		}
	}
	slices.Sort(segs)
	return segs, indexes, nil
}

// load rebuilds the sessions from the segments, cuts a torn tail off and makes
// the last segment ready for more.
func (f *File) load() error {
	segs, indexes, err := listSegments(f.dir)
	if err != nil {
		return dirError(f.dir, err)
	}
	if len(segs) == 0 {
		if f.active, err = createSegment(f.disk, f.dir, 1); err != nil {
			return dirError(f.dir, err)
		}
		f.startAt(1, segmentHeaderLen)
		return nil
	}
	for _, seg := range indexes {
		if seg < segs[0] { // of a segment that retention has deleted
			_ = f.disk.remove(indexPath(f.dir, seg))
		}
	}
	l := loader{f: f, byNum: map[uint32]*fileSession{}, begun: segs[0] == 1, zeroKnown: segs[0] == 1}
	last := segs[len(segs)-1]
	for seg := segs[0]; seg < last; seg++ {
		if err := l.full(seg); err != nil {
			return err
		}
	}
	end, err := l.scan(last, true)
	if err != nil {
		return err
	}
	f.activeDamaged = l.inSegment > 0
	l.finish()
	return f.reopen(last, l.synced, end)
}

// reopen opens the last segment for writing, sound up to end. What was read MUST
// be durable before it is relied on: after kill -9 it may be in the kernel only.
// Behind synced a sync alone is not enough:
//
//  1. A sync fails. The kernel reports that once, and takes the pages for clean.
//  2. The store is opened again and reads the pages from memory.
//  3. Another sync has nothing to do and succeeds, but nothing is on disk.
//
// So that part is written once more.
func (f *File) reopen(seg uint32, synced, end int64) error {
	path := segmentPath(f.dir, seg)
	var err error
	if f.active, err = f.disk.open(path); err != nil {
		return dirError(f.dir, err)
	}
	err = f.active.Truncate(end)
	switch {
	case err != nil:
	case end < segmentHeaderLen:
		end = segmentHeaderLen
		err = startSegment(f.active, seg)
	default:
		if end > synced {
			err = rewrite(f.active, path, synced, end)
		}
		if err == nil {
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

// rewrite writes what is between from and to in a file once more.
func rewrite(dst segmentFile, path string, from, to int64) error {
	src, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }()
	for b := make([]byte, min(to-from, 1<<20)); from < to && err == nil; from += int64(len(b)) {
		b = b[:min(to-from, int64(len(b)))]
		if _, err = src.ReadAt(b, from); err == nil {
			err = writeAll(dst, b, from)
		}
	}
	return err
}

func (f *File) startAt(seg uint32, off int64) {
	f.activeSeg, f.tidied = seg, seg
	f.end, f.allocated = off, off
	f.log.mark = mark{0, seg, off}
	f.written, f.durable = f.log.mark, f.log.mark
}

// loader applies what all segments say, oldest first.
type loader struct {
	f     *File
	byNum map[uint32]*fileSession
	seg   uint32
	off   int64 // of what is being applied, for errors

	synced int64 // how much of the segment is known to have been durable

	begun     bool   // the count of records is known
	zeroKnown bool   // and that of session 0
	lost      uint64 // records that were lost to damage
	explained uint64 // those of them whose session is known
	open      bool   // no record was seen since the last damage
	unsure    bool   // lost is not all
	inSegment int    // damages in this segment
	pardons   int    // segments whose damage the operator has accepted
	pardoned  bool   // no record was seen since the last of these
}

// full applies a segment that is not the last one, from its index if that is
// sound.
func (l *loader) full(seg uint32) error {
	l.seg, l.off, l.inSegment = seg, 0, 0
	info, err := os.Stat(segmentPath(l.f.dir, seg))
	size := int64(segmentLost)
	switch {
	case err == nil:
		size = info.Size()
	case !errors.Is(err, fs.ErrNotExist):
		return dirError(l.f.dir, err)
	}
	if b, err := os.ReadFile(indexPath(l.f.dir, seg)); err == nil {
		if m, ok := parseSummary(b, seg, size); ok && m.wellFormed() {
			l.summary(&m)
			l.f.full = append(l.f.full, segment{seg, max(size, 0)})
			return nil
		}
	}
	if size == segmentLost {
		l.damage(0, "segment is missing")
		l.unsure = true
		return nil
	}
	end, err := l.scan(seg, false)
	if err != nil {
		return err
	}
	l.f.sealSegment(seg, end, l.inSegment > 0)
	return nil
}

// scan applies the records of a segment and returns the end of what is to be
// kept of it.
func (l *loader) scan(seg uint32, last bool) (int64, error) {
	l.seg, l.off, l.inSegment, l.synced = seg, 0, 0, 0
	l.f.beginSegment()
	s, err := openScanner(l.f.dir, seg)
	if err != nil {
		return 0, dirError(l.f.dir, err)
	}
	defer s.close()
	head, reason, err := s.header()
	if err != nil {
		return 0, err
	}
	if reason != nil {
		if last && s.size <= segmentHeaderLen && tornHeader(head, seg) {
			return 0, nil
		}
		if errors.Is(reason, errVersion) {
			return 0, &CorruptError{segmentPath(l.f.dir, seg), 0, reason.Error()}
		}
		l.damage(0, reason.Error())
	}
	for s.off < s.size {
		r, off, ok, err := s.next()
		if err != nil {
			return 0, err
		}
		if ok {
			l.off = off
			l.record(r, place{seg, uint32(off)})
			continue
		}
		rest, err := s.rest()
		if err != nil {
			return 0, err
		}
		torn, skip := false, 0
		if last {
			torn, skip = tornTail(rest, seg, s.off)
		} else {
			skip = nextIntact(rest, 1, seg, s.off)
		}
		if torn {
			return s.off, nil
		}
		l.damage(s.off, "damaged record")
		if skip/recordHeaderLen > ordinalMask {
			l.unsure = true
		}
		s.off += int64(skip)
	}
	return s.off, nil
}

// summary applies the index of a segment.
func (l *loader) summary(m *summary) {
	if m.flags&indexAccepted == 0 || m.size != segmentLost {
		l.count(m.first)
		l.countZero(m.firstZero)
	}
	m.each(func(t *sessionSummary) bool {
		s := l.session(t.num, t.from, t.first)
		if s == nil {
			return true
		}
		l.meet(s, t.first)
		if s.state != t.from || s.doubt != 0 {
			l.restate(s, t.from)
		}
		h := &s.history
		switch {
		case t.reset:
			*h = history{}
		case t.cut > 0:
			h.truncate(t.cut)
		}
		h.old = t.extents(h.old, m.seg)
		s.state, s.records, s.statedIn = t.to, t.next, m.seg
		return true
	})
	l.f.log.ordinal, l.f.log.zero = m.next, m.nextZero
	if m.flags&indexAccepted != 0 {
		l.pardons++
		l.pardoned = true
	}
}
