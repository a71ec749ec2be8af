package session

import (
	"strconv"

	"github.com/affixgo/affix/runtime"
)

// ActionKind says what is to be done.
type ActionKind uint8

// The kinds of action. Behind each stand the fields of [Action] that it uses.
const (
	// ActionSave: Seq, Bytes. Store an outbound message under its number. It
	// MUST be stored before the Transmit of the same bytes. Without a
	// Transmit behind it the message waits for a ResendRequest.
	ActionSave ActionKind = iota
	// ActionTransmit: Bytes. Write to the peer.
	ActionTransmit
	// ActionDeliver: Raw, Decoded, PossDup, PossResend, Seq. Give the message
	// to the application, then step with Delivered. Always the last action.
	ActionDeliver
	// ActionExpect: Seq. The next inbound number, to be stored. All that the
	// peer sent below it is dealt with.
	ActionExpect
	// ActionRenumber: Seq. The next outbound number, to be stored: it is not
	// the one after the last Save.
	ActionRenumber
	// ActionReplay: From, To, both inclusive. Transmit what is stored of this
	// range through [Machine.Replayer]. What is transmitted after waits for it.
	ActionReplay
	// ActionReset: the store begins a new epoch with both numbers 1. It MUST be
	// stored before the next Save.
	ActionReset
	// ActionNotify: Event. Something the application may want to know.
	ActionNotify
	// ActionDisconnect: Event.Reason, Event.Text, and Raw if a Logout or Reject
	// of the peer ends the connection. Write what was transmitted, then close.
	// Always the last action.
	ActionDisconnect
	// ActionSign: a Logon is due and waits for its signature, see
	// [Config.SignLogon]. Sign [Machine.Draft], then step with Signed. Until
	// then Received, Garbled and Send are refused with [ErrSigning]: they wait.
	ActionSign
	actionCount
)

var actionNames = [actionCount]string{
	ActionSave:       "save",
	ActionTransmit:   "transmit",
	ActionDeliver:    "deliver",
	ActionExpect:     "expect",
	ActionRenumber:   "renumber",
	ActionReplay:     "replay",
	ActionReset:      "reset",
	ActionNotify:     "notify",
	ActionDisconnect: "disconnect",
	ActionSign:       "sign",
}

// String returns the kind in lower case: "save".
func (k ActionKind) String() string {
	if k < actionCount {
		return actionNames[k]
	}
	return "action " + strconv.Itoa(int(k))
}

// Action is one thing to be done. Bytes and Raw are valid until the next step.
type Action struct {
	Kind ActionKind

	// Decoded says that the message was decoded into the Into of the Received
	// of the same step. A message that was kept comes without: it is validated,
	// but the caller decodes it.
	Decoded    bool
	PossDup    bool // PossDupFlag (43) is set
	PossResend bool // PossResend (97) is set

	Seq      uint64
	From, To uint64
	Bytes    []byte
	Raw      *runtime.Raw
	Event    Event
}

// EventKind says what an [Event] is about.
type EventKind uint8

// The kinds of event. Behind each stand the fields of [Event] that it uses.
const (
	EventNone            EventKind = iota
	EventLoggedOn                  // the session is up
	EventLoggedOut                 // Reason, Text: the session is over; Action.Raw is the peer's Logout, if any
	EventGapDetected               // From, To: these numbers are missing, and were asked for
	EventGapFilled                 // To: nothing is missing up to here
	EventResendRequested           // From, To: the peer misses these numbers
	EventRejected                  // Seq, MsgType, Reason, Fault, Text: we refused a message of the peer
	EventGarbled                   // Text: bytes that are no message were skipped
	EventSequenceReset             // From, To: the number expected from the peer, before and after
	EventTestRequestSent           // nothing has come for a while
	EventDropped                   // Seq, MsgType: a message that came too early found no room, it will be asked for again
	EventPeerRejected              // Seq, MsgType, From, Fault, Text: the peer refused our message From; MsgType is 3 or j
	EventTestAnswered              // Text: the peer has answered the TestRequest with this TestReqID (112), see [TestRequest]
	EventPasswordChanged           // the peer has accepted the new password of our Logon: keep it for the next start
	EventPasswordRefused           // Text: the peer has not
	EventDisabled                  // Reason, Text: the session does not log on until it is enabled
	EventEnabled                   // the session may log on again
	EventLogonFailed               // Reason, Text: a connection has ended before the session was up; told by package engine
	eventCount
)

var eventNames = [eventCount]string{
	EventNone:            "none",
	EventLoggedOn:        "logged-on",
	EventLoggedOut:       "logged-out",
	EventGapDetected:     "gap-detected",
	EventGapFilled:       "gap-filled",
	EventResendRequested: "resend-requested",
	EventRejected:        "rejected",
	EventGarbled:         "garbled",
	EventSequenceReset:   "sequence-reset",
	EventTestRequestSent: "test-request-sent",
	EventDropped:         "dropped",
	EventPeerRejected:    "peer-rejected",
	EventDisabled:        "disabled",
	EventEnabled:         "enabled",
	EventTestAnswered:    "test-answered",
	EventPasswordChanged: "password-changed",
	EventPasswordRefused: "password-refused",
	EventLogonFailed:     "logon-failed",
}

