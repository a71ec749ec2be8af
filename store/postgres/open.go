package postgres

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/affixgo/affix/store"
)

// Open implements store.Store. It takes the session over from whoever has it
// open elsewhere, who gets a *store.StaleError with his next write. While the
// database is down it waits, if OnDown is Wait, until ctx ends.
func (s *Store) Open(ctx context.Context, id string) (store.Log, error) {
	if err := checkID(id); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l := &log{s: s, owner: fmt.Sprintf("%s:%016x", s.cfg.Owner, rand.Uint64())}
	l.state.ID = id
	s.mu.Lock()
	switch {
	case s.closed:
		s.mu.Unlock()
		return nil, store.ErrClosed
	case s.logs[id] != nil:
		s.mu.Unlock()
		return nil, sessionOpen(id)
	}
	s.logs[id] = l
	s.mu.Unlock()

	err := s.retry(ctx, func(ctx context.Context) error { return s.takeOver(ctx, l) })
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		err = store.ErrClosed
	}
	if err != nil {
		l.closed = true
		delete(s.logs, id)
		return nil, err
	}
	return l, nil
}

// retry calls f until it succeeds or fails for good, while the policy says so.
func (s *Store) retry(ctx context.Context, f func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	pause := firstPause
	for {
		err := f(ctx)
		if err == nil {
			return nil
		}
		if s.ctx.Err() != nil {
			return store.ErrClosed
		}
		if cerr := ctx.Err(); cerr != nil {
			return fmt.Errorf("%w: %w", cerr, err)
		}
		if s.cfg.OnDown == Fail || !judge(err).passing {
			return err
		}
		t := time.NewTimer(pause/2 + rand.N(pause/2))
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
		case <-s.stop:
			t.Stop()
			return store.ErrClosed
		}
		pause = min(2*pause, lastPause)
	}
}

// takeOver raises the session's generation and reads where it stands. It may be
// repeated.
func (s *Store) takeOver(ctx context.Context, l *log) error {
	name := func(p *params) { p.add(oidBytea, []byte(l.state.ID)) }
	owner := func(p *params) { p.text(l.owner) }
	rows, err := s.query(ctx, s.sql.take, name, owner)
	if err == nil && len(rows) == 0 {
		micros, nanos := splitTime(wallClock(s.cfg.Now()))
		rows, err = s.query(ctx, s.sql.create, name, owner, func(p *params) {
			p.int8(micros)
			p.oids[len(p.oids)-1] = oidTime
			p.int2(nanos)
		})
	}
	if err != nil {
		return fmt.Errorf("postgres: open: %s: %w", l.state.ID, err)
	}
	num, generation := getInt4(rows[0][0]), getInt8(rows[0][1])
	rows, err = s.query(ctx, s.sql.state,
		func(p *params) { p.int4(num) }, func(p *params) { p.int8(generation) })
	switch {
	case err != nil:
		return fmt.Errorf("postgres: open: %s: %w", l.state.ID, err)
	case len(rows) == 0:
		return &store.StaleError{ID: l.state.ID}
	case rows[0][2] == nil:
		return fmt.Errorf("postgres: open: %s: %w: the row of epoch %d is missing",
			l.state.ID, store.ErrCorrupt, getInt8(rows[0][0]))
	}
	row := rows[0]
	base, highest := uint64(getInt8(row[1])), uint64(getInt8(row[5]))
	if highest == math.MaxUint64 {
		return fmt.Errorf("postgres: open: %s: %w: a message has number %d", l.state.ID, store.ErrCorrupt, highest)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l.num, l.generation = num, generation
	l.state.Epoch = uint64(getInt8(row[0]))
	l.state.NextIn = uint64(getInt8(row[2]))
	l.state.NextOut = max(base, highest+1)
	l.state.Created = joinTime(getInt8(row[3]), getInt2(row[4]))
	return nil
}
