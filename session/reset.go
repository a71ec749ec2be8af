package session

// reset begins a new epoch with both numbers 1. Messages that wait for a Logon
// are lost: the numbers they have mean nothing any more.
func (m *Machine) reset() {
	m.emit(Action{Kind: ActionReset})
	m.nextIn, m.nextOut, m.processed = 1, 1, 0
	m.gap = gap{}
	m.kept.clear()
}

// resetForLogon resets the numbers before those of the peer's first Logon are
// checked, if its ResetSeqNumFlag (141) or our policy wants it.
func (m *Machine) resetForLogon(d delivery) {
	byPeer := m.dialect.resetSeqNum && isYesField(d.raw, tagResetSeqNumFlag)
	if m.state == StateAwaitLogon {
		if byPeer || m.cfg.Reset == ResetEveryLogon {
			m.reset()
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

// setNumbers is the operator's way out of a session that is out of step.
func (m *Machine) setNumbers(n Numbers) error {
	if m.state != StateDisconnected && m.state != StateAwaitLogon {
		return ErrLoggedOn
	}
	if err := n.validate(); err != nil {
		return err
	}
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
