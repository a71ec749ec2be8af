package engine

import (
	"cmp"
	"time"

	"github.com/affixgo/affix/session"
)

// step gives the machine one input and carries out its actions. The message to
// be delivered, if there is one, is returned: it is the last action. Callers
// hold mu, and see to flush and tell.
func (s *Session) step(in session.Input) (deliver *session.Action, err error) {
	return s.stepAt(s.clock.now(), in)
}

// stepAt is step at a moment that is known already.
func (s *Session) stepAt(now time.Time, in session.Input) (deliver *session.Action, err error) {
	if s.failed != nil {
		return nil, s.failed
	}
	before := s.machine.State()
	s.stats.now = now
	actions, err := s.machine.Step(s.actions[:0], s.stats.now, in)
	s.actions = actions
	if err != nil {
		return nil, err
	}
	reset := false
	for i := range actions {
		a := &actions[i]
		if a.Kind == session.ActionDeliver {
			deliver = a
			continue
		}
		reset = reset || a.Kind == session.ActionReset
		if err := s.carryOut(a); err != nil {
			return nil, s.storeFailed(err)
		}
	}
	if reset { // the peer will not go back to the old numbers
		if err := s.log.Sync(s.ctx); err != nil {
			return nil, s.storeFailed(err)
		}
	}
	if state := s.machine.State(); state != before {
		if s.conn != nil && state.LoggedOn() {
			s.conn.wasUp = true
		}
		s.wake()
	}
	s.arm()
	return deliver, nil
}

// carryOut does one action; its error is the store's.
func (s *Session) carryOut(a *session.Action) error {
	switch a.Kind {
	case session.ActionSave:
		s.saved = a.Seq
		return s.log.SaveOut(a.Seq, a.Bytes)
	case session.ActionTransmit:
		if s.conn != nil && !s.conn.dead {
			s.conn.outbox.append(s.saved, a.Bytes, s.stats.now)
			s.stats.transmitted(s.saved, a.Bytes)
			if s.pace != nil {
				s.pace.transmit(msgTypeOf(a.Bytes))
			}
			if s.messages != nil {
				s.messages.LogMessage(s.id, Out, s.stats.now, a.Bytes)
			}
		}
	case session.ActionExpect:
		return s.log.SetNextIn(a.Seq)
	case session.ActionRenumber:
		s.accepted.seq = min(s.accepted.seq, a.Seq-1)
		return s.log.SetNextOut(a.Seq)
	case session.ActionReset:
		if s.conn != nil {
			s.conn.outbox.dropReplays()
			if s.pace != nil {
				s.pace.serve(time.Now())
			}
		}
		s.stats.Resets++
		s.handed = 0
		s.epoch++
		return s.log.Reset(time.Now())
	case session.ActionReplay:
		if s.conn != nil && !s.conn.dead {
			s.conn.outbox.addReplay(a.From, a.To, s.log.State().NextOut-1)
		}
	case session.ActionNotify:
		s.note(a.Event)
	case session.ActionSign:
		s.startSigning()
	case session.ActionDisconnect:
		if s.conn != nil {
			s.connectionEnded(s.conn, a.Event.Reason, a.Event.Text)
			s.logger.Info("disconnecting", "reason", a.Event.Reason.String(), "text", a.Event.Text)
			s.conn.finish()
		}
	}
	return nil
}

// disconnected tells the machine that the connection is gone, also that of a
// session that has failed: OnLogout is called all the same.
func (s *Session) disconnected(c *connection) {
	before := s.machine.State()
	actions, err := s.machine.Step(s.actions[:0], time.Now(), session.DisconnectedBy(c.why, c.whyText))
	s.actions = actions
	if err != nil {
		s.logger.Error("disconnect", "error", err)
	}
	why, text := c.why, c.whyText
	for i := range actions {
		if a := &actions[i]; a.Kind == session.ActionNotify {
			s.note(a.Event)
			why, text = a.Event.Reason, a.Event.Text
		}
	}
	if before.Connected() { // else a Disconnect has said why
		s.connectionEnded(c, cmp.Or(why, session.ReasonLost), text)
	}
	s.arm()
}

// connectionEnded notes how a connection has ended, and that nothing came of it
// if the session was never up.
func (s *Session) connectionEnded(c *connection, why session.Reason, text string) {
	s.stats.ended(why, text)
	if !c.wasUp && why != session.ReasonNotLoggedOn {
		s.note(session.Event{Kind: session.EventLogonFailed, Reason: why, Text: text})
	}
}

// arm sets the timer to the machine's deadline. A timer that fires too early
// does no harm, so it is moved only forwards: not with every message.
func (s *Session) arm() {
	deadline := s.machine.Deadline()
	if s.failed != nil {
		deadline = time.Time{}
	}
	switch {
	case deadline.IsZero():
	case s.armed.IsZero() || deadline.Before(s.armed):
		s.armed = deadline
		s.timer.Reset(max(time.Until(deadline), 0))
	}
}

// onTimer runs when the deadline may have come.
func (s *Session) onTimer() {
	s.mu.Lock()
	s.armed = time.Time{}
	if s.failed != nil {
		s.mu.Unlock()
		return
	}
	s.tasks++
	if deadline := s.machine.Deadline(); !deadline.IsZero() && !time.Now().Before(deadline) {
		if _, err := s.step(session.Timer()); err != nil && s.failed == nil {
			s.logger.Error("timer", "error", err)
		}
		// Who let the time run out and does not read either gets no more of it.
		if c := s.conn; c != nil && c.finishing && !c.outbox.idle() {
			c.lose()
		}
	}
	s.arm()
	s.endTask()
	s.mu.Unlock()
}

// endTask writes and tells what a timer has brought about. Callers hold mu,
// which is let go meanwhile.
func (s *Session) endTask() {
	if s.conn != nil {
		_ = s.flush(s.conn, false) // the store's error has stopped the session
	}
	s.tell(false)
	s.tasks--
	s.wake()
}
