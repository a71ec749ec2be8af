package sim

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/affixgo/affix/session"
)

// begin is when every simulation begins.
var begin = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

// world is one simulation.
type world struct {
	options Options
	faults  Faults
	random  *rand.Rand
	now     time.Time
	sides   [2]*side
	trace   []string
	tracing bool
	result  Result
	// unsure: a reset exchange was broken, so what is sent until the next Logon
	// may be lost with it.
	unsure bool
	header map[int]struct{} // tags that do not belong to the body
}

// Run plays one simulation. It does the same whenever it is called with the
// same options, provided that the functions of the parties do.
func Run(o Options) Result {
	o = o.withDefaults()
	result := play(o, o.Trace)
	if result.Err != nil && !o.Trace && !o.foreign() {
		result = play(o, true)
	}
	return result
}

// foreign reports whether there is code of an application, whose state a second
// run would not find as the first did.
func (o Options) foreign() bool {
	return o.Initiator.Handle != nil || o.Acceptor.Handle != nil ||
		o.Initiator.Restart != nil || o.Acceptor.Restart != nil
}

func play(o Options, trace bool) Result {
	w := &world{
		options: o, faults: *o.Faults, now: begin, tracing: trace || o.foreign(),
		random: rand.New(rand.NewPCG(o.Seed, 0x5eed)),
	}
	for i, p := range []Party{o.Initiator, o.Acceptor} {
		s := &side{w: w, which: i, party: p, cfg: p.Session, name: p.Session.Role.String(), store: newStore(), sent: map[string]*sent{}}
		w.sides[i] = s
		s.start()
	}
	if w.result.Err != nil {
		return w.result
	}
	for range o.Moves {
		if w.result.Err != nil {
			break
		}
		w.move()
	}
	w.heal()
	w.result.Elapsed = w.now.Sub(begin)
	if trace || w.result.Err != nil {
		w.result.Transcript = w.trace
	}
	return w.result
}

func (w *world) fail(format string, args ...any) {
	if w.result.Err == nil {
		w.result.Err = fmt.Errorf("sim: seed %d: "+format, append([]any{w.options.Seed}, args...)...)
		w.tracef(nil, "FAILED %v", w.result.Err)
	}
}

func (w *world) chance(p float64) bool { return p > 0 && w.random.Float64() < p }

func (w *world) any() *side { return w.sides[w.random.IntN(2)] }

// move lets one thing happen.
func (w *world) move() {
	w.now = w.now.Add(time.Duration(w.random.IntN(20)) * time.Millisecond)
	if w.misfortune() {
		return
	}
	if w.random.IntN(4) == 0 && w.connect() {
		return
	}
	s := w.any()
	switch n := w.random.IntN(64); {
	case n < 6:
		w.sendOne(s)
	case n < 18:
		w.arrive(s)
	case n < 62:
		for range 1 + w.random.IntN(4) {
			w.work(s, n)
		}
	default:
		w.wait(time.Duration(w.random.IntN(4000)) * time.Millisecond)
	}
}

// work lets a process get on with something.
func (w *world) work(s *side, n int) {
	switch n % 3 {
	case 0:
		s.finish()
		s.read()
	case 1:
		s.read()
		s.finish()
	default:
		s.flush()
	}
}

// misfortune lets something go wrong, mostly not.
func (w *world) misfortune() bool {
	f := &w.faults
	x := w.random.Float64()
	hit := func(p float64) bool {
		x -= p
		return x < 0
	}
	switch {
	case hit(f.Cut):
		w.cut(false)
	case hit(f.Vanish):
		w.cut(true)
	case hit(f.Crash):
		w.any().crash()
	case hit(f.Jump):
		s := w.any()
		s.offset = time.Duration(w.random.Int64N(int64(2*f.MaxJump))) - f.MaxJump
		w.tracef(s, "clock off by %v", s.offset)
	case hit(f.Logout):
		w.any().step(session.Logout("enough"))
	case hit(f.Reset):
		w.any().step(session.Reset())
	default:
		return false
	}
	return true
}

