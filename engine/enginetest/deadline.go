package enginetest

import (
	"sync"
	"time"
)

// deadline is a moment that can be moved while others wait for it.
type deadline struct {
	mu     sync.Mutex
	passed chan struct{} // closed when it has
	timer  *time.Timer
	moves  int
}

func newDeadline() *deadline { return &deadline{passed: make(chan struct{})} }

// wait returns a channel that is closed when the deadline passes.
func (d *deadline) wait() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.passed
}

// set moves the deadline; the zero time is never.
func (d *deadline) set(t time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.moves++
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
	if d.isOver() {
		d.passed = make(chan struct{})
	}
	switch left := time.Until(t); {
	case t.IsZero():
	case left <= 0:
		close(d.passed)
	default:
		moves := d.moves
		d.timer = time.AfterFunc(left, func() { d.pass(moves) })
	}
}

// pass ends the wait, unless the deadline was moved meanwhile.
func (d *deadline) pass(moves int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.moves == moves && !d.isOver() {
		close(d.passed)
	}
}

// over reports whether it has passed.
func (d *deadline) over() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.isOver()
}

func (d *deadline) isOver() bool {
	select {
	case <-d.passed:
		return true
	default:
		return false
	}
}
