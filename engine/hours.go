package engine

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/affixgo/affix/engine/schedule"
	"github.com/affixgo/affix/session"
)

// ErrClosed is why a message is not taken between two windows of the session's
// schedule, or before the first Logon of one, if that Logon resets the numbers:
// the message would be lost. Send it when the session is logged on.
var ErrClosed = errors.New("engine: the session's next Logon resets the numbers, and the message would be lost")

// errOutside: a connection outside of the session's windows.
var errOutside = errors.New("engine: outside of the session's windows")

// textClosed is the Text (58) of the Logout at the end of a window.
const textClosed = "The session's window has ended"

// clockCheck is how often the clock is looked at at least: it may be set, and
// timers do not see that.
const clockCheck = time.Minute

// hours keeps a session to its schedule. The fields behind calendar are guarded
// by the session's mu.
type hours struct {
	calendar *schedule.Calendar
	silent   bool

	timer   *time.Timer
	now     Hours
	seen    time.Time // when now was found
	resetAt time.Time // the last scheduled reset that was seen to
}

// Hours is what the schedule of a session wants.
type Hours struct {
	schedule.State
	// Next is when that changes, and What is what happens then; zero if
	// nothing ever does.
	Next time.Time
	What schedule.Transition
}

// Hours returns what the session's schedule wants now.
func (s *Session) Hours() Hours {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hours == nil {
		return Hours{State: schedule.State{Connect: true, Logon: true, Window: -1}}
	}
	s.hours.look(time.Now())
	return s.hours.now
}

// scheduleInfo is where the session stands in its schedule, nil if it has none.
// Callers hold mu.
func (s *Session) scheduleInfo(now time.Time) *ScheduleInfo {
	if s.hours == nil {
		return nil
	}
	s.hours.look(now)
	h := &s.hours.now
	return &ScheduleInfo{Open: h.Logon, Next: h.Next, Change: h.What.String()}
}

// openHours prepares a session that has a schedule. What was to be reset while
// the program was not running is reset now.
func (s *Session) openHours(op Operation) error {
	if op.Schedule.IsZero() {
		return nil
	}
	calendar, err := op.Schedule.Compile()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hours = &hours{calendar: calendar, silent: op.SilentWhenClosed}
	s.hours.timer = time.AfterFunc(time.Hour, s.onHours)
	s.keepHours()
	return nil
}

// resumeHours sees to what was due while the store could not be used. Callers
// hold mu.
func (s *Session) resumeHours() {
	if s.hours != nil {
		s.hours.resetAt = time.Time{} // what was done may not have been kept
		s.keepHours()
		s.tell(false)
	}
}

// look finds out what the schedule wants, unless that is known.
func (h *hours) look(now time.Time) {
	now = now.Round(0) // what counts is the clock, which may be set back
	if !h.seen.IsZero() && !now.Before(h.seen) && (h.now.Next.IsZero() || now.Before(h.now.Next)) {
		return
	}
	h.seen = now
	h.now.State = h.calendar.At(now)
	h.now.Next, h.now.What = h.calendar.NextTransition(now)
}

// onHours runs when something of the schedule may be due.
func (s *Session) onHours() {
	s.mu.Lock()
	if s.failed != nil || s.closing {
		s.mu.Unlock()
		return
	}
	s.tasks++
	s.keepHours()
	s.endTask()
	s.mu.Unlock()
}

// keepHours does what is due, and sets the timer for what is next. Callers hold
// mu, and see to flush and tell.
func (s *Session) keepHours() {
	h := s.hours
	if h == nil || s.failed != nil || s.closing {
		return
	}
	now := time.Now()
	h.look(now)
	wait := clockCheck
	if !h.now.Next.IsZero() {
		wait = min(wait, h.now.Next.Sub(now))
	}
	h.timer.Reset(max(wait, 0))
	s.wake() // an initiator may wait for a window
	var err error
	if c := s.conn; c != nil && !c.hours.End.IsZero() && !now.Before(c.hours.End) {
		err = s.endWindow(c, now)
	} else {
		err = s.resetByHours(now)
	}
	if err != nil && s.failed == nil {
		s.logger.Error("keeping to the schedule", "error", err)
	}
}

// endWindow ends a connection whose window is over.
func (s *Session) endWindow(c *connection, now time.Time) error {
	switch {
	case !c.closed:
		c.closed = true
		s.logger.Info("the session's window has ended")
		_, err := s.step(session.LogoutBy(session.ReasonSchedule, textClosed))
		return err
	case c.hours.Close.After(c.hours.End) && !now.Before(c.hours.Close):
		c.because(session.ReasonSchedule, textClosed)
		c.lose()
	}
	return nil
}

