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

// run connects, serves, and connects again. Its goroutine waits in serve as long
// as a connection lives, so that nothing but what serve needs is on the stack.
func (i *Initiator) run(ctx context.Context) {
	defer close(i.done)
	a := &attempts{i: i, ctx: ctx}
	for a.next() {
		if a.connect() {
			i.session.serve(a.conn, a.reader, nil)
			a.served()
		}
		if !a.pause() {
			return
		}
	}
}

// attempts is an initiator at its work: which endpoint is next, how often it has
// failed, and the attempt under way.
type attempts struct {
	i   *Initiator
	ctx context.Context

	at, failures, early int

	conn   *connection
	reader *reader
	result outcome
	err    error
}

// next waits until the session may connect; it reports false if it may not any
// more.
//
//go:noinline
func (a *attempts) next() bool {
	s := a.i.session
	if !s.awaitUsable(a.ctx) {
		return false
	}
	waited, err := s.awaitWindow(a.ctx)
	if waited {
		a.at, a.failures, a.early = 0, 0, 0
	}
	return err == nil
}

// connect connects to an endpoint and attaches the connection; it reports
// whether there is one to be served.
//
//go:noinline
func (a *attempts) connect() bool {
	s, e := a.i.session, a.i.cfg.Endpoints[a.at]
	a.conn, a.reader = nil, nil
	c, err := a.i.dial(a.ctx, e)
	if a.ctx.Err() == nil {
		s.dialed(err)
	}
	if err != nil {
		if a.ctx.Err() == nil {
			s.unreachable(e.Address, a.failures, err)
		}
		a.result, a.err = outcomeUnreachable, err
		return false
	}
	conn := &connection{Conn: c}
	if a.result, a.err = a.i.attach(a.ctx, conn, e.Address); a.err != nil {
		return false
	}
	a.conn, a.reader = conn, newReader(c, a.i.cfg.Limits.MaxFrame)
	return true
}

// served sees what came of a connection that has ended.
//
//go:noinline
func (a *attempts) served() {
	s := a.i.session
	a.result, a.err = outcomeUp, nil
	if !a.conn.wasUp && s.storeError() == nil { // the peer is not to blame for our store
		a.result, a.err = outcomeRefused, s.notLoggedOn(a.i.cfg.Endpoints[a.at].Address)
	}
	a.conn, a.reader = nil, nil
}

// pause waits for the time of the next attempt; it reports false if there is
// none.
//
//go:noinline
func (a *attempts) pause() bool {
	i, s := a.i, a.i.session
	if a.ctx.Err() != nil || s.stopped() {
		return false
	}
	a.at = i.cfg.Order.next(a.at, len(i.cfg.Endpoints), a.result == outcomeUp)
	wait := i.cfg.Reconnect.delay(a.failures + a.early)
	switch a.result {
	case outcomeUp:
		a.failures, a.early, wait = 0, 0, i.cfg.Reconnect.Min
	case outcomeEarly: // is no reason to give up
		a.early++
	default:
		a.failures++
	}
	if n := i.cfg.Reconnect.Attempts; n > 0 && a.failures >= n {
		i.giveUp(a.failures, a.err)
		a.failures = 0
		return true
	}
	if a.result == outcomeRefused {
		wait = max(wait, i.cfg.Reconnect.AfterRefusal)
	}
	nudged, ok := s.idle(a.ctx, s.untilStart(i.cfg.Reconnect.jitter(wait)))
	if nudged {
		a.failures = 0
	}
	return ok
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
