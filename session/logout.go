package session

import "strings"

// logout ends the session because the caller wants it.
func (m *Machine) logout(why Reason, text string) {
	switch m.state {
	case StateAwaitLogon, StateLogonSent:
		if why == ReasonLogout {
			why = ReasonNotLoggedOn
		}
		m.disconnect(why, text)
	case StateActive, StateRecovering, StateResetSent:
		m.logoutWith(why, text)
	}
}

// logoutWith sends a Logout and waits for the peer's.
func (m *Machine) logoutWith(why Reason, text string) {
	m.signing = signing{}
	m.sendLogout(text)
	m.state = StateLogoutSent
	m.link.since = m.now
	m.link.closing, m.link.closingText = why, text
}

// endWith sends a Logout and waits for nothing.
func (m *Machine) endWith(why Reason, text string) {
	m.sendLogout(text)
	m.disconnect(why, text)
}

func (m *Machine) sendLogout(text string) {
	m.fields = appendText(m.fields[:0], tagText, text)
	m.sendAdmin(msgLogout, nil)
}

// peerLogout answers the peer's Logout and closes. Its number does not matter:
// it counts if it is the expected one, and a gap before it shows again at the
// next Logon. FIX 4.4 vol. 2, "Logout"; scenario 13.
func (m *Machine) peerLogout(in *inbound) {
	if in.seq == m.nextIn {
		m.processed = in.seq
	}
	m.resetRefused()
	m.sendLogout("")
	m.count(in)
	m.disconnectBy(in, ReasonPeerLogout, strings.Clone(in.raw.Text(tagText)))
}
