package store

import (
	"context"
	"fmt"
	"iter"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

const (
	minBlock = 512
	maxBlock = 256 << 10
)

// memorySession holds a session's messages one behind the other in blocks, each
// ending where the next begins. Readers copy under the lock.
type memorySession struct {
	cfg MemoryConfig

	mu     sync.Mutex
	open   atomic.Pointer[memoryLog] // the Log in use, or nil
	state  State
	index  index
	blocks [][]byte
	block0 uint32 // number of blocks[0]
	bytes  int64  // of the messages kept
	spare  []byte // a block to use again
}

// memoryLog is one opening of a session; it is in use while s.open points here.
type memoryLog struct{ s *memorySession }

// lock takes the session's lock if the log is in use.
func (l *memoryLog) lock() error {
	l.s.mu.Lock()
	if l.s.open.Load() != l {
		l.s.mu.Unlock()
		return ErrClosed
	}
	return nil
}

// State implements Log.
func (l *memoryLog) State() State {
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	return l.s.state
}

// SaveOut implements Log.
func (l *memoryLog) SaveOut(seq uint64, msg []byte) error {
	if err := l.lock(); err != nil {
		return err
	}
	s := l.s
	defer s.mu.Unlock()
	if err := s.state.checkOut(seq, msg); err != nil {
		return err
	}
	s.put(seq, msg)
	s.state.NextOut = seq + 1
	for s.index.len() > 1 && (s.bytes > s.cfg.MaxBytes ||
		s.cfg.MaxMessages > 0 && s.index.len() > s.cfg.MaxMessages) {
		s.dropOldest()
	}
	return nil
}

// SetNextIn implements Log.
func (l *memoryLog) SetNextIn(next uint64) error {
	if err := l.lock(); err != nil {
		return err
	}
	defer l.s.mu.Unlock()
	if err := l.s.state.checkNext("SetNextIn", next); err != nil {
		return err
	}
	l.s.state.NextIn = next
	return nil
}

// SetNextOut implements Log.
func (l *memoryLog) SetNextOut(next uint64) error {
	if err := l.lock(); err != nil {
		return err
	}
	defer l.s.mu.Unlock()
	if err := l.s.state.checkNext("SetNextOut", next); err != nil {
		return err
	}
	if next < l.s.state.NextOut {
		l.s.truncate(next)
	}
	l.s.state.NextOut = next
	return nil
}

// Reset implements Log.
func (l *memoryLog) Reset(now time.Time) error {
	if err := l.lock(); err != nil {
		return err
	}
	defer l.s.mu.Unlock()
	st := &l.s.state
	st.Epoch, st.NextIn, st.NextOut, st.Created = st.Epoch+1, 1, 1, wallClock(now)
	l.s.forget()
	return nil
}

// Sync implements Log; there is nothing to wait for.
func (l *memoryLog) Sync(context.Context) error {
	if l.s.open.Load() != l {
		return ErrClosed
	}
	return nil
}

// SyncsAtOnce tells that Sync has nothing to wait for, see Log.
func (l *memoryLog) SyncsAtOnce() bool { return true }

// Messages implements Log.
func (l *memoryLog) Messages(ctx context.Context, from, to uint64) iter.Seq2[Message, error] {
	return func(yield func(Message, error) bool) {
		st := l.State()
		last := to
		if last == 0 || last > st.NextOut-1 {
			last = st.NextOut - 1
		}
		var buf []byte
		for seq := max(from, 1); ; seq++ {
			var ok bool
			err := ctx.Err()
			if err == nil {
				seq, buf, ok, err = l.next(st.Epoch, seq, last, buf)
			}
			if err != nil {
				yield(Message{}, messagesError(st.ID, from, to, err))
				return
			}
			if !ok || !yield(Message{Seq: seq, Bytes: buf[:len(buf):len(buf)]}, nil) {
				return
			}
		}
	}
}

// next copies the first message at or above seq into buf; ok is false when
// there is none up to last.
func (l *memoryLog) next(epoch, seq, last uint64, buf []byte) (uint64, []byte, bool, error) {
	if err := l.lock(); err != nil {
		return 0, buf, false, err
	}
	defer l.s.mu.Unlock()
	if l.s.state.Epoch != epoch {
		return 0, buf, false, ErrReset
	}
	seq, ord, ok := l.s.index.find(seq)
	if !ok || seq > last {
		return 0, buf, false, nil
	}
	return seq, append(buf[:0], l.s.message(ord)...), true, nil
}

// Close implements Log.
func (l *memoryLog) Close() error {
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	if l.s.open.Load() == l {
		l.s.open.Store(nil)
	}
	return nil
}

func (s *memorySession) put(seq uint64, msg []byte) {
	last := len(s.blocks) - 1
	if last < 0 || cap(s.blocks[last])-len(s.blocks[last]) < len(msg) {
		s.blocks = append(s.blocks, s.newBlock(len(msg)))
		last++
	}
	p := place{s.block0 + uint32(last), uint32(len(s.blocks[last]))}
	s.blocks[last] = append(s.blocks[last], msg...)
	s.index.add(seq, p)
	s.bytes += int64(len(msg))
}

// newBlock returns an empty block with room for n bytes: small for a session's
// first messages, larger for those that follow.
func (s *memorySession) newBlock(n int) []byte {
	if b := s.spare; cap(b) >= n {
		s.spare = nil
		return b[:0]
	}
	size := minBlock
	if last := len(s.blocks) - 1; last >= 0 {
		size = min(maxBlock, 2*cap(s.blocks[last]))
	}
	return make([]byte, 0, max(size, n))
}

// message finds the end without a look at the bytes, which for the oldest are
// in no cache any more.
func (s *memorySession) message(ord int) []byte {
	p := s.index.at(ord)
	b := s.blocks[p.seg-s.block0]
	if ord+1 < s.index.next {
		if next := s.index.at(ord + 1); next.seg == p.seg {
			return b[p.off:next.off]
		}
	}
	return b[p.off:]
}

func (s *memorySession) dropOldest() {
	s.bytes -= int64(len(s.message(s.index.first)))
	s.index.dropOldest()
	for oldest := s.index.at(s.index.first).seg; s.block0 != oldest; s.block0++ {
		if cap(s.blocks[0]) == maxBlock {
			s.spare = s.blocks[0]
		}
		s.blocks[0] = nil
		s.blocks = s.blocks[1:]
	}
}

// truncate forgets the messages at and above seq and takes their room back.
func (s *memorySession) truncate(seq uint64) {
	ord, _ := s.index.ordinal(seq)
	if ord <= s.index.first {
		s.forget()
		return
	}
	if ord >= s.index.next {
		return
	}
	cut := s.index.at(ord)
	for ; ord < s.index.next; ord++ {
		s.bytes -= int64(len(s.message(ord)))
	}
	s.index.truncate(seq)
	last := cut.seg - s.block0
	clear(s.blocks[last+1:])
	s.blocks = s.blocks[:last+1]
	s.blocks[last] = s.blocks[last][:cut.off]
}

func (s *memorySession) forget() {
	s.index, s.blocks, s.block0, s.bytes, s.spare = index{}, nil, 0, 0, nil
}

// checkOut returns why message seq cannot be the next one.
func (st *State) checkOut(seq uint64, msg []byte) error {
	if seq != st.NextOut || seq == math.MaxUint64 {
		return &SeqError{ID: st.ID, Op: "SaveOut", Seq: seq, Want: st.NextOut}
	}
	if len(msg) > MaxMessage {
		return fmt.Errorf("%w: %s: %d bytes, limit %d", ErrTooLong, st.ID, len(msg), MaxMessage)
	}
	return nil
}

// checkNext returns why next cannot be a next number.
func (st *State) checkNext(op string, next uint64) error {
	if next == 0 {
		return &SeqError{ID: st.ID, Op: op, Seq: next, Want: 1}
	}
	return nil
}

func messagesError(id string, from, to uint64, err error) error {
	return fmt.Errorf("store: %s: messages %d-%d: %w", id, from, to, err)
}
