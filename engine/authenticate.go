package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// Refuse is an error that refuses a Logon and says how: with a Logout that has
// its Text, or, if it is Silent, by closing the connection without a word.
type Refuse = session.RefuseError

// logon asks the application whether the peer may log on: first Authenticate,
// which decides about the first Logon of a connection only, then OnLogon.
func (s *Session) logon(raw *runtime.Raw) error {
	s.mu.Lock()
	c, up, deadline := s.conn, s.machine.State().LoggedOn(), s.machine.Deadline()
	s.mu.Unlock()
	if s.authenticator != nil && !up && c != nil {
		request := newLogonRequest(c.Conn, raw.Clone())
		request.Session = s.id
		if err := s.authenticate(deadline, request); err != nil {
			return err
		}
	}
	if err := s.refuseByHours(); err != nil {
		return err
	}
	if s.canceller != nil {
		if err := s.instruct(raw); err != nil {
			return err
		}
	}
	if s.router.logon == nil {
		return nil
	}
	return s.router.logon(s.handling, s, raw)
}

// errUndecided refuses a peer about whom nothing was decided in time.
var errUndecided = &Refuse{Text: "Logon not decided in time"}

// authenticate calls the authenticator and waits for it until shortly before the
// deadline, so that the peer can be told. One
// that takes no notice of its context goes on by itself; nobody waits for it but
// Shutdown.
func (s *Session) authenticate(deadline time.Time, r LogonRequest) error {
	ctx, cancel := context.WithTimeout(s.ctx, time.Until(deadline)*9/10)
	decided := make(chan error, 1)
	s.mu.Lock()
	s.tasks++
	s.mu.Unlock()
	go func() {
		defer cancel()
		err := errGoexit
		defer func() {
			if p := recover(); p != nil {
				s.logPanic("Authenticate panicked", p)
				err = errors.New("internal error")
			}
			decided <- err
			s.mu.Lock()
			s.tasks--
			s.wake()
			s.mu.Unlock()
		}()
		err = s.authenticator(ctx, r)
	}()
	select {
	case err := <-decided:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-decided: // at the last moment
		return err
	default:
		return fmt.Errorf("%w: %w", errUndecided, ctx.Err())
	}
}
