package engine

import (
	"context"
	"time"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// holdBytes is how many bytes of answers are kept back at most.
const holdBytes = 64 << 10

// busyWait is how long a new connection waits for the old one to end: a peer
// that connects again at once may be faster than we are with its last one.
const busyWait = 2 * time.Second

// attach gives the session a connection. An initiator logs on.
func (s *Session) attach(c *connection) error {
	ctx, cancel := context.WithTimeout(s.ctx, busyWait)
	defer cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.conn != nil && s.failed == nil && !s.closing && s.disabled == nil {
		if s.pause(ctx) != nil {
			return errBusy
		}
	}
	switch {
	case s.failed != nil:
		return s.failed
	case s.closing:
		return ErrShutdown
	case s.disabled != nil:
		return s.disabled
	}
	in, err := s.enterWindow(c)
	if err != nil {
		return err
	}
	s.conn = c
	s.stats.begun()
	c.prompt = newPrompt(c.Conn)
	_, err = s.step(in)
	if err == nil {
		err = s.flush(c, false)
	}
	if err != nil {
		s.release(c)
	}
	return err
}

// release takes the connection away again, once it is of no more use. Callers
// hold mu, and see to tell.
func (s *Session) release(c *connection) {
	if s.conn == c {
		c.dead = true
		c.outbox.clear()
		s.disconnected(c)
		if s.pace != nil {
			s.pace.lost(time.Now())
		}
		s.conn = nil
		if s.stopSigning != nil {
			s.stopSigning()
		}
		s.keepHours()
		s.wake()
	}
}

// serve reads from an attached connection until it ends, after first, which is
// read already, if that is not nil. It returns with the connection closed and
// the session detached.
//
// A goroutine waits in here as long as a connection lives. Its stack is kept
// small, so that the collector halves it once the session is quiet: what is not
// needed for reading is in other functions.
func (s *Session) serve(c *connection, r *reader, first []byte) {
	v := &serving{s: s, c: c, stop: context.AfterFunc(s.ctx, c.abort)}
	defer v.end()
	v.part(s.read(c, r, first))
}

// serving is a session that is being served.
type serving struct {
	s      *Session
	c      *connection
	stop   func() bool
	parted bool
}

func (v *serving) end() {
	if !v.parted {
		v.s.abandon(v.c)
	}
	v.stop()
}

// part ends a connection from which nothing is read any more.
//
//go:noinline
func (v *serving) part(err error) {
	s, c := v.s, v.c
	drained := s.drain(c)
	if err != nil {
		s.logger.Info("connection ended", "error", err)
	}
	// First of all the session is free again: a peer that sees its connection
	// end may be back at once.
	s.mu.Lock()
	s.release(c)
	s.mu.Unlock()
	half := drained && c.endWrite()
	if !half {
		c.abort()
	}
	s.mu.Lock()
	s.tell(true)
	s.mu.Unlock()
	if half {
		c.linger()
	}
	v.parted = true
}

// abandon gives up a session whose goroutine was ended by a function of the
// application, so that nobody waits for it.
func (s *Session) abandon(c *connection) {
	s.logger.Error("the session stops", "error", errGoexit)
	c.abort()
	s.mu.Lock()
	s.stop(errGoexit)
	s.stats.handlerSince = time.Time{}
	s.release(c)
	s.tell(true)
	s.mu.Unlock()
}

// drain returns once the last bytes for a connection that is finishing are
// written. It reports false if they could not be, or the connection ended in
// another way.
func (s *Session) drain(c *connection) bool {
	ctx, cancel := context.WithTimeout(s.ctx, s.limits.WriteTimeout)
	defer cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !c.finishing {
		return false
	}
	for !c.dead && !c.outbox.idle() {
		if s.flush(c, false) != nil {
			return false
		}
		if !c.outbox.idle() && s.pause(ctx) != nil {
			return false
		}
	}
	return !c.dead
}

func (s *Session) read(c *connection, r *reader, first []byte) error {
	frame, garbled, ok := first, "", first != nil
	more := true // whatever waits in the outbox
	c.readAt = r.clock.now()
	for {
		if !ok {
			frame, garbled, ok = r.next()
		}
		if !ok {
			if more {
				if done, err := s.rest(c); done || err != nil {
					return err
				}
				more = false
			}
			if err := r.fill(); err != nil {
				return s.ended(c, err)
			}
			c.readAt = r.clock.now()
			continue
		}
		ok, more = false, r.more()
		if done, err := s.inbound(c, &r.raw, frame, garbled, more); done || err != nil {
			return err
		}
	}
}

// rest sees to what waits before the reader does, and reports whether the
// connection is at its end.
func (s *Session) rest(c *connection) (done bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.more = false
	err = s.flush(c, false)
	return c.finishing || c.dead, err
}

// ended returns why reading has ended, nil if it was us who ended it.
func (s *Session) ended(c *connection, err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.finishing {
		return nil
	}
	c.because(lostReason(err))
	return err
}

// inbound deals with one frame, or with garbage, and with all messages that
// become deliverable by it. It reports whether the connection is at its end.
//
// While there is more that was read already, answers are kept back, so that all
// of them go out in one write.
func (s *Session) inbound(c *connection, raw *runtime.Raw, frame []byte, garbled string, more bool) (done bool, err error) {
	in := session.Garbled(garbled)
	in.Frame = frame
	var into *target
	if s.messages != nil {
		s.messages.LogMessage(s.id, In, c.readAt, frame)
	}
	if garbled == "" {
		if err := raw.Parse(frame, s.cfg.Dictionary.Version); err != nil {
			in.Text = "tags are not numbers, or 8, 9, 35 do not come first"
		} else {
			into = s.target(raw)
			in = session.Received(raw, nil)
			if into != nil {
				in.Into = into.message
			}
		}
	}
	s.mu.Lock()
	s.more = more
	if err = s.backlog(c); err != nil || c.finishing || c.dead {
		s.mu.Unlock()
		return true, err
	}
	now := c.readAt
	if s.stats.now.After(now) {
		now = s.stats.now // of the step before: it was just now
	}
	deliver, err := s.stepAt(now, in)
	s.stats.received(in.Raw, frame)
	for err == nil && deliver != nil {
		a := *deliver
		if err = s.answer(c); err != nil {
			break
		}
		s.stats.handlerSince = s.stats.now
		s.tell(true)
		s.mu.Unlock()
		handled := s.deliver(&a, into)
		s.mu.Lock()
		deliver, err = s.step(session.Delivered(handled))
		if handled != nil {
			s.afterHandler(handled)
		}
		s.stats.delivered(c.readAt)
		into = nil // what is delivered now was kept, and is not decoded
	}
	if err == nil {
		err = s.answer(c)
	}
	s.tell(true)
	done = c.finishing || c.dead
	s.mu.Unlock()
	return done, err
}

// answer sees to what we answer. It is not kept back if there is something to
// tell: our Logon goes out before OnLoggedOn, which may take its time. Callers
// hold mu.
func (s *Session) answer(c *connection) error {
	switch {
	case c.outbox.empty():
		return nil
	case s.more && len(s.events) == 0 && c.outbox.size < holdBytes:
		s.hold()
		return nil
	}
	return s.flush(c, false)
}

// backlog waits while a Logon of ours is being signed, and while a peer that does
// not read has too many answers to its messages waiting. What Send may put into
// the outbox does not count: reading must go on while others wait for room.
// Callers hold mu, which is let go meanwhile.
func (s *Session) backlog(c *connection) error {
	for s.readsNothing(c) && !c.dead && !c.finishing {
		if err := s.flush(c, false); err != nil {
			return err
		}
		if s.readsNothing(c) && s.pause(s.ctx) != nil {
			return ErrShutdown
		}
		c.readAt = time.Now()
	}
	return nil
}

func (s *Session) readsNothing(c *connection) bool {
	return s.machine.Signing() || c.outbox.size >= 2*s.limits.Outbox
}

// target returns where messages of the type of raw are decoded to, nil if there
// is no handler.
func (s *Session) target(raw *runtime.Raw) *target {
	t := s.machine.MessageType(raw)
	if t == nil {
		return nil
	}
	if made, known := s.targets[t]; known {
		return made
	}
	var made *target
	if route, ok := s.router.routes[routeKey{t.Version, t.MsgType}]; ok {
		made = &target{route: route, message: route.make()}
	}
	s.targets[t] = made
	return made
}

// deliver calls the application for one message and returns its error. A
// handler that panics refuses the message.
func (s *Session) deliver(a *session.Action, into *target) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = s.panicked(a, p)
		}
	}()
	msgType := string(a.Raw.MsgType())
	if msgType == "A" {
		return s.logon(a.Raw)
	}
	if s.halted.Load() {
		return session.ErrNotTaken
	}
	if s.inflow != nil {
		if err := s.inflow.take(a.Raw, time.Now()); err != nil {
			return err
		}
	}
	if into == nil {
		into = s.target(a.Raw)
	}
	switch {
	case into != nil:
		if !a.Decoded {
			if f := runtime.Decode(a.Raw, into.message, s.cfg.Policy); !f.OK() {
				return &session.RejectError{Reason: f.Reason, Tag: f.Tag}
			}
		}
		return into.route.call(s.handling, s, into.message)
	case s.router.other != nil:
		return s.router.other(s.handling, s, a.Raw)
	}
	return session.ErrUnsupported
}
