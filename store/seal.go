package store

import "encoding/binary"

// segment is a full segment.
type segment struct {
	num  uint32
	size int64
}

// fullIndex is the index of a full segment that is not yet in its file.
type fullIndex struct {
	seg   uint32
	bytes []byte
	// keep says that it must not get there: the segment is damaged, and is to be
	// read again and reported again until the operator has accepted that.
	keep  bool
	tried uint32 // the active segment when it could not be written last
}

// beginSegment forgets what the last segment has done. Callers hold mu.
func (f *File) beginSegment() {
	clear(f.touched)
	f.touched = f.touched[:0]
	f.first, f.zero = f.log.ordinal, f.log.zero
}

// touch makes s one of the sessions that segment seg changes. Callers hold mu.
func (f *File) touch(s *fileSession, seg uint32) {
	if s.touchedIn == seg {
		return
	}
	s.touchedIn = seg
	s.first, s.firstNth = s.state, s.records
	s.wasReset, s.cut = false, 0
	f.touched = append(f.touched, s)
}

// sealSegment makes the index of seg, which is full and size bytes long, and
// moves the places of its messages there. Callers hold mu.
func (f *File) sealSegment(seg uint32, size int64, damaged bool) {
	m := summary{
		seg: seg, size: size, first: f.first, next: f.log.ordinal, firstZero: f.zero, nextZero: f.log.zero,
		sessions: uint32(len(f.touched)),
	}
	n := 0
	for _, s := range f.touched {
		m.messages += uint32(s.history.tail.len())
		n += 128 + len(s.state.ID) + 12*len(s.history.tail.runs)
	}
	b := appendSummaryHeader(make([]byte, 0, indexHeaderLen+4*int(m.messages)+n), m)
	for _, s := range f.touched {
		b = s.appendOffsets(b)
	}
	at := uint32(0)
	for _, s := range f.touched {
		b = s.appendSummary(b)
		at = s.history.seal(seg, at)
	}
	f.indexes = append(f.indexes, &fullIndex{seg: seg, bytes: finishSummary(b), keep: damaged})
	f.full = append(f.full, segment{seg, size})
}

// seal makes extents of the tail, whose places are in the index of seg from
// position at on. It returns the position behind them.
func (h *history) seal(seg, at uint32) uint32 {
	for i := range h.tail.runs {
		seq, n := h.tail.run(i)
		h.old = append(h.old, extent{seq, uint32(n), seg, at})
		at += uint32(n)
	}
	h.tail = index{}
	return at
}

// lookUp completes s if its index is in memory. Callers hold mu. It reports
// whether the segment is written.
func (f *File) lookUp(s *spot) bool {
	for _, x := range f.indexes {
		if x.seg == s.seg {
			s.off = binary.LittleEndian.Uint32(x.bytes[indexHeaderLen+4*s.at:])
			s.indexed = false
			return f.written.has(s.place)
		}
	}
	return true
}

// saveIndexes writes the indexes of segments that are full and durable. It is
// for the committer alone. An index that cannot be written is kept and tried
// again after the next segment: it only saves time.
func (f *File) saveIndexes() {
	f.wmu.Lock()
	active := f.activeSeg // those before it are durable
	f.wmu.Unlock()
	for {
		var x *fullIndex
		f.mu.Lock()
		for _, y := range f.indexes {
			if !y.keep && y.seg < active && y.tried != active {
				x = y
				break
			}
		}
		f.mu.Unlock()
		if x == nil {
			return
		}
		if err := f.disk.save(indexPath(f.dir, x.seg), x.bytes); err != nil {
			x.tried = active
			continue
		}
		f.mu.Lock()
		for i, y := range f.indexes {
			if y == x {
				f.indexes = append(f.indexes[:i:i], f.indexes[i+1:]...)
				break
			}
		}
		f.mu.Unlock()
	}
}

// tidy is what the committer does when a segment has become full.
func (f *File) tidy() {
	f.saveIndexes()
	f.wmu.Lock()
	active := f.activeSeg
	f.wmu.Unlock()
	if active != f.tidied && f.cfg.Retention != (Retention{}) {
		f.prune()
	}
	f.tidied = active
}
