package store

import (
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
}

// read returns the message of number seq, whose record lies at p. The slice is
// valid until the next call.
func (r *reader) read(p place, seq uint64) ([]byte, error) {
	if r.file == nil || r.seg != p.seg {
		r.close()
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

func (r *reader) close() {
	if r.file != nil {
		_ = r.file.Close()
		r.file = nil
	}
}
