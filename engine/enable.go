package engine

import (
	"cmp"
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/affixgo/affix/session"
)

// ErrDisabled is a session that was disabled by [Session.Disable].
var ErrDisabled = errors.New("engine: the session is disabled")

// control is whether a session may log on.
type control struct {
	disabled error // why it must not, nil if it may
	nudges   int   // how often it was enabled
	dialErr  error // of an initiator's last attempt to connect
	panics   PanicPolicy
	halted   atomic.Bool // no handler is called any more, because one has panicked
	serving  int         // goroutines that serve a connection to an acceptor
}

// Disable logs the session out with this text, which may be empty, and keeps it
// from logging on: an initiator does not connect, an acceptor closes the peer's
// connections. What is sent meanwhile is stored and goes out after the next
// Logon. It returns when there is no connection any more; if ctx ends before,
// the connection is cut. [Status] has [ErrDisabled] until Enable.
func (s *Session) Disable(ctx context.Context, text string) error {
	s.mu.Lock()
	if err := s.over(); err != nil {
		s.mu.Unlock()
		return err
	}
	s.disable(ErrDisabled, text)
	s.tell(false)
	s.mu.Unlock()
	err := s.await(ctx, func() (bool, error) { return s.conn == nil, nil })
	if err != nil {
		s.mu.Lock()
		if s.conn != nil && s.disabled != nil {
			s.conn.because(session.ReasonDisabled, "")
			s.conn.lose()
		}
		s.mu.Unlock()
	}
	return err
}

// disable keeps the session from logging on. Callers hold mu, and see to tell.
func (s *Session) disable(why error, text string) {
	if s.disabled == nil {
		s.logger.Warn("the session is disabled", "reason", why, "text", text)
		s.events = append(s.events, session.Event{
			Kind: session.EventDisabled, Reason: session.ReasonDisabled, Text: cmp.Or(text, why.Error()),
		})
	}
	s.disabled = why
	if err := s.beginLogout(text); err != nil {
		s.logger.Warn("logout", "error", err)
	}
	s.wake()
}

// Enable lets the session log on again, after Disable or after an initiator has
// given up. An initiator connects at once, also if it is only waiting for its
// next attempt.
func (s *Session) Enable() {
	s.mu.Lock()
	if s.disabled != nil {
		s.disabled = nil
		s.halted.Store(false)
		s.logger.Info("the session is enabled")
		s.events = append(s.events, session.Event{Kind: session.EventEnabled})
	}
	s.nudges++
	s.wake()
	s.tell(false)
	s.mu.Unlock()
}

// awaitUsable returns when the session may log on: it is enabled, and its store
// has not failed. It returns false when the session was stopped, or ctx ended.
func (s *Session) awaitUsable(ctx context.Context) bool {
	return s.await(ctx, func() (bool, error) {
		return s.disabled == nil && s.failed == nil, cmp.Or(s.over(), ctx.Err())
	}) == nil
}

// idle lets time go by until Enable or Disable is called. It reports whether
// one of them was, and false for ok when ctx ended.
func (s *Session) idle(ctx context.Context, d time.Duration) (nudged, ok bool) {
	timeout, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	s.mu.Lock()
	nudges := s.nudges
	s.mu.Unlock()
	err := s.await(timeout, func() (bool, error) { return s.nudges != nudges || s.disabled != nil, nil })
	return err == nil, ctx.Err() == nil
}
