package postgres

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/affixgo/affix/store"
)

// log is one opening of a session. The store's mu guards it.
type log struct {
	s     *Store
	num   int32  // of the session
	owner string // this opening, as no other is called

	state      store.State
	generation int64
	last       uint64 // id of the batch with our last record
	slot       int    // our entry in it
	cuts       int    // how often SetNextOut took messages back
	err        error  // all that follows fails
	lost       bool   // records were lost with err
	closed     bool
}

// lock takes the store's lock if the log can be used.
func (l *log) lock() error {
	l.s.mu.Lock()
	if err := l.usable(); err != nil {
		l.s.mu.Unlock()
		return err
	}
	return nil
}

// usable returns why the log cannot be used. Callers hold mu.
func (l *log) usable() error {
	if l.closed || l.s.closed {
		return store.ErrClosed
	}
	return l.err
}

// State implements store.Log.
func (l *log) State() store.State {
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	return l.state
}

// SaveOut implements store.Log.
func (l *log) SaveOut(seq uint64, msg []byte) error {
	if err := l.lock(); err != nil {
		return err
	}
	s := l.s
	defer s.mu.Unlock()
	if len(msg) > store.MaxMessage {
		return fmt.Errorf("%w: %s: %d bytes, limit %d", store.ErrTooLong, l.state.ID, len(msg), store.MaxMessage)
	}
	for s.pending > 0 && s.pending+int64(len(msg)) > s.cfg.MaxPending {
		if s.down != nil {
			return fmt.Errorf("%w: %s: %d bytes: %w", ErrFull, l.state.ID, s.pending, s.down)
		}
		s.blocked++
		s.wake()
		s.freed.Wait()
		s.blocked--
		if err := l.usable(); err != nil {
			return err
		}
	}
	if seq != l.state.NextOut || seq == math.MaxUint64 {
		return &store.SeqError{ID: l.state.ID, Op: "SaveOut", Seq: seq, Want: l.state.NextOut}
	}
	b, _ := s.place(l, saves)
	before := b.size
	b.addMessage(l, seq, msg)
	s.pending += b.size - before
	if b.full() {
		s.wake()
	}
	l.state.NextOut = seq + 1
	return nil
}

// SetNextIn implements store.Log.
func (l *log) SetNextIn(next uint64) error {
	if err := l.lock(); err != nil {
		return err
	}
	defer l.s.mu.Unlock()
	if next == 0 {
		return &store.SeqError{ID: l.state.ID, Op: "SetNextIn", Seq: next, Want: 1}
	}
	_, e := l.s.place(l, saves)
	e.next = next
	l.state.NextIn = next
	return nil
}

// SetNextOut implements store.Log.
func (l *log) SetNextOut(next uint64) error {
	if err := l.lock(); err != nil {
		return err
	}
	defer l.s.mu.Unlock()
	if next == 0 {
		return &store.SeqError{ID: l.state.ID, Op: "SetNextOut", Seq: next, Want: 1}
	}
	_, e := l.s.place(l, renumbers)
	e.next, e.end = next, l.state.NextOut
	if next < l.state.NextOut {
		l.cuts++
	}
	l.state.NextOut = next
	return nil
}

// Reset implements store.Log.
func (l *log) Reset(now time.Time) error {
	if err := l.lock(); err != nil {
		return err
	}
	defer l.s.mu.Unlock()
	_, e := l.s.place(l, resets)
	l.state.Epoch, l.state.NextIn, l.state.NextOut = l.state.Epoch+1, 1, 1
	l.state.Created = wallClock(now)
	e.epoch, e.begun = l.state.Epoch, l.state.Created
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
	return l.wait(ctx, l.last)
}

// Close implements store.Log. While the database is down it waits for
// Config.CloseTimeout; the error says that records were lost.
func (l *log) Close() error {
	s := l.s
	s.mu.Lock()
	if l.closed || s.closed {
		l.closed = true
		s.mu.Unlock()
		return nil
	}
	l.closed = true
	ctx, cancel := context.WithTimeout(context.Background(), s.cfg.CloseTimeout)
	defer cancel()
	err := l.wait(ctx, l.last)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil && l.err == nil {
		// What comes too late is not ours to write: whoever opens the session
		// raises the generation.
		err = failed(fmt.Errorf("%s: closed before all was stored: %w", l.state.ID, err))
		l.err, l.lost = err, true
	}
	delete(s.logs, l.state.ID)
	return err
}
