package runtime

import (
	"time"
	"unsafe"
)

// Stamp is what a session adds to the header of one message.
type Stamp struct {
	MsgSeqNum     uint64
	SendingTime   time.Time
	LastProcessed uint64 // LastMsgSeqNumProcessed (369); 0 leaves it out
}

// Composer writes the messages of one session: what stays the same in every
// header is prepared once. Not safe for concurrent use.
type Composer struct {
	version   *Version
	tables    *versionTables
	precision Precision
	cache     TimestampCache
	ops       []headerOp
	brief     []headerOp // ops for a message that sets nothing in its Header
	policy    Policy
	scratch   Raw // of a message made by tag

	header, trailer customFields
	trailerText     string // constants whose tags the dictionary has
}

// headerOp writes one header field.
type headerOp struct {
	op     *op
	source headerSource
	text   string // headerConstant, headerDefault: the whole field
}

type headerSource uint8

const (
	headerStruct   headerSource = iota // from the message's Header
	headerConstant                     // the same in every message
	headerDefault                      // the same in every message that does not set it itself
	headerSeqNum
	headerTime
	headerLast
)

// NewComposer prepares the messages of a session. header holds the fields that
// every message carries: 49, 56, and as needed 50, 57, 142, 143 and others. What
// a message sets in its own Header counts more, but for 49 and 56.
//
// A tag that the dictionary does not have at all, such as one a venue made up,
// stands behind all others of the header. A message replaces its value, or gives
// it one if the value here is empty, by having it in its Unknown list. A tag that
// the dictionary has elsewhere is an error. Timestamps are written with the given
// precision.
func NewComposer(v *Version, header []Field, p Precision) (*Composer, error) {
	c := &Composer{version: v, tables: v.prepared(), precision: p}
	constants, custom, err := c.part(header, c.tables.header, "header")
	if err != nil {
		return nil, err
	}
	c.header = custom
	c.ops = make([]headerOp, 0, len(c.tables.header.ops))
	for i := range c.tables.header.ops {
		o := &c.tables.header.ops[i]
		h := headerOp{op: o}
		switch o.tag {
		case tagBeginString, tagBodyLength, tagMsgType, tagPossDupFlag, tagOrigSending:
			continue // the frame's, or of a resent message only
		case tagMsgSeqNum:
			h.source = headerSeqNum
		case tagSendingTime:
			h.source = headerTime
		case tagLastProcessed:
			h.source = headerLast
		default:
			if value := constants[int(o.tag)]; value != "" {
				h.source, h.text = headerDefault, o.prefix+value
				if o.tag == tagSenderCompID || o.tag == tagTargetCompID || o.offset == Unstored {
					h.source = headerConstant
				}
			}
		}
		c.ops = append(c.ops, h)
		c.addBrief(h)
	}
	return c, nil
}

// addBrief adds an op to brief. Constants that follow each other become one.
func (c *Composer) addBrief(h headerOp) {
	switch h.source {
	case headerStruct:
		return
	case headerConstant, headerDefault:
		if last := len(c.brief) - 1; last >= 0 && c.brief[last].source == headerConstant {
			c.brief[last].text += h.text
			return
		}
		h.source = headerConstant
	}
	c.brief = append(c.brief, h)
}

// SetPolicy says what is let through in the messages of the application, which
// are held to the dictionary as received ones are. What a policy keeps or
// ignores is sent as it is. Without it nothing is.
func (c *Composer) SetPolicy(p Policy) { c.policy = p }

