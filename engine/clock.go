package engine

import "time"

// clock tells the time for half of what time.Now costs: it reads the wall clock
// now and then, and the monotonic clock otherwise.
type clock struct{ wall time.Time }

// clockTrust is how long after a reading of the wall clock it is not read
// again: so long it takes to notice that it was set.
const clockTrust = 20 * time.Millisecond

func (c *clock) now() time.Time {
	if !c.wall.IsZero() {
		if d := time.Since(c.wall); d < clockTrust {
			return c.wall.Add(d)
		}
	}
	c.wall = time.Now()
	return c.wall
}
