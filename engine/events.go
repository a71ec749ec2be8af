package engine

import (
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// note keeps an event until it is told. Callers hold mu.
func (s *Session) note(e session.Event) {
	s.stats.told(&e)
	if e.Kind == session.EventTestAnswered {
		s.testAnswered(e.Text)
	}
	if s.canceller != nil {
		s.canceller.logged(s, &e)
	}
	s.events = append(s.events, e)
}

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

// logEvent logs an event, with whatever it has to say: always under the same
// names.
func (s *Session) logEvent(e session.Event) {
	level, text := slog.LevelInfo, e.Kind.String()
	switch e.Kind {
	case session.EventLoggedOn:
		text = "logged on"
	case session.EventLoggedOut:
		text = "logged out"
		if !inOrder(e.Reason, e.Text) {
			level = slog.LevelWarn
		}
	case session.EventLogonFailed:
		level, text = slog.LevelWarn, "logon failed"
	case session.EventPasswordChanged:
		text = "the peer has changed the password"
	case session.EventPasswordRefused:
		level, text = slog.LevelWarn, "the peer has not changed the password"
	case session.EventRejected:
		level, text = slog.LevelWarn, "message rejected"
	case session.EventPeerRejected:
		level, text = slog.LevelWarn, "the peer rejected a message"
	case session.EventGarbled:
		level, text = slog.LevelWarn, "garbled message skipped"
	case session.EventDropped:
		level, text = slog.LevelWarn, "message came too early and was dropped"
	}
	if s.logger.Enabled(s.ctx, level) {
		s.logger.LogAttrs(s.ctx, level, text, eventAttrs(e)...)
	}
}

// eventAttrs returns what an event has to say.
func eventAttrs(e session.Event) []slog.Attr {
	var attrs []slog.Attr
	if e.Reason != session.ReasonNone {
		attrs = append(attrs, slog.String("reason", e.Reason.String()))
	}
	if e.Seq != 0 {
		attrs = append(attrs, slog.Uint64("seq", e.Seq))
	}
	if e.MsgType != "" {
		attrs = append(attrs, slog.String("msg_type", e.MsgType))
	}
	switch {
	case e.Kind == session.EventPeerRejected:
		attrs = append(attrs, slog.Uint64("ref_seq", e.From))
	case e.From != 0 || e.To != 0:
		attrs = append(attrs, slog.Uint64("from", e.From), slog.Uint64("to", e.To))
	}
	if e.Fault.Reason != runtime.ReasonNone {
		attrs = append(attrs, slog.String("fault", e.Fault.Reason.String()))
	}
	if e.Fault.Tag != 0 {
		attrs = append(attrs, slog.Int("tag", e.Fault.Tag))
	}
	if e.Text != "" {
		attrs = append(attrs, slog.String("text", e.Text))
	}
	return attrs
}
