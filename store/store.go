package store

import (
	"context"
	"iter"
	"time"
)

// MaxMessage is the longest message a store takes, in bytes.
const MaxMessage = 64 << 20

// MaxID is the longest session id a store takes, in bytes.
const MaxID = 1024

// Store keeps the numbers and sent messages of many sessions.
// It is safe for concurrent use.
type Store interface {
	// Open returns the log of one session, creating it when it is new. id is
	// any non-empty text of at most MaxID bytes, such as
	// "FIX.4.4:CLIENT->VENUE". A session is open once at a time; a second Open
	// returns ErrSessionOpen.
	Open(ctx context.Context, id string) (Log, error)

	// Close closes what is still open and releases the store. A second Close
	// does nothing.
	Close() error
}

// Log is one session's numbers and outbound history. It is safe for concurrent
// use. After Close every method but State and Close returns ErrClosed.
//
// A Log may have a method SyncsAtOnce() bool which reports true if Sync waits
// for no disk and no network. The engine then calls Sync, and writes, where it
// would otherwise let a goroutine wait for both.
type Log interface {
	// State returns the numbers as the calls so far have left them, durable or
	// not. After Close it returns the last state of this Log or a later one.
	State() State

	// SaveOut records outbound message seq with its bytes, which are copied.
	// seq must be State().NextOut, otherwise a *SeqError is returned and
	// nothing changes; a message above MaxMessage is refused with ErrTooLong.
	// NextOut becomes seq+1.
	SaveOut(seq uint64, msg []byte) error

	// SetNextIn records the next expected inbound number, which may be lower
	// than before. Zero is refused with a *SeqError.
	SetNextIn(next uint64) error

	// SetNextOut moves the next outbound number. Forwards, the numbers skipped
	// have no message. Backwards, the messages stored under next and above are
	// forgotten, because those numbers are about to be given out again. Zero
	// is refused with a *SeqError.
	SetNextOut(next uint64) error

	// Reset starts a new epoch in one step: both numbers are 1, Created is now
	// (without its monotonic reading, in UTC), and no message is stored.
	Reset(now time.Time) error

	// Sync returns when all that was recorded on this Log before the call is
	// durable at the store's level; see the package documentation. One write to
	// disk serves every waiter. When ctx ends first its error is returned and
	// the records stay in order for the next Sync.
	Sync(ctx context.Context) error

	// Messages streams the stored messages from..to, both included, of the
	// current epoch in ascending order. to 0 means the last one; from 0 means
	// 1. Where a number has no message it is left out, and a range beyond the
	// end is cut at the last message there was when the iteration began. A
	// failure is yielded once, as the last pair: ctx's error, ErrReset, a
	// *CorruptError, ErrClosed. Any number of iterations may run while
	// messages are saved.
	Messages(ctx context.Context, from, to uint64) iter.Seq2[Message, error]

	// Close gives up the Log so that the session can be opened again. What was
	// recorded is treated as by Sync first. A second Close does nothing.
	Close() error
}

// State is where a session stands.
type State struct {
	// ID is the text the session was opened under.
	ID string
	// Epoch counts the lives of the session's numbers: 1 when new, one more
	// after each Reset.
	Epoch uint64
	// NextIn is the next expected inbound number, NextOut the next outbound
	// one. Both begin at 1.
	NextIn, NextOut uint64
	// Created is when the epoch began, in UTC.
	Created time.Time
}

// Message is one outbound message as it was saved.
type Message struct {
	Seq uint64
	// Bytes is valid until the next step of the iteration, and the receiver
	// may overwrite it until then.
	Bytes []byte
}
