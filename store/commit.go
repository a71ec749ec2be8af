package store

import (
	"context"
	"slices"
	"time"
)

// waiter is a call that waits until the log is durable up to end.
type waiter struct {
	end  uint64
	done chan error // holds one
}

// commitLoop is the one goroutine of a File: it syncs for all who wait, and
// flushes what nobody waits for.
func (f *File) commitLoop() {
	defer close(f.done)
	for {
		select {
		case <-f.kick:
			f.round()
			f.tidy()
		case <-f.timer.C:
			f.mu.Lock()
			f.armed = false
			f.mu.Unlock()
			_ = f.flush() // a failure stays for the next caller
			f.tidy()
		case reply := <-f.prunes:
			reply <- f.prune()
		case reply := <-f.recovery.asked:
			reply <- f.tryRecovery()
		case <-f.stop:
			f.timer.Stop()
			f.round()
			f.saveIndexes()
			return
		}
	}
}

// wake makes the committer start a round, now or after the running one.
func (f *File) wake() {
	select {
	case f.kick <- struct{}{}:
	default:
	}
}

// round writes, syncs and answers. Who comes while the sync runs is served by
// it if his bytes were written before it began, and by the next one otherwise.
func (f *File) round() {
	f.crowd.Gather(f.countWaiting, f.kick, f.stop)

	f.wmu.Lock()
	f.retire()
	err := f.flushLocked()
	active, seg := f.active, f.activeSeg
	f.mu.Lock()
	to := f.written
	f.mu.Unlock()
	f.wmu.Unlock()

	// Earlier segments were synced when they were left, so the active one is all.
	start := time.Now()
	if err == nil {
		err = active.Sync()
	}
	took := time.Since(start)

	f.mu.Lock()
	defer f.mu.Unlock()
	f.crowd.Served(took, len(f.waiting))
	if err != nil {
		err = f.fail(writeError("sync", f.dir, seg, err))
	} else {
		f.durable = to
	}
	later := f.waiting[:0]
	for _, w := range f.waiting {
		if err == nil && w.end > to.end {
			later = append(later, w)
			continue
		}
		w.done <- err
	}
	clear(f.waiting[len(later):])
	f.waiting = later
	if len(later) > 0 {
		f.wake()
	}
}

// commit waits until the log is durable up to end, where a record of s is.
func (f *File) commit(ctx context.Context, s *fileSession, end uint64) error {
	f.mu.Lock()
	if f.closed { // Close serves what came before it
		f.mu.Unlock()
		<-f.done
		f.mu.Lock()
	}
	if s.dead != nil {
		defer f.mu.Unlock()
		return s.dead
	}
	if f.durable.end >= end || f.err != nil || f.closed {
		defer f.mu.Unlock()
		if f.durable.end >= end {
			return nil
		}
		if f.err != nil {
			return f.err
		}
		return ErrClosed
	}
	w := f.newWaiter(end)
	f.waiting = append(f.waiting, w)
	f.mu.Unlock()
	f.wake()

	select {
	case err := <-w.done:
		f.freeWaiter(w)
		return err
	case <-ctx.Done():
	}
	f.mu.Lock()
	i := slices.Index(f.waiting, w)
	if i >= 0 {
		f.waiting = slices.Delete(f.waiting, i, i+1)
	}
	f.mu.Unlock()
	err := ctx.Err()
	if i < 0 { // answered meanwhile
		err = <-w.done
	}
	f.freeWaiter(w)
	return err
}

func (f *File) countWaiting() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.waiting)
}

func (f *File) newWaiter(end uint64) *waiter {
	if n := len(f.idle); n > 0 {
		w := f.idle[n-1]
		f.idle = f.idle[:n-1]
		w.end = end
		return w
	}
	return &waiter{end: end, done: make(chan error, 1)}
}

func (f *File) freeWaiter(w *waiter) {
	f.mu.Lock()
	f.idle = append(f.idle, w)
	f.mu.Unlock()
}
