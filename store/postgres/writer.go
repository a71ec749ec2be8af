package postgres

import (
	"context"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/affixgo/affix/store"
)

// binaryFormat is the format of all parameters and results.
var binaryFormat = []int16{1}

// writer is what the committing goroutine writes with.
type writer struct {
	conn   *pgxpool.Conn
	heads  heads
	params params
	gone   []int32 // sessions that are not ours any more
}

// connection returns the committer's connection, a new one if need be.
func (s *Store) connection(ctx context.Context) (*pgconn.PgConn, error) {
	if s.w.conn == nil {
		conn, err := s.pool.Acquire(ctx)
		if err != nil {
			return nil, &connectError{err}
		}
		s.w.conn = conn
	}
	return s.w.conn.Conn().PgConn(), nil
}

// release gives the connection back.
func (s *Store) release() {
	if s.w.conn != nil {
		s.w.conn.Release()
		s.w.conn = nil
	}
}

// drop closes the connection.
func (s *Store) drop() {
	if s.w.conn != nil {
		ctx, cancel := context.WithTimeout(context.Background(), s.cfg.Timeout)
		defer cancel()
		_ = s.w.conn.Conn().Close(ctx) // it is broken
		s.release()
	}
}

// attempt writes b in one statement, one round trip. Sessions that belong to
// another by now are failed; they are no error.
func (s *Store) attempt(b *batch) error {
	ctx, cancel := context.WithTimeout(s.ctx, s.cfg.Timeout)
	defer cancel()
	conn, err := s.connection(ctx)
	if err != nil {
		return err
	}
	if b.doubt {
		if err := s.refence(ctx, conn, b); err != nil {
			return err
		}
		b.doubt, b.again = false, true
	}
	w := &s.w
	s.mu.Lock()
	w.heads.fill(b)
	s.mu.Unlock()
	if w.heads.session.n == 0 {
		return nil
	}
	sql := b.statement(&s.sql, &w.heads, &w.params)
	w.gone = w.gone[:0]
	r, err := s.exec(ctx, conn, sql, &w.params)
	if err != nil {
		return err
	}
	for r.NextRow() {
		w.gone = append(w.gone, getInt4(r.Values()[0]))
	}
	if _, err := r.Close(); err != nil {
		return err
	}
	for _, num := range w.gone {
		s.stale(ctx, conn, b, num)
	}
	return nil
}

// refence takes b's sessions once more. A statement whose answer was lost may
// still be at work, or may not even have begun, and come after what follows it:
//
//  1. The connection is cut while the server works at "next in is 5".
//  2. The statement is repeated, and later "next in is 9" is written.
//  3. The first one gets its turn, and 9 becomes 5.
//
// Under a new generation step 3 finds no row. If the statement was committed
// before, repeating it changes nothing.
func (s *Store) refence(ctx context.Context, conn *pgconn.PgConn, b *batch) error {
	w := &s.w
	w.heads.reset()
	s.mu.Lock()
	for i := range b.entries {
		if l := b.entries[i].log; l.err == nil {
			w.heads.session.int4(l.num)
			w.heads.owner.bytes([]byte(l.owner))
		}
	}
	s.mu.Unlock()
	if w.heads.session.n == 0 {
		return nil
	}
	w.params.reset()
	w.params.array(oidInt4s, oidInt4, &w.heads.session)
	w.params.array(oidTexts, oidText, &w.heads.owner)
	result := conn.ExecParams(ctx, s.sql.fence, w.params.values, w.params.oids, binaryFormat, binaryFormat).Read()
	if result.Err != nil {
		return result.Err
	}
	ours := make(map[int32]int64, len(result.Rows))
	for _, row := range result.Rows {
		ours[getInt4(row[0])] = getInt8(row[1])
	}
	var gone []int32
	s.mu.Lock()
	for i := range b.entries {
		l := b.entries[i].log
		if generation, ok := ours[l.num]; ok {
			l.generation = generation
		} else if l.err == nil {
			gone = append(gone, l.num)
		}
	}
	s.mu.Unlock()
	for _, num := range gone {
		s.stale(ctx, conn, b, num)
	}
	return nil
}

// stale fails the log of a session that another has opened.
func (s *Store) stale(ctx context.Context, conn *pgconn.PgConn, b *batch, num int32) {
	var p params
	p.int4(num)
	owner := "" // is good to know, no more
	if result := conn.ExecParams(ctx, s.sql.owner, p.values, p.oids, binaryFormat, binaryFormat).Read(); result.Err == nil && len(result.Rows) == 1 {
		owner = string(result.Rows[0][0])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range b.entries {
		if l := b.entries[i].log; l.num == num && l.err == nil {
			l.err, l.lost = &store.StaleError{ID: l.state.ID, Owner: owner}, true
			s.cfg.Logger.Error("postgres: the session was taken over", "session", l.state.ID, "owner", owner)
		}
	}
}

// query runs a statement on any connection and returns its rows, of which each
// value is in binary format.
func (s *Store) query(ctx context.Context, sql string, args ...func(*params)) ([][][]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, &connectError{err}
	}
	defer conn.Release()
	var p params
	for _, arg := range args {
		arg(&p)
	}
	result := conn.Conn().PgConn().ExecParams(ctx, sql, p.values, p.oids, binaryFormat, binaryFormat).Read()
	return result.Rows, result.Err
}
