package engine

import (
	"bytes"
	"errors"
	"slices"
	"time"

	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// outbox is what waits to be written to one connection. Whoever finds it idle
// writes it: a single message goes out at once, a burst in one write behind one
// sync of the store.
type outbox struct {
	waiting []byte  // goes out next
	later   []piece // behind it: replays, and what was transmitted after them
	size    int     // bytes of both
	spare   []byte  // the buffer written last, to be used again

	messages int       // in waiting
	since    time.Time // when the first of waiting was sent; zero if it was not Send that did
	inFlight int       // bytes that are being written
	writing  bool      // somebody is at it
}

// piece is bytes or a replay.
type piece struct {
	bytes  []byte
	replay *replay

	messages int
	since    time.Time
}

// largestSpare is the largest buffer that is kept once it has been written.
const largestSpare = 256 << 10

func (o *outbox) empty() bool { return len(o.waiting) == 0 && len(o.later) == 0 }

// append adds a message that was sent now.
func (o *outbox) append(b []byte, now time.Time) {
	o.size += len(b)
	last := len(o.later) - 1
	switch {
	case last < 0:
		if len(o.waiting) == 0 {
			o.since = now
		}
		o.waiting = append(o.waiting, b...)
		o.messages++
	case o.later[last].replay == nil:
		o.later[last].bytes = append(o.later[last].bytes, b...)
		o.later[last].messages++
	default:
		o.later = append(o.later, piece{bytes: bytes.Clone(b), messages: 1, since: now})
	}
}

// next makes waiting what goes out next, and returns the replay that is in its
// way.
func (o *outbox) next() *replay {
	for len(o.waiting) == 0 && len(o.later) > 0 {
		if r := o.later[0].replay; r != nil {
			return r
		}
		o.waiting, o.messages, o.since = o.later[0].bytes, o.later[0].messages, o.later[0].since
		o.later = slices.Delete(o.later, 0, 1)
	}
	return nil
}

// take hands over what waits, and makes room for more.
func (o *outbox) take() []byte {
	b := o.waiting
	o.waiting, o.spare = o.spare[:0], nil
	o.size -= len(b)
	o.messages = 0
	return b
}

func (o *outbox) giveBack(b []byte) {
	if cap(b) <= largestSpare {
		o.spare = b[:0]
	}
}

func (o *outbox) clear() { o.waiting, o.later, o.size, o.messages = nil, nil, 0, 0 }

// queue is what waits, and what is being written.
func (o *outbox) queue() Queue {
	q := Queue{Bytes: o.size + o.inFlight, Messages: o.messages}
	for _, p := range o.later {
		q.Messages += p.messages
		if p.replay != nil {
			q.Resends++
		}
	}
	return q
}

// flush makes sure that what waits for c is written. With own set the caller
// writes it, but only what is there now; whatever comes meanwhile, and replays,
// are left to a goroutine of their own, as is everything if own is not set:
//
//  1. A goroutine that sends cannot be held for as long as others go on sending.
//  2. A goroutine that reads never waits for the peer to read. Two sides that
//     did would wait for each other.
//
// What is written is durable first. The error is the store's; a connection that
// fails is dealt with here, as what was meant for it is stored. Callers hold
// mu, which is let go meanwhile.
func (s *Session) flush(c *connection, own bool) error {
	o := &c.outbox
	if o.writing || o.empty() || c.dead {
		return nil
	}
	o.writing = true
	if own && o.next() == nil {
		err := s.write(c)
		if err != nil || o.empty() || c.dead {
			o.writing = false
			s.wake()
			return err
		}
	}
	s.tasks++
	go s.writer(c)
	return nil
}

// writer writes all that waits for c.
func (s *Session) writer(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := &c.outbox
	for err := error(nil); err == nil && !c.dead && !o.empty(); {
		if r := o.next(); r != nil {
			err = s.fetch(c, r)
		} else {
			err = s.write(c)
		}
	}
	o.writing = false
	s.tasks--
	s.wake()
}

// write syncs and writes what waits, with mu let go meanwhile.
func (s *Session) write(c *connection) error {
	o := &c.outbox
	since := o.since
	b := o.take()
	o.inFlight = len(b)
	s.mu.Unlock()
	err := s.log.Sync(s.ctx)
	var lost error
	if err == nil {
		lost = c.writeAll(b, s.limits.WriteTimeout)
	}
	written := time.Now()
	s.mu.Lock()
	o.inFlight = 0
	if !since.IsZero() && err == nil && lost == nil {
		s.stats.written.Add(written.Sub(since))
	}
	o.giveBack(b)
	s.wake()
	if err != nil {
		return s.storeFailed(err)
	}
	if lost != nil && !c.dead {
		s.logger.Warn("write failed, disconnecting", "error", lost)
		c.because(lostReason(lost))
		c.lose()
	}
	return nil
}

// storeFailed stops the session because of an error of its store, unless it
// was us who ended it, and returns what callers are told. Callers hold mu.
func (s *Session) storeFailed(err error) error {
	switch {
	case s.failed != nil:
		return s.failed
	case s.ctx.Err() != nil, s.closing && errors.Is(err, store.ErrClosed):
		return ErrShutdown
	}
	err = &StoreError{Session: s.id, Err: err}
	s.logger.Error("the store failed, the session stops", "error", err)
	s.stats.wentWrong(session.ReasonStoreFailed, err.Error())
	s.stop(err)
	return err
}
