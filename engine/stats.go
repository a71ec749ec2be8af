package engine

import (
	"maps"
	"time"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// stats is what is counted of a session, under its mu: plain fields, no more
// readings of the clock than are made anyway.
type stats struct {
	Counters
	now             time.Time // of the last step
	lastIn, lastOut seen
	handlerSince    time.Time
	connected       time.Time
	loggedOn        time.Time
	clockOffset     time.Duration
	clockSeen       time.Time
	lastEnd         *Incident
	lastError       *Incident
	handled         Histogram
	written         Histogram
}

// seen is a message that came or went. Its MsgType stands in the message until
// somebody asks: head is how the message begins.
type seen struct {
	seq  uint64
	at   time.Time
	head [48]byte
	n    uint8
}

func (m *seen) set(seq uint64, at time.Time, frame []byte) {
	m.seq, m.at = seq, at
	m.n = uint8(copy(m.head[:], frame))
}

// info reads what is known of the message.
func (m *seen) info() MessageInfo {
	if m.n == 0 {
		return MessageInfo{}
	}
	return MessageInfo{Seq: m.seq, MsgType: string(msgTypeOf(m.head[:m.n])), Time: m.at}
}

// msgTypeOf returns the MsgType (35) of a frame, its third field; nil if it is
// not there.
func msgTypeOf(frame []byte) []byte {
	for fields := 0; len(frame) > 0; fields++ {
		end := 0
		for end < len(frame) && frame[end] != runtime.SOH {
			end++
		}
		if fields == 2 {
			if end < 3 || string(frame[:3]) != "35=" {
				return nil
			}
			return frame[3:end]
		}
		frame = frame[min(end+1, len(frame)):]
	}
	return nil
}

// received counts a message of the peer after its step, or garbage if raw is
// nil.
func (t *stats) received(raw *runtime.Raw, frame []byte) {
	t.BytesIn += uint64(len(frame))
	if raw == nil {
		return
	}
	t.MessagesIn++
	seq, _ := raw.Uint(tagMsgSeqNum)
	t.lastIn.set(seq, t.now, frame)
	msgType := raw.MsgType()
	if len(msgType) == 1 && (msgType[0] == '0' || msgType[0] == '1' || msgType[0] == 'A') {
		if sent, ok := raw.Timestamp(tagSendingTime); ok {
			t.clockSeen, t.clockOffset = t.now, sent.Time().Sub(t.now)
		}
	}
}

// delivered counts a message whose handler has returned, after its step; it was
// read at that moment.
func (t *stats) delivered(read time.Time) {
	t.handlerSince = time.Time{}
	t.handled.Add(t.now.Sub(read))
}

// transmitted counts a message to the peer.
func (t *stats) transmitted(seq uint64, frame []byte) {
	t.MessagesOut++
	t.BytesOut += uint64(len(frame))
	t.lastOut.set(seq, t.now, frame)
}

// told counts what the machine tells.
func (t *stats) told(e *session.Event) {
	switch e.Kind {
	case session.EventLoggedOn:
		t.Logons++
		t.loggedOn = t.now
	case session.EventLoggedOut:
		t.loggedOn = time.Time{}
	case session.EventGapDetected:
		t.Gaps++
	case session.EventResendRequested:
		t.ResendRequests++
	case session.EventRejected:
		t.RejectsOut++
	case session.EventPeerRejected:
		t.RejectsIn++
	case session.EventGarbled:
		t.Garbled++
	case session.EventTestRequestSent:
		t.TestRequests++
	case session.EventDropped:
		t.Dropped++
	}
}

// begun counts a connection.
func (t *stats) begun() {
	t.Connects++
	t.connected = time.Now()
}

// ended counts the end of a connection.
func (t *stats) ended(why session.Reason, text string) {
	if t.Disconnects == nil {
		t.Disconnects = make(map[session.Reason]uint64)
	}
	t.Disconnects[why]++
	t.connected, t.loggedOn = time.Time{}, time.Time{}
	t.lastEnd = &Incident{Time: time.Now(), Reason: why, Text: text}
	if !inOrder(why, text) {
		t.lastError = t.lastEnd
	}
}

// inOrder reports whether a connection that ended so ended as it should.
func inOrder(why session.Reason, text string) bool {
	switch why {
	case session.ReasonLogout, session.ReasonSchedule, session.ReasonDisabled, session.ReasonShutdown, session.ReasonNotLoggedOn:
		return true
	case session.ReasonPeerLogout:
		return text == ""
	}
	return false
}

// wentWrong notes what did not end a connection.
func (t *stats) wentWrong(why session.Reason, text string) {
	t.lastError = &Incident{Time: time.Now(), Reason: why, Text: text}
}

// show fills in what of a snapshot is counted here.
func (t *stats) show(out *Snapshot) {
	out.Counters = t.Counters
	out.Counters.Disconnects = maps.Clone(t.Disconnects)
	out.LastIn, out.LastOut = t.lastIn.info(), t.lastOut.info()
	out.HandlerSince = t.handlerSince
	out.Connected, out.LoggedOn = t.connected, t.loggedOn
	out.ClockOffset, out.ClockSeen = t.clockOffset, t.clockSeen
	out.LastEnd, out.LastError = clone(t.lastEnd), clone(t.lastError)
	out.Handled, out.Written = t.handled, t.written
}

func clone(i *Incident) *Incident {
	if i == nil {
		return nil
	}
	c := *i
	return &c
}
