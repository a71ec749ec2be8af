package store

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// mark is a point in the log: behind so many bytes since the store was opened,
// which is at off of segment seg.
type mark struct {
	end uint64
	seg uint32
	off int64
}

// has reports whether the record at p lies before the mark.
func (m mark) has(p place) bool {
	return p.seg < m.seg || p.seg == m.seg && int64(p.off) < m.off
}

// appender gives every record its place in the log and keeps the bytes that
// are not yet written. The File's mu guards it.
type appender struct {
	mark           // where the next record goes
	noted   int64  // highest offset in this segment that a synced record names
	ordinal uint32 // records in the log
	zero    uint32 // records of no session in the log
	buffer  buffer
	spare   buffer
}

// buffer holds bytes for one or more segments.
type buffer struct {
	bytes []byte
	cuts  []cut
}

// cut says that the bytes from at on go to off of segment seg, up to the next
// cut.
type cut struct {
	at  int
	seg uint32
	off int64
}

// overflows reports whether a record of n bytes belongs into the next segment.
func (a *appender) overflows(n int, segmentBytes int64) bool {
	return a.off+int64(n) > segmentBytes && a.off > segmentHeaderLen
}

// nextSegment goes to the beginning of the next segment.
func (a *appender) nextSegment() {
	a.seg++
	a.off = segmentHeaderLen
	a.noted = 0
	if len(a.buffer.bytes) > 0 {
		a.buffer.cuts = append(a.buffer.cuts, cut{len(a.buffer.bytes), a.seg, a.off})
	}
}

// noteDurable records what has become durable.
func (a *appender) noteDurable(durable mark) {
	if durable.seg == a.seg && durable.off > a.noted {
		a.noted = durable.off
		a.put(record{typ: recordSynced, nth: a.zero, seq: uint64(durable.off)})
		a.zero++
	}
}

func (a *appender) put(r record) place {
	p := place{a.seg, uint32(a.off)}
	if len(a.buffer.bytes) == 0 {
		a.buffer.cuts = append(a.buffer.cuts[:0], cut{0, a.seg, a.off})
	}
	r.ordinal = a.ordinal & ordinalMask
	a.ordinal++
	a.buffer.bytes = r.appendTo(a.buffer.bytes, a.seg, a.off)
	a.off += int64(r.len())
	a.end += uint64(r.len())
	return p
}

// take hands the buffer over for writing.
func (a *appender) take() buffer {
	b := a.buffer
	a.buffer, a.spare = a.spare, buffer{}
	return b
}

// giveBack keeps a written buffer for use as the next one.
func (a *appender) giveBack(b buffer) {
	if cap(b.bytes) <= bufferKept {
		a.spare = buffer{b.bytes[:0], b.cuts[:0]}
	}
}

// append records r for s and applies it. It reports whether the buffer is full
// and must be flushed. The caller holds mu and has checked r.
func (f *File) append(s *fileSession, r record) (full bool) {
	f.reserve(r.len())
	if s.statedIn != f.log.seg {
		f.restate(s)
	}
	r.session, r.nth = s.num, s.records
	s.records++
	s.apply(r, f.log.put(r))
	s.end = f.log.end
	f.arm()
	return len(f.log.buffer.bytes) >= bufferFull
}

// reserve makes sure that a record of n bytes goes into the right segment, and
// notes in front of it what has become durable.
func (f *File) reserve(n int) {
	if f.log.overflows(n, f.cfg.SegmentBytes) {
		f.sealSegment(f.log.seg, f.log.off, f.activeDamaged)
		f.log.nextSegment()
		f.beginSegment()
		f.activeDamaged = false
	}
	f.log.noteDurable(f.durable)
}

// restate writes the session record of s, as it stands, into the segment.
func (f *File) restate(s *fileSession) {
	f.touch(s, f.log.seg)
	f.log.put(record{
		typ: recordSession, session: s.num, nth: s.records, epoch: s.state.Epoch, payload: sessionPayload(s.state),
	})
	s.records++
	s.statedIn = f.log.seg
	s.end = f.log.end
}

// arm makes sure that what was appended is written within flushDelay. A timer
// that runs is left alone: it is early at worst.
func (f *File) arm() {
	if !f.armed {
		f.armed = true
		f.timer.Reset(flushDelay)
	}
}

