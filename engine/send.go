package engine

import (
	"context"
	"time"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// Send sends m and returns its sequence number. It may be called from any
// goroutine, and does not keep m. The message is checked against the
// dictionary, numbered, saved, made durable and written: by this goroutine if
// the connection takes it at once, else by one that writes for all.
//
// When Send returns without an error the message is as durable as the store's
// level says, and on its way. While the session is disconnected it goes out
// after the next Logon, when the peer asks for what it missed; or it is refused
// with [ErrClosed] if the schedule lets that Logon reset the numbers. A handler
// that sends on its own session, with its own context, does not wait for the disk:
// its answers become durable and go out together with those to the messages
// that were read with the one it handles; Sync waits for that.
//
// While the outbox is full ([Limits]) Send waits until ctx ends, or does what
// the OutboxPolicy says; so it does for its turn in a [Throttle]. While a
// Logon is being signed ([Signer]) it waits, too. An error is a
// *[SendError] and tells with [NumberConsumed] whether a number was used up, and
// with [MayHaveReachedPeer] whether the peer may have got the message already; a
// message of another version, or one that its dictionary forbids, uses up no
// number.
func (s *Session) Send(ctx context.Context, m runtime.Message) (seq uint64, err error) {
	s.mu.Lock()
	var log *openLog
	pending := false
	if err = s.room(ctx); err == nil && s.pace != nil {
		err = s.admit(ctx, true, m)
	}
	if err == nil {
		log = s.log
		if seq, err = s.number(m); err == nil {
			pending, err = s.sendOff(ctx)
		}
	}
	s.mu.Unlock()
	if pending {
		err = s.settle(ctx, log)
	}
	if err != nil {
		return seq, s.sendError(seq, 0, err)
	}
	return seq, nil
}

// SendBatch sends messages in this order, in one write behind one sync of the
// store, and returns the numbers of the first and the last: they follow one
// another. It is like Send otherwise; the batch is taken whole as soon as the
// outbox has room, so one batch may exceed its limit. A [Throttle] takes a batch
// whole, too, and refuses one that it would never let through.
//
// With an error first and last tell which messages were numbered, and are sent
// all the same: the first last-first+1 of them, none if first is 0. The
// *[SendError] has the index of the one that failed.
func (s *Session) SendBatch(ctx context.Context, messages []runtime.Message) (first, last uint64, err error) {
	if len(messages) == 0 {
		return 0, 0, nil
	}
	s.mu.Lock()
	pending, at := false, 0
	if err = s.room(ctx); err == nil && s.pace != nil {
		err = s.admit(ctx, true, messages...)
	}
	if err == nil {
		for ; at < len(messages); at++ {
			var seq uint64
			seq, err = s.number(messages[at])
			if seq != 0 {
				last = seq
				if first == 0 {
					first = seq
				}
			}
			if err != nil {
				break
			}
		}
	}
	var lost error
	log := s.log
	if last != 0 {
		pending, lost = s.sendOff(ctx)
	}
	s.mu.Unlock()
	if pending {
		lost = s.settle(ctx, log)
	}
	switch {
	case err != nil:
		return first, last, s.sendError(last, at, err)
	case lost != nil:
		return first, last, s.sendError(last, len(messages)-1, lost)
	}
	return first, last, nil
}

// TrySend is Send that waits for nothing: it returns [ErrFull] if the outbox is
// full, [ErrThrottled] if a [Throttle] has no place, session.ErrSigning while a
// Logon is being signed, and does not wait until the message is durable: Sync does. The message becomes durable before it is written
// all the same.
func (s *Session) TrySend(m runtime.Message) (seq uint64, err error) {
	s.mu.Lock()
	if err = s.refuses(); err == nil {
		switch {
		case s.full():
			err = ErrFull
		case s.pace != nil:
			err = s.admit(s.ctx, false, m)
		}
	}
	if err == nil {
		if seq, err = s.number(m); err == nil {
			s.accept(seq)
		}
	}
	if err == nil && s.up() {
		if s.streaming() {
			s.call(s.conn)
		} else {
			err = s.flush(s.conn, false)
		}
	}
	s.mu.Unlock()
	if err != nil {
		return seq, s.sendError(seq, 0, err)
	}
	return seq, nil
}

// admit waits for a turn for messages, and for room once more. Their places are
// reserved until they are numbered, before which the caller MUST NOT let go of
// mu. Callers hold mu, which is let go meanwhile.
func (s *Session) admit(ctx context.Context, wait bool, messages ...runtime.Message) error {
	var a ask
	for _, m := range messages {
		if m != nil {
			s.pace.add(&a, []byte(m.MsgType()))
		}
	}
	for {
		reserved, err := s.takeTurn(ctx, &a, wait)
		if err == nil {
			err = s.refuses()
		}
		if err == nil && !s.full() && (!reserved || !s.pace.resending()) {
			if reserved {
				s.pace.held = a
			}
			return nil
		}
		if reserved {
			s.pace.reserve(&a, -1)
			s.pace.serve(time.Now())
		}
		if err == nil && wait {
			err = s.room(ctx)
		} else if err == nil {
			err = ErrFull
		}
		if err != nil {
			return err
		}
	}
}

// number checks, numbers and saves a message and puts it into the outbox. Its
// number is returned if one was used up, also with an error. Callers hold mu.
func (s *Session) number(m runtime.Message) (seq uint64, err error) {
	s.saved = 0
	_, err = s.step(session.Send(m))
	if err == nil {
		s.sent++
	}
	if s.pace != nil {
		s.pace.release()
	}
	return s.saved, err
}

// sendOff sees to it that what was put into the outbox becomes durable and is
// written. It reports whether the caller has to settle that it is durable. The
// error is the store's. Callers hold mu, which is let go meanwhile.
func (s *Session) sendOff(ctx context.Context) (pending bool, err error) {
	switch {
	case !s.up():
		return true, nil
	case isHandler(ctx, s):
		s.accept(s.saved)
		return false, s.answer(s.conn)
	case s.conn.outbox.writing:
		return true, nil
	case s.streaming():
		s.call(s.conn)
		return true, nil
	}
	pending = s.conn.outbox.next() != nil // a replay is in the way
	return pending, s.flush(s.conn, true)
}

// settle returns when what was saved is durable; the error is ctx's or the
// store's.
func (s *Session) settle(ctx context.Context, log *openLog) error {
	err := log.Sync(ctx)
	if err == nil || ctx.Err() != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logFailed(log, err)
}

func (s *Session) sendError(seq uint64, index int, err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &SendError{Session: s.id, Seq: seq, Index: index, Handed: seq != 0 && seq <= s.handed, Err: err}
}

// Sync returns when every message whose Send has returned is durable, at the
// level of the store, or when ctx ends. If some were lost, because the store
// failed before they were durable and was opened again meanwhile, the error is a
// *[LostError], also for others that ask before another message was sent.
func (s *Session) Sync(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed != nil {
		return s.failed
	}
	if err := s.loss(); err != nil {
		return err
	}
	return s.syncStore(ctx)
}

// syncStore is settle for callers that hold mu, which is let go meanwhile.
func (s *Session) syncStore(ctx context.Context) error {
	log := s.log
	s.mu.Unlock()
	err := log.Sync(ctx)
	s.mu.Lock()
	if err == nil || ctx.Err() != nil {
		return err
	}
	return s.logFailed(log, err)
}

// refuses returns why nothing can be sent now. Callers hold mu.
func (s *Session) refuses() error {
	if s.failed == nil && s.hours != nil {
		return s.hours.takes(s)
	}
	return s.failed
}

// full reports whether the outbox is. Callers hold mu.
func (s *Session) full() bool { return s.conn != nil && s.conn.outbox.size >= s.limits.Outbox }

// room returns nil once the outbox has room, or has been given up. Callers hold
// mu, which is let go meanwhile.
func (s *Session) room(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for {
		if err := s.refuses(); err != nil {
			return err
		}
		if s.machine.Signing() {
			if err := s.pause(ctx); err != nil {
				return err
			}
			continue
		}
		switch {
		case !s.full():
			return nil
		case s.limits.OutboxPolicy == OutboxError:
			return ErrFull
		case s.limits.OutboxPolicy == OutboxDisconnect:
			s.logger.Warn("the outbox is full, disconnecting", "bytes", s.conn.outbox.size)
			s.conn.because(session.ReasonSlowPeer, "the outbox is full")
			s.conn.lose()
			return nil
		}
		if err := s.flush(s.conn, false); err != nil { // what was kept back
			return err
		}
		if !s.full() {
			continue
		}
		if err := s.pause(ctx); err != nil {
			return err
		}
	}
}

// SetNumbers sets the sequence numbers, a zero leaves its one as it is: the
// operator's way out of a session that is out of step with its peer. It is
// refused with session.ErrLoggedOn unless the session is disconnected.
func (s *Session) SetNumbers(ctx context.Context, n session.Numbers) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.step(session.SetNumbers(n)); err != nil {
		return err
	}
	return s.syncStore(ctx)
}