// cut breaks the link, at any byte in each direction.
func (w *world) cut(silent bool) {
	for _, s := range w.sides {
		if s.link == nil {
			continue
		}
		for _, p := range s.link.to {
			p.cut(w.random.IntN(p.inFlight()+1), silent)
		}
		w.tracef(nil, "the link breaks")
		return
	}
}

// sendOne lets the application send a message, if it has any.
func (w *world) sendOne(s *side) {
	if s.party.Message == nil {
		return
	}
	m := s.party.Message(s.made)
	s.made++
	err := s.send(m)
	if err != nil && !errors.Is(err, session.ErrNotLoggedOn) && !errors.Is(err, errCrashed) {
		w.fail("%s: send: %v", s.name, err)
	}
	if s.link == nil {
		s.store.sync() // a Send that is not written waits for this
	}
}

// arrive moves bytes of the link to the side that reads them.
func (w *world) arrive(s *side) bool {
	if s.link == nil {
		return false
	}
	p := s.link.to[s.which]
	n := p.inFlight()
	if n == 0 {
		return false
	}
	if w.random.IntN(2) == 0 {
		n = 1 + w.random.IntN(n)
	}
	p.arrived += n
	return true
}

// connect makes a new connection if neither side has one.
func (w *world) connect() bool {
	for _, s := range w.sides {
		if s.link != nil || s.pending != nil || s.machine.State().Connected() {
			return false
		}
	}
	w.result.Connections++
	w.tracef(nil, "connection %d", w.result.Connections)
	l := newLink()
	w.sides[1].connect(l)
	if w.sides[1].link == nil { // it has crashed
		return true
	}
	w.sides[0].connect(l)
	return true
}

// wait lets time pass, and runs the timers that become due meanwhile.
func (w *world) wait(d time.Duration) {
	end := w.now.Add(d)
	for w.result.Err == nil {
		s, due := w.nextTimer()
		if s == nil || due.After(end) {
			w.now = end
			return
		}
		if due.After(w.now) {
			w.now = due
		}
		s.step(session.Timer())
	}
}

// nextTimer returns which deadline comes first, and when by the world's clock.
func (w *world) nextTimer() (first *side, due time.Time) {
	for _, s := range w.sides {
		deadline := s.machine.Deadline()
		if deadline.IsZero() {
			continue
		}
		if at := deadline.Add(-s.offset); first == nil || at.Before(due) {
			first, due = s, at
		}
	}
	return first, due
}

// heal ends the faults and lets both sides come to terms.
func (w *world) heal() {
	w.faults = Faults{}
	for _, s := range w.sides {
		s.offset = 0
	}
	w.tracef(nil, "no more faults")
	limit := w.now.Add(healTime)
	for moves := 0; w.result.Err == nil; moves++ {
		switch {
		case w.busy():
			if moves > healMoves {
				w.fail("they never stop talking")
			}
		case w.agreed():
			w.finalCheck()
			return
		case w.now.After(limit):
			w.fail("they do not agree: %s; %s", w.sides[0], w.sides[1])
		default:
			w.wait(time.Second)
			w.connect()
		}
	}
}

const (
	// healTime is how long both sides may take to agree: what was lost last
	// shows with a Heartbeat, and what was asked for in vain is asked for
	// again.
	healTime  = 10 * time.Minute
	healMoves = 1_000_000
)

// busy moves everything that can move by itself, and reports whether there was
// anything.
func (w *world) busy() bool {
	any := false
	for _, s := range w.sides {
		if s.link != nil && (s.finishing || len(s.outbox) > 0) {
			s.flush()
			any = true
		}
		any = w.arrive(s) || any
		any = s.finish() || any
		any = s.read() || any
	}
	return any
}

// agreed reports whether both sides are up, with the same numbers, and nothing
// is owed.
func (w *world) agreed() bool {
	a, b := w.sides[0], w.sides[1]
	return a.machine.State() == session.StateActive && b.machine.State() == session.StateActive &&
		a.machine.NextIn() == b.machine.NextOut() && b.machine.NextIn() == a.machine.NextOut()
}

func (s *side) String() string {
	return fmt.Sprintf("%s %v, %d in, %d out", s.name, s.machine.State(), s.machine.NextIn(), s.machine.NextOut())
}