// flush hands all that was appended so far to the kernel.
func (f *File) flush() error {
	f.wmu.Lock()
	defer f.wmu.Unlock()
	return f.flushLocked()
}

// flushLocked is flush for one who holds wmu. A buffer whose write failed is
// gone: the failure stays, so nothing in it is ever acknowledged.
func (f *File) flushLocked() error {
	f.mu.Lock()
	if f.err != nil || len(f.log.buffer.bytes) == 0 {
		defer f.mu.Unlock()
		return f.err
	}
	b, to := f.log.take(), f.log.mark
	f.mu.Unlock()

	err := f.write(b)

	f.mu.Lock()
	defer f.mu.Unlock()
	if err != nil {
		return f.fail(err)
	}
	f.written = to
	f.log.giveBack(b)
	if f.cfg.Durability == Async && f.written.end-f.durable.end >= syncBacklog {
		f.wake()
	}
	return nil
}

// write puts b into its segments; the caller holds wmu.
func (f *File) write(b buffer) error {
	for i, c := range b.cuts {
		part := b.bytes[c.at:]
		if i+1 < len(b.cuts) {
			part = b.bytes[c.at:b.cuts[i+1].at]
		}
		if c.seg != f.activeSeg {
			if err := f.roll(c.seg); err != nil {
				return err
			}
		}
		f.allocate(c.off + int64(len(part)))
		if err := writeAll(f.active, part, c.off); err != nil {
			return writeError("write", f.dir, f.activeSeg, err)
		}
	}
	return nil
}

// roll makes seg the active segment. The old one MUST be durable before the new
// one exists: a hole is taken for the mark of a crash in the last segment only.
func (f *File) roll(seg uint32) error {
	if f.end < f.allocated {
		if err := f.active.Truncate(f.end); err != nil {
			return writeError("truncate", f.dir, f.activeSeg, err)
		}
	}
	if err := f.active.Sync(); err != nil {
		return writeError("sync", f.dir, f.activeSeg, err)
	}
	file, err := createSegment(f.disk, f.dir, seg)
	if err != nil {
		return writeError("create", f.dir, seg, err)
	}
	f.retired = append(f.retired, f.active)
	f.active, f.activeSeg = file, seg
	f.end, f.allocated, f.noRoom = segmentHeaderLen, segmentHeaderLen, false
	return nil
}

// allocate makes room for what is to be written up to end, and more, so that the
// next syncs need not record a new length.
func (f *File) allocate(end int64) {
	f.end = end
	if end <= f.allocated || f.noRoom || f.cfg.Preallocate < 0 {
		return
	}
	size := min((end/f.cfg.Preallocate+1)*f.cfg.Preallocate, max(f.cfg.SegmentBytes, end))
	if f.active.Allocate(f.allocated, size) == nil {
		f.allocated = size
	} else {
		f.noRoom = true // the write tells if that matters
	}
}

// retire closes full segments; only the committer may, who knows that he does
// not sync one of them.
func (f *File) retire() {
	for i, file := range f.retired {
		_ = file.Close() // synced before
		f.retired[i] = nil
	}
	f.retired = f.retired[:0]
}

// createSegment makes an empty segment that survives power loss.
func createSegment(d disk, dir string, seg uint32) (segmentFile, error) {
	file, err := d.create(segmentPath(dir, seg))
	if err != nil {
		return nil, err
	}
	if err = startSegment(file, seg); err == nil {
		err = d.syncDir(dir)
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

func startSegment(file segmentFile, seg uint32) error {
	if err := writeAll(file, segmentHeader(seg), 0); err != nil {
		return err
	}
	return file.Sync()
}

// writeAll does not rely on a short write being an error.
func writeAll(file segmentFile, b []byte, off int64) error {
	n, err := file.WriteAt(b, off)
	if err == nil && n < len(b) {
		return io.ErrShortWrite
	}
	return err
}

// writeError names the file, unless err does.
func writeError(op, dir string, seg uint32, err error) error {
	var perr *os.PathError
	if errors.As(err, &perr) {
		return err
	}
	return &os.PathError{Op: op, Path: segmentPath(dir, seg), Err: err}
}

// remedy says what to do before the store is opened again.
func remedy(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "free space on the volume, then"
	case errors.Is(err, syscall.EIO):
		return "check the disk, then"
	}
	return "settle the cause, then"
}
