package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/affixgo/affix/session"
)

// outcome is what came of an attempt to log on.
type outcome uint8

const (
	outcomeUnreachable outcome = iota // no connection
	outcomeRefused                    // a connection, but no session
	outcomeEarly                      // a connection that has not lasted until a session may be up
	outcomeUp                         // a session, which is over now, or need not be up
)

// LogonError is an attempt to log on that came as far as a connection, and why it
// came no further.
type LogonError struct {
	Session string
	Address string
	Reason  session.Reason
	Text    string // the peer's, or more about the reason; may be empty
}

func (e *LogonError) Error() string {
	text := fmt.Sprintf("engine: %s: %s: not logged on: %v", e.Session, e.Address, e.Reason)
	if e.Text != "" {
		text += ": " + e.Text
	}
	return text
}

// run connects, serves, and connects again.
func (i *Initiator) run(ctx context.Context) {
	defer close(i.done)
	s := i.session
	at, failures, early := 0, 0, 0
	for s.awaitUsable(ctx) {
		waited, err := s.awaitWindow(ctx)
		if err != nil {
			return
		}
		if waited {
			at, failures, early = 0, 0, 0
		}
		result, err := i.try(ctx, i.cfg.Endpoints[at], failures)
		if ctx.Err() != nil || s.stopped() {
			return
		}
		at = i.cfg.Order.next(at, len(i.cfg.Endpoints), result == outcomeUp)
		wait := i.cfg.Reconnect.delay(failures + early)
		switch result {
		case outcomeUp:
			failures, early, wait = 0, 0, i.cfg.Reconnect.Min
		case outcomeEarly: // is no reason to give up
			early++
		default:
			failures++
		}
		if n := i.cfg.Reconnect.Attempts; n > 0 && failures >= n {
			i.giveUp(failures, err)
			failures = 0
			continue
		}
		if result == outcomeRefused {
			wait = max(wait, i.cfg.Reconnect.AfterRefusal)
		}
		nudged, ok := s.idle(ctx, s.untilStart(i.cfg.Reconnect.jitter(wait)))
		if !ok {
			return
		}
		if nudged {
			failures = 0
		}
	}
}

// try connects to an endpoint and runs the session there.
func (i *Initiator) try(ctx context.Context, e Endpoint, failures int) (outcome, error) {
	s := i.session
	c, err := i.dial(ctx, e)
	if ctx.Err() == nil {
		s.dialed(err)
	}
	if err != nil {
		if ctx.Err() == nil {
			s.unreachable(e.Address, failures, err)
		}
		return outcomeUnreachable, err
	}
	conn := &connection{Conn: c}
	if result, err := i.attach(ctx, conn, e.Address); err != nil {
		return result, err
	}
	s.serve(conn, newReader(c, i.cfg.Limits.MaxFrame), nil)
	if !conn.wasUp && s.storeError() == nil { // the peer is not to blame for our store
		return outcomeRefused, s.notLoggedOn(e.Address)
	}
	return outcomeUp, nil
}

// attach makes c the connection of the session, which logs on.
//
//go:noinline
func (i *Initiator) attach(ctx context.Context, conn *connection, address string) (outcome, error) {
	s := i.session
	s.logger.Info("connected", "address", address)
	early := s.awaitLogon(ctx, conn.Conn)
	err := early
	if err == nil {
		err = s.attach(conn)
	}
	if err != nil {
		s.logger.Warn("logging on failed", "error", err)
		conn.abort()
		if errors.Is(err, errOutside) || errors.Is(err, ErrDisabled) || s.storeError() != nil {
			return outcomeUp, err
		}
		if early != nil {
			return outcomeEarly, err
		}
		return outcomeRefused, err
	}
	return outcomeUp, nil
}

// notLoggedOn returns how the last connection ended.
func (s *Session) notLoggedOn(address string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := &LogonError{Session: s.id, Address: address, Reason: session.ReasonLost}
	if end := s.stats.lastEnd; end != nil {
		e.Reason, e.Text = end.Reason, end.Text
	}
	return e
}

// giveUp disables the session.
func (i *Initiator) giveUp(attempts int, err error) {
	s := i.session
	s.mu.Lock()
	s.disable(&AttemptsError{Session: s.id, Attempts: attempts, Err: err}, "")
	s.tell(false)
	s.mu.Unlock()
}

// dialed notes what came of an attempt to connect.
func (s *Session) dialed(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dialErr = err
}

// stopped reports whether the session has stopped for good.
func (s *Session) stopped() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.final
}
