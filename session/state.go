package session

import "strconv"

// State is where a session stands. Whether a message is with the application
// is a separate question: see [Machine.Delivering].
type State uint8

// The states of a session.
const (
	StateDisconnected State = iota // no connection
	StateAwaitLogon                // acceptor: connected, no Logon yet
	StateLogonSent                 // initiator: connected, our Logon is out
	StateActive                    // logged on
	StateRecovering                // logged on, waiting for messages that are missing
	StateResetSent                 // logged on, our Logon that resets the numbers is out, the peer's is awaited
	StateLogoutSent                // our Logout is out, the peer's is awaited
	stateCount
)

var stateNames = [stateCount]string{
	StateDisconnected: "disconnected",
	StateAwaitLogon:   "await-logon",
	StateLogonSent:    "logon-sent",
	StateActive:       "active",
	StateRecovering:   "recovering",
	StateResetSent:    "reset-sent",
	StateLogoutSent:   "logout-sent",
}

// String returns the state in lower case: "active".
func (s State) String() string {
	if s < stateCount {
		return stateNames[s]
	}
	return "state " + strconv.Itoa(int(s))
}

// LoggedOn reports whether messages can be transmitted: active, recovering or
// reset-sent.
func (s State) LoggedOn() bool {
	return s == StateActive || s == StateRecovering || s == StateResetSent
}

// Connected reports whether there is a connection.
func (s State) Connected() bool { return s != StateDisconnected }
