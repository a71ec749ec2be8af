package session

import (
	"errors"
	"fmt"

	"github.com/affixgo/affix/runtime"
)

// Errors of [Machine.Step]: mistakes of the caller. The machine and the actions
// are as before.
var (
	ErrDeliveryPending = errors.New("session: a delivered message is still with the application")
	ErrNoDelivery      = errors.New("session: no message is with the application")
	ErrSigning         = errors.New("session: a Logon waits for its signature")
	ErrConnected       = errors.New("session: connected already")
	ErrLoggedOn        = errors.New("session: not while logged on")
	ErrNotLoggedOn     = errors.New("session: not logged on")
	ErrTestReqID       = errors.New("session: a TestReqID (112) is neither empty nor has it a SOH in it")
	ErrNoNewPassword   = errors.New("session: no NewPassword (925) in the Logons of this session")
	ErrPasswordSOH     = errors.New("session: a password has a SOH in it")
	ErrNoReset         = errors.New("session: the version has no ResetSeqNumFlag (141)")
	ErrNoMessage       = errors.New("session: no message given")
	ErrSessionMessage  = errors.New("session: this message is for the session to send")
)

// ErrUnsupported is returned by whoever has no handler for a message: the peer
// gets "Unsupported Message Type".
var ErrUnsupported = errors.New("session: unsupported message type")

// ErrNotTaken is returned by a handler that could not take a message, because
// its database is down for example. The message does not count: the session
// logs out and disconnects, and the peer sends the message again, as a possible
// duplicate, after the next Logon. Where the numbers are reset by then, the
// message is refused with a BusinessMessageReject instead.
var ErrNotTaken = errors.New("session: message not taken")

// VersionError is a message that was sent to a session of another dictionary.
type VersionError struct {
	Message string // MsgType
	Version string // the message's, such as "FIX44"
	Session string // the session's
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("session: message %s is of %s, the session of %s", e.Message, e.Version, e.Session)
}

// RejectError makes a handler's refusal a Reject (35=3).
type RejectError struct {
	Reason runtime.Reason // SessionRejectReason (373); ReasonNone leaves it out
	Tag    int            // RefTagID (371); 0 leaves it out
	Text   string         // Text (58); the customary text of Reason if empty
}

func (e *RejectError) Error() string {
	text := e.Text
	if text == "" {
		text = e.Reason.String()
	}
	if e.Tag != 0 {
		return fmt.Sprintf("session: reject: %s (%d)", text, e.Tag)
	}
	return "session: reject: " + text
}

// BusinessRejectError makes a handler's refusal a BusinessMessageReject (35=j),
// in FIX 4.0 and 4.1 a Reject with the text.
type BusinessRejectError struct {
	Reason int    // BusinessRejectReason (380)
	RefID  string // BusinessRejectRefID (379); empty leaves it out
	Text   string // Text (58); empty leaves it out
}

func (e *BusinessRejectError) Error() string {
	return fmt.Sprintf("session: business reject: reason %d: %s", e.Reason, e.Text)
}

// LogoutError makes a handler end the session with this text.
type LogoutError struct{ Text string }

func (e *LogoutError) Error() string { return "session: logout: " + e.Text }

// RefuseError refuses the peer's Logon, as any error does, and says more exactly
// how: with a Logout that has this text, which may be empty, or, if Silent is
// set, by closing the connection without a word. A session that was up gets the
// Logout in any case.
type RefuseError struct {
	Text   string
	Silent bool
}

func (e RefuseError) Error() string {
	if e.Text == "" {
		return "session: logon refused"
	}
	return "session: logon refused: " + e.Text
}

// refusalOf finds a RefuseError in err, whether it was returned as a value or
// by its address.
func refusalOf(err error) (refusal RefuseError, ok bool) {
	var p *RefuseError
	if errors.As(err, &p) && p != nil {
		return *p, true
	}
	ok = errors.As(err, &refusal)
	return refusal, ok
}
