package store

import (
	"context"
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
	err := l.f.err
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
		return l.f.commit(context.Background(), end)
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
	return l.f.settle(ctx, end)
}

// settle keeps the promise of the store's level for the log up to end.
func (f *File) settle(ctx context.Context, end uint64) error {
	if f.cfg.Durability != Async {
		return f.commit(ctx, end)
	}
	f.mu.Lock()
	written, err := f.written.end >= end, f.err
	f.mu.Unlock()
	if written || err != nil {
		return err
	}
	return f.flush()
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
	l.f.mu.Lock()
	seq, ord, ok := l.s.index.find(seq)
	var p place
	if ok {
		p = l.s.index.at(ord)
	}
	closed := l.f.closed || l.s.open != l
	epoch := l.s.state.Epoch
	written := ok && l.f.written.has(p)
	l.f.mu.Unlock()
	switch {
	case closed:
		return Message{}, ErrClosed
	case epoch != r.epoch:
		return Message{}, ErrReset
	case !ok || seq > last:
		return Message{}, nil
	}
	if !written {
		if err := l.f.flush(); err != nil {
			return Message{}, err
		}
	}
	b, err := r.read(p, seq)
	return Message{Seq: seq, Bytes: b}, err
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
	return f.settle(context.Background(), end)
}

// apply makes the state what it is after r, whose record lies at p. It is the
// same step for a record that was just appended and for one that is read back.
func (s *fileSession) apply(r record, p place) {
	switch r.typ {
	case recordOut:
		s.index.add(r.seq, p)
		s.state.NextOut = r.seq + 1
	case recordNextIn:
		s.state.NextIn = r.seq
	case recordNextOut:
		if r.seq < s.state.NextOut {
			s.index.truncate(r.seq)
		}
		s.state.NextOut = r.seq
	case recordReset:
		s.index = index{}
		s.state.Epoch, s.state.NextIn, s.state.NextOut = r.epoch, 1, 1
		s.state.Created = parseCreated(r.payload)
	}
}
