package postgres

import (
	"context"
	"iter"

	"github.com/affixgo/affix/store"
)

const (
	// pageRows and pageBytes bound what is in memory of a range that is read; a
	// longer message makes a page of its own.
	pageRows  = 1024
	pageBytes = 256 << 10
)

// page is a part of the messages that an iteration reads.
type page struct {
	seqs []uint64
	ends []int // of the messages in buf
	buf  []byte
	next int  // message to hand out
	cuts int  // of the log when it was read
	ok   bool // what the page is cut from was durable
	last bool // there is nothing behind it
}

// Messages implements store.Log. It commits what was recorded before, and then
// reads page by page; no connection is held between two steps. Messages that
// retention has deleted are left out.
func (l *log) Messages(ctx context.Context, from, to uint64) iter.Seq2[store.Message, error] {
	return func(yield func(store.Message, error) bool) {
		st := l.State()
		last := to
		if last == 0 || last > st.NextOut-1 {
			last = st.NextOut - 1
		}
		var p page
		for seq := max(from, 1); ; seq++ {
			m, err := l.next(ctx, &p, st.Epoch, seq, last)
			if err != nil {
				yield(store.Message{}, messagesError(st.ID, from, to, err))
				return
			}
			if m.Seq == 0 || !yield(m, nil) {
				return
			}
			seq = m.Seq
		}
	}
}

// next returns the first message at or above seq; the zero Message says that
// there is none up to last.
func (l *log) next(ctx context.Context, p *page, epoch, seq, last uint64) (store.Message, error) {
	for {
		if err := ctx.Err(); err != nil {
			return store.Message{}, err
		}
		if err := l.lock(); err != nil {
			return store.Message{}, err
		}
		now, cuts := l.state.Epoch, l.cuts
		l.s.mu.Unlock()
		if now != epoch {
			return store.Message{}, store.ErrReset
		}
		if seq > last {
			return store.Message{}, nil
		}
		if cuts != p.cuts { // what was read may have been taken back
			*p = page{cuts: cuts, seqs: p.seqs[:0], ends: p.ends[:0], buf: p.buf[:0]}
		}
		if p.next < len(p.seqs) {
			return p.pop(), nil
		}
		if p.last {
			return store.Message{}, nil
		}
		if !p.ok {
			if err := l.Sync(ctx); err != nil {
				return store.Message{}, err
			}
			p.ok = true
		}
		err := l.s.retry(ctx, func(ctx context.Context) error { return l.read(ctx, p, epoch, seq, last) })
		if err != nil {
			return store.Message{}, err
		}
	}
}

func (p *page) pop() store.Message {
	start := 0
	if p.next > 0 {
		start = p.ends[p.next-1]
	}
	end := p.ends[p.next]
	p.next++
	return store.Message{Seq: p.seqs[p.next-1], Bytes: p.buf[start:end:end]}
}

// read reads the next page.
func (l *log) read(ctx context.Context, p *page, epoch, from, to uint64) error {
	first, second, two := spans(from, to)
	if err := l.readSpan(ctx, p, epoch, first); err != nil {
		return err
	}
	if len(p.seqs) == 0 && two {
		if err := l.readSpan(ctx, p, epoch, second); err != nil {
			return err
		}
	}
	n := len(p.seqs)
	p.last = n == 0 || p.seqs[n-1] >= to
	return nil
}

func (l *log) readSpan(ctx context.Context, p *page, epoch uint64, r span) error {
	p.seqs, p.ends, p.buf, p.next = p.seqs[:0], p.ends[:0], p.buf[:0], 0
	s := l.s
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return &connectError{err}
	}
	defer conn.Release()
	var args params
	args.int4(l.num)
	args.int8(int64(epoch))
	args.int8(r.low)
	args.int8(r.high)
	args.int8(pageRows)
	args.int8(pageBytes)
	rows := conn.Conn().PgConn().ExecParams(ctx, s.sql.page, args.values, args.oids, binaryFormat, binaryFormat)
	for rows.NextRow() {
		v := rows.Values()
		p.seqs = append(p.seqs, uint64(getInt8(v[0])))
		p.buf = append(p.buf, v[1]...)
		p.ends = append(p.ends, len(p.buf))
	}
	_, err = rows.Close()
	return err
}
