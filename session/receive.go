package session

import (
	"fmt"
	"slices"

	"github.com/affixgo/affix/runtime"
)

// receivedActive deals with a message of a session that is logged on. The
// order of the checks: BeginString, MsgSeqNum there at all, CompIDs,
// SendingTime, MsgSeqNum, content, application.
func (m *Machine) receivedActive(in *inbound) {
	switch {
	case !m.sameVersion(in):
		m.logoutWith(ReasonBeginString, "Incorrect BeginString")
	case !in.hasSeq:
		m.endWith(ReasonNoSeqNum, textNoSeqNum)
	case !m.sameSession(in):
		m.rejectAndLogout(in, runtime.ReasonCompID, ReasonCompID)
	case !m.timely(in):
		m.rejectAndLogout(in, runtime.ReasonSendingTime, ReasonSendingTime)
	case m.state == StateResetSent:
		m.receivedResetting(in)
	case in.kind == kindLogout && !in.possDup:
		m.peerLogout(in)
	case in.kind == kindResendRequest:
		m.resendRequest(in)
	case in.kind == kindSequenceReset && !in.flag(tagGapFillFlag):
		m.sequenceReset(in)
	case in.kind == kindLogon && m.dialect.resetSeqNum && in.flag(tagResetSeqNumFlag) && !in.possDup:
		m.logonAgain(in)
	case in.seq > m.nextIn:
		m.tooHigh(in)
	case in.seq < m.nextIn:
		m.tooLow(in)
	default:
		m.process(in)
		m.settle()
	}
}

const textNoSeqNum = "Received message without MsgSeqNum"

// rejectAndLogout refuses a message that puts the whole session in doubt. It
// counts if it is in sequence.
func (m *Machine) rejectAndLogout(in *inbound, fault runtime.Reason, why Reason) {
	if in.seq == m.nextIn {
		m.processed = in.seq
	}
	m.reject(in.raw, in.seq, runtime.Fault{Reason: fault}, "")
	m.count(in)
	m.logoutWith(why, "")
	if why == ReasonSendingTime {
		m.link.closingText = m.withClock("") // as long as the message is the last that has shown it
	}
}

// tooLow deals with a number that was there before.
func (m *Machine) tooLow(in *inbound) {
	if !in.possDup {
		m.logoutWith(ReasonSeqNumTooLow, m.textTooLow(in.seq))
		return
	}
	if in.kind == kindSequenceReset {
		return
	}
	value, ok := in.raw.Get(tagOrigSendingTime)
	if !ok {
		m.reject(in.raw, in.seq, runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: tagOrigSendingTime}, "")
		return
	}
	original, ok := in.raw.Timestamp(tagOrigSendingTime)
	if !ok {
		reason := runtime.ReasonIncorrectFormat
		if len(value) == 0 {
			reason = runtime.ReasonNoValue
		}
		m.reject(in.raw, in.seq, runtime.Fault{Reason: reason, Tag: tagOrigSendingTime}, "")
		return
	}
	if sent, ok := in.raw.Timestamp(tagSendingTime); ok && original.Time().After(sent.Time()) {
		m.rejectAndLogout(in, runtime.ReasonSendingTime, ReasonSendingTime)
	}
}

func (m *Machine) textTooLow(seq uint64) string {
	return fmt.Sprintf("MsgSeqNum too low, expecting %d but received %d", m.nextIn, seq)
}

// process deals with the message whose turn it is: validate, then either count
// it or deliver it.
func (m *Machine) process(in *inbound) {
	m.processed = in.seq
	m.link.resets = 0
	fault, decoded := m.validate(in)
	if !fault.OK() {
		m.rejectContent(in, fault)
		m.expect(in.seq + 1)
		return
	}
	switch in.kind {
	case kindHeartbeat:
		m.expect(in.seq + 1)
		m.testAnswered(in)
	case kindTestRequest:
		m.answerTestRequest(in)
		m.expect(in.seq + 1)
	case kindSequenceReset:
		m.gapFill(in)
	case kindLogon:
		if !in.possDup {
			m.reject(in.raw, in.seq, runtime.Fault{}, "Already logged on")
		}
		m.expect(in.seq + 1)
	case kindLogout: // of a session that is over, by a peer that resends what should be gap-filled
		m.expect(in.seq + 1)
	default:
		if t := in.raw.MsgType(); len(t) == 1 && (t[0] == kindReject || t[0] == msgBusinessReject[0]) {
			m.notifyPeerRejected(in)
		}
		m.deliver(in, deliverMessage, decoded)
	}
}

