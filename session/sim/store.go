package sim

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/affixgo/affix/session"
)

// memory is the numbers and messages of a session.
type memory struct {
	epoch    int
	numbers  session.Numbers
	messages [][]byte // by number, from 1
}

// operation is one change of a store.
type operation struct {
	kind  session.ActionKind
	seq   uint64
	bytes []byte
	sent  *sent // for a Save of the application's
}

func (m *memory) apply(o *operation) {
	switch o.kind {
	case session.ActionSave:
		for uint64(len(m.messages)) < o.seq-1 {
			m.messages = append(m.messages, nil)
		}
		m.messages = append(m.messages, o.bytes)
		m.numbers.NextOut = o.seq + 1
	case session.ActionExpect:
		m.numbers.NextIn = o.seq
	case session.ActionRenumber:
		m.numbers.NextOut = o.seq
		m.messages = m.messages[:min(uint64(len(m.messages)), o.seq-1)]
	case session.ActionReset:
		*m = memory{epoch: m.epoch + 1, numbers: session.Numbers{NextIn: 1, NextOut: 1}}
	}
}

// store is one that syncs when it is told to.
type store struct {
	now     memory // what the process sees
	durable memory // what a crash leaves
	pending []operation
}

func newStore() *store {
	empty := memory{numbers: session.Numbers{NextIn: 1, NextOut: 1}}
	return &store{now: empty, durable: empty}
}

// record does what an action says; the error is a number that is used twice.
func (s *store) record(a *session.Action, m *sent) error {
	o := operation{kind: a.Kind, seq: a.Seq, sent: m}
	if a.Kind == session.ActionSave {
		if a.Seq != s.now.numbers.NextOut {
			return fmt.Errorf("saved message %d, the store expects %d", a.Seq, s.now.numbers.NextOut)
		}
		o.bytes = bytes.Clone(a.Bytes)
	}
	s.now.apply(&o)
	s.pending = append(s.pending, o)
	return nil
}

func (s *store) sync() { s.keep(len(s.pending)) }

// keep makes the first n operations durable.
func (s *store) keep(n int) {
	for i := range s.pending[:n] {
		o := &s.pending[i]
		s.durable.apply(o)
		if o.sent != nil {
			o.sent.durable = true
		}
	}
	s.pending = slices.Delete(s.pending, 0, n)
}

// crash forgets what is not durable, and the messages in it for ever.
func (s *store) crash(keep int) {
	s.keep(keep)
	for _, o := range s.pending {
		if o.sent != nil {
			o.sent.forgotten = true
		}
	}
	s.pending = nil
	s.now = s.durable
	s.now.messages = slices.Clip(s.durable.messages)
}

// saved returns the message with this number, nil if there is none.
func (s *store) saved(seq uint64) []byte {
	if seq == 0 || seq > uint64(len(s.now.messages)) {
		return nil
	}
	return s.now.messages[seq-1]
}
