package engine

import (
	"context"
	"fmt"
	"math/bits"
	"slices"
	"time"
)

// pace keeps what a session sends to its throttles. A message takes a place in
// each that counts it:
//
//  1. It is reserved when Send has its turn, and held by Send until the message
//     is in the outbox or was refused.
//  2. From then on it is taken, until the message is written.
//  3. It stays taken for Per behind that moment.
//
// The span is measured from the end of the write, so that it holds on the
// connection however long a message was on its way there. Guarded by the
// session's mu.
type pace struct {
	rules []paceRule
	queue []*turn // that wait, in the order of their calls
	wire  wire
	timer *time.Timer

	held ask // reserved for what is numbered next
	// outbox is that of the session's connection, nil if there is none.
	outbox func() *outbox

	short   uint64 // rules that had not enough places for the last part of a resend
	resends uint64 // rules in which a resend waits for a place

	delayed, rejected, dropped uint64
}

type paceRule struct {
	Throttle
	spanLog
	reserved, taken int
}

// ask is a wish for places: of how many messages, in which rules.
type ask struct {
	rules uint64
	count [maxThrottles]int32
}

// turn is a Send that waits.
type turn struct {
	ask
	state turnState
	ready chan struct{} // closed when it need not wait any longer
}

type turnState uint8

const (
	turnWaits turnState = iota
	turnReserved
	turnDropped
	turnFree // the session is not up any more: there is nothing to wait for
)

func (s *Session) newPace(throttles []Throttle) *pace {
	if len(throttles) == 0 {
		return nil
	}
	p := &pace{
		timer: time.AfterFunc(time.Hour, s.onPace),
		outbox: func() *outbox {
			if s.conn == nil {
				return nil
			}
			return &s.conn.outbox
		},
	}
	p.timer.Stop()
	for _, t := range throttles {
		if t.Waiting == 0 {
			t.Waiting = t.Messages
		}
		p.rules = append(p.rules, paceRule{Throttle: t, spanLog: spanLog{quota: t.quota()}})
	}
	return p
}

// add makes a message part of a.
func (p *pace) add(a *ask, msgType []byte) {
	for i := range p.rules {
		if p.rules[i].counts(msgType) {
			a.rules |= 1 << i
			a.count[i]++
		}
	}
}

// join makes a part of the wishes of all.
func (all *ask) join(a *ask) {
	all.rules |= a.rules
	for rules := a.rules; rules != 0; rules &= rules - 1 {
		i := bits.TrailingZeros64(rules)
		all.count[i] += a.count[i]
	}
}

// each yields the rules of a set.
func (p *pace) each(rules uint64) func(yield func(int, *paceRule) bool) {
	return func(yield func(int, *paceRule) bool) {
		for ; rules != 0; rules &= rules - 1 {
			if i := bits.TrailingZeros64(rules); !yield(i, &p.rules[i]) {
				return
			}
		}
	}
}

// free is how many places a rule has left.
func (r *paceRule) free(now time.Time) int {
	return r.Messages - r.reserved - r.taken - r.recent(now)
}

// lacks returns the rules that have not enough places for a, behind those who
// were there before.
func (p *pace) lacks(a, before *ask, now time.Time) (lacks uint64) {
	for i, r := range p.each(a.rules) {
		if r.free(now)-int(before.count[i]) < int(a.count[i]) {
			lacks |= 1 << i
		}
	}
	return lacks
}

// reserve takes by places that were asked for, or gives them back.
func (p *pace) reserve(a *ask, by int) {
	for i, r := range p.each(a.rules) {
		r.reserved += by * int(a.count[i])
	}
}

// release gives back what is reserved for messages that were numbered, or were
// not: those that are in the outbox have taken their places.
func (p *pace) release() {
	p.reserve(&p.held, -1)
	p.held = ask{}
}

// transmit takes places for a message that is in the outbox.
func (p *pace) transmit(msgType []byte) {
	for i := range p.rules {
		if p.rules[i].counts(msgType) {
			p.rules[i].taken++
		}
	}
}

// wrote goes on with what was written.
func (p *pace) wrote(b []byte, now time.Time) {
	p.wire.wrote(b, func(msgType []byte) {
		for i := range p.rules {
			if r := &p.rules[i]; r.counts(msgType) {
				r.taken = max(r.taken-1, 0)
				r.recent(now)
				r.add(now)
			}
		}
	})
	p.serve(now)
}

