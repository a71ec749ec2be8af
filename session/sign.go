package session

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/affixgo/affix/runtime"
)

// LogonDraft is a Logon of ours that waits for its signature: what identifies
// and numbers it is final. Printing a draft shows no values but those of the
// header.
type LogonDraft struct {
	// ID tells drafts of a machine apart, see [Signed].
	ID uint64

	BeginString  string // 8
	MsgType      string // 35: "A"
	SenderCompID string // 49
	TargetCompID string // 56
	MsgSeqNum    uint64 // 34
	SendingTime  string // 52, as it will stand in the message
	// Time is SendingTime as a time, no more precise than the text.
	Time            time.Time
	HeartBtInt      int  // 108, seconds
	ResetSeqNumFlag bool // 141

	// Fields are all fields of the message in its order, those above included,
	// but for BodyLength (9) and CheckSum (10).
	Fields []runtime.Field
}

// Value returns the value of the first field with this tag, "" if there is none.
func (d *LogonDraft) Value(tag int) string {
	for _, f := range d.Fields {
		if f.Tag == tag {
			return f.Value
		}
	}
	return ""
}

// String names the draft without its fields, some of which are credentials.
func (d LogonDraft) String() string {
	return fmt.Sprintf("Logon %d of %s to %s at %s", d.MsgSeqNum, d.SenderCompID, d.TargetCompID, d.SendingTime)
}

// GoString returns what String does, so that %#v shows no credentials either.
func (d LogonDraft) GoString() string { return d.String() }

// MarshalText returns what String does, for logs and JSON.
func (d LogonDraft) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// Signature is what a signer makes of a draft.
type Signature struct {
	Draft  uint64 // LogonDraft.ID
	Fields []runtime.Field
}

// signing is the Logon that waits for its signature.
type signing struct {
	pending bool
	since   time.Time
	logon   ourLogon
	fields  []runtime.Field // of the body, before the signature
	draft   LogonDraft
}

// Signing reports whether a Logon of ours waits for its signature: the step
// that goes on is Signed.
func (m *Machine) Signing() bool { return m.signing.pending }

// Draft returns the Logon that waits for its signature; it is empty if
// [Machine.Signing] is false.
func (m *Machine) Draft() LogonDraft { return m.signing.draft }

// draftLogon asks for the signature of a Logon. Its number and time are taken
// from here on: nothing is sent, and nothing of the peer is dealt with, until
// the signature comes.
func (m *Machine) draftLogon(l ourLogon) {
	fields := m.logonFields(&l)
	start := len(m.buf)
	m.appendLogon(&l, fields)
	draft := m.describeDraft(&l, m.buf[start:])
	m.buf = m.buf[:start]
	m.signing = signing{pending: true, since: m.now, logon: l, fields: fields, draft: draft}
	m.emit(Action{Kind: ActionSign})
}

func (m *Machine) describeDraft(l *ourLogon, frame []byte) LogonDraft {
	m.drafts++
	d := LogonDraft{
		ID: m.drafts, BeginString: m.cfg.Dictionary.BeginString(), MsgType: msgLogon,
		SenderCompID: m.cfg.SenderCompID, TargetCompID: m.cfg.TargetCompID,
		MsgSeqNum: l.seq, HeartBtInt: int(l.interval / time.Second), ResetSeqNumFlag: l.reset,
	}
	var raw runtime.Raw
	if raw.Parse(slices.Clone(frame), m.cfg.Dictionary.Version) != nil {
		return d // a field of the config that frames wrongly; the signer sees the rest
	}
	d.SendingTime = raw.Text(tagSendingTime)
	if at, ok := raw.Timestamp(tagSendingTime); ok {
		d.Time = at.Time()
	}
	for tag, value := range raw.All() {
		if tag != tagBodyLength && tag != tagCheckSum {
			d.Fields = append(d.Fields, runtime.Field{Tag: tag, Value: string(value)})
		}
	}
	return d
}

// signed goes on with the Logon that was drafted. A signature that comes too
// late, for a connection that is gone, is of no use.
func (m *Machine) signed(s *Signature, err error) {
	if !m.signing.pending || s == nil || s.Draft != m.signing.draft.ID {
		return
	}
	if err == nil {
		err = m.checkSignature(s.Fields)
	}
	if err != nil {
		m.signFailed(ReasonSignerFailed, err.Error())
		return
	}
	l, fields := m.signing.logon, mergeFields(m.signing.fields, s.Fields)
	m.signing = signing{}
	m.link.lastReceived = m.now // nothing was read meanwhile: that is not the peer's silence
	m.performLogon(&l, fields)
}

// checkSignature reports what of a signature cannot stand in a Logon.
func (m *Machine) checkSignature(fields []runtime.Field) error {
	for _, f := range fields {
		switch {
		case f.Tag <= 0:
			return fmt.Errorf("the signer sets a field with the tag %d", f.Tag)
		case f.Tag == tagCheckSum, slices.Contains(sessionTags[:], f.Tag):
			return errors.New("the signer sets field " + strconv.Itoa(f.Tag) + ", which is final")
		case strings.IndexByte(f.Value, runtime.SOH) >= 0 && m.dialect.lengthOf.of(f.Tag) == 0:
			return errors.New("the signer puts a SOH into field " + strconv.Itoa(f.Tag) + ", which is no data field")
		}
	}
	return nil
}

// signDeadline is when the signature is overdue.
func (m *Machine) signDeadline() time.Time {
	since := m.signing.since
	if !m.state.LoggedOn() {
		since = m.link.since
	}
	return since.Add(m.cfg.LogonTimeout)
}

// signFailed ends a connection whose Logon has no signature. A peer that has
// not had our Logon, because we were to send the first, hears nothing.
func (m *Machine) signFailed(why Reason, text string) {
	opening := m.signing.logon.why == logonOpening
	m.signing = signing{}
	switch {
	case opening:
		m.disconnect(why, text)
	case m.state.LoggedOn():
		m.logoutWith(why, textNotSigned)
		m.link.closingText = text
	default:
		m.sendLogout(textNotSigned)
		m.disconnect(why, text)
	}
}

// textNotSigned is all that the peer is told: why is not its business.
const textNotSigned = "Logon cannot be signed"