// AppendMessage appends m as the session's message s.MsgSeqNum. Header fields
// that m sets itself are sent too, unless the session decides them. The
// message is held to its dictionary: on a Fault dst is returned as it was.
func (c *Composer) AppendMessage(dst []byte, m Message, s Stamp) ([]byte, Fault) {
	ref := m.FIXMessage()
	e := encoder{tables: c.tables, strict: true, policy: c.policy}
	var f finder
	body := ref.Type.prepared()
	var own []Field // of the header and trailer
	if len(c.header)+len(c.trailer) > 0 {
		own = unknownOf(body, ref.base)
		e.composer, e.body = c, body
	}
	base := unsafe.Add(ref.base, ref.Type.Header)
	out := c.begin(dst, ref.Type.MsgType)
	ops := c.ops
	if f.none(c.tables.header, base) {
		ops = c.brief
	}
	for i := range ops {
		h := &ops[i]
		switch {
		case h.source == headerDefault:
			before := len(out)
			if out = e.field(out, h.op, unsafe.Add(base, h.op.offset)); len(out) == before {
				out = append(out, h.text...)
			}
		case h.source != headerStruct:
			out = c.stamp(out, h, &s)
		case h.op.offset != Unstored:
			out = e.field(out, h.op, unsafe.Add(base, h.op.offset))
		}
	}
	out = c.header.appendTo(out, own, &e)
	e.required = true
	out = e.scope(out, body, ref.base, &f)
	e.required = false
	out = c.appendTrailer(out, &ref, own, &e, &f)
	if !e.fault.OK() {
		return dst, e.fault
	}
	out = endFrame(out, len(dst), c.version.BeginString)
	if f := c.policy.Limits.checkFrame(out[len(dst):], c.version); !f.OK() {
		return dst, f
	}
	return out, Fault{}
}

// AppendAdmin appends a message made by tag. header holds further header
// fields for this message alone, which may include 43 and 122 and replaces
// constants; body is fields led by SOH, as [AppendField] makes them.
func (c *Composer) AppendAdmin(dst []byte, msgType string, s Stamp, header []Field, body []byte) []byte {
	start := len(dst)
	dst = c.begin(dst, msgType)
	if header == nil {
		for i := range c.ops {
			dst = c.stamp(dst, &c.ops[i], &s)
		}
	} else {
		dst = c.appendHeader(dst, &s, header)
	}
	e := encoder{tables: c.tables}
	dst = c.header.appendTo(dst, header, &e)
	dst = append(dst, body...)
	dst = append(dst, c.trailerText...)
	dst = c.trailer.appendTo(dst, nil, &e)
	return endFrame(dst, start, c.version.BeginString)
}

// appendHeader writes all header fields in the order of the dictionary.
func (c *Composer) appendHeader(dst []byte, s *Stamp, extra []Field) []byte {
	next := 0
	for i := range c.tables.header.ops {
		o := &c.tables.header.ops[i]
		prepared := next < len(c.ops) && c.ops[next].op == o
		if f := fieldOf(extra, o.tag); f != nil {
			dst = append(append(dst, o.prefix...), f.Value...)
		} else if prepared {
			dst = c.stamp(dst, &c.ops[next], s)
		}
		if prepared {
			next++
		}
	}
	return dst
}

func fieldOf(fields []Field, tag int32) *Field {
	for i := range fields {
		if fields[i].Tag == int(tag) {
			return &fields[i]
		}
	}
	return nil
}

func (c *Composer) begin(dst []byte, msgType string) []byte {
	dst = beginFrame(dst, c.version.BeginString)
	dst = append(dst, "\x0135="...)
	return append(dst, msgType...)
}

// stamp writes a field that the session decides; none for headerStruct.
func (c *Composer) stamp(dst []byte, h *headerOp, s *Stamp) []byte {
	switch h.source {
	case headerConstant, headerDefault:
		return append(dst, h.text...)
	case headerSeqNum:
		return appendUint(append(dst, h.op.prefix...), s.MsgSeqNum)
	case headerTime:
		return c.cache.AppendUTCTimestamp(append(dst, h.op.prefix...), s.SendingTime, c.precision)
	case headerLast:
		if s.LastProcessed > 0 {
			return appendUint(append(dst, h.op.prefix...), s.LastProcessed)
		}
	}
	return dst
}
