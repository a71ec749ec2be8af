package messagelog

import (
	"encoding/binary"
	"sync"
	"time"

	"github.com/affixgo/affix/engine"
)

// stream is what is logged of one session.
type stream struct {
	session string

	mu      sync.Mutex
	pending []byte // records that wait
	spare   []byte // the buffer that was written last
	queued  bool   // the writer knows that something waits
	missing uint64 // messages that found no room, behind pending
	ended   bool
	lean    int // how often in a row the buffers were much too large

	tail tail

	// Of the writer alone.
	file   *file
	unsaid gapNote // messages that could not be written
}

// gapNote is how many messages are missing, and why.
type gapNote struct {
	n   uint64
	why string
}

// A record is the time in nanoseconds, the direction, the length and the bytes.
const recordHead = 8 + 1 + 4

// largestSpare is the largest buffer that is kept while a session is quiet.
const largestSpare = 64 << 10

// maxLean is how often a larger one may be filled to less than a quarter.
const maxLean = 8

// add copies a message, if there is room. It reports whether the writer has to
// be told, and whether it should hurry.
func (s *stream) add(dir engine.Direction, at time.Time, frame []byte, limit int) (first, hurry bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return false, false
	}
	before := len(s.pending)
	size := recordHead + len(frame)
	if s.missing > 0 || before > 0 && before+size > limit {
		s.missing++ // once one is missing, so are those behind it
	} else {
		b := binary.LittleEndian.AppendUint64(s.pending, uint64(at.UnixNano()))
		b = append(b, byte(dir))
		b = binary.LittleEndian.AppendUint32(b, uint32(len(frame)))
		s.pending = append(b, frame...)
	}
	first = !s.queued
	s.queued = true
	half := limit / 2
	return first, before < half && len(s.pending) >= half
}

// take hands over what waits. Give the buffer back with giveBack.
func (s *stream) take() (records []byte, missing uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	records, missing = s.pending, s.missing
	s.pending, s.spare, s.missing, s.queued = s.spare[:0], nil, 0, false
	return records, missing
}

// giveBack keeps a buffer for later, unless it has been much larger than what it
// was needed for a few times.
func (s *stream) giveBack(b []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cap(b) <= largestSpare || len(b) >= cap(b)/4 {
		s.lean = 0
	} else if s.lean++; s.lean > maxLean {
		return
	}
	s.spare = b[:0]
}

// end makes the stream take no more.
func (s *stream) end() {
	s.mu.Lock()
	s.ended, s.pending, s.spare = true, nil, nil
	s.mu.Unlock()
	s.tail.end()
}

// record is a message that was logged.
type record struct {
	at    time.Time
	dir   engine.Direction
	frame []byte
}

// nextRecord cuts the first record off.
func nextRecord(b []byte) (r record, rest []byte) {
	n := int(binary.LittleEndian.Uint32(b[9:]))
	return record{
		at:    time.Unix(0, int64(binary.LittleEndian.Uint64(b))).UTC(),
		dir:   engine.Direction(b[8]),
		frame: b[recordHead : recordHead+n],
	}, b[recordHead+n:]
}
