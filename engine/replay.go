package engine

import (
	"errors"
	"slices"
	"time"

	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// replayChunk is how much of a replay is in memory at a time.
const replayChunk = 256 << 10

// replay is a range of messages that the peer asked for. It waits in the outbox
// in its place; the goroutine that writes fetches it from the store bit by bit.
type replay struct {
	from, to uint64
	last     uint64            // the last message sent before it
	replayer *session.Replayer // nil until it begins; then of the writer alone
	next     uint64            // first number that was not fetched yet
	sent     uint64            // messages and gap fills that were made
}

// addReplay puts a replay into the outbox; last is the number of the last
// message that was sent. A peer that asks again before its answer has begun
// gets one answer, so that asking costs us nothing:
//
//  1. A replay waits. What was sent after it, above its last, is behind it.
//  2. The peer asks again, for more. Up to last it gets that by the one replay.
//     What is above is on its way already; it MUST NOT be in the replay, or it
//     would come flagged as a duplicate first and as new then.
func (o *outbox) addReplay(from, to, last uint64) {
	for i := range o.later {
		if r := o.later[i].replay; r != nil && r.replayer == nil {
			r.from = min(r.from, from)
			r.to = max(r.to, min(to, r.last))
			return
		}
	}
	o.later = append(o.later, piece{replay: &replay{from: from, to: to, last: last}})
}

// dropReplays forgets them: the numbers they are about mean nothing any more.
func (o *outbox) dropReplays() {
	o.later = slices.DeleteFunc(o.later, func(p piece) bool { return p.replay != nil })
}

// fetch moves the next chunk of r to the front of the outbox, with mu let go
// meanwhile. Callers hold mu and are writing.
func (s *Session) fetch(c *connection, r *replay) error {
	if r.replayer == nil {
		r.replayer, r.next = s.machine.Replayer(r.from, r.to), r.from
	}
	o := &c.outbox
	b := o.take().bytes // is empty
	log := s.log
	places := s.pace.allow(time.Now())
	s.mu.Unlock()
	b, done, err := s.appendChunk(b, r, log, places)
	s.mu.Lock()
	sent := !c.dead && o.next() == r && err == nil
	places.end(sent)
	s.stats.Resent += r.sent
	s.stats.BytesOut += uint64(len(b))
	r.sent = 0
	if c.dead || o.next() != r { // given up, or the numbers were reset
		return nil
	}
	if err != nil {
		return s.storeFailed(err)
	}
	if done {
		o.later = slices.Delete(o.later, 0, 1)
		if s.pace != nil {
			s.pace.serve(time.Now())
		}
	}
	o.waiting = bundle{bytes: b}
	o.size += len(b)
	return nil
}

// appendChunk appends the next messages of r. The error is the store's.
func (s *Session) appendChunk(dst []byte, r *replay, log *openLog, places *allowance) (b []byte, done bool, err error) {
	start := len(dst)
	now := time.Now()
	for m, err := range log.Messages(s.ctx, r.next, r.to) {
		if errors.Is(err, store.ErrReset) {
			return dst, true, nil
		}
		if err != nil {
			return dst, false, err
		}
		if !places.fits(m.Bytes) {
			return dst, false, nil
		}
		// Bytes that are no message are left out: a gap fill takes their place.
		before := len(dst)
		if dst, err = r.replayer.Append(dst, m.Seq, m.Bytes, now); err != nil {
			s.logger.Error("a stored message cannot be resent", "seq", m.Seq, "error", err)
		}
		places.spend(dst[before:])
		s.resent(r, now, dst[before:])
		r.next = m.Seq + 1
		if len(dst)-start >= replayChunk {
			return dst, false, nil
		}
	}
	before := len(dst)
	dst = r.replayer.Finish(dst, now)
	s.resent(r, now, dst[before:])
	return dst, true, nil
}

// resent counts and logs what the replayer has made.
func (s *Session) resent(r *replay, now time.Time, b []byte) {
	if len(b) > 0 {
		r.sent++
		s.logFrames(now, b)
	}
}

// guardResend keeps a predicate that panics from ending the process: the
// message is sent again then, as a possible duplicate does no harm.
func (s *Session) guardResend(resend func(uint64, []byte, time.Time) bool) func(uint64, []byte, time.Time) bool {
	if resend == nil {
		return nil
	}
	return func(seq uint64, msgType []byte, sent time.Time) (again bool) {
		defer func() {
			if p := recover(); p != nil {
				s.logPanic("Resend panicked", p, "seq", seq)
				again = true
			}
		}()
		return resend(seq, msgType, sent)
	}
}
