package engine

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// The defaults of [Backoff].
const (
	DefaultBackoffMin    = time.Second
	DefaultBackoffMax    = 30 * time.Second
	DefaultBackoffJitter = 0.1
)

// Backoff is how long an initiator waits before it connects again: Min after a
// session that was up and after the first failure, twice as long after each
// further failure, up to Max.
type Backoff struct {
	Min time.Duration // if zero, 1 s
	Max time.Duration // if zero, 30 s, or Min if that is more
	// Jitter is the most that is added at random, as a part of the wait, so
	// that the clients of a peer that was down do not come back all at once. If
	// zero, 0.1; if negative, nothing.
	Jitter float64
	// AfterRefusal is the least wait after a connection on which the session
	// did not get logged on, as venues ask for. If zero, there is none but Min.
	AfterRefusal time.Duration
	// Attempts is how many in a row may fail. Then the session is disabled with
	// an *[AttemptsError], until [Session.Enable]. If zero, there is no limit.
	Attempts int
}

func (b Backoff) withDefaults() Backoff {
	if b.Min <= 0 {
		b.Min = DefaultBackoffMin
	}
	if b.Max <= 0 {
		b.Max = DefaultBackoffMax
	}
	if b.Jitter == 0 {
		b.Jitter = DefaultBackoffJitter
	}
	b.Max = max(b.Max, b.Min)
	return b
}

// delay is the wait after the given number of failures, without the random part.
func (b Backoff) delay(failures int) time.Duration {
	d := b.Min
	for ; failures > 0 && d < b.Max; failures-- {
		d *= 2
	}
	return min(d, b.Max)
}

// jitter adds the random part.
func (b Backoff) jitter(d time.Duration) time.Duration {
	if most := int64(float64(d) * b.Jitter); most > 0 {
		d += time.Duration(rand.Int64N(most + 1))
	}
	return d
}

// wait returns false when ctx ended first.
func (b Backoff) wait(ctx context.Context, failures int) bool {
	return rest(ctx, b.jitter(b.delay(failures)))
}

// ErrAttempts is in an [AttemptsError].
var ErrAttempts = errors.New("engine: too many attempts to log on have failed")

// AttemptsError is why a session is disabled whose initiator has tried as often
// as [Backoff] lets it.
type AttemptsError struct {
	Session  string
	Attempts int
	Err      error // the last one's
}

func (e *AttemptsError) Error() string {
	return fmt.Sprintf("engine: %s: %d attempts to log on have failed, the session is disabled: %v", e.Session, e.Attempts, e.Err)
}

// Unwrap returns ErrAttempts and the error of the last attempt.
func (e *AttemptsError) Unwrap() []error { return []error{ErrAttempts, e.Err} }
