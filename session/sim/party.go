package sim

import (
	"errors"
	"time"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// side is a process with one session, run the way an engine does.
type side struct {
	w     *world
	which int // 0 initiator, 1 acceptor
	name  string
	party Party
	cfg   session.Config

	machine *session.Machine
	store   *store
	offset  time.Duration // of its clock
	made    int           // messages made by Party.Message

	link      *link // nil: not connected
	framer    runtime.Framer
	raw       runtime.Raw
	outbox    []piece
	finishing bool // close the link once the outbox is written
	pending   *session.Action
	handled   error // what the handler of pending returned
	actions   []session.Action

	up        bool // logged on before the step under way
	resetting bool // its numbers are being reset

	sent    map[string]*sent // of this side, by key
	order   []*sent
	highest int // of the messages of the other side delivered here, plus 1
}

// piece is what waits to be written: a frame, or a replay.
type piece struct {
	bytes    []byte
	replayer *session.Replayer
	next, to uint64
	isReplay bool
}

func (s *side) now() time.Time { return s.w.now.Add(s.offset) }

func (s *side) peer() *side { return s.w.sides[1-s.which] }

// start makes the machine from what the store has.
func (s *side) start() {
	m, err := session.New(s.cfg, s.store.now.numbers)
	if err != nil {
		s.w.fail("%s: %v", s.name, err)
		return
	}
	s.machine = m
}

// step makes one step and carries out its actions; false if the process did not
// survive that.
func (s *side) step(in session.Input) bool {
	s.w.tracef(s, "%v", describeInput(in))
	actions, err := s.machine.Step(s.actions[:0], s.now(), in)
	s.actions = actions
	if err != nil {
		s.w.tracef(s, "  error    %v", err)
		if in.Kind != session.InputSend {
			s.w.fail("%s: %v: %v", s.name, in.Kind, err)
		}
		return true
	}
	reset := false
	for i := range actions {
		if s.w.chance(s.w.faults.CrashBetween) {
			s.crash()
			return false
		}
		s.w.tracef(s, "  %v", describeAction(&actions[i]))
		s.carryOut(&actions[i])
		reset = reset || actions[i].Kind == session.ActionReset
	}
	if reset { // the caller's duty 2
		s.store.sync()
	}
	s.w.checkStep(s, in)
	return true
}

func (s *side) carryOut(a *session.Action) {
	switch a.Kind {
	case session.ActionSave, session.ActionExpect, session.ActionRenumber, session.ActionReset:
		s.record(a)
	case session.ActionTransmit:
		s.w.checkTransmit(s, a.Bytes)
		if s.link != nil {
			s.outbox = append(s.outbox, piece{bytes: s.store.saved(s.store.now.numbers.NextOut - 1)})
		}
	case session.ActionReplay:
		if s.link != nil {
			s.outbox = append(s.outbox, piece{isReplay: true, next: a.From, to: a.To})
		}
	case session.ActionDeliver:
		deliver := *a
		s.pending = &deliver
	case session.ActionDisconnect:
		s.finishing = true
	}
}

// record hands an action to the store.
func (s *side) record(a *session.Action) {
	var m *sent
	switch a.Kind {
	case session.ActionSave:
		m = s.w.noteSave(s, a)
	case session.ActionReset:
		s.w.noteReset(s)
		kept := s.outbox[:0]
		for _, p := range s.outbox {
			if !p.isReplay {
				kept = append(kept, p)
			}
		}
		s.outbox = kept
	}
	if err := s.store.record(a, m); err != nil {
		s.w.fail("%s: %v", s.name, err)
	}
}

// connect gives the side a link.
func (s *side) connect(l *link) {
	s.link = l
	s.framer = runtime.Framer{}
	s.outbox, s.finishing = nil, false
	s.step(session.Connected())
}

// unlink takes it away; the machine is told.
func (s *side) unlink() {
	s.w.noteLost(s)
	s.link.to[1-s.which].cut(s.link.to[1-s.which].inFlight(), false)
	s.link, s.outbox, s.finishing = nil, nil, false
	s.step(session.Disconnected())
}

// crash ends the process. Bytes on the way may still arrive.
func (s *side) crash() {
	w := s.w
	w.noteLost(s)
	keep := 0
	if n := len(s.store.pending); n > 0 {
		keep = w.random.IntN(n + 1)
	}
	w.tracef(s, "crash: %d of %d changes are durable", keep, len(s.store.pending))
	w.result.Crashes++
	s.store.crash(keep)
	if s.link != nil {
		out := s.link.to[1-s.which]
		out.cut(w.random.IntN(out.inFlight()+1), false)
	}
	s.link, s.outbox, s.finishing, s.pending = nil, nil, false, nil
	if s.party.Restart != nil {
		s.party.Restart()
	}
	s.start()
}

// send sends a message of the application.
func (s *side) send(m runtime.Message) error {
	before := s.store.now.numbers.NextOut
	if !s.step(session.Send(m)) {
		return errCrashed
	}
	if s.store.now.numbers.NextOut == before {
		return session.ErrNotLoggedOn
	}
	return nil
}

// flush writes the front of the outbox to the link, behind a sync of the store.
func (s *side) flush() {
	switch {
	case s.link == nil, !s.finishing && len(s.outbox) == 0:
		return
	case len(s.outbox) == 0:
		s.hangUp()
		return
	}
	s.store.sync()
	p := &s.outbox[0]
	if !p.isReplay {
		s.write(p.bytes)
		s.outbox = s.outbox[1:]
	} else if s.replay(p) {
		s.outbox = s.outbox[1:]
	}
	if s.finishing && len(s.outbox) == 0 {
		s.hangUp()
	}
}

// hangUp closes the link from this side.
func (s *side) hangUp() {
	s.w.tracef(s, "closes the link")
	s.w.noteLost(s)
	out := s.link.to[1-s.which]
	out.cut(out.inFlight(), false)
	s.link, s.outbox, s.finishing = nil, nil, false
}

// replayPiece is how many messages of a replay are written at a time.
const replayPiece = 3

// replay writes the next messages of a replay and reports whether it is done.
func (s *side) replay(p *piece) bool {
	if p.replayer == nil {
		p.replayer = s.machine.Replayer(p.next, p.to)
	}
	for range replayPiece {
		if p.next > p.to {
			s.write(p.replayer.Finish(nil, s.now()))
			return true
		}
		b, err := p.replayer.Append(nil, p.next, s.store.saved(p.next), s.now())
		if err != nil {
			s.w.fail("%s: %v", s.name, err)
			return true
		}
		s.write(b)
		p.next++
	}
	return false
}

// write puts bytes on the link, with what may happen to them there.
func (s *side) write(b []byte) {
	if len(b) == 0 {
		return
	}
	out, f := s.link.to[1-s.which], s.w.faults
	switch {
	case out.closed:
	case s.w.chance(f.Drop):
		s.w.tracef(s, "lost on the way: %s", readable(b))
	case s.w.chance(f.Duplicate):
		s.w.tracef(s, "twice on the way: %s", readable(b))
		out.data = append(append(out.data, b...), b...)
	case s.w.chance(f.Damage):
		at := len(out.data) + s.w.random.IntN(len(b))
		out.data = append(out.data, b...)
		out.data[at] ^= 1 << s.w.random.IntN(7)
		s.w.tracef(s, "damaged on the way: %s", readable(out.data[len(out.data)-len(b):]))
	default:
		out.data = append(out.data, b...)
	}
}

// read deals with the next frame that has arrived; false if there is none.
func (s *side) read() bool {
	if s.link == nil || s.pending != nil || s.finishing {
		return false
	}
	in := s.link.to[s.which]
	found := s.framer.Next(in.data[in.read:in.arrived])
	in.read += found.Consumed
	switch {
	case found.Garbled != "":
		s.garbled(found.Garbled, in.data[in.read-found.Consumed:in.read])
	case found.Frame == nil && in.ended():
		s.w.tracef(s, "the link has ended")
		s.unlink()
	case found.Frame == nil:
		return false
	default:
		s.received(found.Frame)
	}
	return true
}

func (s *side) received(frame []byte) {
	if err := s.raw.Parse(frame, s.cfg.Dictionary.Version); err != nil {
		s.garbled(err.Error(), frame)
		return
	}
	if s.step(session.Received(&s.raw, nil)) {
		s.deliver()
	}
}

func (s *side) garbled(why string, frame []byte) {
	in := session.Garbled(why)
	in.Frame = frame
	if s.step(in) { // one that counts may bring the turn of a message that was kept
		s.deliver()
	}
}

// deliver runs the handler of what is pending. The machine learns of it later.
func (s *side) deliver() {
	a := s.pending
	if a == nil {
		return
	}
	s.handled = nil
	if string(a.Raw.MsgType()) == "A" {
		return
	}
	if s.party.Handle != nil {
		c := Conn{side: s, crashes: s.w.result.Crashes}
		s.handled = s.party.Handle(&c, Delivery{Raw: a.Raw, Seq: a.Seq, PossDup: a.PossDup, PossResend: a.PossResend})
	}
	if !errors.Is(s.handled, session.ErrNotTaken) {
		s.w.noteDelivered(s, a)
	}
}

// finish tells the machine that the handler has returned.
func (s *side) finish() bool {
	if s.pending == nil {
		return false
	}
	s.pending = nil
	if s.step(session.Delivered(s.handled)) {
		s.deliver()
	}
	return true
}

var errCrashed = errors.New("sim: the process has crashed")

// Conn is what a handler sends by. It is of no use once the handler has
// returned.
type Conn struct {
	side    *side
	crashes int
}

// Send sends a message. An error means that it was not sent, or that the
// process has crashed.
func (c *Conn) Send(m runtime.Message) error {
	if c.side.w.result.Crashes != c.crashes {
		return errCrashed
	}
	return c.side.send(m)
}

// Now is the time of this side's clock.
func (c *Conn) Now() time.Time { return c.side.now() }
