package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"time"
)

// fileLog is one opening of a session; it is in use while s.open points here.
type fileLog struct {
	f *File
	s *fileSession
}

// lock takes the store's lock if the log can be written.
func (l *fileLog) lock() error {
	l.f.mu.Lock()
	err := cmp.Or(l.s.dead, l.f.err)
	if l.f.closed || l.s.open != l {
		err = ErrClosed
	}
	if err != nil {
		l.f.mu.Unlock()
	}
	return err
}

// State implements Log.
func (l *fileLog) State() State {
	l.f.mu.Lock()
	defer l.f.mu.Unlock()
	return l.s.state
}

// SaveOut implements Log.
func (l *fileLog) SaveOut(seq uint64, msg []byte) error {
	if err := l.lock(); err != nil {
		return err
	}
	if err := l.s.state.checkOut(seq, msg); err != nil {
		l.f.mu.Unlock()
		return err
	}
	return l.record(record{typ: recordOut, epoch: l.s.state.Epoch, seq: seq, payload: msg}, true)
}

// SetNextIn implements Log.
func (l *fileLog) SetNextIn(next uint64) error {
	if err := l.lock(); err != nil {
		return err
	}
	if err := l.s.state.checkNext("SetNextIn", next); err != nil {
		l.f.mu.Unlock()
		return err
	}
	return l.record(record{typ: recordNextIn, epoch: l.s.state.Epoch, seq: next}, false)
}

// SetNextOut implements Log.
func (l *fileLog) SetNextOut(next uint64) error {
	if err := l.lock(); err != nil {
		return err
	}
	if err := l.s.state.checkNext("SetNextOut", next); err != nil {
		l.f.mu.Unlock()
		return err
	}
	return l.record(record{typ: recordNextOut, epoch: l.s.state.Epoch, seq: next}, true)
}

// Reset implements Log.
func (l *fileLog) Reset(now time.Time) error {
	payload := appendCreated(make([]byte, 0, createdLen), now)
	if err := l.lock(); err != nil {
		return err
	}
	return l.record(record{typ: recordReset, epoch: l.s.state.Epoch + 1, payload: payload}, true)
}

// record appends r and unlocks the store; at level Each it waits for the disk
// if r must.
func (l *fileLog) record(r record, must bool) error {
	full := l.f.append(l.s, r)
	end := l.s.end
	l.f.mu.Unlock()
	if must && l.f.cfg.Durability == Each {
		return l.f.commit(context.Background(), l.s, end)
	}
	if full {
		return l.f.flush()
	}
	return nil
}

// Sync implements Log.
func (l *fileLog) Sync(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := l.lock(); err != nil {
		return err
	}
	end := l.s.end
	l.f.mu.Unlock()
	return l.f.settle(ctx, l.s, end)
}

// SyncsAtOnce tells whether Sync waits for the kernel only, see Log.
func (l *fileLog) SyncsAtOnce() bool { return l.f.cfg.Durability == Async }

// settle keeps the promise of the store's level for the log up to end, where
// the last record of s is.
func (f *File) settle(ctx context.Context, s *fileSession, end uint64) error {
	if f.cfg.Durability != Async {
		return f.commit(ctx, s, end)
	}
	if done, err := f.isWritten(s, end); done {
		return err
	}
	if err := f.flush(); err != nil {
		return err
	}
	_, err := f.isWritten(s, end)
	return err
}

// isWritten reports whether the log is written up to end, or never will be.
func (f *File) isWritten(s *fileSession, end uint64) (done bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := cmp.Or(s.dead, f.err); err != nil {
		return true, err
	}
	return f.written.end >= end, nil
}

// Messages implements Log.
func (l *fileLog) Messages(ctx context.Context, from, to uint64) iter.Seq2[Message, error] {
	return func(yield func(Message, error) bool) {
		l.f.mu.Lock()
		st := l.s.state
		l.f.mu.Unlock()
		r := reader{dir: l.f.dir, session: l.s.num, epoch: st.Epoch}
		defer r.close()
		last := to
		if last == 0 || last > st.NextOut-1 {
			last = st.NextOut - 1
		}
		for seq := max(from, 1); ; seq++ {
			var m Message
			err := ctx.Err()
			if err == nil {
				m, err = l.next(&r, seq, last)
			}
			if err != nil {
				yield(Message{}, messagesError(st.ID, from, to, err))
				return
			}
			if m.Seq == 0 || !yield(m, nil) {
				return
			}
			seq = m.Seq
		}
	}
}

// next reads the first message at or above seq; the zero Message says that there
// is none up to last.
func (l *fileLog) next(r *reader, seq, last uint64) (Message, error) {
	for {
		l.f.mu.Lock()
		found, at, ok := l.s.history.find(seq)
		upTo := last
		if ok && found <= last {
			upTo = found
		}
		lost, damage := l.s.history.lostAt(seq, upTo)
		closed, dead := l.f.closed || l.s.open != l, l.s.dead
		epoch := l.s.state.Epoch
		written := ok && l.f.written.has(at.place)
		if at.indexed {
			written = l.f.lookUp(&at)
		}
		l.f.mu.Unlock()
		switch {
		case closed:
			return Message{}, ErrClosed
		case dead != nil:
			return Message{}, dead
		case epoch != r.epoch:
			return Message{}, ErrReset
		case damage != nil:
			return Message{}, fmt.Errorf("message %d is lost: %w", lost, damage)
		case !ok || found > last:
			return Message{}, nil
		}
		if !written {
			if err := l.f.flush(); err != nil {
				return Message{}, err
			}
		}
		b, err := r.read(at, found)
		if errors.Is(err, fs.ErrNotExist) && l.f.deleted(at.seg) {
			continue // by retention, since we looked
		}
		return Message{Seq: found, Bytes: b}, err
	}
}

// Close implements Log.
func (l *fileLog) Close() error {
	f := l.f
	f.mu.Lock()
	if l.s.open != l {
		f.mu.Unlock()
		return nil
	}
	l.s.open = nil
	closed, end := f.closed, l.s.end
	f.mu.Unlock()
	if closed {
		return nil
	}
	return f.settle(context.Background(), l.s, end)
}

// apply makes the state what it is after r, whose record lies at p. It is the
// same step for a record that was just appended and for one that is read back.
func (s *fileSession) apply(r record, p place) {
	switch r.typ {
	case recordOut:
		s.history.tail.add(r.seq, p)
		s.state.NextOut = r.seq + 1
	case recordNextIn:
		s.state.NextIn = r.seq
	case recordNextOut:
		if r.seq < s.state.NextOut {
			s.takeBack(r.seq)
		}
		s.state.NextOut = r.seq
	case recordReset:
		s.newEpoch(State{ID: s.state.ID, Epoch: r.epoch, NextIn: 1, NextOut: 1, Created: parseCreated(r.payload)})
	}
}

// newEpoch begins the numbers anew.
func (s *fileSession) newEpoch(st State) {
	s.history = history{}
	s.wasReset, s.cut = true, 0
	s.state = st
}

// takeBack forgets the messages at and above next.
func (s *fileSession) takeBack(next uint64) {
	s.history.truncate(next)
	if s.cut == 0 || next < s.cut {
		s.cut = next
	}
}
