package crowd_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/internal/crowd"
)

// gathered returns how long it takes when one comes after each of these times.
func gathered(c *crowd.Crowd, coming ...time.Duration) time.Duration {
	start := time.Now()
	kick := make(chan struct{}, len(coming))
	for _, after := range coming {
		time.AfterFunc(after, func() { kick <- struct{}{} })
	}
	here := func() (n int) {
		for _, after := range coming {
			if time.Since(start) >= after {
				n++
			}
		}
		return n
	}
	c.Gather(here, kick, nil)
	return time.Since(start)
}

func TestGather(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const us = time.Microsecond
		var c crowd.Crowd
		if d := gathered(&c); d != 0 {
			t.Errorf("before the first commit: %v", d)
		}
		c.Served(400*us, 3)
		if d := gathered(&c); d != 0 {
			t.Errorf("for a few: %v", d)
		}
		c.Served(400*us, 4)
		if d := gathered(&c, 0, 0, 0, 0); d != 0 {
			t.Errorf("for those that are here: %v", d)
		}
		if d := gathered(&c, 0, 10*us, 20*us, 30*us); d != 30*us {
			t.Errorf("until the last is back: %v", d)
		}
		if d := gathered(&c, 0, 0, 0, time.Second); d != 100*us {
			t.Errorf("for one who does not come: %v", d)
		}
		for range 100 {
			c.Served(time.Hour, 100)
		}
		if d := gathered(&c, 0); d != time.Millisecond {
			t.Errorf("at most: %v", d)
		}
		stop := make(chan struct{})
		close(stop)
		start := time.Now()
		c.Gather(func() int { return 0 }, nil, stop)
		if d := time.Since(start); d != 0 {
			t.Errorf("when it is to stop: %v", d)
		}
	})
}
