package engine

import (
	"errors"
	"fmt"
)

// Errors of a [Session].
var (
	// ErrShutdown: the engine was shut down.
	ErrShutdown = errors.New("engine: shut down")
	// ErrFull: the outbox is full, as the peer does not read.
	ErrFull = errors.New("engine: the outbox is full")
	// errBusy: the session has a connection already.
	errBusy = errors.New("engine: the session has a connection already")
	// errGoexit: what runs the session was ended by one of its functions.
	errGoexit = errors.New("engine: a function of the application ended its goroutine (runtime.Goexit)")
)

// StoreError is a session whose store failed: it sends and accepts nothing, as
// it could not keep it, until the store can be used again.
type StoreError struct {
	Session string
	Err     error
}

func (e *StoreError) Error() string {
	return fmt.Sprintf("engine: %s: the store failed, the session refuses everything: %v", e.Session, e.Err)
}

func (e *StoreError) Unwrap() error { return e.Err }

// LostError are messages that were sent by TrySend, or from a handler, without
// waiting until they are durable, and which the store lost because it failed
// before. They were not transmitted. Their numbers are given out again.
type LostError struct {
	Session  string
	From, To uint64 // both included
}

func (e *LostError) Error() string {
	return fmt.Sprintf("engine: %s: messages %d-%d were lost when the store failed, and not transmitted: "+
		"send them again", e.Session, e.From, e.To)
}

// SendError is a message that [Session.Send], TrySend or SendBatch could not
// send.
type SendError struct {
	Session string
	// Seq is the number that was used up, 0 if none was; in a batch the last
	// one.
	Seq uint64
	// Index is that of the message in its batch, else 0.
	Index int
	// Handed tells that the message was given to the connection before the
	// error came: the peer may have got it.
	Handed bool
	Err    error
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
// peer, at the latest when it asks for what it misses. Sending it again would
// be sending it twice.
func NumberConsumed(err error) bool {
	var e *SendError
	return errors.As(err, &e) && e.Seq != 0
}

// MayHaveReachedPeer reports whether the message whose Send failed with err had
// been given to the connection by then, so that the peer may have it.
func MayHaveReachedPeer(err error) bool {
	var e *SendError
	return errors.As(err, &e) && e.Handed
}
