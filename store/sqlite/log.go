package sqlite

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"math"
	"time"

	"github.com/affixgo/affix/store"
)

const (
	// chunkRows and chunkBytes bound what a reader takes at a time.
	chunkRows  = 256
	chunkBytes = 1 << 20
)

// log is one opening of a session; it is in use while x.open points here.
type log struct {
	s *Store
	x *session
}

// lock takes the store's lock if the log can be written.
func (l *log) lock() error {
	l.s.mu.Lock()
	err := cmp.Or(l.x.dead, l.s.err)
	if l.s.closed || l.x.open != l {
		err = store.ErrClosed
	}
	if err != nil {
		l.s.mu.Unlock()
	}
	return err
}

// State implements store.Log.
func (l *log) State() store.State {
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	return l.x.state
}

// SaveOut implements store.Log.
func (l *log) SaveOut(seq uint64, msg []byte) error {
	if err := l.lock(); err != nil {
		return err
	}
	st := &l.x.state
	if seq != st.NextOut || seq == math.MaxUint64 {
		defer l.s.mu.Unlock()
		return &store.SeqError{ID: st.ID, Op: "SaveOut", Seq: seq, Want: st.NextOut}
	}
	if len(msg) > store.MaxMessage {
		defer l.s.mu.Unlock()
		return fmt.Errorf("%w: %s: %d bytes, limit %d", store.ErrTooLong, st.ID, len(msg), store.MaxMessage)
	}
	full := l.s.save(l.x, seq, msg)
	st.NextOut = seq + 1
	l.s.mu.Unlock()
	if full || l.s.cfg.Durability == store.Each {
		return l.s.commit(l.x)
	}
	return nil
}

// SetNextIn implements store.Log.
func (l *log) SetNextIn(next uint64) error {
	if err := l.lock(); err != nil {
		return err
	}
	defer l.s.mu.Unlock()
	if next == 0 {
		return &store.SeqError{ID: l.x.state.ID, Op: "SetNextIn", Seq: next, Want: 1}
	}
	l.x.state.NextIn = next
	l.s.changed(l.x)
	return nil
}

// SetNextOut implements store.Log.
func (l *log) SetNextOut(next uint64) error {
	if err := l.lock(); err != nil {
		return err
	}
	st := &l.x.state
	if next == 0 {
		defer l.s.mu.Unlock()
		return &store.SeqError{ID: st.ID, Op: "SetNextOut", Seq: next, Want: 1}
	}
	if next < st.NextOut {
		l.s.pending.ops = append(l.s.pending.ops, op{session: l.x.num, epoch: st.Epoch, seq: next, to: -1})
	}
	st.NextOut = next
	l.s.changed(l.x)
	l.s.mu.Unlock()
	return l.s.must(l.x)
}

// Reset implements store.Log.
func (l *log) Reset(now time.Time) error {
	if err := l.lock(); err != nil {
		return err
	}
	st := &l.x.state
	st.Epoch, st.NextIn, st.NextOut, st.Created = st.Epoch+1, 1, 1, now.Round(0).UTC()
	l.s.changed(l.x)
	l.s.mu.Unlock()
	return l.s.must(l.x)
}

// must commits if the level asks for that.
func (s *Store) must(x *session) error {
	if s.cfg.Durability == store.Each {
		return s.commit(x)
	}
	return nil
}

// Sync implements store.Log.
func (l *log) Sync(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := l.lock(); err != nil {
		return err
	}
	end := l.x.end
	l.s.mu.Unlock()
	return l.s.settle(ctx, l.x, end)
}

// settle returns when everything up to end is committed.
func (s *Store) settle(ctx context.Context, x *session, end uint64) error {
	s.mu.Lock()
	done, err := x.dead == nil && s.done >= end, cmp.Or(x.dead, s.err)
	s.mu.Unlock()
	if done {
		return nil
	}
	if err != nil {
		return err
	}
	if ctx.Done() == nil {
		return s.commitTo(x, end)
	}
	result := make(chan error, 1)
	go func() { result <- s.commitTo(x, end) }()
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Messages implements store.Log.
func (l *log) Messages(ctx context.Context, from, to uint64) iter.Seq2[store.Message, error] {
	return func(yield func(store.Message, error) bool) {
		st := l.State()
		fail := func(err error) {
			yield(store.Message{}, fmt.Errorf("sqlite: %s: messages %d-%d: %w", st.ID, from, to, err))
		}
		last := to
		if last == 0 || last > st.NextOut-1 {
			last = st.NextOut - 1
		}
		for next := max(from, 1); next <= last && next > 0; {
			chunk, more, err := l.read(ctx, st.Epoch, next, last)
			for _, m := range chunk {
				if err := l.check(ctx, st.Epoch); err != nil {
					fail(err)
					return
				}
				if !yield(m, nil) {
					return
				}
				next = m.Seq + 1
			}
			if err == nil {
				err = l.check(ctx, st.Epoch)
			}
			if err != nil {
				fail(err)
				return
			}
			if !more {
				return
			}
		}
		if err := l.check(ctx, st.Epoch); err != nil {
			fail(err)
		}
	}
}

// check returns why an iteration cannot go on.
func (l *log) check(ctx context.Context, epoch uint64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	switch {
	case l.s.closed || l.x.open != l:
		return store.ErrClosed
	case l.x.dead != nil || l.s.err != nil:
		return cmp.Or(l.x.dead, l.s.err)
	case l.x.state.Epoch != epoch:
		return store.ErrReset
	}
	return nil
}

// read returns the next messages of a range, and whether there may be more.
func (l *log) read(ctx context.Context, epoch, from, to uint64) (chunk []store.Message, more bool, err error) {
	if err := l.check(ctx, epoch); err != nil {
		return nil, false, err
	}
	if err := l.s.commit(l.x); err != nil {
		return nil, false, err
	}
	l.s.dbmu.Lock()
	defer l.s.dbmu.Unlock()
	if err := l.check(ctx, epoch); err != nil { // closed, perhaps
		return nil, false, err
	}
	size := 0
	for _, r := range signed(from, to) {
		rows, err := l.s.conn.QueryContext(ctx,
			"SELECT seq, body FROM message WHERE session = ? AND epoch = ? AND seq BETWEEN ? AND ? ORDER BY seq LIMIT ?",
			l.x.num, int64(epoch), r[0], r[1], chunkRows)
		if err != nil {
			return nil, false, err
		}
		for rows.Next() {
			var seq int64
			var body []byte
			if err := rows.Scan(&seq, &body); err != nil {
				_ = rows.Close()
				return nil, false, err
			}
			chunk = append(chunk, store.Message{Seq: uint64(seq), Bytes: body})
			if size += len(body); len(chunk) >= chunkRows || size >= chunkBytes {
				return chunk, true, rows.Close()
			}
		}
		if err := rows.Err(); err != nil {
			return nil, false, err
		}
	}
	return chunk, false, nil
}

// Close implements store.Log.
func (l *log) Close() error {
	l.s.mu.Lock()
	if l.x.open != l {
		l.s.mu.Unlock()
		return nil
	}
	l.x.open = nil
	closed, end := l.s.closed, l.x.end
	l.s.mu.Unlock()
	if closed {
		return nil
	}
	return l.s.settle(context.Background(), l.x, end)
}
