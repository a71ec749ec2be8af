package store

import "sort"

// extent is a run of messages with consecutive numbers in a segment that is
// full: where each one lies is in the segment's index file, from position at on.
type extent struct {
	seq uint64 // number of the first
	n   uint32
	seg uint32
	at  uint32
}

func (e extent) end() uint64 { return e.seq + uint64(e.n) }

// lostRange is a range of numbers whose messages were lost to damage.
type lostRange struct {
	from, to uint64 // both included
	damage   *CorruptError
}

// history finds the messages of one session of a File. It grows with the
// segments and with the messages in the last of them, not with the log: 24 bytes
// for each full segment that has messages of the session, 8 for each message in
// the segment being written.
type history struct {
	old  []extent // ascending
	tail index    // of the segment being written; above all of old
	lost []lostRange
}

// spot is where a message is to be found: at its place, or, if that is not known
// yet, at position at of the index of segment place.seg.
type spot struct {
	place
	indexed bool
	at      uint32
}

// find returns the number and spot of the first message at or above seq.
func (h *history) find(seq uint64) (uint64, spot, bool) {
	i := sort.Search(len(h.old), func(i int) bool { return h.old[i].end() > seq })
	if i < len(h.old) {
		e := h.old[i]
		seq = max(seq, e.seq)
		return seq, spot{place: place{seg: e.seg}, indexed: true, at: e.at + uint32(seq-e.seq)}, true
	}
	seq, ord, ok := h.tail.find(seq)
	if !ok {
		return 0, spot{}, false
	}
	return seq, spot{place: h.tail.at(ord)}, true
}

// lostAt returns the damage that took a message in from..to, and the lowest
// such number.
func (h *history) lostAt(from, to uint64) (uint64, *CorruptError) {
	for _, l := range h.lost {
		if l.from <= to && l.to >= from {
			return max(l.from, from), l.damage
		}
	}
	return 0, nil
}

// truncate forgets the messages at and above seq.
func (h *history) truncate(seq uint64) {
	h.tail.truncate(seq)
	i := sort.Search(len(h.old), func(i int) bool { return h.old[i].end() > seq })
	if i < len(h.old) {
		if e := &h.old[i]; e.seq < seq {
			e.n = uint32(seq - e.seq)
			i++
		}
		h.old = h.old[:i]
	}
	for n := len(h.lost); n > 0 && h.lost[n-1].to >= seq; n-- {
		if h.lost[n-1].from < seq {
			h.lost[n-1].to = seq - 1
			break
		}
		h.lost = h.lost[:n-1]
	}
}

// dropSegments forgets what lies in segments up to seg.
func (h *history) dropSegments(seg uint32) {
	i := 0
	for i < len(h.old) && h.old[i].seg <= seg {
		i++
	}
	if i > 0 {
		h.old = append([]extent(nil), h.old[i:]...)
	}
}
