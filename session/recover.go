package session

import (
	"fmt"
	"time"

	"github.com/affixgo/affix/runtime"
)

// gap is what is missing of the peer's messages, and what was asked for.
type gap struct {
	high   uint64 // the highest number seen
	asked  uint64 // the request under way is done when this number is
	chunk  bool   // it asked for a part only
	filled bool   // the last message in sequence was a gap fill

	since    time.Time // the last request, or the last message in sequence
	attempts int       // how often the same was asked for again
}

// tooHigh keeps a message for its turn and asks for what is missing, unless
// that was done already. Scenario 2b.
func (m *Machine) tooHigh(in *inbound) {
	if m.cfg.Recovery == RecoverNone {
		m.notify(Event{Kind: EventGapDetected, From: m.nextIn, To: in.seq - 1})
		m.expect(in.seq)
		m.process(in)
		m.settle()
		return
	}
	m.gap.high = max(m.gap.high, in.seq)
	if !m.kept.add(in.seq, in.raw) {
		m.notify(Event{Kind: EventDropped, MsgType: string(in.raw.MsgType()), Seq: in.seq})
	}
	if m.state == StateActive {
		m.awaitGap(true)
	}
}

// keepNumber counts a message in its turn that was dealt with before it.
func (m *Machine) keepNumber(seq uint64) {
	m.gap.high = max(m.gap.high, seq)
	m.kept.add(seq, nil)
}

// awaitGap begins to wait for what is missing in front of the first message
// that is kept, and asks for it if ask is set. In pieces, if so configured: all
// but the last end at a number, the last is open-ended.
func (m *Machine) awaitGap(ask bool) {
	last := m.gap.high
	if lowest := m.kept.lowest(); lowest > m.nextIn {
		last = lowest - 1
	}
	m.state = StateRecovering
	m.gap.asked, m.gap.chunk = m.gap.high, false
	m.gap.since, m.gap.attempts = m.now, 0
	m.notify(Event{Kind: EventGapDetected, From: m.nextIn, To: last})
	if ask {
		m.askFor(last)
	}
}

// askFor sends a ResendRequest for what is missing up to last.
func (m *Machine) askFor(last uint64) {
	end := m.dialect.infinity
	if m.cfg.ResendClosed {
		end = last
		m.gap.asked = last
	}
	if n := m.cfg.ResendRequestChunk; n > 0 && last-m.nextIn >= n {
		end = m.nextIn + n - 1
		m.gap.asked, m.gap.chunk = end, true
	}
	b := runtime.AppendFieldUint(m.fields[:0], tagBeginSeqNo, m.nextIn)
	m.fields = runtime.AppendFieldUint(b, tagEndSeqNo, end)
	m.sendAdmin(msgResendRequest, nil)
}

// updateGap looks whether the gap is closed, or the next request is due: for
// the next piece, or for what had to be dropped. A gap fill that ends at the
// last number of a piece leaves that number open, and the next request begins
// with it.
func (m *Machine) updateGap() {
	filled := m.gap.filled
	m.gap.filled = false
	if m.state != StateRecovering {
		return
	}
	switch {
	case m.nextIn > m.gap.high:
		m.state = StateActive
		m.gap = gap{}
		m.notify(Event{Kind: EventGapFilled, To: m.nextIn - 1})
	case m.nextIn > m.gap.asked, m.gap.chunk && filled && m.nextIn == m.gap.asked:
		m.awaitGap(true)
	}
}

// resendDeadline is when what was asked for is asked for again; the zero time
// means never.
func (m *Machine) resendDeadline() time.Time {
	if m.state != StateRecovering || m.cfg.ResendTimeout < 0 || m.Delivering() {
		return time.Time{}
	}
	return m.gap.since.Add(m.cfg.ResendTimeout)
}

// askAgain deals with a ResendRequest that has no effect: what is missing is
// asked for again, a few times.
func (m *Machine) askAgain() {
	if m.gap.attempts >= m.cfg.ResendAttempts {
		m.logoutWith(ReasonResendTimeout, fmt.Sprintf("No answer to the ResendRequest from %d", m.nextIn))
		return
	}
	attempts := m.gap.attempts + 1
	m.awaitGap(true)
	m.gap.attempts = attempts
}
