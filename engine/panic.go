package engine

import (
	"fmt"

	"github.com/affixgo/affix/session"
)

// PanicPolicy is what becomes of a session whose handler has panicked. The
// process goes on in any case, the panic is logged with its stack and with the
// type and number of the message, and the peer's message is refused: "internal
// error".
type PanicPolicy uint8

// The policies.
const (
	// PanicContinue goes on with the next message.
	PanicContinue PanicPolicy = iota
	// PanicStop logs out and disables the session with a *[PanicError], until
	// [Session.Enable]. Messages that came behind the one are not taken: the
	// peer sends them again.
	PanicStop
)

// String returns the policy in lower case: "stop".
func (p PanicPolicy) String() string {
	switch p {
	case PanicContinue:
		return "continue"
	case PanicStop:
		return "stop"
	}
	return fmt.Sprintf("PanicPolicy(%d)", uint8(p))
}

// PanicError is why a session is disabled whose handler has panicked.
type PanicError struct {
	Session string
	MsgType string
	Seq     uint64 // number of the message
	Value   any    // of the panic
}

func (e *PanicError) Error() string {
	return fmt.Sprintf("engine: %s: the handler of %s panicked at message %d, the session is disabled: %v",
		e.Session, e.MsgType, e.Seq, e.Value)
}

// internalError is what the peer is told of a panic.
type internalError struct{ *PanicError }

func (internalError) Error() string { return "internal error" }

// panicked logs a panic of the handler, and returns what the peer is told.
func (s *Session) panicked(a *session.Action, p any) error {
	e := &PanicError{Session: s.id, MsgType: string(a.Raw.MsgType()), Seq: a.Seq, Value: p}
	s.logPanic("handler panicked", p, "msg_type", e.MsgType, "seq", e.Seq)
	if s.panics == PanicStop && e.MsgType != "A" {
		s.halted.Store(true)
	}
	return internalError{e}
}

// afterHandler disables the session if its handler has panicked and the policy
// says so. Callers hold mu, and see to flush and tell.
func (s *Session) afterHandler(err error) {
	if e, ok := err.(internalError); ok && s.halted.Load() && s.disabled == nil { //nolint:errorlint // made by deliver, not wrapped
		s.disable(e.PanicError, "")
	}
}
