package engine

import (
	"context"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// Send sends m and returns its sequence number. It may be called from any
// goroutine, and does not keep m. The message is checked against the
// dictionary, numbered and saved, and then made durable and written: by this
// goroutine if none is writing, else by the one that is. In the latter case Send
// returns before the message is durable, and a crash may lose it, unsent; Sync
// waits for that. While the session is disconnected the message is stored and
// goes out after the next Logon, when the peer asks for what it missed; or is
// refused with [ErrClosed] if the schedule lets that Logon reset the numbers.
//
// Send waits while the outbox is full ([Limits]), until ctx ends. An error is a
// *[SendError] and tells with [NumberConsumed] whether a number was used up; a
// message of another version, or one that its dictionary forbids, uses up none.
func (s *Session) Send(ctx context.Context, m runtime.Message) (seq uint64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.room(ctx); err != nil {
		return 0, &SendError{Session: s.id, Err: err}
	}
	s.saved = 0
	_, err = s.step(session.Send(m))
	seq = s.saved
	switch {
	case err != nil:
	case s.up():
		err = s.flush(s.conn, true)
	default:
		err = s.syncStore(ctx)
	}
	if err != nil {
		return seq, &SendError{Session: s.id, Seq: seq, Err: err}
	}
	return seq, nil
}

// Sync returns when every message whose Send has returned is durable, at the
// level of the store, or when ctx ends.
func (s *Session) Sync(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed != nil {
		return s.failed
	}
	return s.syncStore(ctx)
}

// syncStore makes durable what was saved; the error is ctx's or the store's.
// Callers hold mu, which is let go meanwhile.
func (s *Session) syncStore(ctx context.Context) error {
	s.mu.Unlock()
	err := s.log.Sync(ctx)
	s.mu.Lock()
	if err == nil || ctx.Err() != nil {
		return err
	}
	return s.storeFailed(err)
}

// room waits until the outbox has room. Callers hold mu, which is let go
// meanwhile.
func (s *Session) room(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for {
		if s.failed != nil {
			return s.failed
		}
		if s.hours != nil {
			if err := s.hours.takes(s); err != nil {
				return err
			}
		}
		if s.conn == nil || s.conn.outbox.size < s.limits.Outbox {
			return nil
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
		return s.conn != c || c.finishing && c.outbox.empty() && !c.outbox.writing, s.failed
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
