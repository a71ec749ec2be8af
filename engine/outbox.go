package engine

import (
	"bytes"
	"slices"
	"time"
)

// outbox is what waits to be written to one connection: a single message goes
// out at once, a burst in one write behind one sync of the store.
type outbox struct {
	begun    []byte // part of it is written: goes out before all else
	waiting  bundle // goes out next
	later    []piece
	size     int    // bytes of all three
	spare    []byte // the buffer written last, to be used again
	inFlight int    // bytes that are being written
	writing  bool   // somebody is at it
	called   bool   // a goroutine that will be at it has been started
}

// bundle is messages one behind the other.
type bundle struct {
	bytes    []byte
	messages int
	last     uint64    // number of the last one
	since    time.Time // when the first was sent; zero if it was not Send that did
}

// piece is a replay, or what was transmitted after one.
type piece struct {
	bundle
	replay *replay
}

// largestSpare is the largest buffer that is kept while nothing waits.
const largestSpare = 256 << 10

func (o *outbox) empty() bool {
	return len(o.waiting.bytes) == 0 && len(o.begun) == 0 && len(o.later) == 0
}

// idle reports whether all is written.
func (o *outbox) idle() bool { return !o.writing && o.empty() }

// resending reports whether a resend waits, or is under way.
func (o *outbox) resending() bool {
	return slices.ContainsFunc(o.later, func(p piece) bool { return p.replay != nil })
}

// append adds message seq that was sent now.
func (o *outbox) append(seq uint64, b []byte, now time.Time) {
	o.size += len(b)
	last := len(o.later) - 1
	switch {
	case last < 0:
		o.waiting.append(seq, b, now)
	case o.later[last].replay == nil:
		o.later[last].append(seq, b, now)
	default:
		p := piece{bundle: bundle{bytes: bytes.Clone(b), messages: 1, last: seq, since: now}}
		o.later = append(o.later, p)
	}
}

func (m *bundle) append(seq uint64, b []byte, now time.Time) {
	if len(m.bytes) == 0 {
		m.since = now
	}
	m.bytes = append(m.bytes, b...)
	m.messages++
	m.last = seq
}

// next makes sure that there is something to take, or returns the replay that
// is in its way.
func (o *outbox) next() *replay {
	for len(o.begun) == 0 && len(o.waiting.bytes) == 0 && len(o.later) > 0 {
		if r := o.later[0].replay; r != nil {
			return r
		}
		o.waiting = o.later[0].bundle
		o.later = slices.Delete(o.later, 0, 1)
	}
	return nil
}

// take hands over what goes out next, and makes room for more.
func (o *outbox) take() bundle {
	m := bundle{bytes: o.begun}
	if len(o.begun) > 0 {
		o.begun = nil
	} else {
		m = o.waiting
		o.waiting = bundle{bytes: o.spare[:0]}
		o.spare = nil
	}
	o.size -= len(m.bytes)
	o.inFlight = len(m.bytes)
	return m
}

// putBack takes back what of the bytes taken last could not be written.
func (o *outbox) putBack(rest []byte) {
	o.begun = rest
	o.size += len(rest)
}

// giveBack keeps a buffer whose bytes are written for those to come: a large
// one only in a burst, that there may be more.
func (o *outbox) giveBack(b []byte) {
	if cap(b) > cap(o.spare) && (cap(b) <= largestSpare || len(o.waiting.bytes) > 0) {
		o.spare = b[:0]
	}
}

func (o *outbox) clear() { o.begun, o.waiting, o.later, o.size = nil, bundle{}, nil, 0 }

// queue is what waits, and what is being written.
func (o *outbox) queue() Queue {
	q := Queue{Bytes: o.size + o.inFlight, Messages: o.waiting.messages}
	for _, p := range o.later {
		q.Messages += p.messages
		if p.replay != nil {
			q.Resends++
		}
	}
	return q
}
