package session

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/affixgo/affix/runtime"
)

// connected begins a connection: an initiator logs on, an acceptor waits.
func (m *Machine) connected(newWindow bool) error {
	if m.state != StateDisconnected {
		return ErrConnected
	}
	m.link = link{since: m.now, lastSent: m.now, lastReceived: m.now}
	if m.cfg.Role == Acceptor {
		m.state = StateAwaitLogon
		m.link.newWindow = newWindow && m.cfg.Reset == ResetNewWindow
		return nil
	}
	m.state = StateLogonSent
	l := ourLogon{why: logonOpening, interval: max(m.cfg.HeartBtInt, 0), seq: m.nextOut, next: m.nextIn}
	if m.restarts(newWindow) {
		l.restart, l.reset, l.seq, l.next = true, m.dialect.resetSeqNum, 1, 1
	}
	m.logOn(l)
	return nil
}

// receivedFirst deals with the first message of a connection, which must be a
// Logon. What cannot be told from a stranger's gets no answer from an
// acceptor; an initiator says why it goes. Scenarios 1B, 1S.
func (m *Machine) receivedFirst(in *inbound) {
	if m.state == StateLogonSent && (in.kind == kindLogout || in.kind == kindReject) {
		m.logonRefusedByPeer(in)
		return
	}
	switch {
	case !m.sameVersion(in):
		m.turnAway(ReasonBeginString, "Incorrect BeginString")
	case in.kind != kindLogon:
		m.turnAway(ReasonNotLogon, "First message is not a Logon")
	case !in.hasSeq:
		m.turnAway(ReasonNoSeqNum, textNoSeqNum)
	case len(in.sender) == 0, len(in.target) == 0, !m.sameSession(in):
		m.turnAway(ReasonInvalidLogon, runtime.ReasonCompID.String())
	case !m.timely(in):
		m.turnAway(ReasonInvalidLogon, runtime.ReasonSendingTime.String())
	case negative(in.raw.Text(tagHeartBtInt)):
		m.endWith(ReasonInvalidLogon, textNegativeHeartBtInt)
	case encrypted(in.raw):
		m.endWith(ReasonInvalidLogon, "EncryptMethod "+in.raw.Text(tagEncryptMethod)+" is not supported")
	default:
		if text, missing := m.checkDefault(in.raw); missing {
			m.turnAway(ReasonInvalidLogon, text)
			return
		} else if text != "" {
			m.endWith(ReasonInvalidLogon, text)
			return
		}
		fault, decoded := m.validate(in)
		if !fault.OK() {
			m.notifyRejected(ReasonFault, in.raw, in.seq, fault, fault.Reason.String())
			m.turnAway(ReasonInvalidLogon, faultText(fault))
			return
		}
		m.deliver(in, deliverLogon, decoded)
	}
}

const textNegativeHeartBtInt = "HeartBtInt must not be negative"

func negative(text string) bool {
	return len(text) > 1 && text[0] == '-' && text[1] >= '0' && text[1] <= '9'
}

// encrypted reports whether a Logon asks for encryption: FIX has it, nobody
// uses it. Scenario 17.
func encrypted(raw *runtime.Raw) bool {
	n, ok := raw.Uint(tagEncryptMethod)
	return ok && n != 0
}

func faultText(f runtime.Fault) string {
	if f.Tag == 0 {
		return f.Reason.String()
	}
	return f.Reason.String() + " (" + strconv.Itoa(f.Tag) + ")"
}

// turnAway ends a connection whose first message is no good.
func (m *Machine) turnAway(why Reason, text string) {
	if m.cfg.Role == Initiator {
		m.endWith(why, text)
		return
	}
	m.disconnect(why, text)
}

// logonRefusedByPeer deals with a Logout or Reject in answer to our Logon. It
// counts like any other message if it is sound.
func (m *Machine) logonRefusedByPeer(in *inbound) {
	if m.sameVersion(in) && m.sameSession(in) && in.hasSeq {
		m.count(in)
	}
	m.resetRefused()
	text := strings.Clone(in.raw.Text(tagText))
	m.passwordRefused(text)
	m.disconnectBy(in, ReasonLogonRefused, text)
}

// logonAgain deals with a Logon that resets the numbers of a running session.
func (m *Machine) logonAgain(in *inbound) {
	fault, decoded := m.validate(in)
	if !fault.OK() {
		m.reject(in.raw, in.seq, fault, "")
		m.count(in)
		m.settle()
		return
	}
	m.deliver(in, deliverLogon, decoded)
}

// logonDelivered goes on with a Logon once the application has seen it.
func (m *Machine) logonDelivered(d delivery, err error) {
	switch {
	case m.muted(): // gone, or going, meanwhile
	case err != nil:
		m.refuseLogon(err)
	case m.state == StateResetSent:
		m.resetAnswered(d)
	case m.link.resets >= maxResets:
		m.logoutWith(ReasonResetLoop, "Too many sequence resets")
	case m.state.LoggedOn():
		m.link.resets++
		m.notify(Event{Kind: EventSequenceReset, From: m.nextIn, To: 1})
		m.reset()
		m.acceptLogon(d)
	default:
		m.resetForLogon(&d)
		m.acceptLogon(d)
	}
}

