package session

import (
	"errors"
	"strconv"
	"strings"

	"github.com/affixgo/affix/runtime"
)

// rejectOther is the SessionRejectReason (373) of what has none of its own; FIX
// 4.4 was the first to have it.
const rejectOther = 99

// Values of BusinessRejectReason (380).
const (
	businessOther       = 0
	businessUnsupported = 3
)

// reject refuses a message with a Reject. text is the customary one of the
// fault's reason if empty.
func (m *Machine) reject(raw *runtime.Raw, seq uint64, fault runtime.Fault, text string) {
	m.rejectFor(ReasonFault, raw, seq, fault, text)
}

// rejectFor is reject for another reason than that the message is at fault.
func (m *Machine) rejectFor(why Reason, raw *runtime.Raw, seq uint64, fault runtime.Fault, text string) {
	if text == "" {
		text = fault.Reason.String()
	}
	m.notifyRejected(why, raw, seq, fault, text)
	if m.muted() {
		return
	}
	b := runtime.AppendFieldUint(m.fields[:0], tagRefSeqNum, seq)
	hasTag := fault.Tag != 0 || fault.Reason == runtime.ReasonInvalidTag // which may be 0 itself
	if m.dialect.rejectReason {
		if hasTag {
			b = runtime.AppendField(b, tagRefTagID, strconv.Itoa(fault.Tag))
		}
		if t := raw.MsgType(); len(t) > 0 {
			b = runtime.AppendField(b, tagRefMsgType, string(t))
		}
		if code := fault.Reason.Code(); code >= 0 && code <= m.dialect.highestReason && (code != rejectOther || m.dialect.reasonOther) {
			b = runtime.AppendFieldUint(b, tagSessionRejectReason, uint64(code))
		}
	} else if hasTag {
		text += " (" + strconv.Itoa(fault.Tag) + ")"
	}
	m.fields = appendText(b, tagText, text)
	m.sendAdmin(msgReject, m.reverseRoute(raw))
}

func (m *Machine) notifyRejected(why Reason, raw *runtime.Raw, seq uint64, fault runtime.Fault, text string) {
	m.notify(Event{Kind: EventRejected, Reason: why, MsgType: string(raw.MsgType()), Seq: seq, Fault: fault, Text: text})
}

// notifyPeerRejected tells of a Reject or BusinessMessageReject of the peer.
func (m *Machine) notifyPeerRejected(in *inbound) {
	e := Event{Kind: EventPeerRejected, Seq: in.seq, MsgType: string(in.raw.MsgType()), Text: strings.Clone(in.raw.Text(tagText))}
	e.From, _ = in.raw.Uint(tagRefSeqNum)
	if code, ok := in.raw.Uint(tagSessionRejectReason); ok && code <= uint64(runtime.ReasonApplVersion.Code()) {
		e.Fault.Reason = runtime.Reason(code + 1)
	}
	if tag, ok := in.raw.Uint(tagRefTagID); ok && tag <= largestTag {
		e.Fault.Tag = int(tag)
	}
	m.notify(e)
}

// largestTag bounds what is taken for a tag.
const largestTag = 1<<31 - 1

// rejectContent refuses a message for its content. A faulty Reject is not
// answered: two sides that find each other's Rejects faulty would never stop.
func (m *Machine) rejectContent(in *inbound, fault runtime.Fault) {
	if in.kind == kindReject {
		m.notifyRejected(ReasonFault, in.raw, in.seq, fault, fault.Reason.String())
		return
	}
	m.reject(in.raw, in.seq, fault, "")
}

// businessReject refuses a message with a BusinessMessageReject. It is an
// application message: it is numbered and saved even if it cannot be
// transmitted any more.
func (m *Machine) businessReject(why Reason, d delivery, reason int, refID, text string) {
	if !m.business {
		m.rejectFor(why, d.raw, d.seq, runtime.Fault{}, text)
		return
	}
	m.notifyRejected(why, d.raw, d.seq, runtime.Fault{}, text)
	b := runtime.AppendFieldUint(m.fields[:0], tagRefSeqNum, d.seq)
	b = runtime.AppendField(b, tagRefMsgType, string(d.raw.MsgType()))
	b = appendText(b, tagBusinessRejectRefID, refID)
	b = runtime.AppendFieldUint(b, tagBusinessRejectReason, uint64(max(reason, 0)))
	m.fields = appendText(b, tagText, text)
	m.sendSaved(msgBusinessReject, m.reverseRoute(d.raw))
}

// refused turns a handler's error into the answer to the message.
func (m *Machine) refused(d delivery, err error) {
	var (
		session  *RejectError
		business *BusinessRejectError
		logout   *LogoutError
	)
	if errors.As(err, &logout) {
		if m.state.LoggedOn() {
			m.logoutWith(ReasonHandler, logout.Text)
		}
		return
	}
	if t := string(d.raw.MsgType()); t == msgReject || t == msgBusinessReject {
		return // an answer to a refusal could go on for ever
	}
	switch {
	case errors.As(err, &session):
		m.rejectFor(ReasonHandler, d.raw, d.seq, runtime.Fault{Reason: session.Reason, Tag: session.Tag}, session.Text)
	case errors.As(err, &business):
		m.businessReject(ReasonHandler, d, business.Reason, business.RefID, business.Text)
	case errors.Is(err, ErrUnsupported):
		m.businessReject(ReasonUnsupported, d, businessUnsupported, "", "Unsupported Message Type")
	default:
		m.businessReject(ReasonHandler, d, businessOther, "", err.Error())
	}
}

// appendText appends a field if its text is not empty; SOH in it, which would
// end the field early, becomes a blank.
func appendText(dst []byte, tag int, text string) []byte {
	if text == "" {
		return dst
	}
	dst = runtime.AppendField(dst, tag, text)
	value := dst[len(dst)-len(text):]
	for i, c := range value {
		if c == runtime.SOH {
			value[i] = ' '
		}
	}
	return dst
}

// routes pairs the routing fields of a message with those of its answer.
var routes = [...]struct {
	from, to int
	location bool
}{
	{tagOnBehalfOf, tagDeliverTo, false},
	{tagOnBehalfOfSub, tagDeliverToSub, false},
	{tagOnBehalfOfLocation, tagDeliverToLocation, true},
	{tagDeliverTo, tagOnBehalfOf, false},
	{tagDeliverToSub, tagOnBehalfOfSub, false},
	{tagDeliverToLocation, tagOnBehalfOfLocation, true},
}

// reverseRoute returns the header fields that send an answer back the way the
// message came, nil if there are none. "Third-party addressing", scenario 18.
func (m *Machine) reverseRoute(raw *runtime.Raw) []runtime.Field {
	var header []runtime.Field
	for _, r := range routes {
		if r.location && !m.dialect.location {
			continue
		}
		if value, _ := raw.Get(r.from); len(value) > 0 {
			header = append(header, runtime.Field{Tag: r.to, Value: string(value)})
		}
	}
	return header
}

// refusalText is what the peer is told when the application refuses its Logon.
func refusalText(err error) string {
	var (
		logout   *LogoutError
		session  *RejectError
		business *BusinessRejectError
	)
	if refusal, ok := refusalOf(err); ok {
		return refusal.Text
	}
	switch {
	case errors.As(err, &logout):
		return logout.Text
	case errors.As(err, &session) && session.Text != "":
		return session.Text
	case errors.As(err, &business) && business.Text != "":
		return business.Text
	}
	return err.Error()
}
