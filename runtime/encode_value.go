package runtime

import (
	"strconv"
	"unsafe"
)

// field appends the field at p with its tag, nothing if it is absent.
func (e *encoder) field(dst []byte, o *op, p unsafe.Pointer) []byte {
	switch o.kind {
	case KindString:
		v := *(*string)(p)
		if v == "" {
			return dst
		}
		if hasSOH(v) {
			e.refuse(o, ReasonEmbeddedSOH)
		}
		dst = append(append(dst, o.prefix...), v...)
		if e.strict && o.enum != nil && e.disallows(o, dst[len(dst)-len(v):]) {
			e.refuse(o, ReasonIncorrectValue)
		}
		return dst
	case KindChar:
		c := *(*byte)(p)
		if c == 0 {
			return dst
		}
		if c == SOH {
			e.refuse(o, ReasonEmbeddedSOH)
		}
		if e.strict && o.enum != nil && e.disallows(o, []byte{c}) {
			e.refuse(o, ReasonIncorrectValue)
		}
		return append(append(dst, o.prefix...), c)
	case KindDecimal:
		if v := (*Decimal)(p); v.IsSet() {
			dst = v.AppendTo(append(dst, o.prefix...))
			if o.bounds != nil {
				e.judgeNumber(o, dst)
			}
		}
		return dst
	case KindInt:
		if v := (*Int)(p); v.IsSet() {
			dst = v.AppendTo(append(dst, o.prefix...))
			if o.bounds != nil {
				e.judgeNumber(o, dst)
			}
		}
		return dst
	case KindUTCTimestamp:
		if v := (*UTCTimestamp)(p); v.IsSet() {
			return v.AppendTo(append(dst, o.prefix...))
		}
		return dst
	case KindGroup:
		return e.group(dst, o, *(*sliceHeader)(p))
	}
	return e.rare(dst, o, p)
}

// rare is field for the kinds that few messages have.
func (e *encoder) rare(dst []byte, o *op, p unsafe.Pointer) []byte {
	switch o.kind {
	case KindBool:
		switch c := *(*byte)(p); c {
		case 0:
			return dst
		case 'Y', 'N':
			return append(append(dst, o.prefix...), c)
		}
		e.refuse(o, ReasonIncorrectFormat)
		return dst
	case KindData:
		b := *(*[]byte)(p)
		if e.strict && len(b) > 0 {
			e.judgeLength(o, len(b))
		}
		return appendData(dst, o, b)
	case KindIntCode, KindMultiChar, KindMultiString:
		return e.code(dst, o, *(*string)(p))
	}
	start := len(dst)
	dst = append(dst, o.prefix...)
	value := len(dst)
	if dst = appendClock(dst, o.kind, p); len(dst) == value {
		return dst[:start]
	}
	return dst
}

// appendClock appends a date or time of one of the rarer kinds.
func appendClock(dst []byte, kind Kind, p unsafe.Pointer) []byte {
	switch kind {
	case KindUTCTimeOnly:
		return (*UTCTimeOnly)(p).AppendTo(dst)
	case KindUTCDateOnly:
		return (*UTCDateOnly)(p).AppendTo(dst)
	case KindLocalMktDate:
		return (*LocalMktDate)(p).AppendTo(dst)
	case KindLocalMktTime:
		return (*LocalMktTime)(p).AppendTo(dst)
	case KindMonthYear:
		return (*MonthYear)(p).AppendTo(dst)
	case KindTZTimeOnly:
		return (*TZTimeOnly)(p).AppendTo(dst)
	case KindTZTimestamp:
		return (*TZTimestamp)(p).AppendTo(dst)
	}
	return dst
}

// code appends an integer code or a list of values.
func (e *encoder) code(dst []byte, o *op, v string) []byte {
	if v == "" {
		return dst
	}
	dst = append(append(dst, o.prefix...), v...)
	value := dst[len(dst)-len(v):]
	var wellFormed bool
	if o.kind == KindIntCode {
		_, wellFormed = parseInt(value)
	} else {
		wellFormed = validMultiValue(value, o.kind == KindMultiChar)
	}
	switch {
	case hasSOH(v):
		e.refuse(o, ReasonEmbeddedSOH)
	case !wellFormed:
		e.refuse(o, ReasonIncorrectFormat)
	case e.disallows(o, value):
		e.refuse(o, ReasonIncorrectValue)
	}
	return dst
}

// appendData appends the length field and the data.
func appendData(dst []byte, o *op, b []byte) []byte {
	if len(b) == 0 {
		return dst
	}
	if o.length != "" {
		dst = append(dst, o.length...)
		dst = strconv.AppendInt(dst, int64(len(b)), 10)
	}
	return append(append(dst, o.prefix...), b...)
}