// String returns the kind in lower case: "logged-on".
func (k EventKind) String() string {
	if k < eventCount {
		return eventNames[k]
	}
	return "event " + strconv.Itoa(int(k))
}

// Event is what a Notify tells, and why a Disconnect disconnects.
type Event struct {
	Kind     EventKind
	Reason   Reason
	Fault    runtime.Fault
	MsgType  string
	Seq      uint64
	From, To uint64
	Text     string
}

// Reason says why a session or a connection ends, or a message is refused.
type Reason uint8

// The reasons.
const (
	ReasonNone          Reason = iota
	ReasonLogout               // our Logout was asked for, and the peer's came
	ReasonPeerLogout           // the peer logged out
	ReasonLogoutTimeout        // the peer's Logout did not come in time
	ReasonLogonTimeout         // no Logon in time
	ReasonHeartbeatLost        // the peer is silent, a TestRequest did not help
	ReasonLost                 // the connection went without a Logout
	ReasonNotLogon             // the first message is no Logon
	ReasonInvalidLogon         // the Logon is garbled, of another session, off in time or faulty
	ReasonLogonRefused         // the application, or the peer, refused the Logon
	ReasonSeqNumTooLow         // the peer uses a number again
	ReasonNextExpected         // the peer expects numbers that we have not sent (789)
	ReasonBeginString          // a message of another version
	ReasonCompID               // a message of another session
	ReasonSendingTime          // SendingTime (52) or OrigSendingTime (122) is off
	ReasonNoSeqNum             // a message without MsgSeqNum (34)
	ReasonNotLoggedOn          // the caller asked for a Logout before the Logon
	ReasonHandler              // a handler returned a LogoutError, or refused a message
	ReasonNotTaken             // a handler returned ErrNotTaken
	ReasonResendTimeout        // what is missing was asked for again and again, and did not come
	ReasonResendLoop           // the peer asks for the same messages again and again
	ReasonResetLoop            // the peer resets the numbers again and again
	ReasonResetTimeout         // the peer did not answer the Logon that resets the numbers
	ReasonFault                // a message breaks the rules of its dictionary: Event.Fault has which
	ReasonUnsupported          // a message that nobody handles
	ReasonSlowPeer             // the peer does not read what is written to it
	ReasonStoreFailed          // what has to be kept cannot be kept
	ReasonShutdown             // the engine was shut down
	ReasonUnreachable          // no connection to the peer can be made
	ReasonResendRate           // the peer asks for messages too often
	ReasonDisabled             // the caller disabled the session
	ReasonPanic                // a function of the application panicked
	ReasonSignerFailed         // our Logon could not be signed
	ReasonSignerTimeout        // the signature of our Logon did not come in time
	ReasonSchedule             // the window of the session's schedule is over
	reasonCount
)

var reasonNames = [reasonCount]string{
	ReasonNone:          "none",
	ReasonLogout:        "logout",
	ReasonPeerLogout:    "peer-logout",
	ReasonLogoutTimeout: "logout-timeout",
	ReasonLogonTimeout:  "logon-timeout",
	ReasonHeartbeatLost: "heartbeat-lost",
	ReasonLost:          "connection-lost",
	ReasonNotLogon:      "not-logon",
	ReasonInvalidLogon:  "invalid-logon",
	ReasonLogonRefused:  "logon-refused",
	ReasonSeqNumTooLow:  "seqnum-too-low",
	ReasonNextExpected:  "next-expected-too-high",
	ReasonBeginString:   "begin-string",
	ReasonCompID:        "comp-id",
	ReasonSendingTime:   "sending-time",
	ReasonNoSeqNum:      "no-seqnum",
	ReasonNotLoggedOn:   "not-logged-on",
	ReasonHandler:       "handler",
	ReasonNotTaken:      "not-taken",
	ReasonResendTimeout: "resend-timeout",
	ReasonResendLoop:    "resend-loop",
	ReasonResetLoop:     "reset-loop",
	ReasonResetTimeout:  "reset-timeout",
	ReasonFault:         "fault",
	ReasonUnsupported:   "unsupported",
	ReasonSlowPeer:      "slow-peer",
	ReasonStoreFailed:   "store-failed",
	ReasonShutdown:      "shutdown",
	ReasonUnreachable:   "unreachable",
	ReasonResendRate:    "resend-rate",
	ReasonDisabled:      "disabled",
	ReasonPanic:         "panic",
	ReasonSignerFailed:  "signer-failed",
	ReasonSignerTimeout: "signer-timeout",
	ReasonSchedule:      "schedule",
}

// String returns the reason in lower case: "logon-timeout".
func (r Reason) String() string {
	if r < reasonCount {
		return reasonNames[r]
	}
	return "reason " + strconv.Itoa(int(r))
}
