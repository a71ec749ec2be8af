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

// resending reports whether a resend is in the outbox. It comes before all that is
// sent behind it, which MUST NOT hold the places that it needs: a Send waits until
// it is over. What the engine answers does not wait; see behind.
func (p *pace) resending() bool {
	o := p.outbox()
	return o != nil && o.resending()
}

// behind counts what stands behind the resend that comes first, for each rule: it
// has taken places, and cannot be written before the resend.
func (p *pace) behind() (a ask) {
	o, front := p.outbox(), false
	if o == nil {
		return a
	}
	for _, piece := range o.later {
		if piece.replay != nil {
			front = true
		} else if front {
			new(wire).wrote(piece.bytes, func(msgType []byte) { p.add(&a, msgType) })
		}
	}
	return a
}

// allow reserves what is free. It returns nil if there is no pace.
func (p *pace) allow(now time.Time) *allowance {
	if p == nil {
		return nil
	}
	a := &allowance{p: p}
	behind := p.behind()
	for i := range p.rules {
		if n := p.rules[i].free(now) + int(behind.count[i]); n > 0 {
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
	behind := p.behind()
	for i, r := range p.each(rules) {
		if r.free(now)+int(behind.count[i]) < 1 {
			return true
		}
	}
	return false
}
