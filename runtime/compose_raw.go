package runtime

import (
	"slices"
	"strconv"
)

// AppendRaw is [Composer.AppendMessage] for a message made by tag. d is the
// dictionary it is held to, of the composer's version: the whole frame is
// validated as if it had been received, and on a Fault dst is returned as it
// was. The application version (1128, 1129, 1156) is left out where the header
// has no such field.
func (c *Composer) AppendRaw(dst []byte, m *RawMessage, s Stamp, d *Dictionary) ([]byte, Fault) {
	if m.Type == "" || hasSOH(m.Type) {
		return dst, Fault{Reason: ReasonInvalidMsgType}
	}
	e := encoder{tables: c.tables}
	for _, part := range [...][]Field{m.Header, m.Body, m.Trailer} {
		e.checkRaw(part)
	}
	out := c.begin(dst, m.Type)
	out = c.appendRawHeader(out, m.Header, &s, &e)
	for _, f := range m.Body {
		out = AppendField(out, f.Tag, f.Value)
	}
	own := slices.ContainsFunc(m.Trailer, func(f Field) bool { return c.tables.trailer.index.get(int32(f.Tag)) != 0 })
	if !own {
		out = append(out, c.trailerText...)
	}
	for _, f := range m.Trailer {
		if !c.trailer.has(f.Tag) {
			out = AppendField(out, f.Tag, f.Value)
		}
	}
	out = c.trailer.appendTo(out, m.Trailer, &e)
	out = endFrame(out, len(dst), c.version.BeginString)
	if e.fault.OK() {
		e.fault = c.judgeRaw(out[len(dst):], d)
	}
	if !e.fault.OK() {
		return dst, e.fault
	}
	return out, Fault{}
}

// judgeRaw validates a frame that was just made.
func (c *Composer) judgeRaw(frame []byte, d *Dictionary) Fault {
	defer c.scratch.forget()
	if c.scratch.Parse(frame, c.version) != nil {
		return Fault{Reason: ReasonInvalidMsgType} // all else was checked before
	}
	return d.Validate(&c.scratch, c.policy)
}

// forget lets go of the frame and keeps the memory of the index.
func (r *Raw) forget() { r.frame, r.fields = nil, r.fields[:0] }

// checkRaw looks for what would make other fields of the list, once they are
// read again.
func (e *encoder) checkRaw(list []Field) {
	for i, f := range list {
		if f.Tag <= 0 || f.Tag > maxTag {
			e.refuseTag(f.Tag, ReasonInvalidTag)
			return
		}
		pair := e.tables.pairs.data.get(int32(f.Tag))
		behind := pair != 0 && i > 0 && e.tables.pairs.length.get(int32(list[i-1].Tag)) == pair
		switch {
		case behind && list[i-1].Value != strconv.Itoa(len(f.Value)):
			e.refuseTag(list[i-1].Tag, ReasonIncorrectFormat)
		case !behind && hasSOH(f.Value):
			e.refuseTag(f.Tag, ReasonEmbeddedSOH)
		}
	}
}

// appendRawHeader writes the header in the order of the dictionary, each group
// of extra with what stands behind its counter.
func (c *Composer) appendRawHeader(dst []byte, extra []Field, s *Stamp, e *encoder) []byte {
	for i := range c.ops {
		h := &c.ops[i]
		at := -1
		if h.source == headerStruct || h.source == headerDefault {
			at = slices.IndexFunc(extra, func(f Field) bool { return f.Tag == int(h.op.tag) })
		}
		if at < 0 {
			dst = c.stamp(dst, h, s)
			continue
		}
		for end := c.endOfRun(extra, at); at < end; at++ {
			dst = AppendField(dst, extra[at].Tag, extra[at].Value)
		}
	}
	dst = c.header.appendTo(dst, extra, e)
	for i := 0; i < len(extra); i++ {
		f := extra[i]
		tag := int32(f.Tag)
		switch {
		case c.tables.header.index.get(tag) != 0:
			i = c.endOfRun(extra, i) - 1 // written, or decided by the session
		case c.header.has(f.Tag), slices.Contains(forwarded[:3], f.Tag):
		case c.tables.byTag.get(tag) != 0:
			e.refuseTag(f.Tag, ReasonFieldOrder)
		default:
			dst = AppendField(dst, f.Tag, f.Value)
		}
	}
	return dst
}

// endOfRun returns the end of the field at from: behind the entries if it is the
// counter of a group.
func (c *Composer) endOfRun(fields []Field, from int) int {
	header := c.tables.header
	end := from + 1
	if header.ops[header.index.get(int32(fields[from].Tag))-1].kind == KindGroup {
		for end < len(fields) && header.index.get(int32(fields[end].Tag)) == 0 && header.groupHas(int32(fields[end].Tag)) {
			end++
		}
	}
	return end
}
