package runtime

import (
	"fmt"
	"strings"
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
}

// headerOp writes one header field.
type headerOp struct {
	op     *op
	source headerSource
	text   string // headerConstant: the whole field
}

type headerSource uint8

const (
	headerStruct   headerSource = iota // from the message's Header
	headerConstant                     // the same in every message
	headerSeqNum
	headerTime
	headerLast
)

// NewComposer prepares the messages of a session. header holds the fields that
// every message carries: 49, 56, and as needed 50, 57, 142, 143 and others; a
// tag that the version's header does not have is an error. Timestamps are
// written with the given precision.
func NewComposer(v *Version, header []Field, p Precision) (*Composer, error) {
	c := &Composer{version: v, tables: v.prepared(), precision: p}
	constants := make(map[int]string, len(header))
	for _, f := range header {
		if c.tables.header.index.get(int32(f.Tag)) == 0 {
			return nil, fmt.Errorf("runtime: %s: tag %d is not in the header", v.Name, f.Tag)
		}
		if strings.IndexByte(f.Value, SOH) >= 0 {
			return nil, fmt.Errorf("runtime: %s: header field %d: SOH in the value", v.Name, f.Tag)
		}
		constants[f.Tag] = f.Value
	}
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
				h.source, h.text = headerConstant, o.prefix+value
			}
		}
		c.ops = append(c.ops, h)
	}
	return c, nil
}

// AppendMessage appends m as the session's message s.MsgSeqNum. Header fields
// that m sets itself are sent too, unless the session decides them. The
// message is held to its dictionary: on a Fault dst is returned as it was.
func (c *Composer) AppendMessage(dst []byte, m Message, s Stamp) ([]byte, Fault) {
	ref := m.FIXMessage()
	e := encoder{tables: c.tables}
	base := unsafe.Add(ref.base, ref.Type.Header)
	out := c.begin(dst, ref.Type.MsgType)
	for i := range c.ops {
		h := &c.ops[i]
		switch {
		case h.source != headerStruct:
			out = c.stamp(out, h, &s)
		case h.op.offset != Unstored:
			out = e.field(out, h.op, unsafe.Add(base, h.op.offset))
		}
	}
	e.strict = true
	out = e.scope(out, ref.Type.prepared(), ref.base)
	e.strict = false
	out = e.scope(out, c.tables.trailer, unsafe.Add(ref.base, ref.Type.Trailer))
	if !e.fault.OK() {
		return dst, e.fault
	}
	return endFrame(out, len(dst), c.version.BeginString), Fault{}
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
	dst = append(dst, body...)
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
	case headerConstant:
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
