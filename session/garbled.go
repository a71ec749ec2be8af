package session

import (
	"bytes"

	"github.com/affixgo/affix/runtime"
)

// garbled deals with bytes that are no message: skipped in a session, the end
// of a connection that has not logged on. Scenarios 2d, 3.
func (m *Machine) garbled(why string, frame []byte) {
	switch m.state {
	case StateDisconnected:
		return
	case StateAwaitLogon, StateLogonSent:
		m.disconnect(ReasonInvalidLogon, why)
		return
	}
	m.notify(Event{Kind: EventGarbled, Text: why})
	if m.cfg.Garbled == GarbledReject && !m.Delivering() && m.state.LoggedOn() && m.state != StateResetSent {
		m.rejectGarbled(frame)
	}
}

// rejectGarbled answers garbage that has the number expected, and counts it.
// Of any other number nothing is certain, so it is left to the next message to
// show the gap.
func (m *Machine) rejectGarbled(frame []byte) {
	in := inbound{raw: new(runtime.Raw)}
	var ok bool
	if in.seq, ok = parseSeq(looseField(frame, "34=")); !ok || in.seq != m.nextIn {
		return
	}
	const text = "Message failed basic validity check"
	m.processed = in.seq
	t := looseField(frame, "35=")
	m.notify(Event{Kind: EventRejected, Reason: ReasonFault, MsgType: string(t), Seq: in.seq, Text: text})
	b := runtime.AppendFieldUint(m.fields[:0], tagRefSeqNum, in.seq)
	if m.dialect.rejectReason && len(t) > 0 {
		b = appendText(b, tagRefMsgType, string(t))
	}
	m.fields = appendText(b, tagText, text)
	m.sendAdmin(msgReject, nil)
	m.expect(in.seq + 1)
	m.settle()
}

// looseField returns the value behind SOH and prefix, which is "34=" or the
// like, wherever it stands; nil if it is not there or does not end.
func looseField(frame []byte, prefix string) []byte {
	for at := 0; ; {
		i := bytes.Index(frame[at:], []byte(prefix))
		if i < 0 {
			return nil
		}
		at += i + len(prefix)
		if first := at - len(prefix); first == 0 || frame[first-1] != runtime.SOH {
			continue
		}
		if n := bytes.IndexByte(frame[at:], runtime.SOH); n >= 0 {
			return frame[at : at+n]
		}
		return nil
	}
}

// parseSeq reads a sequence number.
func parseSeq(b []byte) (n uint64, ok bool) {
	if len(b) == 0 || len(b) > 18 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, true
}
