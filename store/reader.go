package store

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
)

const (
	minWindow = 4 << 10
	maxWindow = 64 << 10
)

// reader reads messages of one session and epoch in the order of their places,
// through a window that grows while the reading goes on. It has a file of its
// own, so segments may be written, closed or deleted meanwhile.
type reader struct {
	dir     string
	session uint32
	epoch   uint64

	file   *os.File
	seg    uint32
	window []byte
	off    int64 // of the window

	index    *os.File // of segment indexSeg
	indexSeg uint32
	offsets  []byte // a part of it
	at       uint32 // position of the first of offsets
}

// read returns the message of number seq, which is at s. The slice is valid
// until the next call.
func (r *reader) read(s spot, seq uint64) ([]byte, error) {
	p := s.place
	if s.indexed {
		off, err := r.offset(s)
		if err != nil {
			return nil, err
		}
		p.off = off
	}
	if r.file == nil || r.seg != p.seg {
		r.closeSegment()
		file, err := os.Open(segmentPath(r.dir, p.seg))
		if err != nil {
			return nil, err
		}
		r.file, r.seg, r.window = file, p.seg, r.window[:0]
	}
	off := int64(p.off)
	if at := off - r.off; at >= 0 && at < int64(len(r.window)) {
		if rec, _, ok := parseRecord(r.window[at:], p.seg, off); ok {
			return r.message(rec, p, seq)
		}
	}
	if err := r.fill(off, min(max(minWindow, 2*cap(r.window)), maxWindow)); err != nil {
		return nil, err
	}
	if n, ok := recordLen(r.window); ok && n > len(r.window) {
		if err := r.fill(off, n); err != nil {
			return nil, err
		}
	}
	rec, _, ok := parseRecord(r.window, p.seg, off)
	if !ok {
		return nil, &CorruptError{r.file.Name(), off, "damaged record"}
	}
	return r.message(rec, p, seq)
}

// message makes sure that the record is the one that was asked for.
func (r *reader) message(rec record, p place, seq uint64) ([]byte, error) {
	if rec.typ != recordOut || rec.session != r.session || rec.epoch != r.epoch || rec.seq != seq {
		return nil, &CorruptError{r.file.Name(), int64(p.off), "another record than was saved there"}
	}
	return rec.payload, nil
}

// offset looks up where a message lies. What the index says is checked when the
// record is read.
func (r *reader) offset(s spot) (uint32, error) {
	if r.index == nil || r.indexSeg != s.seg {
		r.closeIndex()
		file, err := os.Open(indexPath(r.dir, s.seg))
		if err != nil {
			return 0, err
		}
		r.index, r.indexSeg, r.offsets = file, s.seg, r.offsets[:0]
	}
	if i := s.at - r.at; s.at < r.at || int(i) >= len(r.offsets)/4 {
		if cap(r.offsets) == 0 {
			r.offsets = make([]byte, 0, minWindow)
		}
		got, err := r.index.ReadAt(r.offsets[:cap(r.offsets)], indexHeaderLen+4*int64(s.at))
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		r.offsets, r.at = r.offsets[:got], s.at
		if got < 4 {
			return 0, &CorruptError{r.index.Name(), indexHeaderLen + 4*int64(s.at), "index ends"}
		}
	}
	return binary.LittleEndian.Uint32(r.offsets[4*(s.at-r.at):]), nil
}

// fill reads n bytes at off, or what there is.
func (r *reader) fill(off int64, n int) error {
	if cap(r.window) < n {
		r.window = make([]byte, n)
	}
	got, err := r.file.ReadAt(r.window[:n], off)
	r.window, r.off = r.window[:got], off
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func (r *reader) closeIndex() {
	if r.index != nil {
		_ = r.index.Close()
		r.index = nil
	}
}

func (r *reader) close() {
	r.closeIndex()
	r.closeSegment()
}

func (r *reader) closeSegment() {
	if r.file != nil {
		_ = r.file.Close()
		r.file = nil
	}
}
