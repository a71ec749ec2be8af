package engine

import (
	"fmt"
	"time"

	"github.com/affixgo/affix/runtime"
)

// The defaults of [Limits].
const (
	DefaultOutbox       = 4 << 20
	DefaultWriteTimeout = 10 * time.Second
	DefaultLogonTimeout = 10 * time.Second
	DefaultPending      = 1024
)

// maxLogon is the longest first message of a connection in bytes: a stranger
// gets no more.
const maxLogon = 64 << 10

// Limits bound what a peer can cost.
type Limits struct {
	// MaxFrame is the longest message in bytes that is read. If zero, 1 MiB.
	MaxFrame int
	// Outbox is how many bytes may wait to be written to a peer; while there
	// are more, OutboxPolicy says what Send does. When twice as many wait,
	// because the peer makes us answer without reading the answers, it is not
	// read from either. If zero, 4 MiB.
	Outbox int
	// OutboxPolicy is what Send does while the outbox is full. If zero,
	// OutboxWait.
	OutboxPolicy OutboxPolicy
	// WriteTimeout is how long a peer may take to read 256 KiB before it is
	// disconnected. If zero, 10 s.
	WriteTimeout time.Duration
	// LogonTimeout is how long a connection may take to say who it is. If
	// zero, 10 s.
	LogonTimeout time.Duration
	// Pending is how many connections an acceptor keeps that have not said who
	// they are; further ones are closed. If zero, 1024.
	Pending int
	// Connections is how many connections an acceptor has at once; further ones
	// are closed. If zero, one for each session and those that are Pending.
	Connections int
	// PerAddress is how many of them may come from one IP address. If zero,
	// there is no limit.
	PerAddress int
	// AcceptRate is how many connections an acceptor takes a second; further
	// ones wait in the system's queue, where they cost nothing. If zero, there
	// is no limit.
	AcceptRate float64
	// AcceptBurst is how many it takes at once after a quiet time. If zero, as
	// many as in a second.
	AcceptBurst int
}

// OutboxPolicy is what Send does with a message for which the outbox has no
// room.
type OutboxPolicy uint8

// The policies.
const (
	// OutboxWait waits for room until the context ends.
	OutboxWait OutboxPolicy = iota
	// OutboxError returns ErrFull; no number is used up.
	OutboxError
	// OutboxDisconnect gives the connection up: the peer gets all that it has
	// missed, this message too, when it asks for it after the next Logon.
	OutboxDisconnect
)

// String returns the policy in lower case: "disconnect".
func (p OutboxPolicy) String() string {
	switch p {
	case OutboxWait:
		return "wait"
	case OutboxError:
		return "error"
	case OutboxDisconnect:
		return "disconnect"
	}
	return fmt.Sprintf("OutboxPolicy(%d)", uint8(p))
}

func (l Limits) withDefaults() Limits {
	if l.MaxFrame <= 0 {
		l.MaxFrame = runtime.DefaultMaxFrame
	}
	if l.Outbox <= 0 {
		l.Outbox = DefaultOutbox
	}
	if l.WriteTimeout <= 0 {
		l.WriteTimeout = DefaultWriteTimeout
	}
	if l.LogonTimeout <= 0 {
		l.LogonTimeout = DefaultLogonTimeout
	}
	if l.AcceptBurst <= 0 {
		l.AcceptBurst = int(l.AcceptRate)
	}
	if l.Pending <= 0 {
		l.Pending = DefaultPending
	}
	return l
}
