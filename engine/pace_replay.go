package engine

import "time"

// allowance is the places that a resend may take in one go. All that are free
// are reserved for it while it is fetched from the store.
type allowance struct {
	ask
	left  [maxThrottles]int32
	short uint64 // rules whose places did not suffice
	p     *pace
}

// allow reserves what is free. It returns nil if there is no pace.
func (p *pace) allow(now time.Time) *allowance {
	if p == nil {
		return nil
	}
	a := &allowance{p: p}
	for i := range p.rules {
		if n := p.rules[i].freeInFront(now); n > 0 {
			a.rules |= 1 << i
			a.count[i], a.left[i] = int32(n), int32(n)
		}
	}
	p.reserve(&a.ask, 1)
	return a
}

// fits reports whether there is a place for a message. It is called without mu,
// as spend is: rules do not change.
func (a *allowance) fits(message []byte) bool {
	if a == nil {
		return true
	}
	msgType := msgTypeOf(message)
	for i := range a.p.rules {
		if a.left[i] == 0 && a.p.rules[i].counts(msgType) {
			a.short |= 1 << i
		}
	}
	return a.short == 0
}

// spend takes places for messages that were made of it.
func (a *allowance) spend(frames []byte) {
	if a == nil {
		return
	}
	new(wire).wrote(frames, func(msgType []byte) {
		for i := range a.p.rules {
			if a.p.rules[i].counts(msgType) {
				a.left[i]--
			}
		}
	})
}

// end gives back what was reserved; what was spent is taken if the messages are
// in the outbox.
func (a *allowance) end(sent bool) {
	if a == nil {
		return
	}
	a.p.reserve(&a.ask, -1)
	a.p.short = a.short
	for i := range a.p.rules {
		if spent := int(a.count[i] - a.left[i]); sent {
			a.p.rules[i].taken += spent
		}
	}
}

// freeInFront is how many places a rule has for a resend.
func (r *paceRule) freeInFront(now time.Time) int { return r.free(now) + r.behind }

// awaitPlace returns when a resend can go on that found no place, or when its
// connection is gone. Callers hold mu, which is let go meanwhile.
func (s *Session) awaitPlace(c *connection, rules uint64) {
	p := s.pace
	for !c.dead && s.failed == nil && p.lacksInFront(rules, time.Now()) {
		p.resends = rules
		p.serve(time.Now())
		if s.pause(s.ctx) != nil {
			break
		}
	}
	p.resends = 0
}

func (p *pace) lacksInFront(rules uint64, now time.Time) bool {
	for _, r := range p.each(rules) {
		if r.freeInFront(now) < 1 {
			return true
		}
	}
	return false
}
