package engine

import (
	"context"
	"time"
)

// stream notices when messages are sent without a pause. One write for each
// would then cost more than all the rest: a goroutine writes meanwhile, and
// takes along what has come.
type stream struct {
	sent time.Time // when the last message was sent
	run  int       // how many were sent with no pause in front of them
	left time.Time // since when the goroutine has something to write
}

const (
	// streamPause between two messages makes the second one go out by itself.
	streamPause = 5 * time.Microsecond
	// streamRun is how many messages without a pause make a stream.
	streamRun = 8
	// streamDelay is how long a goroutine may take to begin, if all processors
	// are busy: then the sender writes again.
	streamDelay = 50 * time.Microsecond
)

// streaming reports whether the message just sent may be left to a goroutine.
// Callers hold mu.
func (s *Session) streaming() bool {
	st := &s.stream
	pause := s.stats.now.Sub(st.sent)
	st.sent = s.stats.now
	if pause > streamPause {
		st.run = 0
		return false
	}
	st.run++
	if st.run < streamRun {
		return false
	}
	if o := &s.conn.outbox; !o.called {
		st.left = s.stats.now
		return true
	}
	return s.stats.now.Sub(st.left) < streamDelay
}

// handlerContext is the context of a session's handlers. What a handler sends
// with it, or with one made of it, can be kept back for a moment.
type handlerContext struct {
	context.Context
	s *Session
}

type handlerKey struct{}

// Value implements context.Context.
func (c handlerContext) Value(key any) any {
	if _, ok := key.(handlerKey); ok {
		return c.s
	}
	return c.Context.Value(key)
}

// isHandler reports whether ctx is that of a handler of s.
func isHandler(ctx context.Context, s *Session) bool {
	if c, ok := ctx.(handlerContext); ok {
		return c.s == s
	}
	of, _ := ctx.Value(handlerKey{}).(*Session)
	return of == s
}
