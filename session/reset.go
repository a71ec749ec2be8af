package session

// reset begins a new epoch with both numbers 1. Messages that wait for a Logon
// are lost: the numbers they have mean nothing any more.
func (m *Machine) reset() {
	m.emit(Action{Kind: ActionReset})
	m.nextIn, m.nextOut, m.processed = 1, 1, 0
	m.gap = gap{}
	m.kept.clear()
}

// unanswered is a reset that the peer has not confirmed: it may have had our
// Logon, or not. Nothing is done about it unless the peer shows that it has
// not, as doing it again loses what waits for a Logon.
type unanswered struct {
	pending bool
	oldIn   uint64 // expected before it; 0 if that is not known any more
	again   bool   // the peer has not had it: reset with the next Logon
}

// resumeReset looks whether the numbers may be those of a reset that was not
// answered when the process ended: something was sent, and nothing came.
func (m *Machine) resumeReset() {
	resets := m.cfg.ResetAt > 0 || m.cfg.Reset == ResetNewWindow
	m.unanswered.pending = resets && m.nextIn == 1 && m.nextOut > 1
}

// restarts reports whether the numbers are reset before an initiator's Logon.
func (m *Machine) restarts(newWindow bool) bool {
	return m.cfg.Reset == ResetNewWindow && newWindow || m.cfg.resetsEveryLogon() || m.unanswered.again
}

// restart resets the numbers before an initiator's Logon.
func (m *Machine) restart() {
	m.unanswered = unanswered{pending: true, oldIn: m.nextIn}
	m.reset()
	m.link.resetSent = m.dialect.resetSeqNum
}

// resetForLogon resets the numbers before those of the peer's first Logon are
// checked, if its ResetSeqNumFlag (141) or our policy wants it.
func (m *Machine) resetForLogon(d *delivery) {
	byPeer := m.dialect.resetSeqNum && isYesField(d.raw, tagResetSeqNumFlag)
	if m.state == StateAwaitLogon {
		switch {
		case byPeer || m.cfg.resetsEveryLogon() || m.link.newWindow:
			m.reset()
			m.resetConfirmed()
		case m.missedReset(d.seq):
			// Its Logon is the first message of the new epoch, whatever
			// number it has, and our answer tells it so.
			m.reset()
			m.unanswered = unanswered{pending: true, oldIn: d.seq + 1}
			d.seq, d.unasked = 1, true
		}
		return
	}
	if !byPeer || m.link.resetSent || m.nextIn == 1 && m.link.logonSeq == 1 {
		return
	}
	// The peer resets in its answer, unasked: our Logon was the first message
	// of the new epoch, whatever number it had.
	m.reset()
	m.link.logonSeq = 1
	m.nextOut = 2
	m.emit(Action{Kind: ActionRenumber, Seq: m.nextOut})
}

// missedReset reports whether the Logon of a peer shows that it knows nothing
// of our reset: it goes on with the numbers of before, or has logged out last
// time because ours were too low.
func (m *Machine) missedReset(seq uint64) bool {
	u := &m.unanswered
	return u.pending && m.dialect.resetSeqNum && seq > 1 &&
		(u.oldIn > 0 && seq >= u.oldIn || u.oldIn == 0 && u.again)
}

// resetRefused notes that the peer has ended the session at our Logon.
func (m *Machine) resetRefused() { m.unanswered.again = m.unanswered.pending }

// resetConfirmed notes that the peer goes on after our Logon.
func (m *Machine) resetConfirmed() { m.unanswered = unanswered{} }

// setNumbers is the operator's way out of a session that is out of step.
func (m *Machine) setNumbers(n Numbers) error {
	if m.state != StateDisconnected && m.state != StateAwaitLogon || m.Signing() {
		return ErrLoggedOn
	}
	if err := n.validate(); err != nil {
		return err
	}
	m.resetConfirmed()
	if n.NextIn > 0 {
		m.processed = n.NextIn - 1
		m.expect(n.NextIn)
	}
	if n.NextOut > 0 {
		m.nextOut = n.NextOut
		m.emit(Action{Kind: ActionRenumber, Seq: n.NextOut})
	}
	return nil
}
