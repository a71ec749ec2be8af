package engine

import (
	"errors"
	"fmt"
)

// Errors of a [Session].
var (
	// ErrShutdown: the engine was shut down.
	ErrShutdown = errors.New("engine: shut down")
	// errBusy: the session has a connection already.
	errBusy = errors.New("engine: the session has a connection already")
	// errGoexit: what runs the session was ended by one of its functions.
	errGoexit = errors.New("engine: a function of the application ended its goroutine (runtime.Goexit)")
)

// StoreError is a session that stopped because its store failed: it sends and
// accepts nothing until the program starts anew, as it could not keep it.
type StoreError struct {
	Session string
	Err     error
}

func (e *StoreError) Error() string {
	return fmt.Sprintf("engine: %s: the store failed, the session has stopped: %v", e.Session, e.Err)
}

func (e *StoreError) Unwrap() error { return e.Err }

// SendError is a message that [Session.Send] could not send.
type SendError struct {
	Session string
	// Seq is the number that was used up, 0 if none was.
	Seq uint64
	Err error
}

func (e *SendError) Error() string {
	if e.Seq == 0 {
		return fmt.Sprintf("engine: %s: send: %v", e.Session, e.Err)
	}
	return fmt.Sprintf("engine: %s: send: message %d: %v", e.Session, e.Seq, e.Err)
}

func (e *SendError) Unwrap() error { return e.Err }

// NumberConsumed reports whether the Send that failed with err used up a
// sequence number. If so the message may be in the store and may reach the
// peer, at the latest when it asks for what it misses.
func NumberConsumed(err error) bool {
	var e *SendError
	return errors.As(err, &e) && e.Seq != 0
}
