package engine

import "time"

// flush makes sure that what waits for c is written, behind a sync of the
// store. Whoever finds the outbox idle does it himself, as far as he need not
// wait: neither for the disk nor for a peer that does not read. What is left,
// and replays, are for a goroutine of their own:
//
//  1. A goroutine that sends cannot be held for as long as others go on sending.
//  2. A goroutine that reads never waits for the peer to read. Two sides that
//     did would wait for each other.
//
// With patient set the caller waits for the disk; and for the peer, if the
// connection is none that can be tried. The error is the store's; a connection
// that fails is dealt with here, as what was meant for it is stored. Callers
// hold mu, which is let go meanwhile.
func (s *Session) flush(c *connection, patient bool) error {
	o := &c.outbox
	if o.writing || o.empty() || c.dead {
		return nil
	}
	if o.next() == nil && (patient || s.syncsAtOnce && c.prompt != nil) {
		o.writing = true
		err := s.write(c, c.prompt == nil)
		o.writing = false
		if err != nil || c.dead || o.empty() {
			s.wake()
			return err
		}
	}
	s.call(c)
	return nil
}

// call starts a goroutine that writes. Callers hold mu.
func (s *Session) call(c *connection) {
	if !c.outbox.called {
		c.outbox.called = true
		s.tasks++
		go s.writer(c)
	}
}

// writer writes all that waits for c, unless somebody else has begun to.
func (s *Session) writer(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := &c.outbox
	o.called = false
	if !o.writing {
		o.writing = true
		for err := error(nil); err == nil && !c.dead && !o.empty(); {
			if r := o.next(); r != nil {
				if err = s.fetch(c, r); err == nil && s.pace != nil && s.pace.short != 0 && o.next() == r {
					s.awaitPlace(c, s.pace.short)
				}
			} else {
				err = s.write(c, true)
			}
		}
		o.writing = false
	}
	s.tasks--
	s.wake()
}

// write syncs and writes what waits, with mu let go meanwhile. Without wait it
// writes only what the peer takes at once.
func (s *Session) write(c *connection, wait bool) error {
	o := &c.outbox
	before := s.handed
	m, log := o.take(), s.log
	s.handed = max(before, m.last)
	s.mu.Unlock()
	err := log.Sync(s.ctx)
	var n int
	var lost error
	if err == nil {
		n, lost = c.put(m.bytes, s.limits.WriteTimeout, wait)
	}
	took := time.Duration(-1) // since Send
	if !m.since.IsZero() {
		took = time.Since(m.since)
	}
	s.mu.Lock()
	o.inFlight = 0
	s.wake()
	switch {
	case err != nil:
		s.handed = before
		return s.logFailed(log, err)
	case c.dead:
	case lost != nil:
		s.logger.Warn("write failed, disconnecting", "error", lost)
		c.because(lostReason(lost))
		c.lose()
	case n < len(m.bytes):
		o.putBack(m.bytes[n:])
	default:
		o.giveBack(m.bytes)
	}
	if s.pace != nil && err == nil && !c.dead {
		s.pace.wrote(m.bytes[:n], time.Now())
	}
	if lost == nil && took >= 0 {
		s.stats.written.Add(took)
	}
	return nil
}

// holdTime is how long an answer waits, at most, for those to the messages that
// were read together with the one it answers: they go out in one write. A
// handler that takes longer does not hold it up.
const holdTime = 2 * time.Millisecond

// hold leaves what waits in the outbox to the goroutine that reads, which
// flushes when it has dealt with all that was read; or to the timer, if that
// takes too long. Callers hold mu.
func (s *Session) hold() {
	if due := s.stats.now.Add(holdTime); s.armed.IsZero() || due.Before(s.armed) {
		s.armed = due
		s.timer.Reset(holdTime)
	}
}