// resetByHours resets the numbers if that was due since it was done last. A
// session that is being logged out is reset behind it.
func (s *Session) resetByHours(now time.Time) error {
	h := s.hours
	due, ok := h.calendar.LastReset(now)
	if !ok || !due.After(h.resetAt) || s.machine.State() == session.StateLogoutSent {
		return nil
	}
	h.resetAt = due
	if state := s.log.State(); !state.Created.Before(due) || unused(state.NextIn, state.NextOut) {
		return nil // done before a restart, or by the peer
	}
	s.logger.Info("the numbers are reset by schedule", "due", due)
	_, err := s.step(session.Reset())
	return err
}

func unused(nextIn, nextOut uint64) bool { return nextIn <= 1 && nextOut <= 1 }

// enterWindow is what a new connection has to know of the schedule. Callers
// hold mu.
func (s *Session) enterWindow(c *connection) (in session.Input, err error) {
	in = session.Connected()
	if s.hours == nil {
		return in, nil
	}
	now := time.Now()
	if err := s.resetByHours(now); err != nil {
		return in, err
	}
	c.hours = s.hours.calendar.At(now)
	if !c.hours.Logon && (s.hours.silent || s.cfg.Role == session.Initiator) {
		return in, errOutside
	}
	in.NewWindow = c.hours.Logon && s.newWindow(c.hours)
	return in, nil
}

// newWindow reports whether the numbers have not been reset since a window
// began. Numbers that nobody has used yet are those of no window: it is the
// peer that may have old ones.
func (s *Session) newWindow(at schedule.State) bool {
	state := s.log.State()
	return !at.Begin.IsZero() &&
		(state.Created.Before(at.Begin) || state.Epoch == 1 && unused(state.NextIn, state.NextOut))
}

// refuseByHours returns why a Logon is refused, nil if it is not. It does not
// need mu.
func (s *Session) refuseByHours() error {
	if s.hours == nil {
		return nil
	}
	now := time.Now()
	if s.hours.calendar.At(now).Logon {
		return nil
	}
	for when, what := range s.hours.calendar.Transitions(now, now.AddDate(10, 0, 0)) {
		if what.Has(schedule.TransitionLogon) {
			return &session.LogoutError{Text: "The session is closed until " + when.UTC().Format("20060102-15:04:05") + " UTC"}
		}
	}
	return &session.LogoutError{Text: "The session is closed"}
}

// takes returns ErrClosed if a message that is sent now would only wait to be
// lost. Callers hold mu.
func (h *hours) takes(s *Session) error {
	if s.cfg.Reset != session.ResetNewWindow || s.conn != nil && !s.conn.dead {
		return nil
	}
	h.look(time.Now())
	if !h.now.Logon || s.newWindow(h.now.State) {
		return ErrClosed
	}
	return nil
}

// awaitWindow returns when an initiator may connect; waited tells whether it
// had to wait for that.
func (s *Session) awaitWindow(ctx context.Context) (waited bool, err error) {
	if s.hours == nil {
		return false, nil
	}
	err = s.await(ctx, func() (bool, error) {
		now := time.Now()
		s.hours.look(now)
		may := mayConnect(s.hours.now.State, now)
		waited = waited || !may
		return may, s.over()
	})
	return waited, err
}

// mayConnect reports whether an initiator connects: to log on, or to wait for it.
func mayConnect(at schedule.State, now time.Time) bool {
	return at.Logon || at.Connect && now.Before(at.Start)
}

// untilStart returns wait, or less if the session may be logged on before it is
// over: an initiator that lost its connection while it waited waits no longer.
func (s *Session) untilStart(wait time.Duration) time.Duration {
	if s.hours != nil {
		now := time.Now()
		if at := s.hours.calendar.At(now); at.Connect && now.Before(at.Start) {
			return min(wait, at.Start.Sub(now))
		}
	}
	return wait
}

// awaitLogon returns when an initiator that has connected may log on. Until then
// it looks whether the peer is still there.
func (s *Session) awaitLogon(ctx context.Context, c net.Conn) error {
	if s.hours == nil {
		return nil
	}
	defer context.AfterFunc(ctx, func() { abort(c) })()
	for {
		now := time.Now()
		at := s.hours.calendar.At(now)
		switch {
		case at.Logon:
			return c.SetReadDeadline(time.Time{})
		case !mayConnect(at, now):
			return errOutside
		}
		if err := c.SetReadDeadline(now.Add(min(at.Start.Sub(now), clockCheck))); err != nil {
			return err
		}
		var b [1]byte
		n, err := c.Read(b[:])
		var timeout net.Error
		switch {
		case n > 0:
			return errors.New("engine: the peer has spoken before our Logon")
		case err != nil && (!errors.As(err, &timeout) || !timeout.Timeout()):
			return err
		}
	}
}
