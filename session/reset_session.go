package session

import "github.com/affixgo/affix/runtime"

// A session resets its numbers while it is up in three steps, so that no
// message is lost:
//
//  1. A TestRequest. Its answer comes once the peer has had all that we sent,
//     and has asked for what it missed.
//  2. A Logon with ResetSeqNumFlag (141), the first message of our new epoch.
//  3. The peer's Logon, the first of its own. What comes before that is of the
//     old epoch, and still counted there.
//
// FIX 4.4 vol. 2, "Logon", 24 hour connectivity; scenario 9.

// resetTestReqID is the TestReqID (112) of step 1.
const resetTestReqID = "RESET"

// resetStep is how far the reset of a running session has come.
type resetStep uint8

const (
	resetNone resetStep = iota
	resetTested
	resetReady // the TestRequest was answered
)

// askReset resets the numbers because the caller wants it: at once if the
// session is not logged on, and else as soon as nothing is missing.
func (m *Machine) askReset() error {
	if !m.dialect.resetSeqNum {
		return ErrNoReset
	}
	switch {
	case m.state == StateDisconnected, m.state == StateAwaitLogon && !m.Signing():
		m.unanswered = unanswered{pending: true, oldIn: m.nextIn, again: true}
		m.reset()
	default:
		m.resetWanted = true
	}
	return nil
}

// pursueReset takes the next step of a reset once it can be taken.
func (m *Machine) pursueReset() {
	if m.cfg.ResetAt > 0 && max(m.nextIn, m.nextOut) >= m.cfg.ResetAt {
		m.resetWanted = true
	}
	if !m.resetWanted || m.state != StateActive || m.Delivering() || m.Signing() {
		return
	}
	switch m.link.reset {
	case resetNone:
		m.link.reset = resetTested
		m.fields = runtime.AppendField(m.fields[:0], tagTestReqID, resetTestReqID)
		m.sendAdmin(msgTestRequest, nil)
	case resetReady:
		m.logOn(ourLogon{why: logonReset, interval: m.link.heartBtInt, seq: 1, next: 1, reset: true})
	}
}

// beginReset begins the new epoch: its first message is our Logon.
func (m *Machine) beginReset() {
	m.notify(Event{Kind: EventSequenceReset, From: m.nextIn, To: 1})
	m.unanswered = unanswered{pending: true, oldIn: m.nextIn}
	m.link.oldIn = m.nextIn
	m.reset()
	m.resetWanted = false
	m.link.reset, m.link.resetSent = resetNone, true
}

// receivedResetting deals with what comes between our Logon that resets and the
// peer's. Requests about old numbers cannot be answered any more.
func (m *Machine) receivedResetting(in *inbound) {
	switch {
	case in.kind == kindLogon && (in.seq == 1 || in.flag(tagResetSeqNumFlag)) && !in.possDup:
		m.logonAgain(in)
	case in.kind == kindLogout && !in.possDup:
		m.peerLogout(in)
	case in.kind == kindResendRequest, in.kind == kindSequenceReset && !in.flag(tagGapFillFlag):
		m.skipOld(in)
	case in.seq == m.link.oldIn:
		m.process(in)
	case in.seq > m.link.oldIn:
		m.notify(Event{Kind: EventDropped, MsgType: string(in.raw.MsgType()), Seq: in.seq})
	}
}

func (m *Machine) skipOld(in *inbound) {
	if in.seq == m.link.oldIn {
		m.expect(in.seq + 1)
	}
}

// resetAnswered goes on with the peer's Logon of step 3.
func (m *Machine) resetAnswered(d delivery) {
	if d.seq != 1 {
		m.logoutWith(ReasonInvalidLogon, "MsgSeqNum of a Logon with ResetSeqNumFlag is not 1")
		return
	}
	m.state = StateActive
	m.resetConfirmed()
	m.processed = 1
	m.expect(2)
	m.settle()
}