// ResetNumbers asks for both sequence numbers to return to 1, see
// session.Reset. While the session is logged on that takes an exchange with the
// peer, which goes on when ResetNumbers has returned: an EventSequenceReset
// tells that it has begun.
func (s *Session) ResetNumbers(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.step(session.Reset()); err != nil {
		return err
	}
	if s.conn != nil {
		return s.flush(s.conn, false)
	}
	return s.syncStore(ctx)
}

// Logout ends the session in good order: a Logout with this text, which may be
// empty, then the peer's, then the connection is closed. It returns when that
// is done, or when ctx ends. An initiator connects again unless it is shut
// down. A handler returns a *session.LogoutError instead: as long as it runs
// the peer's Logout cannot be read.
func (s *Session) Logout(ctx context.Context, text string) error {
	s.mu.Lock()
	c, err := s.conn, s.failed
	if c != nil {
		err = s.beginLogout(text)
	}
	s.mu.Unlock()
	if c == nil || err != nil {
		return err
	}
	return s.await(ctx, func() (bool, error) {
		return s.conn != c || c.finishing && c.outbox.idle(), s.failed
	})
}

// beginLogout sends a Logout. Callers hold mu.
func (s *Session) beginLogout(text string) error {
	if s.conn == nil {
		return nil
	}
	_, err := s.step(session.Logout(text))
	if err == nil {
		err = s.flush(s.conn, false)
	}
	return err
}

// ChangePassword asks the peer of an initiator for another password with the
// next Logon, as session.ChangePassword says.
func (s *Session) ChangePassword(password session.Secret) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.step(session.ChangePassword(password))
	return err
}
