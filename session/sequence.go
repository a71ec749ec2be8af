package session

import (
	"slices"

	"github.com/affixgo/affix/runtime"
)

// sequenceReset deals with a SequenceReset in reset mode. Its own number means
// nothing, and it does not count. Scenario 11.
func (m *Machine) sequenceReset(in *inbound) {
	if fault, _ := m.validate(in); !fault.OK() {
		m.reject(in.raw, in.seq, fault, "")
		m.count(in)
		m.settle()
		return
	}
	next, ok := in.raw.Uint(tagNewSeqNo)
	if !ok || next > largestSeqNum || next < m.nextIn {
		m.reject(in.raw, in.seq, runtime.Fault{Reason: runtime.ReasonIncorrectValue}, "")
		return
	}
	m.skipTo(next)
	m.settle()
}

// gapFill deals with a SequenceReset-GapFill in its turn: its number and those
// up to NewSeqNo (36) are settled. One that settles nothing, not even its own
// number, is refused and counts: else it would be asked for for ever. Scenario
// 10.
func (m *Machine) gapFill(in *inbound) {
	next, ok := in.raw.Uint(tagNewSeqNo)
	if !ok || next > largestSeqNum || next <= in.seq {
		m.reject(in.raw, in.seq, runtime.Fault{Reason: runtime.ReasonIncorrectValue}, "")
		m.expect(in.seq + 1)
		return
	}
	if m.state == StateResetSent {
		m.expect(next)
		return
	}
	m.skipTo(next)
	m.gap.filled = true
}

// skipTo makes next, which is not lower, the number expected.
func (m *Machine) skipTo(next uint64) {
	if next == m.nextIn {
		return
	}
	m.notify(Event{Kind: EventSequenceReset, From: m.nextIn, To: next})
	m.expect(next)
	m.processed = next - 1
	m.kept.dropBelow(next)
}

// keptMessages are messages that came before their turn, in the order of their
// numbers.
type keptMessages struct {
	maxMessages, maxBytes int

	list  []keptMessage
	bytes int
}

// keptMessage is a message that came too early; a nil raw is one that was
// dealt with when it came, and only has to be counted.
type keptMessage struct {
	seq uint64
	raw *runtime.Raw
}

func (k *keptMessages) find(seq uint64) (int, bool) {
	return slices.BinarySearchFunc(k.list, seq, func(m keptMessage, seq uint64) int {
		switch {
		case m.seq < seq:
			return -1
		case m.seq > seq:
			return 1
		}
		return 0
	})
}

// add keeps a copy of raw, or the bare number if raw is nil. It reports false
// if there is no room; a message that is there already stays.
func (k *keptMessages) add(seq uint64, raw *runtime.Raw) bool {
	at, have := k.find(seq)
	if have {
		return true
	}
	size := 0
	if raw != nil {
		size = len(raw.Bytes())
	}
	if len(k.list) >= k.maxMessages || k.bytes+size > k.maxBytes {
		return false
	}
	if raw != nil {
		raw = raw.Clone()
	}
	k.bytes += size
	k.list = slices.Insert(k.list, at, keptMessage{seq: seq, raw: raw})
	return true
}

// take removes and returns the message with this number; those below it are
// dropped.
func (k *keptMessages) take(seq uint64) (keptMessage, bool) {
	if len(k.list) == 0 {
		return keptMessage{}, false
	}
	k.dropBelow(seq)
	if len(k.list) == 0 || k.list[0].seq != seq {
		return keptMessage{}, false
	}
	first := k.list[0]
	k.dropBelow(seq + 1)
	return first, true
}

// lowest returns the lowest number kept, 0 if there is none.
func (k *keptMessages) lowest() uint64 {
	if len(k.list) == 0 {
		return 0
	}
	return k.list[0].seq
}

func (k *keptMessages) dropBelow(seq uint64) {
	n := 0
	for n < len(k.list) && k.list[n].seq < seq {
		if k.list[n].raw != nil {
			k.bytes -= len(k.list[n].raw.Bytes())
		}
		k.list[n] = keptMessage{}
		n++
	}
	k.list = k.list[n:]
	if len(k.list) == 0 {
		k.list = nil
	}
}

func (k *keptMessages) clear() { k.list, k.bytes = nil, 0 }
