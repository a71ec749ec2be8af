package engine

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/affixgo/affix/session"
)

// Errors of [Session.TestRequest].
var (
	// ErrTestReplaced: another TestRequest was sent before this was answered.
	ErrTestReplaced = errors.New("engine: another TestRequest has taken the place of this one")
	// ErrTestLost: the connection ended before the TestRequest was answered.
	ErrTestLost = errors.New("engine: the connection ended before the TestRequest was answered")
)

// TestRequest asks the peer whether it is there, and returns how long its answer
// took. It waits until the answer has come, until ctx ends or the connection
// does; the session goes on whatever comes of it. Only one is open at a time.
// The error is session.ErrNotLoggedOn unless the session is logged on.
func (s *Session) TestRequest(ctx context.Context) (time.Duration, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sent := time.Now()
	id := "TEST-" + strconv.FormatInt(sent.UnixNano(), 36)
	if _, err := s.step(session.TestRequest(id)); err != nil {
		return 0, err
	}
	s.test = openTest{id: id}
	s.wake() // whoever waits for another
	c := s.conn
	if err := s.flush(c, false); err != nil {
		return 0, err
	}
	for {
		switch {
		case s.test.id != id:
			return 0, ErrTestReplaced
		case !s.test.answered.IsZero():
			return s.test.answered.Sub(sent), nil
		case s.failed != nil:
			return 0, s.failed
		case s.conn != c:
			return 0, ErrTestLost
		}
		if err := s.pause(ctx); err != nil {
			return 0, err
		}
	}
}

// openTest is the TestRequest that somebody waits for.
type openTest struct {
	id       string
	answered time.Time
}

// testAnswered notes the answer to a TestRequest. Callers hold mu.
func (s *Session) testAnswered(id string) {
	if id == s.test.id && s.test.answered.IsZero() {
		s.test.answered = time.Now()
		s.wake()
	}
}
