package engine

import (
	"fmt"
	"runtime/debug"

	"github.com/affixgo/affix/session"
)

// tell calls the application's functions for what has happened: in the order in
// which it happened, one at a time, whoever saw it. Somebody who is telling
// already tells this too; with wait set tell returns only when it is told, so
// that OnLoggedOn comes before the first message.
//
// Callers hold mu, which is let go meanwhile, and do not unlock it by defer: a
// function that ends its goroutine leaves it unlocked.
func (s *Session) tell(wait bool) {
	if s.telling {
		if !wait {
			return
		}
		for s.telling {
			s.told.Wait()
		}
	}
	if len(s.events) == 0 {
		return
	}
	s.telling = true
	locked := true
	defer func() {
		if !locked { // the function ended the goroutine
			s.mu.Lock()
			defer s.mu.Unlock()
		}
		s.telling = false
		s.told.Broadcast()
	}()
	for len(s.events) > 0 {
		e := s.events[0]
		s.events = s.events[1:]
		s.mu.Unlock()
		locked = false
		s.tellOne(e)
		s.mu.Lock()
		locked = true
	}
	s.events = nil
}

func (s *Session) tellOne(e session.Event) {
	s.logEvent(e)
	if f := s.router.event; f != nil {
		s.guard(e, func() { f(s, e) })
	}
	if f := s.router.loggedOn; f != nil && e.Kind == session.EventLoggedOn {
		s.guard(e, func() { f(s) })
	}
	if f := s.router.logout; f != nil && e.Kind == session.EventLoggedOut {
		s.guard(e, func() { f(s, reasonText(e)) })
	}
}

// guard keeps a function that panics from ending the process.
func (s *Session) guard(e session.Event, f func()) {
	defer func() {
		if p := recover(); p != nil {
			s.logPanic("a function of the application panicked", p, "event", e.Kind.String())
		}
	}()
	f()
}

func (s *Session) logPanic(text string, p any, args ...any) {
	s.logger.Error(text, append(args, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))...)
}

func reasonText(e session.Event) string {
	if e.Text == "" {
		return e.Reason.String()
	}
	return e.Reason.String() + ": " + e.Text
}

func (s *Session) logEvent(e session.Event) {
	switch e.Kind {
	case session.EventLoggedOn:
		s.logger.Info("logged on")
	case session.EventLoggedOut:
		s.logger.Info("logged out", "reason", e.Reason.String(), "text", e.Text)
	case session.EventGapDetected, session.EventResendRequested, session.EventSequenceReset:
		s.logger.Info(e.Kind.String(), "from", e.From, "to", e.To)
	case session.EventRejected:
		s.logger.Warn("message rejected", "seq", e.Seq, "tag", e.Fault.Tag, "text", e.Text)
	case session.EventGarbled:
		s.logger.Warn("garbled message skipped", "why", e.Text)
	case session.EventDropped:
		s.logger.Warn("message came too early and was dropped", "seq", e.Seq)
	default:
		s.logger.Info(e.Kind.String())
	}
}
