package sim

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// sent is one message of an application.
type sent struct {
	key       string
	index     int // in the order of saving
	durable   bool
	forgotten bool // a crash lost it before it was durable
	excused   bool // a reset, or a policy, gave it up
	delivered int
}

const (
	tagMsgSeqNum       = 34
	tagSendingTime     = 52
	tagOrigSendingTime = 122
)

// keyOf names a message whether it is sent for the first time or again.
func (s *side) keyOf(raw *runtime.Raw) string {
	var b strings.Builder
	at := raw.Text(tagOrigSendingTime)
	if at == "" {
		at = raw.Text(tagSendingTime)
	}
	b.WriteString(raw.Text(tagMsgSeqNum) + " " + at)
	for i := range raw.Len() {
		tag, value := raw.At(i)
		if _, header := s.w.headerTags(s)[tag]; !header {
			b.WriteByte(' ')
			b.WriteString(strconv.Itoa(tag))
			b.WriteByte('=')
			b.Write(value)
		}
	}
	return b.String()
}

// headerTags are the tags of the header, and those that frame a message.
func (w *world) headerTags(s *side) map[int]struct{} {
	if w.header == nil {
		w.header = map[int]struct{}{8: {}, 9: {}, 35: {}, 10: {}}
		for _, m := range s.cfg.Dictionary.Version.Header.Members {
			w.header[m.Tag] = struct{}{}
		}
	}
	return w.header
}

func (s *side) parse(b []byte) *runtime.Raw {
	raw := new(runtime.Raw)
	if err := raw.Parse(b, s.cfg.Dictionary.Version); err != nil {
		s.w.fail("%s: saved what is no message: %v: %s", s.name, err, readable(b))
		return nil
	}
	return raw
}

// noteSave remembers a message of the application; nil for the session's own.
func (w *world) noteSave(s *side, a *session.Action) *sent {
	raw := s.parse(a.Bytes)
	if raw == nil || isSessionMessage(raw.MsgType()) {
		return nil
	}
	m := &sent{key: s.keyOf(raw), index: len(s.order)}
	m.excused = w.unsure || s.givesUp()
	if _, have := s.sent[m.key]; have {
		w.fail("%s: message %d is the same as an earlier one: make them differ", s.name, a.Seq)
	}
	s.sent[m.key] = m
	s.order = append(s.order, m)
	return m
}

// givesUp reports whether messages of this side may be lost by its policy.
func (s *side) givesUp() bool {
	other := s.peer().cfg
	return s.cfg.Recovery != session.RecoverResend || other.Recovery == session.RecoverNone ||
		s.cfg.Resend != nil || s.cfg.ResendMaxAge > 0 || other.Garbled == session.GarbledReject ||
		s.cfg.Reset == session.ResetEveryLogon || other.Reset == session.ResetEveryLogon
}

func isSessionMessage(t []byte) bool {
	return len(t) == 1 && (t[0] >= '0' && t[0] <= '5' || t[0] == 'A')
}

// noteReset deals with a reset of the numbers. While the session is up nothing
// may get lost by it; before the Logon it takes along what waits.
func (w *world) noteReset(s *side) {
	s.resetting = true
	if !s.up {
		w.excuseAll()
	}
}

// excuseAll gives up what is not delivered.
func (w *world) excuseAll() {
	for _, s := range w.sides {
		for _, m := range s.order {
			if m.delivered == 0 {
				m.excused = true
			}
		}
	}
}

// noteLost is called when a link breaks, or a process ends. If that happens
// before the peer has confirmed a reset, what is sent until it is settled may be
// lost with it.
func (w *world) noteLost(*side) {
	for _, s := range w.sides {
		if s.resetting {
			w.unsure = true
			w.excuseAll()
		}
		s.resetting = false
	}
}

// noteDelivered holds a delivery to the rules.
func (w *world) noteDelivered(s *side, a *session.Action) {
	other := s.peer()
	if isSessionMessage(a.Raw.MsgType()) {
		return
	}
	m := other.sent[other.keyOf(a.Raw)]
	switch {
	case m == nil:
		w.fail("%s: delivered what was never sent: %s", s.name, a.Raw.Readable())
		return
	case m.forgotten:
		w.fail("%s: delivered what was never durable: %s", s.name, a.Raw.Readable())
	case m.delivered > 0 && !a.PossDup:
		w.fail("%s: delivered again without PossDupFlag: %s", s.name, a.Raw.Readable())
	case m.delivered == 0 && m.index < s.highest && (!m.excused || !a.PossDup): // else given up too early
		w.fail("%s: delivered out of order: %s", s.name, a.Raw.Readable())
	}
	if m.delivered++; m.delivered > 1 {
		w.result.Again++
		return
	}
	w.result.Delivered++
	s.highest = max(s.highest, m.index+1)
}

// checkTransmit holds a Transmit to what is stored.
func (w *world) checkTransmit(s *side, b []byte) {
	if !bytes.Equal(b, s.store.saved(s.store.now.numbers.NextOut-1)) {
		w.fail("%s: transmitted what was not saved just before: %s", s.name, readable(b))
	}
}

// checkStep holds the machine to its promises after a step.
func (w *world) checkStep(s *side, in session.Input) {
	m := s.machine
	s.up = m.State().LoggedOn()
	if w.bothActive() {
		w.unsure, w.sides[0].resetting, w.sides[1].resetting = false, false, false
	}
	if m.Numbers() != s.store.now.numbers {
		w.fail("%s: %v: the machine has %+v, the store %+v", s.name, in.Kind, m.Numbers(), s.store.now.numbers)
	}
	deadline := m.Deadline()
	if m.State().Connected() && deadline.IsZero() && (!s.up || m.HeartBtInt() > 0) {
		w.fail("%s: %v: connected without a deadline", s.name, in.Kind)
	}
	if in.Kind == session.InputTimer && !deadline.IsZero() && !deadline.After(s.now()) {
		w.fail("%s: a Timer at the deadline does not move it", s.name)
	}
}

// bothActive reports whether both sides agree that they are logged on.
func (w *world) bothActive() bool {
	for _, s := range w.sides {
		if s.link == nil || s.link != w.sides[0].link || s.machine.State() != session.StateActive {
			return false
		}
	}
	return true
}

// finalCheck looks what became of every message.
func (w *world) finalCheck() {
	for _, s := range w.sides {
		for _, m := range s.order {
			if m.forgotten || !m.durable && m.delivered == 0 {
				continue
			}
			w.result.Sent++
			if m.delivered == 0 && !m.excused {
				w.fail("%s: message %d of the application was lost: %s", s.name, m.index, m.key)
			}
		}
	}
}
