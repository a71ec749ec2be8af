// Package crowd lets a group commit wait for those whom it has served: they are
// about to save and wait again. A commit that begins before they are back makes
// two groups of them, each of which waits for the commits of both.
package crowd

import (
	"runtime"
	"time"
)

const (
	// smallest is how many must be in flight before anybody is waited for.
	smallest = 4
	// part is how much of a commit's usual time is spent on that at most, and
	// most is the limit.
	part = 4
	most = time.Millisecond
)

// Crowd is what a committing goroutine knows of those who wait for it. The zero
// value is ready to use.
type Crowd struct {
	size  int           // how many waited when the last commit ended
	usual time.Duration // of a commit
	timer *time.Timer
}

// Gather returns when as many wait as were served, or it has taken too long, or
// stop is closed. Waiting tells how many wait; kick receives when that may have
// changed. A crowd that does not come back is not waited for the next time.
func (c *Crowd) Gather(waiting func() int, kick, stop <-chan struct{}) {
	runtime.Gosched()
	if c.size < smallest || waiting() >= c.size {
		return
	}
	if c.timer == nil {
		c.timer = time.NewTimer(time.Hour)
	}
	c.timer.Reset(min(c.usual/part, most))
	defer c.timer.Stop()
	for waiting() < c.size {
		select {
		case <-kick:
		case <-c.timer.C:
			return
		case <-stop:
			return
		}
	}
}

// Served takes down how long a commit took, and how many waited at its end,
// those whom it has served included.
func (c *Crowd) Served(took time.Duration, waiting int) {
	c.size = waiting
	if c.usual == 0 {
		c.usual = took
	}
	c.usual += (took - c.usual) / 8
}
