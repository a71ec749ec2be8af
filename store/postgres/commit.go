package postgres

import (
	"math/rand/v2"
	"time"
)

const (
	firstPause = 20 * time.Millisecond
	lastPause  = time.Second
	// idleAfter is when the committer gives its connection back.
	idleAfter = 30 * time.Second
)

// commitLoop is the one goroutine of a Store: it writes for all who wait, and
// what nobody waits for.
func (s *Store) commitLoop() {
	defer close(s.ended)
	defer s.release()
	idle := time.NewTimer(idleAfter)
	defer idle.Stop()
	for {
		var due uint64 // batches up to this one are written whether awaited or not
		select {
		case <-s.kick:
		case <-s.timer.C:
			s.mu.Lock()
			s.armed = false
			due = s.lastID
			s.mu.Unlock()
		case <-idle.C:
			s.release()
			continue
		case <-s.stop:
			s.timer.Stop()
			s.rounds(^uint64(0))
			return
		}
		s.rounds(due)
		idle.Reset(idleAfter)
	}
}

// rounds commits batch by batch as long as somebody waits for one or for room,
// or one is full. Whoever records while a commit runs is served by the next.
func (s *Store) rounds(due uint64) {
	for {
		s.crowd.Gather(s.countWaiting, s.kick, s.stop)
		s.mu.Lock()
		if len(s.queue) == 0 || len(s.queue) == 1 && len(s.waiting) == 0 && s.blocked == 0 &&
			s.queue[0].id > due && !s.queue[0].full() {
			s.mu.Unlock()
			return
		}
		b := s.take()
		s.mu.Unlock()

		start := time.Now()
		s.commit(b)
		took := time.Since(start)

		s.mu.Lock()
		s.crowd.Served(took, len(s.waiting))
		s.done = b.id
		s.pending -= b.size
		s.freed.Broadcast()
		s.answer()
		b.empty()
		s.free = append(s.free, b)
		s.mu.Unlock()
	}
}

func (s *Store) countWaiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting)
}

// commit writes b, and returns when it is committed or its logs have failed. It
// tries on while the database is down, as the policy says.
func (s *Store) commit(b *batch) {
	var began time.Time
	pause := firstPause
	for try := 0; ; try++ {
		err := s.attempt(b)
		if err == nil {
			s.up()
			return
		}
		v := judge(err)
		b.doubt = b.doubt || v.doubt
		if v.broken {
			s.drop()
		}
		if !v.passing {
			s.fail(b, err)
			return
		}
		s.away(err)
		if try == 0 {
			began = time.Now()
		}
		// A cut connection is not yet a database that is down, so the first
		// attempt is followed by another at once.
		if try > 0 && s.cfg.OnDown == Fail && time.Since(began) >= s.cfg.FailAfter || s.ctx.Err() != nil {
			s.fail(b, err)
			return
		}
		if try == 0 && v.broken {
			continue
		}
		if !s.pause(pause/2 + rand.N(pause/2)) {
			s.fail(b, err)
			return
		}
		pause = min(2*pause, lastPause)
	}
}

// pause returns false if Close has no more patience.
func (s *Store) pause(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-s.ctx.Done():
		return false
	}
}

// fail gives up the records of b, and with them its logs.
func (s *Store) fail(b *batch, cause error) {
	s.cfg.Logger.Error("postgres: records could not be stored, their sessions fail",
		"sessions", len(b.entries), "error", cause)
	s.mu.Lock()
	defer s.mu.Unlock()
	err := failed(cause)
	for i := range b.entries {
		if l := b.entries[i].log; l.err == nil {
			l.err, l.lost = err, true
		}
	}
}
