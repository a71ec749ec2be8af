package session

import (
	"fmt"
	"strconv"
	"time"

	"github.com/affixgo/affix/runtime"
)

// resendRequest answers the peer's ResendRequest, whatever its number: two
// sides that wait for each other's messages would wait for ever. It counts if
// it is in sequence, and in its turn if it is early; a gap it shows is asked
// for when the next message shows it. Scenarios 8, 20.
func (m *Machine) resendRequest(in *inbound) {
	if in.seq < m.nextIn && in.possDup {
		m.tooLow(in)
		return
	}
	if in.seq == m.nextIn {
		m.processed = in.seq
	}
	if fault, _ := m.validate(in); !fault.OK() {
		m.reject(in.raw, in.seq, fault, "")
	} else {
		m.answerResendRequest(in)
	}
	if in.seq > m.nextIn {
		m.keepNumber(in.seq)
		return
	}
	m.count(in)
	m.settle()
}

// answerResendRequest replays what was asked for, as far as it was sent.
func (m *Machine) answerResendRequest(in *inbound) {
	from, ok := in.raw.Uint(tagBeginSeqNo)
	if !ok || from == 0 || from >= m.nextOut {
		m.reject(in.raw, in.seq, runtime.Fault{Reason: runtime.ReasonIncorrectValue, Tag: tagBeginSeqNo}, "")
		return
	}
	last := m.nextOut - 1
	to, ok := in.raw.Uint(tagEndSeqNo)
	if ok && (to == 0 || m.dialect.largeInfinity && to == largeInfinity) {
		to = last
	}
	if !ok || to < from {
		m.reject(in.raw, in.seq, runtime.Fault{Reason: runtime.ReasonIncorrectValue, Tag: tagEndSeqNo}, "")
		return
	}
	to = min(to, last)
	if !m.patient(from) {
		m.logoutWith(ReasonResendLoop, "Too many ResendRequests from "+strconv.FormatUint(from, 10))
		return
	}
	if !m.asked.count(m.now, from, to, m.cfg.ResendRate) {
		m.logoutWith(ReasonResendRate, fmt.Sprintf("More than %d ResendRequests a minute", m.cfg.ResendRate))
		return
	}
	m.notify(Event{Kind: EventResendRequested, From: from, To: to})
	m.emit(Action{Kind: ActionReplay, From: from, To: to})
}

// patient counts how often the peer has asked from the same message on. Nothing
// that we send will ever content it if it asks too often.
func (m *Machine) patient(from uint64) bool {
	if from != m.link.resendBegin {
		m.link.resendBegin, m.link.resends = from, 0
	}
	m.link.resends++
	return m.link.resends <= m.cfg.ResendRequests
}

// asked counts the peer's ResendRequests.
type asked struct {
	since time.Time // when counting began
	n     int
	next  uint64 // the number behind the last request
}

// count reports whether one more request is within limit a minute.
func (a *asked) count(now time.Time, from, to uint64, limit int) bool {
	goesOn := from == a.next
	a.next = to + 1
	if limit < 0 || goesOn {
		return true
	}
	if age := now.Sub(a.since); age < 0 || age >= time.Minute {
		a.since, a.n = now, 0
	}
	a.n++
	return a.n <= limit
}
