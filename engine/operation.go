package engine

import (
	"errors"
	"fmt"

	"github.com/affixgo/affix/engine/schedule"
	"github.com/affixgo/affix/session"
)

// Operation is how a session is run, beyond the rules of session.Config. The
// zero value is a session that is up all the time.
type Operation struct {
	// Signer signs every Logon of ours before it goes out; nil leaves them as
	// they are. Until it has, the session sends nothing and reads nothing. If it
	// fails, or takes longer than the LogonTimeout, the connection ends.
	Signer Signer

	// Schedule says when the session is up. An initiator connects and logs on
	// in its windows only, an acceptor refuses Logons outside of them, and both
	// log out at the end. With session.ResetNewWindow the first Logon of each
	// window resets the numbers, once, also if the program is started anew in
	// between. Its Resets take place in a session that is up by an exchange of
	// Logons, and else at once.
	Schedule schedule.Schedule

	// SilentWhenClosed makes an acceptor close a connection without a word
	// whose Logon comes outside of the Schedule's windows. Otherwise the peer
	// gets a Logout that says when the next one opens.
	SilentWhenClosed bool

	// Throttle bounds what is sent, InboundThrottle what is taken of the peer's
	// messages. At most 64 each.
	Throttle        []Throttle
	InboundThrottle []InboundThrottle

	// CancelOnDisconnect has an acceptor's application cancel the orders of
	// peers that are gone.
	CancelOnDisconnect CancelOnDisconnect

	// Panics says what becomes of a session whose handler panics. If zero,
	// [PanicContinue].
	Panics PanicPolicy
}

// validate returns what is wrong with o for a session.
func (o *Operation) validate(cfg session.Config) (errs []error) {
	if cfg.SignLogon && o.Signer == nil {
		errs = append(errs, errors.New("the Session's SignLogon is set, but there is no Signer"))
	}
	if err := o.Schedule.Validate(); err != nil {
		errs = append(errs, err)
	}
	if cfg.Reset == session.ResetNewWindow && o.Schedule.NonStop() {
		errs = append(errs, errors.New("the Session's Reset is new-window, but the Schedule has no Windows: "+
			"give it some, or take another policy"))
	}
	if len(o.Schedule.Resets) > 0 && cfg.Dictionary != nil && cfg.Dictionary.BeginString() == "FIX.4.0" {
		errs = append(errs, errors.New("the Schedule has Resets, but FIX.4.0 has no ResetSeqNumFlag (141): "+
			"let Reset be new-window"))
	}
	if o.Panics > PanicStop {
		errs = append(errs, fmt.Errorf("unknown Panics policy %d", o.Panics))
	}
	errs = append(errs, o.validateThrottles()...)
	return append(errs, o.CancelOnDisconnect.validate(cfg.Role)...)
}

// validateAll checks the operation of every session of an acceptor.
func (c *AcceptorConfig) validateAll() (errs []error) {
	known := make(map[string]bool)
	for i, s := range c.Sessions {
		if s.Dictionary == nil {
			continue // that is told already
		}
		id := SessionID(s)
		known[id] = true
		op := c.operation(id)
		for _, err := range op.validate(s) {
			errs = append(errs, fmt.Errorf("engine: acceptor: session %d: %w", i+1, err))
		}
	}
	for id := range c.Operations {
		if !known[id] && c.Template == nil {
			errs = append(errs, fmt.Errorf("engine: acceptor: Operations has %q, which is none of the Sessions", id))
		}
	}
	return errs
}

// operation returns how a session is run.
func (c *AcceptorConfig) operation(id string) Operation {
	if own, have := c.Operations[id]; have {
		return own
	}
	return c.Operation
}
