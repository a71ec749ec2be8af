package session

import (
	"fmt"
	"time"

	"github.com/affixgo/affix/runtime"
)

// Replayer turns stored messages into the answer to a ResendRequest:
// application messages as they were, marked as possible duplicates, and one
// gap fill for every run of session messages or of messages that are not
// there. FIX 4.4 vol. 2, "Resend Request"; scenario 8. It is pure: the caller
// reads the store and writes the frames. Not safe for concurrent use, but
// independent of the machine that made it.
type Replayer struct {
	version   *runtime.Version
	composer  *runtime.Composer
	dialect   *dialect
	resend    func(seq uint64, msgType []byte, sent time.Time) bool
	nothing   bool          // all is gap-filled
	maxAge    time.Duration // older messages are gap-filled; 0: none are too old
	next, to  uint64        // next: first number that is not answered yet
	fill      uint64        // first number of the run to be filled, 0 if there is none
	processed uint64        // LastMsgSeqNumProcessed (369), 0 if it is not sent

	stamps runtime.TimestampCache
	raw    runtime.Raw
	fields []byte
}

// Replayer returns a replayer for an ActionReplay: the messages from and to are
// included. Call it when the action comes up, so that LastMsgSeqNumProcessed
// is that of the moment.
func (m *Machine) Replayer(from, to uint64) *Replayer {
	composer, err := m.newComposer()
	if err != nil {
		panic("session: a composer that New made cannot be made again: " + err.Error())
	}
	r := &Replayer{
		version:  m.cfg.Dictionary.Version,
		composer: composer,
		dialect:  m.dialect,
		resend:   m.cfg.Resend,
		nothing:  m.cfg.resendsNothing(),
		maxAge:   m.cfg.ResendMaxAge,
		next:     from,
		to:       to,
	}
	if m.cfg.LastProcessed {
		r.processed = m.processed
	}
	return r
}

// Append appends to dst what is to be transmitted for stored, the message that
// was saved as seq: nothing as long as a run goes on. Call it with ascending
// numbers; what is left out, or is empty, was not stored and is gap-filled. The
// error is for bytes that are no message; they can be left out then.
func (r *Replayer) Append(dst []byte, seq uint64, stored []byte, now time.Time) ([]byte, error) {
	if seq < r.next || seq > r.to {
		return dst, fmt.Errorf("session: replay: message %d is not in %d to %d", seq, r.next, r.to)
	}
	if len(stored) > 0 {
		if err := r.raw.Parse(stored, r.version); err != nil {
			return dst, fmt.Errorf("session: replay: message %d: %w", seq, err)
		}
	}
	if len(stored) == 0 || !r.resends(seq, now) {
		r.skip(seq)
		return dst, nil
	}
	if seq > r.next {
		r.skip(seq - 1)
	}
	dst = r.appendFill(dst, now)
	r.next = seq + 1
	return r.appendMessage(dst, now), nil
}

// Finish appends the gap fill of what is left of the range.
func (r *Replayer) Finish(dst []byte, now time.Time) []byte {
	if r.next <= r.to {
		r.skip(r.to)
	}
	return r.appendFill(dst, now)
}

// resends reports whether the message in r.raw is sent again.
func (r *Replayer) resends(seq uint64, now time.Time) bool {
	msgType := r.raw.MsgType()
	switch {
	case r.nothing, isSessionMessage(msgType):
		return false
	case r.resend == nil && r.maxAge == 0:
		return true
	}
	stamp, _ := r.raw.Timestamp(tagSendingTime)
	sent := stamp.Time()
	if r.maxAge > 0 && now.Sub(sent) > r.maxAge {
		return false
	}
	return r.resend == nil || r.resend(seq, msgType, sent)
}

// skip adds everything up to seq to the run that is gap-filled.
func (r *Replayer) skip(seq uint64) {
	if r.fill == 0 {
		r.fill = r.next
	}
	r.next = seq + 1
}

// appendFill ends the run, if there is one, with its gap fill.
func (r *Replayer) appendFill(dst []byte, now time.Time) []byte {
	if r.fill == 0 {
		return dst
	}
	seq := r.fill
	r.fill = 0
	b := r.fields[:0]
	if r.dialect.resetFill {
		b = runtime.AppendField(b, tagGapFillFlag, "Y")
		b = runtime.AppendFieldUint(b, tagNewSeqNo, r.next)
	} else {
		b = runtime.AppendFieldUint(b, tagNewSeqNo, r.next)
		b = runtime.AppendField(b, tagGapFillFlag, "Y")
	}
	r.fields = b
	stamp := runtime.Stamp{MsgSeqNum: seq, SendingTime: now, LastProcessed: r.processed}
	return r.composer.AppendAdmin(dst, msgSequenceReset, stamp, []runtime.Field{
		{Tag: tagPossDupFlag, Value: "Y"},
		{Tag: tagOrigSendingTime, Value: string(r.stamps.AppendUTCTimestamp(nil, now, r.dialect.precision))},
	}, b)
}

// appendMessage writes r.raw again: the same fields but for those of the
// header that a resent message changes or adds, each at its place.
func (r *Replayer) appendMessage(dst []byte, now time.Time) []byte {
	added := []int{tagPossDupFlag, tagOrigSendingTime}
	if r.processed > 0 {
		added = append(added, tagLastProcessed)
	}
	r.orderAdded(added)
	original, _ := r.raw.Get(tagSendingTime)
	b := r.fields[:0]
	header := true
	for i := range r.raw.Len() {
		tag, value := r.raw.At(i)
		switch tag {
		case tagBeginString, tagBodyLength, tagCheckSum, tagPossDupFlag, tagOrigSendingTime, tagLastProcessed:
			continue
		}
		if header {
			place, known := r.dialect.headerAt.get(tag)
			inHeader := known || r.dialect.header.has(tag)
			for len(added) > 0 && (!inHeader || known && r.dialect.headerAt.of(added[0]) < place) {
				b = r.appendAdded(b, added[0], original)
				added = added[1:]
			}
			header = inHeader
		}
		if tag == tagSendingTime && header {
			b = runtime.AppendField(b, tag, "")
			b = r.stamps.AppendUTCTimestamp(b, now, r.dialect.precision)
			continue
		}
		b = append(runtime.AppendField(b, tag, ""), value...)
	}
	for _, tag := range added {
		b = r.appendAdded(b, tag, original)
	}
	r.fields = b
	return runtime.AppendFrame(dst, r.version.BeginString, b)
}

// orderAdded sorts the added fields by their place in the header.
func (r *Replayer) orderAdded(added []int) {
	for i := 1; i < len(added); i++ {
		for j := i; j > 0 && r.dialect.headerAt.of(added[j]) < r.dialect.headerAt.of(added[j-1]); j-- {
			added[j], added[j-1] = added[j-1], added[j]
		}
	}
}

func (r *Replayer) appendAdded(b []byte, tag int, original []byte) []byte {
	switch tag {
	case tagPossDupFlag:
		return runtime.AppendField(b, tag, "Y")
	case tagOrigSendingTime:
		return append(runtime.AppendField(b, tag, ""), original...)
	}
	return runtime.AppendFieldUint(b, tag, r.processed)
}
