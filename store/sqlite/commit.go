package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	goruntime "runtime"

	"github.com/affixgo/affix/store"
)

// batch is what waits to be committed, in order.
type batch struct {
	ops   []op
	bytes []byte     // of the messages
	dirty []*session // whose numbers changed
}

// op stores a message, or forgets all from seq on.
type op struct {
	session    int64
	epoch, seq uint64
	from, to   int // the message in bytes; to is below 0 to forget
}

// changed notes that the numbers of x are to be written. Callers hold mu.
func (s *Store) changed(x *session) {
	if !x.dirty {
		x.dirty = true
		s.pending.dirty = append(s.pending.dirty, x)
	}
	s.end++
	x.end = s.end
	if !s.armed {
		s.armed = true
		s.timer.Reset(flushDelay)
	}
}

// save notes a message. Callers hold mu.
func (s *Store) save(x *session, seq uint64, msg []byte) (full bool) {
	b := &s.pending
	from := len(b.bytes)
	b.bytes = append(b.bytes, msg...)
	b.ops = append(b.ops, op{x.num, x.state.Epoch, seq, from, len(b.bytes)})
	s.changed(x)
	return len(b.bytes) >= backlog
}

// row is the numbers of a session as they are to be written.
type row struct {
	num   int64
	isNew bool
	state store.State
}

// commit makes all that was recorded so far durable, in x among others unless
// that is nil.
func (s *Store) commit(x *session) error {
	s.mu.Lock()
	end := s.end
	s.mu.Unlock()
	return s.commitTo(x, end)
}

// commitTo makes all up to end durable, and what else there is, in one
// transaction. Those who come while it runs wait; the first of them takes the
// others along in the next one.
func (s *Store) commitTo(x *session, upTo uint64) error {
	s.dbmu.Lock()
	defer s.dbmu.Unlock()
	goruntime.Gosched() // those whom the last one served are about to save again
	s.mu.Lock()
	if x != nil && x.dead != nil {
		defer s.mu.Unlock()
		return x.dead
	}
	if s.done >= upTo {
		s.mu.Unlock()
		return nil
	}
	if s.err != nil {
		defer s.mu.Unlock()
		return s.err
	}
	b, end := s.pending, s.end
	s.pending, s.spare = s.spare, batch{}
	rows := make([]row, len(b.dirty))
	for i, x := range b.dirty {
		rows[i] = row{x.num, x.isNew, x.state}
		x.dirty, x.isNew = false, false
	}
	s.mu.Unlock()

	err := s.write(b, rows)

	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.err = fmt.Errorf("%w: %s: %w; settle the cause, then open the session again",
			store.ErrFailed, s.path, err)
		return s.err
	}
	s.done = end
	if cap(b.bytes) <= backlog {
		s.spare = batch{b.ops[:0], b.bytes[:0], b.dirty[:0]}
	}
	return nil
}

func (s *Store) write(b batch, rows []row) (err error) {
	ctx := context.Background()
	tx, err := s.conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback()
		}
	}()
	put := tx.StmtContext(ctx, s.put)
	for _, o := range b.ops {
		if o.to < 0 {
			err = forget(ctx, tx, o)
		} else {
			body := b.bytes[o.from:o.to:o.to]
			if body == nil {
				body = []byte{}
			}
			_, err = put.ExecContext(ctx, o.session, int64(o.epoch), int64(o.seq), body)
		}
		if err != nil {
			return err
		}
	}
	for _, r := range rows {
		if err := s.writeRow(ctx, tx, r); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (s *Store) writeRow(ctx context.Context, tx *sql.Tx, r row) error {
	st := r.state
	numbers := []any{
		int64(st.Epoch), int64(st.NextIn), int64(st.NextOut), st.Created.Unix(), st.Created.Nanosecond(), r.num,
	}
	q := "UPDATE session SET epoch = ?, next_in = ?, next_out = ?, created_s = ?, created_ns = ? WHERE num = ?"
	if r.isNew {
		q = "INSERT INTO session (epoch, next_in, next_out, created_s, created_ns, num, id) VALUES (?, ?, ?, ?, ?, ?, ?)"
		numbers = append(numbers, []byte(st.ID))
	}
	if _, err := tx.ExecContext(ctx, q, numbers...); err != nil {
		return err
	}
	if keep := uint64(s.cfg.KeepEpochs); keep > 0 && st.Epoch > keep {
		_, err := tx.ExecContext(ctx, "DELETE FROM message WHERE session = ? AND epoch <= ?", r.num, int64(st.Epoch-keep))
		return err
	}
	return nil
}

// forget deletes the messages at and above o.seq.
func forget(ctx context.Context, tx *sql.Tx, o op) error {
	for _, r := range signed(o.seq, ^uint64(0)) {
		_, err := tx.ExecContext(ctx, "DELETE FROM message WHERE session = ? AND epoch = ? AND seq BETWEEN ? AND ?",
			o.session, int64(o.epoch), r[0], r[1])
		if err != nil {
			return err
		}
	}
	return nil
}

// signed splits a range of numbers into ranges of integers as the database has
// them, in the order of the numbers.
func signed(from, to uint64) (ranges [][2]int64) {
	const half = 1 << 63
	if from < half && from <= to {
		ranges = append(ranges, [2]int64{int64(from), int64(min(to, half-1))})
	}
	if to >= half && from <= to {
		ranges = append(ranges, [2]int64{int64(max(from, half)), int64(to)})
	}
	return ranges
}
