package session

import (
	"time"

	"github.com/affixgo/affix/runtime"
)

// inbound is a message of the peer with what the session reads of its header.
type inbound struct {
	raw  *runtime.Raw
	into runtime.Message // nil: validate only

	kind       byte // the MsgType of the session layer's own messages, else 0
	seq        uint64
	hasSeq     bool
	possDup    bool
	possResend bool
	sender     []byte // SenderCompID (49), nil if absent
	target     []byte // TargetCompID (56)
	applVerID  []byte // ApplVerID (1128)
}

// kinds of inbound messages: their MsgType.
const (
	kindHeartbeat     = '0'
	kindTestRequest   = '1'
	kindResendRequest = '2'
	kindReject        = '3'
	kindSequenceReset = '4'
	kindLogout        = '5'
	kindLogon         = 'A'
)

// readHeader collects the header in one pass. It ends at the body, unless the
// fields that every answer needs are still missing: a message whose fields are
// in a wrong order must be rejected by its number.
func (m *Machine) readHeader(raw *runtime.Raw, into runtime.Message) inbound {
	in := inbound{raw: raw, into: into}
	if t := raw.MsgType(); isSessionMessage(t) {
		in.kind = t[0]
	}
	for i := range raw.Len() {
		tag, value := raw.At(i)
		switch tag {
		case tagMsgSeqNum:
			if !in.hasSeq {
				in.seq, in.hasSeq = raw.Uint(tagMsgSeqNum)
				in.hasSeq = in.hasSeq && in.seq < largestSeqNum // there is one after it
			}
		case tagSenderCompID:
			in.sender = value
		case tagTargetCompID:
			in.target = value
		case tagPossDupFlag:
			in.possDup = isYes(value)
		case tagPossResend:
			in.possResend = isYes(value)
		case tagApplVerID:
			in.applVerID = value
		default:
			if !m.dialect.header.has(tag) && in.hasSeq && in.sender != nil && in.target != nil {
				return in
			}
		}
	}
	return in
}

func isYes(value []byte) bool { return len(value) == 1 && value[0] == 'Y' }

// flag reports whether a field is there and Y.
func (in *inbound) flag(tag int) bool {
	value, _ := in.raw.Get(tag)
	return isYes(value)
}

// sameVersion reports whether the BeginString is ours.
func (m *Machine) sameVersion(in *inbound) bool {
	return string(in.raw.BeginString()) == m.cfg.Dictionary.Version.BeginString
}

// sameSession reports whether the CompIDs are those of this session. One that
// is absent or empty is not another session's, but a faulty field. The sub and
// location ids, where they count, must be as configured, or absent.
func (m *Machine) sameSession(in *inbound) bool {
	return (len(in.sender) == 0 || string(in.sender) == m.cfg.TargetCompID) &&
		(len(in.target) == 0 || string(in.target) == m.cfg.SenderCompID) &&
		(!m.cfg.CheckSubIDs || m.sameSubIDs(in.raw))
}

func (m *Machine) sameSubIDs(raw *runtime.Raw) bool {
	return raw.Text(tagSenderSubID) == m.cfg.TargetSubID &&
		raw.Text(tagSenderLocationID) == m.cfg.TargetLocationID &&
		raw.Text(tagTargetSubID) == m.cfg.SenderSubID &&
		raw.Text(tagTargetLocationID) == m.cfg.SenderLocationID
}

// timely reports whether SendingTime is near enough to now. One that is absent
// or malformed is a faulty field.
func (m *Machine) timely(in *inbound) bool {
	if m.cfg.SendingTimeWindow < 0 {
		return true
	}
	sent, ok := in.raw.Timestamp(tagSendingTime)
	if !ok {
		return true
	}
	if !near(m.now, sent.Time(), m.cfg.SendingTimeWindow) {
		m.noteClock(sent)
		return false
	}
	return true
}

func near(a, b time.Time, window time.Duration) bool {
	d := a.Sub(b)
	return -window <= d && d <= window
}

// validate holds the message to the dictionary and decodes it if there is
// something to decode into.
func (m *Machine) validate(in *inbound) (f runtime.Fault, decoded bool) {
	d := m.dictionaryOf(in.kind, in.applVerID)
	if d == nil {
		return runtime.Fault{Reason: runtime.ReasonApplVersion, Tag: tagApplVerID}, false
	}
	if in.into != nil && in.into.MsgType() == string(in.raw.MsgType()) && in.into.FIXMessage().Type.Version == d.Version {
		f = m.decoder.Decode(in.raw, in.into, m.cfg.Policy)
		return f, f.OK()
	}
	f = d.Validate(in.raw, m.cfg.Policy)
	if f.Reason == runtime.ReasonInvalidMsgType {
		f.Tag = 0 // the MsgType is named by 372 already
	}
	return f, false
}
