package engine

import (
	"time"

	"github.com/affixgo/affix/runtime"
)

// Direction says who sent a message.
type Direction uint8

// The directions.
const (
	In  Direction = iota // the peer
	Out                  // we
)

// String returns "in" or "out".
func (d Direction) String() string {
	if d == Out {
		return "out"
	}
	return "in"
}

// MessageLogger is given every message of every session: what comes, garbage
// included, when it was read; what goes when it is handed to the connection, in
// the order of the wire; what is resent as it is resent. Package
// engine/messagelog has one that writes files.
type MessageLogger interface {
	// LogMessage is called by goroutines that send and receive, of several
	// sessions at a time. It MUST NOT block, panic, or keep frame, and must not
	// call the session. Credentials are in frame as they are on the wire.
	LogMessage(session string, dir Direction, at time.Time, frame []byte)
}

// logFrames logs the frames that b consists of, as sent.
func (s *Session) logFrames(at time.Time, b []byte) {
	if s.messages == nil {
		return
	}
	framer := runtime.Framer{MaxFrame: len(b)}
	for len(b) > 0 {
		found := framer.Next(b)
		if found.Frame != nil {
			s.messages.LogMessage(s.id, Out, at, found.Frame)
		}
		if found.Consumed == 0 {
			return
		}
		b = b[found.Consumed:]
	}
}