// expect makes seq the number expected next. While a reset is not answered that
// is a number of the old epoch, and nothing to be stored.
func (m *Machine) expect(seq uint64) {
	if m.state == StateResetSent {
		m.link.oldIn = seq
		return
	}
	m.nextIn = seq
	m.gap.since, m.gap.attempts = m.now, 0
	m.emit(Action{Kind: ActionExpect, Seq: seq})
}

// count counts a message that is exempt from the check of its number: it
// counts only if it is the expected one.
func (m *Machine) count(in *inbound) {
	if in.seq == m.nextIn {
		m.expect(in.seq + 1)
	}
}

// settle goes on after the expected number has moved: messages that were kept
// because they came too early, then the state of the gap. It stops where a
// message is delivered, and is called again when the application is done.
func (m *Machine) settle() {
	for m.state.LoggedOn() && !m.Delivering() {
		message, ok := m.kept.take(m.nextIn)
		if !ok {
			m.updateGap()
			return
		}
		if message.raw == nil { // dealt with when it came
			m.expect(m.nextIn + 1)
			continue
		}
		in := m.readHeader(message.raw, nil)
		m.process(&in)
	}
}

// receivedClosing deals with what still comes after our Logout. Nothing may be
// sent any more. After a Logout in good order messages in sequence are taken
// as ever; once the peer has broken a rule only its Logout counts.
func (m *Machine) receivedClosing(in *inbound) {
	if !m.sameVersion(in) || !m.sameSession(in) {
		return
	}
	orderly := slices.Contains([]Reason{ReasonLogout, ReasonHandler, ReasonSchedule}, m.link.closing)
	switch {
	case in.kind == kindLogout:
		if in.hasSeq {
			m.count(in)
		}
		m.disconnectBy(in, m.link.closing, m.link.closingText)
	case orderly && in.hasSeq && in.seq == m.nextIn && m.timely(in) && !m.resets(in):
		if in.kind == kindResendRequest {
			m.expect(in.seq + 1) // it will be asked again after the next Logon
			return
		}
		m.process(in)
	}
}

// resets reports whether the message changes the numbers regardless of its own.
func (m *Machine) resets(in *inbound) bool {
	return in.kind == kindLogon || in.kind == kindSequenceReset && !in.flag(tagGapFillFlag)
}

// disconnect ends the connection from our side.
func (m *Machine) disconnect(why Reason, text string) { m.disconnectBy(nil, why, text) }

// disconnectBy is disconnect with the message of the peer that led to it.
func (m *Machine) disconnectBy(in *inbound, why Reason, text string) {
	if why == ReasonInvalidLogon || why == ReasonLogonRefused {
		text = m.withClock(text)
	}
	m.loggedOut(in, why, text)
	a := Action{Kind: ActionDisconnect, Event: Event{Reason: why, Text: text}}
	if in != nil {
		a.Raw = in.raw
	}
	m.emit(a)
	m.unlink()
}

// loggedOut tells that the session is over, if it was up.
func (m *Machine) loggedOut(in *inbound, why Reason, text string) {
	if !m.link.up {
		return
	}
	m.link.up = false
	a := Action{Kind: ActionNotify, Event: Event{Kind: EventLoggedOut, Reason: why, Text: text}}
	if in != nil {
		a.Raw = in.raw
	}
	m.emit(a)
}

// unlink forgets the connection. What was kept is asked for again on the next.
func (m *Machine) unlink() {
	m.state = StateDisconnected
	m.link = link{}
	m.signing = signing{}
	m.gap = gap{}
	m.kept.clear()
}

func (m *Machine) disconnected(why Reason, text string) {
	if m.state == StateDisconnected {
		return
	}
	if why == ReasonNone {
		why = ReasonLost
	}
	if m.state == StateLogoutSent {
		why, text = m.link.closing, m.link.closingText
	}
	m.loggedOut(nil, why, text)
	m.unlink()
}
