package session

import (
	"strings"
	"time"

	"github.com/affixgo/affix/runtime"
)

// testReqID is the TestReqID (112) of our TestRequests.
const testReqID = "TEST"

func (m *Machine) answerTestRequest(in *inbound) {
	m.fields = runtime.AppendField(m.fields[:0], tagTestReqID, in.raw.Text(tagTestReqID))
	m.sendAdmin(msgHeartbeat, nil)
}

// askTest sends the caller's TestRequest.
func (m *Machine) askTest(id string) error {
	switch {
	case id == "" || strings.IndexByte(id, runtime.SOH) >= 0:
		return ErrTestReqID
	case !m.state.LoggedOn():
		return ErrNotLoggedOn
	}
	m.link.asked = id
	m.fields = runtime.AppendField(m.fields[:0], tagTestReqID, id)
	m.sendAdmin(msgTestRequest, nil)
	return nil
}

// testAnswered looks what TestRequest a Heartbeat answers: the caller's, or
// that which begins a reset.
func (m *Machine) testAnswered(in *inbound) {
	id := in.raw.Text(tagTestReqID)
	if id == "" {
		return
	}
	if id == m.link.asked {
		m.notify(Event{Kind: EventTestAnswered, Text: m.link.asked})
		m.link.asked = ""
	}
	if m.link.reset == resetTested && id == resetTestReqID {
		m.link.reset = resetReady
	}
}

// Deadline returns when to step with Timer; the zero time means never.
func (m *Machine) Deadline() time.Time {
	if m.Signing() {
		return m.signDeadline()
	}
	switch m.state {
	case StateDisconnected:
		return time.Time{}
	case StateAwaitLogon, StateLogonSent:
		return m.link.since.Add(m.cfg.LogonTimeout)
	case StateLogoutSent:
		return m.link.since.Add(m.cfg.LogoutTimeout)
	}
	return sooner(m.beatDeadline(), sooner(m.resendDeadline(), m.resetDeadline()))
}

// sooner returns the earlier of two times, of which zero means never.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// resetDeadline is when the peer's answer to our reset is overdue.
func (m *Machine) resetDeadline() time.Time {
	if m.state != StateResetSent || m.Delivering() {
		return time.Time{}
	}
	return m.link.since.Add(m.cfg.LogonTimeout)
}

// beatDeadline is when a Heartbeat or a TestRequest is due, or the silence has
// been too long.
func (m *Machine) beatDeadline() time.Time {
	if m.link.heartBtInt == 0 {
		return time.Time{}
	}
	silence := m.silenceDeadline()
	if !m.link.testSent.IsZero() {
		return silence
	}
	beat := m.link.lastSent.Add(m.link.heartBtInt)
	if m.Delivering() || beat.Before(silence) {
		return beat
	}
	return silence
}

// silenceDeadline is when the peer's silence calls for the next step: a
// TestRequest, or the end of the connection if one is open.
func (m *Machine) silenceDeadline() time.Time {
	if m.link.testSent.IsZero() {
		return m.link.lastReceived.Add(scale(m.link.heartBtInt, m.cfg.TestRequestFactor))
	}
	return m.link.testSent.Add(scale(m.link.heartBtInt, m.cfg.DisconnectFactor-m.cfg.TestRequestFactor))
}

func scale(d time.Duration, factor float64) time.Duration { return time.Duration(float64(d) * factor) }

// timer does what is due.
func (m *Machine) timer() {
	due := m.Deadline()
	if due.IsZero() || m.now.Before(due) {
		return
	}
	if m.Signing() {
		m.signFailed(ReasonSignerTimeout, "no signature in time")
		return
	}
	switch m.state {
	case StateAwaitLogon, StateLogonSent:
		m.disconnect(ReasonLogonTimeout, "")
	case StateLogoutSent:
		why := m.link.closing
		if why == ReasonLogout || why == ReasonSchedule {
			why = ReasonLogoutTimeout
		}
		m.disconnect(why, m.link.closingText)
	default:
		m.timerLoggedOn()
	}
}

func (m *Machine) timerLoggedOn() {
	passed := func(t time.Time) bool { return !t.IsZero() && !m.now.Before(t) }
	if passed(m.resetDeadline()) {
		m.logoutWith(ReasonResetTimeout, "No Logon in answer to ResetSeqNumFlag")
		return
	}
	if passed(m.beatDeadline()) {
		m.beat()
	}
	if passed(m.resendDeadline()) { // never, if beat has ended the session
		m.askAgain()
	}
}

// beat keeps a session alive, or finds that it is not. While a message is with
// the application nothing is read, so nobody can be called silent. While a
// TestRequest is open there are no Heartbeats.
func (m *Machine) beat() {
	silent := !m.Delivering() && !m.now.Before(m.silenceDeadline())
	switch {
	case silent && !m.link.testSent.IsZero():
		m.disconnect(ReasonHeartbeatLost, "")
	case silent:
		m.link.testSent = m.now
		m.fields = runtime.AppendField(m.fields[:0], tagTestReqID, testReqID)
		m.sendAdmin(msgTestRequest, nil)
		m.notify(Event{Kind: EventTestRequestSent})
	case m.link.testSent.IsZero() && !m.now.Before(m.link.lastSent.Add(m.link.heartBtInt)):
		m.fields = m.fields[:0]
		m.sendAdmin(msgHeartbeat, nil)
	}
}
