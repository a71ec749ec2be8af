package session

import (
	"errors"

	"github.com/affixgo/affix/runtime"
)

// delivery is the message that is with the application.
type delivery struct {
	what deliveryKind
	raw  *runtime.Raw
	seq  uint64
	old  bool // of an epoch that is over

	unasked bool // a Logon that knows nothing of our reset
}

type deliveryKind uint8

const (
	deliverNothing deliveryKind = iota
	deliverMessage
	deliverLogon
)

// deliver hands a message to the application: the last action of the step.
func (m *Machine) deliver(in *inbound, what deliveryKind, decoded bool) {
	m.delivery = delivery{what: what, raw: in.raw, seq: in.seq, old: m.state == StateResetSent}
	m.emit(Action{
		Kind: ActionDeliver, Raw: in.raw, Seq: in.seq, Decoded: decoded,
		PossDup: in.possDup, PossResend: in.possResend,
	})
}

// delivered goes on where deliver stopped. Meanwhile the connection may have
// gone: the message counts all the same.
func (m *Machine) delivered(err error) error {
	d := m.delivery
	if d.what == deliverNothing {
		return ErrNoDelivery
	}
	m.delivery = delivery{}
	// Nothing was read while the handler ran: that is not the peer's silence.
	m.link.lastReceived = m.now
	m.gap.since = m.now
	if m.state == StateResetSent {
		m.link.since = m.now
	}
	if d.what == deliverLogon {
		m.logonDelivered(d, err)
		return nil
	}
	comesAgain := !d.old && !m.cfg.resetsEveryLogon() // after a reset the peer has nothing to send again
	if errors.Is(err, ErrNotTaken) && comesAgain {
		m.processed = m.nextIn - 1
		if m.state.LoggedOn() {
			m.endWith(ReasonNotTaken, "message not taken, to be sent again")
		}
		return nil
	}
	if err != nil {
		m.refused(d, err)
	}
	if d.old && m.state != StateResetSent {
		return nil // its number means nothing any more
	}
	m.expect(d.seq + 1)
	m.settle()
	return nil
}
