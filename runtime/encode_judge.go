package runtime

import (
	"bytes"
	"strconv"
)

// disallows reports whether a value is to be refused because it is not
// enumerated or out of its range.
func (e *encoder) disallows(o *op, value []byte) bool {
	return e.strict && e.policy.UnknownValues == PolicyReject && !o.allows(value)
}

// judgeNumber holds the field that dst ends with to its range.
func (e *encoder) judgeNumber(o *op, dst []byte) {
	if e.disallows(o, dst[bytes.LastIndexByte(dst, '=')+1:]) {
		e.refuse(o, ReasonIncorrectValue)
	}
}

// judgeGroup holds the number of entries to the limits and to the range of the
// counter.
func (e *encoder) judgeGroup(o *op, n int) {
	if f := e.policy.Limits.checkGroup(uint64(n), e.depth+1, o.tag); !f.OK() {
		e.refuse(o, f.Reason)
	}
	e.judgeLength(o, n)
}

// judgeLength holds the length of data, or the count of a group, to its range.
func (e *encoder) judgeLength(o *op, n int) {
	if o.bounds == nil || e.policy.UnknownValues != PolicyReject {
		return
	}
	var digits [20]byte
	if !o.bounds.has(strconv.AppendInt(digits[:0], int64(n), 10)) {
		e.refuse(o, ReasonIncorrectValue)
	}
}

// unknown appends a field of an Unknown list.
func (e *encoder) unknown(dst []byte, f Field) []byte {
	tag := int32(f.Tag)
	switch {
	case f.Tag <= 0 || f.Tag > maxTag:
		e.refuseTag(f.Tag, ReasonInvalidTag)
	case hasSOH(f.Value) && e.tables.pairs.data.get(tag) == 0:
		e.refuseTag(f.Tag, ReasonEmbeddedSOH)
	}
	return AppendField(dst, f.Tag, f.Value)
}

func (e *encoder) refuseTag(tag int, reason Reason) {
	if e.fault.OK() {
		e.fault = Fault{reason, tag}
	}
}

// judge holds a field of the Unknown list of a scope to the policy, as if it
// were received: a known tag has its place elsewhere.
func (e *encoder) judge(s *scope, seen bitset, f Field) {
	tag := int32(f.Tag)
	at := int(s.index.get(tag)) - 1
	known := e.tables.byTag.get(tag) != 0
	switch {
	case f.Value == "" && e.policy.EmptyValues == PolicyReject:
		e.refuseTag(f.Tag, ReasonNoValue)
	case at >= 0 && seen.has(at):
		e.refuseTag(f.Tag, ReasonRepeatedTag)
	case at >= 0:
		// An empty value, or the length of no data, has no other place.
		length := s.ops[at].kind == KindLength && (e.policy.Missing != PolicyReject || e.policy.EmptyValues == PolicyKeep)
		if f.Value != "" && !length {
			e.refuseTag(f.Tag, ReasonFieldOrder)
		}
	case e.tables.header.index.get(tag) != 0 || e.tables.trailer.index.get(tag) != 0:
		e.refuseTag(f.Tag, ReasonFieldOrder)
	case !known && e.policy.unknown(tag) == PolicyReject:
		e.refuseTag(f.Tag, ReasonInvalidTag)
	case known && (e.policy.ForeignTags == PolicyReject || e.depth > 0 || s.groupHas(tag)):
		e.refuseTag(f.Tag, ReasonNotInMessage)
	}
}
