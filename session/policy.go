package session

import "fmt"

// ResetPolicy says when both sequence numbers return to 1. Whatever it says, a
// Logon of the peer with ResetSeqNumFlag (141) resets them, [Reset] does, and
// so does [Config.ResetAt].
type ResetPolicy uint8

// The reset policies.
const (
	// ResetNever keeps the numbers from connection to connection.
	ResetNever ResetPolicy = iota
	// ResetEveryLogon starts every connection at 1. An initiator sends
	// ResetSeqNumFlag (141) where the version has it; an acceptor resets when a
	// Logon comes, and sends 141 only if the peer did. Messages that wait for
	// a Logon are lost.
	ResetEveryLogon
	// ResetNewWindow does that for the first Logon of a session window only:
	// when [Input.NewWindow] is set on the Connected. An initiator whose reset
	// was never answered tries it again with each connection until it is.
	ResetNewWindow
	resetPolicyCount
)

// String returns the name of the policy in config files: "every-logon".
func (p ResetPolicy) String() string {
	switch p {
	case ResetNever:
		return "never"
	case ResetEveryLogon:
		return "every-logon"
	case ResetNewWindow:
		return "new-window"
	}
	return fmt.Sprintf("ResetPolicy(%d)", uint8(p))
}

// RecoveryPolicy says what becomes of messages that a side has missed.
type RecoveryPolicy uint8

// The recovery policies.
const (
	// RecoverResend asks for what is missing, and sends again what the peer
	// asks for, as far as [Config.Resend] and [Config.ResendMaxAge] allow.
	RecoverResend RecoveryPolicy = iota
	// RecoverGapFill asks for what is missing, but answers every ResendRequest
	// with gap fills: nothing is sent twice. Send is refused with
	// [ErrNotLoggedOn] unless the session is logged on, as the message would
	// never go out.
	RecoverGapFill
	// RecoverNone is for venues that keep nothing, which want
	// ResetSeqNumFlag (141) on each Logon: it implies [ResetEveryLogon], never
	// asks for what is missing, and answers and refuses like RecoverGapFill.
	// Nothing of the store is read.
	RecoverNone
	recoveryPolicyCount
)

// String returns the name of the policy in config files: "gap-fill".
func (p RecoveryPolicy) String() string {
	switch p {
	case RecoverResend:
		return "resend"
	case RecoverGapFill:
		return "gap-fill"
	case RecoverNone:
		return "none"
	}
	return fmt.Sprintf("RecoveryPolicy(%d)", uint8(p))
}

// GarbledPolicy says what becomes of bytes that are no message once the session
// is up. Before the Logon they end the connection.
type GarbledPolicy uint8

// The policies for garbled messages.
const (
	// GarbledIgnore skips them, as the specification wants: the gap shows with
	// the next message, and what was lost is asked for.
	GarbledIgnore GarbledPolicy = iota
	// GarbledReject answers with a Reject, and counts the message, if it can be
	// read that it has the number expected; otherwise it is skipped.
	GarbledReject
	garbledPolicyCount
)

// String returns the name of the policy in config files: "ignore".
func (p GarbledPolicy) String() string {
	switch p {
	case GarbledIgnore:
		return "ignore"
	case GarbledReject:
		return "reject"
	}
	return fmt.Sprintf("GarbledPolicy(%d)", uint8(p))
}

// resetsEveryLogon reports whether each connection starts at 1.
func (c *Config) resetsEveryLogon() bool {
	return c.Reset == ResetEveryLogon || c.Recovery == RecoverNone
}

// resendsNothing reports whether ResendRequests are answered with gap fills.
func (c *Config) resendsNothing() bool { return c.Recovery != RecoverResend }
