package session

import (
	"strconv"

	"github.com/affixgo/affix/runtime"
)

// InputKind says what happened.
type InputKind uint8

// The kinds of input. Behind each stand the fields of [Input] that it uses.
const (
	InputConnected      InputKind = iota // NewWindow: a connection is up; an initiator logs on
	InputReceived                        // Raw, Into: a message that framed and parsed
	InputGarbled                         // Text, Frame: bytes that are no message, and why
	InputDelivered                       // Err: the handler of the last Deliver returned
	InputSend                            // Message: the application sends
	InputTimer                           // the deadline has come
	InputLogout                          // Text, Reason: end the session in good order
	InputDisconnected                    // Reason, Text: the connection is gone
	InputSetNumbers                      // Numbers: the operator sets them; not while logged on
	InputReset                           // both numbers back to 1, together with the peer's
	InputTestRequest                     // Text: ask the peer whether it is there
	InputSigned                          // Signature, Err: what became of the draft of the last Sign
	InputChangePassword                  // Text: the password to be asked for with the next Logon
	inputCount
)

var inputNames = [inputCount]string{
	InputConnected:      "connected",
	InputReceived:       "received",
	InputGarbled:        "garbled",
	InputDelivered:      "delivered",
	InputSend:           "send",
	InputTimer:          "timer",
	InputLogout:         "logout",
	InputDisconnected:   "disconnected",
	InputSetNumbers:     "set-numbers",
	InputReset:          "reset",
	InputTestRequest:    "test-request",
	InputSigned:         "signed",
	InputChangePassword: "change-password",
}

// String returns the kind in lower case: "received".
func (k InputKind) String() string {
	if k < inputCount {
		return inputNames[k]
	}
	return "input " + strconv.Itoa(int(k))
}

// Input is one event for a [Machine]. The functions of this file make them;
// the struct is plain so that a caller can keep one and refill it.
type Input struct {
	Kind    InputKind
	Raw     *runtime.Raw
	Into    runtime.Message
	Message runtime.Message
	Numbers Numbers
	Err     error
	Reason  Reason
	Text    string

	Signature *Signature

	// NewWindow says that the session has not been reset since its window
	// began: the first Logon resets it if the policy is [ResetNewWindow].
	NewWindow bool
	// Frame is what was garbled, as far as it is known, for [GarbledReject].
	Frame []byte
}

// Numbers are the sequence numbers of a session.
type Numbers struct {
	NextIn  uint64 // MsgSeqNum (34) expected from the peer
	NextOut uint64 // MsgSeqNum (34) of our next message
}

// Connected says that a connection is up.
func Connected() Input { return Input{Kind: InputConnected} }

// Received brings a message. If into is not nil and of its type, the message
// is decoded into it while it is validated; if it is nil the message is
// validated only.
func Received(raw *runtime.Raw, into runtime.Message) Input {
	return Input{Kind: InputReceived, Raw: raw, Into: into}
}

// Garbled says that bytes came which are no message, and why.
func Garbled(why string) Input { return Input{Kind: InputGarbled, Text: why} }

// Delivered brings what the handler of the last Deliver returned. Nil accepts
// the message. For a Logon any error refuses it: the peer gets a Logout with
// the error's text, or as a [RefuseError] says. For other messages: a *[RejectError] becomes a Reject, a
// *[BusinessRejectError] a BusinessMessageReject, a *[LogoutError] a Logout,
// [ErrUnsupported] says that there is no handler, [ErrNotTaken] leaves the
// message to be sent again after a new Logon, and any other error becomes
// a BusinessMessageReject with its text; errors are unwrapped. FIX 4.0 and 4.1
// have only the Reject. A Reject or BusinessMessageReject from the peer is
// never answered.
func Delivered(err error) Input { return Input{Kind: InputDelivered, Err: err} }

// Send brings a message from the application. It is validated, numbered and
// saved in every state, and transmitted if the session is logged on; otherwise
// it goes out after the next Logon, when the peer asks for what it missed, or
// is dropped if that Logon resets the numbers. The messages of the session
// layer itself are refused with [ErrSessionMessage].
func Send(m runtime.Message) Input { return Input{Kind: InputSend, Message: m} }

// Timer says that the deadline may have come.
func Timer() Input { return Input{Kind: InputTimer} }

// Logout asks for an end in good order: a Logout with this text (58), which
// may be empty, then the peer's, then a Disconnect. Before the Logon there is
// only the Disconnect.
func Logout(text string) Input { return Input{Kind: InputLogout, Text: text} }

// LogoutBy is Logout for another reason than [ReasonLogout], for the events to
// tell.
func LogoutBy(why Reason, text string) Input {
	return Input{Kind: InputLogout, Reason: why, Text: text}
}

// Disconnected says that the connection is gone.
func Disconnected() Input { return Input{Kind: InputDisconnected} }

// DisconnectedBy says that the connection is gone, and why: what a caller knows
// better than [ReasonLost].
func DisconnectedBy(why Reason, text string) Input {
	return Input{Kind: InputDisconnected, Reason: why, Text: text}
}

// TestRequest sends a TestRequest with this TestReqID (112), which must not be
// empty: [EventTestAnswered] tells of the Heartbeat that answers it. The session
// does not end if none comes; a second one takes the place of the first. Refused
// with [ErrNotLoggedOn] unless the session is logged on.
func TestRequest(id string) Input { return Input{Kind: InputTestRequest, Text: id} }

// Signed brings the fields that sign the draft with this ID, or why it cannot be
// signed. They take the place of fields with the same tags, and may be any but
// those of the header that are final: 8, 9, 34, 35, 43, 49, 52, 56, 122, 369. The
// length in front of a data field, such as 95 of 96, is added. Signed does
// nothing if the draft waits no more, because the connection is gone.
func Signed(draft uint64, fields []runtime.Field, err error) Input {
	return Input{Kind: InputSigned, Signature: &Signature{Draft: draft, Fields: fields}, Err: err}
}

// ChangePassword puts NewPassword (925) into the next Logon of an initiator:
// [EventPasswordChanged] tells that the peer has accepted it, and later Logons
// carry it as the password, or [EventPasswordRefused] that it has not, and the
// old one stays. An empty secret takes an earlier ChangePassword back. Refused
// with [ErrNoNewPassword] if the version's Logon has no such field.
func ChangePassword(secret Secret) Input {
	return Input{Kind: InputChangePassword, Text: string(secret)}
}

// SetNumbers sets the sequence numbers; a zero leaves its one as it is.
// Refused with [ErrLoggedOn] from our Logon until the end of the connection.
func SetNumbers(n Numbers) Input { return Input{Kind: InputSetNumbers, Numbers: n} }

// Reset asks for both numbers to return to 1. While the session is logged on
// that takes an exchange with the peer: a TestRequest, so that nothing is lost,
// then Logons with ResetSeqNumFlag (141). It waits until nothing is missing,
// and is tried again on the next connection if this one ends first. While it is
// not logged on the numbers are reset at once, and the next Logon tells the
// peer; messages that wait for it are lost. Refused with [ErrNoReset] in FIX
// 4.0.
func Reset() Input { return Input{Kind: InputReset} }
