package engine

import (
	"context"
	"math/rand/v2"
	"time"
)

// The defaults of [Backoff].
const (
	DefaultBackoffMin = time.Second
	DefaultBackoffMax = 30 * time.Second
)

// Backoff is how long an initiator waits before it connects again: Min after a
// session that was up and after the first failure, twice as long after each
// further failure, up to Max. A random tenth is added, so that the clients of a
// peer that was down do not come back all at once.
type Backoff struct {
	Min time.Duration // if zero, 1 s
	Max time.Duration // if zero, 30 s, or Min if that is more
}

func (b Backoff) withDefaults() Backoff {
	if b.Min <= 0 {
		b.Min = DefaultBackoffMin
	}
	if b.Max <= 0 {
		b.Max = DefaultBackoffMax
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

// wait returns false when ctx ended first.
func (b Backoff) wait(ctx context.Context, failures int) bool {
	d := b.delay(failures)
	t := time.NewTimer(d + time.Duration(rand.Int64N(int64(d)/10+1)))
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
