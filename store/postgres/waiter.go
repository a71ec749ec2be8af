package postgres

import (
	"context"
	"slices"

	"github.com/affixgo/affix/store"
)

// waiter is a call that waits for a batch to be committed.
type waiter struct {
	log  *log
	id   uint64
	done chan error // holds one
}

// wake makes the committer start a round, now or after the running one.
func (s *Store) wake() {
	select {
	case s.kick <- struct{}{}:
	default:
	}
}

// wait returns when the log's records up to batch id are committed. Callers
// hold mu, which is let go.
func (l *log) wait(ctx context.Context, id uint64) error {
	s := l.s
	if l.err != nil || s.done >= id {
		defer s.mu.Unlock()
		return l.err
	}
	select {
	case <-s.ended: // and did not get as far
		s.mu.Unlock()
		return store.ErrClosed
	default:
	}
	w := s.newWaiter(l, id)
	s.waiting = append(s.waiting, w)
	s.mu.Unlock()
	s.wake()

	var err error
	select {
	case err = <-w.done:
	case <-ctx.Done():
		s.mu.Lock()
		i := slices.Index(s.waiting, w)
		if i >= 0 {
			s.waiting = slices.Delete(s.waiting, i, i+1)
		}
		s.mu.Unlock()
		if err = ctx.Err(); i < 0 { // answered meanwhile
			err = <-w.done
		}
	}
	s.mu.Lock()
	w.log = nil
	s.idle = append(s.idle, w)
	s.mu.Unlock()
	return err
}

func (s *Store) newWaiter(l *log, id uint64) *waiter {
	if n := len(s.idle); n > 0 {
		w := s.idle[n-1]
		s.idle = s.idle[:n-1]
		w.log, w.id = l, id
		return w
	}
	return &waiter{log: l, id: id, done: make(chan error, 1)}
}

// answer tells those whose batch was dealt with. Callers hold mu.
func (s *Store) answer() {
	later := s.waiting[:0]
	for _, w := range s.waiting {
		switch {
		case w.log.err != nil:
			w.done <- w.log.err
		case w.id <= s.done:
			w.done <- nil
		default:
			later = append(later, w)
		}
	}
	clear(s.waiting[len(later):])
	s.waiting = later
}
