package engine

import (
	"errors"
	"io"
	"net"
	"os"

	"github.com/affixgo/affix/session"
)

// lostReason is why a connection is gone whose reading or writing failed.
func lostReason(err error) (why session.Reason, text string) {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded): // only writing has one
		return session.ReasonSlowPeer, "the peer does not read"
	case errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed), errors.Is(err, io.ErrClosedPipe):
		return session.ReasonLost, ""
	}
	return session.ReasonLost, err.Error()
}

// stopReason is why the connection of a session ends that stops for good.
func stopReason(err error) (why session.Reason, text string) {
	var failed *StoreError
	switch {
	case errors.As(err, &failed):
		return session.ReasonStoreFailed, failed.Err.Error()
	case errors.Is(err, ErrShutdown):
		return session.ReasonShutdown, ""
	}
	return session.ReasonHandler, err.Error()
}

// unreachable notes an attempt to connect that failed.
func (s *Session) unreachable(address string, attempt int, err error) {
	s.logger.Warn("connecting failed", "address", address, "attempt", attempt+1, "error", err)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stats.ConnectFailures++
	s.stats.wentWrong(session.ReasonUnreachable, err.Error())
}