// refuseLogon ends a connection because the application does not want the peer.
func (m *Machine) refuseLogon(err error) {
	if refusal, ok := refusalOf(err); ok && refusal.Silent && !m.state.LoggedOn() {
		m.disconnect(ReasonLogonRefused, refusal.Text)
		return
	}
	m.leave(ReasonLogonRefused, refusalText(err))
}

// maxResets is how often the peer may reset the numbers of a session that is up
// without a message in between. Two sides that take each other's answer for a
// new reset would go on for ever:
//
//  1. A resets. Its Logon comes twice to B, which answers twice.
//  2. A takes the first for the answer and the second for a reset of B's, and
//     answers that, which B takes for a reset of A's.
const maxResets = 5

// leave ends a connection for a Logon that will not do: a session that was up
// waits for the peer's Logout.
func (m *Machine) leave(why Reason, text string) {
	if m.state.LoggedOn() {
		m.logoutWith(why, text)
		return
	}
	m.endWith(why, text)
}

// acceptLogon checks the numbers of a Logon and brings the session up. In
// order: our Logon if we have to answer, what the peer misses, what we miss.
func (m *Machine) acceptLogon(d delivery) {
	peerExpects, hasExpects := d.raw.Uint(tagNextExpected)
	hasExpects = hasExpects && m.cfg.NextExpected && !d.unasked
	switch {
	case hasExpects && peerExpects > m.nextOut:
		m.resetRefused()
		m.leave(ReasonNextExpected, fmt.Sprintf(
			"Tag 789 (NextExpectedMsgSeqNum) is higher than expected. Expected %d, Received %d", m.nextOut, peerExpects))
		return
	case d.seq < m.nextIn:
		m.resetRefused()
		m.leave(ReasonSeqNumTooLow, m.textTooLow(d.seq))
		return
	}
	a := accepted{seq: d.seq, inSequence: d.seq == m.nextIn, peerExpects: peerExpects, hasExpects: hasExpects}
	m.processed = d.seq
	m.adoptDefault(d.raw)
	m.link.heartBtInt = heartBtInt(d.raw)
	answer := m.state != StateLogonSent
	if !answer || a.inSequence && !d.unasked {
		m.resetConfirmed()
	}
	if !answer {
		m.passwordAccepted(d.raw)
		m.logonAccepted(a, false)
		return
	}
	next := m.nextIn
	if a.inSequence {
		next++
	}
	m.logOn(ourLogon{
		why: logonAnswer, interval: m.link.heartBtInt, seq: m.nextOut, next: next, answered: a,
		reset: d.unasked || m.dialect.resetSeqNum && isYesField(d.raw, tagResetSeqNumFlag),
	})
}

// logonAccepted goes on after both Logons.
func (m *Machine) logonAccepted(a accepted, answered bool) {
	if a.inSequence {
		m.expect(a.seq + 1)
	}
	m.becomeActive()
	m.replayAfterLogon(answered, a.peerExpects, a.hasExpects)
	if !a.inSequence {
		m.logonTooHigh(a)
	}
}

func (m *Machine) becomeActive() {
	m.state = StateActive
	if m.link.up {
		return
	}
	m.link.up = true
	m.notify(Event{Kind: EventLoggedOn})
}

// replayAfterLogon sends what the peer says it expects (789), and what an
// initiator was given to send while it waited for the peer's Logon.
func (m *Machine) replayAfterLogon(answered bool, peerExpects uint64, hasExpects bool) {
	from := m.link.logonSeq + 1
	inSync := from
	if answered {
		inSync = m.link.logonSeq // the peer could not know of our Logon yet
	}
	if hasExpects && peerExpects < inSync {
		from = max(peerExpects, 1)
	}
	if from < m.nextOut {
		m.emit(Action{Kind: ActionReplay, From: from, To: m.nextOut - 1})
	}
}

// logonTooHigh deals with the gap that a Logon shows. With 789 on both sides
// the peer has been told and resends by itself.
func (m *Machine) logonTooHigh(a accepted) {
	if m.cfg.Recovery == RecoverNone {
		m.notify(Event{Kind: EventGapDetected, From: m.nextIn, To: a.seq - 1})
		m.expect(a.seq + 1)
		return
	}
	m.keepNumber(a.seq)
	m.awaitGap(!a.hasExpects)
}

// heartBtInt reads the interval of a Logon that is validated. It is bounded so
// that times do not overflow.
func heartBtInt(raw *runtime.Raw) time.Duration {
	const longest = 1_000_000_000 // seconds
	n, _ := raw.Uint(tagHeartBtInt)
	return time.Duration(min(n, longest)) * time.Second
}

func isYesField(raw *runtime.Raw, tag int) bool {
	value, _ := raw.Get(tag)
	return isYes(value)
}
