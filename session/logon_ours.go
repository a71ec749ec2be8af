package session

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/affixgo/affix/runtime"
)

// ourLogon is a Logon of ours that is due.
type ourLogon struct {
	why      logonCause
	seq      uint64
	at       time.Time     // SendingTime (52)
	interval time.Duration // HeartBtInt (108)
	reset    bool          // ResetSeqNumFlag (141)
	next     uint64        // NextExpectedMsgSeqNum (789): what we expect after it
	restart  bool          // logonOpening: the numbers are reset before it
	answered accepted      // logonAnswer: the peer's Logon
}

// logonCause is why a Logon of ours is due.
type logonCause uint8

const (
	logonOpening logonCause = iota // the first of an initiator's connection
	logonAnswer                    // to the peer's
	logonReset                     // it resets the numbers of a running session
)

// accepted is a Logon of the peer whose numbers will do.
type accepted struct {
	seq         uint64
	inSequence  bool
	peerExpects uint64 // NextExpectedMsgSeqNum (789)
	hasExpects  bool
}

// logOn sends a Logon and does what comes after it, now or once it is signed.
func (m *Machine) logOn(l ourLogon) {
	l.at = m.now
	if m.cfg.SignLogon {
		m.draftLogon(l)
		return
	}
	m.performLogon(&l, m.logonFields(&l))
}

// performLogon sends a Logon with these fields in its body. What it changes of
// the numbers is changed only now, when nothing can stop it any more.
func (m *Machine) performLogon(l *ourLogon, fields []runtime.Field) {
	switch l.why {
	case logonOpening:
		if l.restart {
			m.restart()
		}
		m.sendLogon(l, fields)
		m.link.newPassword = m.cfg.NewPassword
	case logonAnswer:
		m.sendLogon(l, fields)
		m.logonAccepted(l.answered, true)
	case logonReset:
		m.beginReset()
		m.sendLogon(l, fields)
		m.state = StateResetSent
		m.link.since = m.now
	}
}

func (m *Machine) sendLogon(l *ourLogon, fields []runtime.Field) {
	m.link.logonSeq = m.nextOut
	start := len(m.buf)
	m.appendLogon(l, fields)
	m.sent(start, true)
}

// appendLogon appends a Logon to m.buf.
func (m *Machine) appendLogon(l *ourLogon, fields []runtime.Field) {
	stamp := m.stamp()
	stamp.MsgSeqNum, stamp.SendingTime = l.seq, l.at
	fields = m.dialect.withLengths(fields)
	m.dialect.sortLogon(fields)
	var header []runtime.Field
	m.fields = m.fields[:0]
	for _, f := range fields {
		if m.dialect.header.has(f.Tag) {
			header = append(header, f)
		} else {
			m.fields = runtime.AppendField(m.fields, f.Tag, f.Value)
		}
	}
	m.buf = m.composer.AppendAdmin(m.buf, msgLogon, stamp, header, m.fields)
}

// logonFields returns the body of a Logon, without a signature.
func (m *Machine) logonFields(l *ourLogon) []runtime.Field {
	seconds := int(l.interval / time.Second)
	fields := []runtime.Field{
		{Tag: tagEncryptMethod, Value: "0"},
		{Tag: tagHeartBtInt, Value: strconv.Itoa(seconds)},
	}
	if l.reset {
		fields = append(fields, runtime.Field{Tag: tagResetSeqNumFlag, Value: "Y"})
	}
	if m.dialect.applVersions {
		fields = append(fields, runtime.Field{Tag: tagDefaultApplVerID, Value: m.cfg.defaultApplVerID()})
	}
	if m.cfg.NextExpected {
		fields = append(fields, runtime.Field{Tag: tagNextExpected, Value: strconv.FormatUint(l.next, 10)})
	}
	fields = mergeFields(fields, m.credentials(l.why))
	fields = mergeFields(fields, m.cfg.LogonExtra)
	if m.cfg.LogonFields != nil {
		fields = mergeFields(fields, m.cfg.LogonFields(Logon{
			MsgSeqNum:       l.seq,
			SendingTime:     string(m.stamps.AppendUTCTimestamp(nil, l.at, m.dialect.precision)),
			HeartBtInt:      seconds,
			ResetSeqNumFlag: l.reset,
		}))
	}
	return fields
}

// mergeFields returns fields with more: a tag in more takes the place of the
// same tag in fields, and takes it away if its value is empty.
func mergeFields(fields, more []runtime.Field) []runtime.Field {
	if len(more) == 0 {
		return fields
	}
	merged := slices.DeleteFunc(slices.Clone(fields), func(f runtime.Field) bool {
		return slices.ContainsFunc(more, func(other runtime.Field) bool { return other.Tag == f.Tag })
	})
	for _, f := range more {
		if f.Value != "" {
			merged = append(merged, f)
		}
	}
	return merged
}

// withLengths returns fields with the length in front of every data field, such
// as RawDataLength (95) of RawData (96), right and there.
func (d *dialect) withLengths(fields []runtime.Field) []runtime.Field {
	lengths := make(map[int]bool)
	for _, f := range fields {
		if tag := d.lengthOf.of(f.Tag); tag != 0 {
			lengths[tag] = true
		}
	}
	out := make([]runtime.Field, 0, len(fields)+len(lengths))
	for _, f := range fields {
		if lengths[f.Tag] {
			continue
		}
		if tag := d.lengthOf.of(f.Tag); tag != 0 {
			out = append(out, runtime.Field{Tag: tag, Value: strconv.Itoa(len(f.Value))})
		}
		out = append(out, f)
	}
	return out
}

// sortLogon puts the fields of a Logon in the order of the dictionary. A field
// that stands in a group, or is unknown, stays behind the one before it.
func (d *dialect) sortLogon(fields []runtime.Field) {
	places := make(map[runtime.Field]int, len(fields))
	last := 0
	for _, f := range fields {
		if place, known := d.logonAt.get(f.Tag); known {
			last = place
		}
		if _, have := places[f]; !have {
			places[f] = last
		}
	}
	slices.SortStableFunc(fields, func(a, b runtime.Field) int { return places[a] - places[b] })
}

// validateLogonExtra reports fields that a Logon cannot have, or that are not
// for the config to decide.
func (c *Config) validateLogonExtra(d *dialect, bad func(format string, args ...any)) {
	for _, f := range c.LogonExtra {
		switch {
		case f.Tag <= 0:
			bad("LogonExtra has a field with the tag %d", f.Tag)
		case f.Tag == tagCheckSum, slices.Contains(sessionTags[:], f.Tag), slices.Contains(logonTags[:], f.Tag):
			bad("LogonExtra: the session itself decides field %d", f.Tag)
		case strings.IndexByte(f.Value, runtime.SOH) >= 0 && d.lengthOf.of(f.Tag) == 0:
			bad("LogonExtra: field %d has a SOH in it, and is no data field", f.Tag)
		}
	}
}

// logonTags are the fields of a Logon's body that follow from the state of the
// session.
var logonTags = [...]int{tagHeartBtInt, tagResetSeqNumFlag, tagNextExpected}
