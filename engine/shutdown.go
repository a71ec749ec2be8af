package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/affixgo/affix/session"
)

// shutdownGrace is how long handlers, and what else runs the application's
// code, may go on once their context has ended.
const shutdownGrace = time.Second

// shutdown logs sessions out side by side and waits for their peers until ctx
// ends; then it cuts the connections. done is closed when no goroutine of the
// engine is left that serves a connection or makes one.
func shutdown(ctx context.Context, sessions []*Session, done <-chan struct{}) error {
	for _, s := range sessions {
		s.beginShutdown()
	}
	var errs []error
	for _, s := range sessions {
		if err := s.await(ctx, func() (bool, error) { return s.conn == nil, nil }); err != nil {
			errs = append(errs, fmt.Errorf("engine: shutdown: %s: the peer did not log out in time: %w", s.id, err))
		}
	}
	select { // our last bytes may be on their way still
	case <-done:
	case <-ctx.Done():
	}
	for _, s := range sessions {
		s.awaitCancelled(ctx)
		s.cut()
	}
	grace, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	err := awaitDone(grace, sessions, done)
	if err != nil {
		errs = append(errs, errors.New("engine: shutdown: a function of the application goes on although its context has ended"))
	}
	for _, s := range sessions {
		errs = append(errs, s.close())
	}
	return errors.Join(errs...)
}

// beginShutdown refuses new connections and logs out.
func (s *Session) beginShutdown() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closing = true
	if s.canceller != nil {
		s.cancelNow()
	}
	if err := s.beginLogout(""); err != nil {
		s.logger.Warn("logout", "error", err)
	}
}

// cut closes the connection if there still is one, and ends what handlers and
// the store wait for.
func (s *Session) cut() {
	s.mu.Lock()
	if s.conn != nil {
		s.conn.because(session.ReasonShutdown, "")
		s.conn.lose()
	}
	s.wake()
	s.mu.Unlock()
	s.cancel()
}

// awaitDone returns when nothing runs any more.
func awaitDone(ctx context.Context, sessions []*Session, done <-chan struct{}) error {
	select {
	case <-done:
	case <-ctx.Done():
		return ctx.Err()
	}
	for _, s := range sessions {
		if err := s.await(ctx, func() (bool, error) { return s.tasks == 0, nil }); err != nil {
			return err
		}
	}
	return nil
}
