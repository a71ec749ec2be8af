package store

import (
	"encoding/binary"
	"hash/crc32"
)

// The index of a full segment, in a file beside it with the suffix .idx: what
// the segment did to the sessions in it, and where their messages lie. It saves
// reading the segment when the store is opened, and is made anew from the
// segment when it is missing or not intact, so it need not be synced:
//
//	 0  8  "affixidx"
//	 8  4  format version, 1
//	12  8  segment number
//	20  8  length of the segment
//	28  4  records in the log before the segment, modulo 2^32
//	32  4  and behind it
//	36  4  records of session 0 before the segment
//	40  4  and behind it
//	44  4  number of messages n
//	48  4  number of sessions
//	52  4  flags, 1: the operator has accepted what is damaged or missing
//	56 4n  where each message begins, session by session, by number
//	       sessions, see below
//	 -  4  CRC-32C of all before
//
// A session: number u32, flags u32 (1: was reset in this segment), cut u64 (the
// lowest number that was taken back, 0 if none was), records of the session
// before the segment and behind it u32 each, epoch, next-in, next-out u64 and
// created at its beginning, the same at its end, number of runs u32, and for
// each run of messages the first number u64 and how many u32; length of the id
// u32, id.
//
// An index of length 2^64-1 stands for a segment that was lost, which the
// operator has accepted.
const (
	indexMagic     = "affixidx"
	indexVersion   = 1
	indexHeaderLen = 56
	indexSuffix    = ".idx"

	flagReset = 1

	indexAccepted   = 1
	indexFlagsStart = 52

	segmentLost = -1
)

// summary is the content of an index file.
type summary struct {
	seg                uint32
	size               int64 // of the segment
	first, next        uint32
	firstZero          uint32
	nextZero           uint32
	messages, sessions uint32
	flags              uint32
	table              []byte // the sessions
}

// sessionSummary is what a segment did to a session.
type sessionSummary struct {
	num         uint32
	reset       bool
	cut         uint64
	first, next uint32
	from, to    State
	runs        []byte
	at          uint32 // position of the first message
}

// appendSummaryHeader begins an index.
func appendSummaryHeader(dst []byte, m summary) []byte {
	le := binary.LittleEndian
	dst = append(dst, indexMagic...)
	dst = le.AppendUint32(dst, indexVersion)
	dst = le.AppendUint64(dst, uint64(m.seg))
	dst = le.AppendUint64(dst, uint64(m.size))
	for _, n := range []uint32{m.first, m.next, m.firstZero, m.nextZero, m.messages, m.sessions, m.flags} {
		dst = le.AppendUint32(dst, n)
	}
	return dst
}

// appendOffsets appends where the messages of s in the segment being written
// lie.
func (s *fileSession) appendOffsets(dst []byte) []byte {
	x := &s.history.tail
	for ord := x.first; ord < x.next; ord++ {
		dst = binary.LittleEndian.AppendUint32(dst, x.at(ord).off)
	}
	return dst
}

// appendSummary appends what the segment did to s.
func (s *fileSession) appendSummary(dst []byte) []byte {
	le := binary.LittleEndian
	dst = le.AppendUint32(dst, s.num)
	flags := uint32(0)
	if s.wasReset {
		flags |= flagReset
	}
	dst = le.AppendUint32(dst, flags)
	dst = le.AppendUint64(dst, s.cut)
	dst = le.AppendUint32(dst, s.firstNth)
	dst = le.AppendUint32(dst, s.records)
	for _, st := range []*State{&s.first, &s.state} {
		dst = le.AppendUint64(dst, st.Epoch)
		dst = le.AppendUint64(dst, st.NextIn)
		dst = le.AppendUint64(dst, st.NextOut)
		dst = appendCreated(dst, st.Created)
	}
	x := &s.history.tail
	dst = le.AppendUint32(dst, uint32(len(x.runs)))
	for i := range x.runs {
		seq, n := x.run(i)
		dst = le.AppendUint64(dst, seq)
		dst = le.AppendUint32(dst, uint32(n))
	}
	dst = le.AppendUint32(dst, uint32(len(s.state.ID)))
	return append(dst, s.state.ID...)
}

