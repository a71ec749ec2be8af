package postgres

import (
	"time"
)

// kind is what a batch does; each kind is one statement.
type kind uint8

const (
	saves kind = iota // messages and inbound numbers
	renumbers
	resets
	kinds
)

const (
	// batchRows and batchBytes are when a batch of messages is full.
	batchRows  = 8192
	batchBytes = 4 << 20
	// batchKept is the largest buffer that is used again.
	batchKept = 8 << 20
	// rowCost is what a message counts beyond its bytes.
	rowCost = 32
)

// batch is what one transaction writes: records of many sessions, of each what
// comes next. Batches are committed in the order of their ids; a session's
// records are in batches of rising ids, in one batch of saves many of them.
type batch struct {
	id      uint64
	kind    kind
	entries []entry
	size    int64

	// The messages, as parameters of the statement.
	session, seq, body array

	doubt bool // an attempt may have been committed, or still be at it
	again bool // there was such an attempt
}

// entry is one session in a batch.
type entry struct {
	log   *log
	epoch uint64
	next  uint64 // saves: next inbound number, 0 if it stays; renumbers: next outbound
	end   uint64 // renumbers: the next outbound number before
	begun time.Time
}

func (b *batch) full() bool {
	return b.size >= batchBytes || b.session.n >= batchRows
}

// empty makes b ready for use as another one.
func (b *batch) empty() {
	clear(b.entries)
	*b = batch{entries: b.entries[:0], session: b.session, seq: b.seq, body: b.body}
	if cap(b.body.b) > batchKept {
		b.body.b = nil
	}
	b.session.reset()
	b.seq.reset()
	b.body.reset()
}

// place returns where the next record of l of this kind goes. Callers hold mu.
//
// A session joins the newest batch of the kind, unless it has records behind
// that one already: so when a thousand sessions are reset and log on, it takes
// one batch of resets and one of messages.
func (s *Store) place(l *log, k kind) (*batch, *entry) {
	b := s.newest[k]
	if b == nil || b.full() || l.last > b.id || l.last == b.id && k != saves {
		b = s.newBatch(k)
	}
	if l.last != b.id {
		l.last, l.slot = b.id, len(b.entries)
		b.entries = append(b.entries, entry{log: l, epoch: l.state.Epoch})
	}
	if !s.armed {
		s.armed = true
		s.timer.Reset(s.cfg.Delay)
	}
	return b, &b.entries[l.slot]
}

func (s *Store) newBatch(k kind) *batch {
	var b *batch
	if n := len(s.free); n > 0 {
		b = s.free[n-1]
		s.free = s.free[:n-1]
	} else {
		b = &batch{}
	}
	s.lastID++
	b.id, b.kind = s.lastID, k
	if len(s.queue) > 0 { // those before it have all they will get in time
		s.wake()
	}
	s.queue = append(s.queue, b)
	s.newest[k] = b
	return b
}

// take removes the oldest batch from the queue.
func (s *Store) take() *batch {
	b := s.queue[0]
	n := copy(s.queue, s.queue[1:])
	s.queue[n] = nil
	s.queue = s.queue[:n]
	if s.newest[b.kind] == b {
		s.newest[b.kind] = nil
	}
	return b
}

// addMessage puts a message into b.
func (b *batch) addMessage(l *log, seq uint64, msg []byte) {
	b.session.int4(l.num)
	b.seq.int8(int64(seq))
	b.body.bytes(msg)
	b.size += int64(len(msg)) + rowCost
}

// heads are the parameters that say which sessions a batch is about.
type heads struct {
	session, generation, epoch, next, created, nanos, owner array
	spanSession, spanLow, spanHigh                          array
}

func (h *heads) reset() {
	for _, a := range []*array{
		&h.session, &h.generation, &h.epoch, &h.next, &h.created, &h.nanos, &h.owner,
		&h.spanSession, &h.spanLow, &h.spanHigh,
	} {
		a.reset()
	}
}

// fill takes over the sessions of b that are still to be written. Callers hold
// mu.
func (h *heads) fill(b *batch) {
	h.reset()
	for i := range b.entries {
		e := &b.entries[i]
		if e.log.err != nil {
			continue
		}
		h.session.int4(e.log.num)
		h.generation.int8(e.log.generation)
		h.epoch.int8(int64(e.epoch))
		switch b.kind {
		case saves:
			h.next.int8(int64(e.next))
		case renumbers:
			h.next.int8(int64(e.next))
			if e.next < e.end {
				h.forget(e.log.num, e.next, e.end-1)
			}
		case resets:
			micros, nanos := splitTime(e.begun)
			h.created.int8(micros)
			h.nanos.int2(nanos)
		}
	}
}

// forget adds a range of messages that SetNextOut takes back.
func (h *heads) forget(session int32, from, to uint64) {
	first, second, two := spans(from, to)
	h.addSpan(session, first)
	if two {
		h.addSpan(session, second)
	}
}

func (h *heads) addSpan(session int32, s span) {
	h.spanSession.int4(session)
	h.spanLow.int8(s.low)
	h.spanHigh.int8(s.high)
}

// statement returns the statement of b, and its parameters in p.
func (b *batch) statement(sql *statements, h *heads, p *params) string {
	p.reset()
	p.array(oidInt4s, oidInt4, &h.session)
	p.array(oidInt8s, oidInt8, &h.generation)
	p.array(oidInt8s, oidInt8, &h.epoch)
	switch b.kind {
	case resets:
		p.array(oidTimes, oidTime, &h.created)
		p.array(oidInt2s, oidInt2, &h.nanos)
		return sql.reset
	case renumbers:
		p.array(oidInt8s, oidInt8, &h.next)
		p.array(oidInt4s, oidInt4, &h.spanSession)
		p.array(oidInt8s, oidInt8, &h.spanLow)
		p.array(oidInt8s, oidInt8, &h.spanHigh)
		return sql.renumber
	}
	p.array(oidInt8s, oidInt8, &h.next)
	p.array(oidInt4s, oidInt4, &b.session)
	p.array(oidInt8s, oidInt8, &b.seq)
	p.array(oidByteas, oidBytea, &b.body)
	if b.again {
		return sql.saveAgain
	}
	return sql.save
}
