package engine

import (
	"io"

	"github.com/affixgo/affix/runtime"
)

// The sizes of the chunks that are read into: a quiet session costs little, a
// busy one needs few.
const (
	firstChunk   = 512
	largestChunk = 16 << 10
)

// reader cuts what comes from a connection into frames. Each chunk of memory
// is written once, so that frames, and the strings in decoded messages, may be
// kept for ever.
type reader struct {
	src    io.Reader
	framer runtime.Framer
	chunk  []byte      // what was read; its capacity beyond is free
	at     int         // what of it is used up
	raw    runtime.Raw // the frame that is being dealt with
	clock  clock
}

func newReader(src io.Reader, maxFrame int) *reader {
	return &reader{src: src, framer: runtime.Framer{MaxFrame: maxFrame}}
}

// next returns the next frame, or garbage and why it is that, if one of them is
// already read; ok is false if more has to be read.
func (r *reader) next() (frame []byte, garbled string, ok bool) {
	found := r.framer.Next(r.chunk[r.at:])
	if found.Garbled != "" {
		found.Frame = r.chunk[r.at : r.at+found.Consumed]
	}
	r.at += found.Consumed
	return found.Frame, found.Garbled, found.Frame != nil || found.Garbled != ""
}

// more reports whether something is left of what was read. It may be less than
// a frame.
func (r *reader) more() bool { return r.at < len(r.chunk) }

// fill reads more.
func (r *reader) fill() error {
	if len(r.chunk) == cap(r.chunk) {
		rest := r.chunk[r.at:]
		size := max(firstChunk, min(2*cap(r.chunk), largestChunk), 2*len(rest))
		r.chunk = append(make([]byte, 0, size), rest...)
		r.at = 0
	}
	n, err := r.src.Read(r.chunk[len(r.chunk):cap(r.chunk)])
	r.chunk = r.chunk[:len(r.chunk)+n]
	if n > 0 {
		return nil
	}
	if err == nil {
		return io.ErrNoProgress
	}
	return err
}