// lost has the connection gone: how much of what was on its way has reached the
// peer is not known, so all of it counts. Nobody waits any longer.
func (p *pace) lost(now time.Time) {
	p.wire.lost()
	for i := range p.rules {
		r := &p.rules[i]
		for range min(r.taken, r.Messages) {
			r.recent(now)
			r.add(now)
		}
		r.taken = 0
	}
	for _, t := range p.queue {
		t.end(turnFree)
	}
	p.queue = nil
}

// serve gives places to those that wait, in order, and sets the timer for the
// others. Who waits for one throttle keeps his place in another one: he is not
// overtaken there until none is left.
func (p *pace) serve(now time.Time) {
	var ahead ask
	resending := p.resending()
	p.queue = slices.DeleteFunc(p.queue, func(t *turn) bool {
		if !resending && p.lacks(&t.ask, &ahead, now) == 0 {
			p.reserve(&t.ask, 1)
			t.end(turnReserved)
			return true
		}
		ahead.join(&t.ask)
		return false
	})
	p.arm(ahead.rules|p.resends, now)
}

// arm sets the timer for when a place of these rules becomes free.
func (p *pace) arm(rules uint64, now time.Time) {
	var due time.Time
	for _, r := range p.each(rules) {
		r.recent(now)
		if at, ok := r.freeAt(); ok && (due.IsZero() || at.Before(due)) {
			due = at
		}
	}
	if !due.IsZero() {
		p.timer.Reset(max(due.Sub(now), 0))
	}
}

func (t *turn) end(state turnState) {
	t.state = state
	close(t.ready)
}

// onPace runs when a place may have become free.
func (s *Session) onPace() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed == nil {
		s.pace.serve(time.Now())
		s.wake() // a resend may wait as well
	}
}

// takeTurn returns once the messages of a may be sent, with places reserved for
// them if the session is up. Callers hold mu, which is let go meanwhile.
func (s *Session) takeTurn(ctx context.Context, a *ask, wait bool) (reserved bool, err error) {
	p := s.pace
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if a.rules == 0 || !s.up() {
		return false, nil
	}
	for i, r := range p.each(a.rules) {
		if int(a.count[i]) > r.Messages {
			return false, fmt.Errorf("%w: %d at once, at most %d in %v", ErrThrottled, a.count[i], r.Messages, r.Per)
		}
	}
	var before ask
	for _, t := range p.queue {
		before.join(&t.ask)
	}
	lacks := p.lacks(a, &before, time.Now())
	if p.resending() {
		lacks = a.rules
	}
	if lacks == 0 {
		p.reserve(a, 1)
		return true, nil
	}
	for _, r := range p.each(lacks) {
		if r.Policy == ThrottleReject || !wait {
			p.rejected++
			return false, fmt.Errorf("%w: at most %d in %v", ErrThrottled, r.Messages, r.Per)
		}
	}
	p.makeRoom(lacks)
	p.delayed++
	return s.awaitTurn(ctx, &turn{ask: *a, ready: make(chan struct{})})
}

// makeRoom drops those that have waited longest, where more would wait than may.
func (p *pace) makeRoom(rules uint64) {
	for i, r := range p.each(rules) {
		if r.Policy != ThrottleDropOldest {
			continue
		}
		waiting := 1
		for _, t := range p.queue {
			waiting += int(t.rules >> i & 1)
		}
		p.queue = slices.DeleteFunc(p.queue, func(t *turn) bool {
			if waiting <= r.Waiting || t.rules>>i&1 == 0 {
				return false
			}
			waiting--
			p.dropped++
			t.end(turnDropped)
			return true
		})
	}
}

func (s *Session) awaitTurn(ctx context.Context, t *turn) (reserved bool, err error) {
	p := s.pace
	p.queue = append(p.queue, t)
	if err := s.flush(s.conn, false); err != nil { // what was kept back takes places
		p.leave(t)
		return false, err
	}
	p.serve(time.Now())
	s.mu.Unlock()
	select {
	case <-t.ready:
	case <-ctx.Done():
		err = ctx.Err()
	case <-s.done:
	}
	s.mu.Lock()
	switch t.state {
	case turnReserved:
		return true, nil
	case turnDropped:
		return false, ErrDropped
	case turnWaits:
		p.leave(t)
	}
	if s.failed != nil {
		err = s.failed
	}
	return false, err
}

// leave gives up the place of a turn in the queue.
func (p *pace) leave(t *turn) {
	p.queue = slices.DeleteFunc(p.queue, func(other *turn) bool { return other == t })
	p.serve(time.Now())
}
