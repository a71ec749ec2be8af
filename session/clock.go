package session

import (
	"strconv"
	"time"

	"github.com/affixgo/affix/runtime"
)

// clock is what is known of the peer's.
type clock struct {
	offset time.Duration // the peer's less ours
	rough  bool          // the peer writes whole seconds
	known  bool
}

// ClockOffset returns by how much the peer's clock is ahead of ours, negative if
// it is behind, as the last Logon, Logout, Reject or Heartbeat has shown it, less
// the time that message has taken. It reports false if none has come
// yet.
func (m *Machine) ClockOffset() (offset time.Duration, known bool) {
	return m.clock.offset, m.clock.known
}

// measureClock takes the offset from a message that is sent and read at once.
func (m *Machine) measureClock(in *inbound) {
	switch in.kind {
	case kindLogon, kindLogout, kindReject, kindHeartbeat:
		if sent, ok := in.raw.Timestamp(tagSendingTime); ok && !in.possDup {
			m.noteClock(sent)
		}
	}
}

func (m *Machine) noteClock(sent runtime.UTCTimestamp) {
	m.clock = clock{offset: sent.Time().Sub(m.now), rough: sent.Precision() == runtime.Seconds, known: true}
	m.link.clockShown = true
}

// worthTelling is the offset from which on the clock may be why a peer does not
// want us.
const worthTelling = time.Second

// withClock adds to a text, which may be empty, that the clocks differ, if this
// connection has shown it.
func (m *Machine) withClock(text string) string {
	least := worthTelling
	if m.clock.rough {
		least += time.Second
	}
	if !m.link.clockShown || m.clock.offset.Abs() < least {
		return text
	}
	if text != "" {
		text += ": "
	}
	direction := "behind"
	if m.clock.offset < 0 {
		direction = "ahead of"
	}
	return text + "our clock is " + strconv.FormatFloat(m.clock.offset.Abs().Seconds(), 'f', 1, 64) + " s " + direction + " the peer's"
}