// finishSummary ends an index.
func finishSummary(b []byte) []byte {
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// parseSummary reads the index of segment seg, whose file has size bytes. It
// keeps b.
func parseSummary(b []byte, seg uint32, size int64) (summary, bool) {
	le := binary.LittleEndian
	end := len(b) - 4
	if end < indexHeaderLen || string(b[:8]) != indexMagic || le.Uint32(b[8:]) != indexVersion ||
		le.Uint32(b[end:]) != crc32.Checksum(b[:end], castagnoli) {
		return summary{}, false
	}
	m := summary{
		seg: seg, size: int64(le.Uint64(b[20:])),
		first: le.Uint32(b[28:]), next: le.Uint32(b[32:]),
		firstZero: le.Uint32(b[36:]), nextZero: le.Uint32(b[40:]),
		messages: le.Uint32(b[44:]), sessions: le.Uint32(b[48:]),
		flags: le.Uint32(b[indexFlagsStart:]),
	}
	table := indexHeaderLen + 4*int(m.messages)
	if le.Uint64(b[12:]) != uint64(seg) || m.size != size || table > end {
		return summary{}, false
	}
	m.table = b[table:end]
	return m, true
}

// each calls f for every session of the summary, until it returns false. It
// reports whether all was well formed.
func (m *summary) each(f func(*sessionSummary) bool) bool {
	le := binary.LittleEndian
	at := uint32(0)
	b := m.table
	for range m.sessions {
		const fixed = 24 + 2*(24+createdLen) + 4
		if len(b) < fixed {
			return false
		}
		s := sessionSummary{
			num: le.Uint32(b), reset: le.Uint32(b[4:])&flagReset != 0, cut: le.Uint64(b[8:]),
			first: le.Uint32(b[16:]), next: le.Uint32(b[20:]), at: at,
		}
		b = b[24:]
		for _, st := range []*State{&s.from, &s.to} {
			st.Epoch, st.NextIn, st.NextOut = le.Uint64(b), le.Uint64(b[8:]), le.Uint64(b[16:])
			st.Created = parseCreated(b[24:])
			b = b[24+createdLen:]
		}
		runs := 12 * int(le.Uint32(b))
		if b = b[4:]; len(b) < runs+4 {
			return false
		}
		s.runs, b = b[:runs], b[runs:]
		id := int(le.Uint32(b))
		if b = b[4:]; id > len(b) {
			return false
		}
		s.from.ID = string(b[:id])
		s.to.ID = s.from.ID
		b = b[id:]
		for r := s.runs; len(r) > 0; r = r[12:] {
			at += le.Uint32(r[8:])
		}
		if !f(&s) {
			return false
		}
	}
	return at == m.messages
}

// extents appends where the messages of s are.
func (s *sessionSummary) extents(dst []extent, seg uint32) []extent {
	at := s.at
	for r := s.runs; len(r) > 0; r = r[12:] {
		e := extent{binary.LittleEndian.Uint64(r), binary.LittleEndian.Uint32(r[8:]), seg, at}
		at += e.n
		dst = append(dst, e)
	}
	return dst
}

// wellFormed reports whether the sessions can be read.
func (m *summary) wellFormed() bool { return m.each(func(*sessionSummary) bool { return true }) }

// lostSummary is the index that stands for a segment which is gone.
func lostSummary(seg uint32) []byte {
	return finishSummary(appendSummaryHeader(nil, summary{seg: seg, size: segmentLost, flags: indexAccepted}))
}

// acceptSummary sets the flag in a whole index.
func acceptSummary(b []byte) []byte {
	b = append([]byte(nil), b[:len(b)-4]...)
	binary.LittleEndian.PutUint32(b[indexFlagsStart:], indexAccepted)
	return finishSummary(b)
}
