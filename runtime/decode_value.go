package runtime

import "unsafe"

// value checks one field and stores it at p, unless p is nil.
func (d *decoding) value(o *op, b []byte, p unsafe.Pointer) Fault {
	if !o.allows(b) {
		if !o.store(b, nil) {
			return Fault{ReasonIncorrectFormat, int(o.tag)}
		}
		switch d.policy.UnknownValues {
		case PolicyReject:
			return Fault{ReasonIncorrectValue, int(o.tag)}
		case PolicyIgnore:
			if o.delimits {
				return Fault{ReasonIncorrectValue, int(o.tag)}
			}
			return Fault{}
		}
	}
	if !o.store(b, p) {
		return Fault{ReasonIncorrectFormat, int(o.tag)}
	}
	return Fault{}
}

// allows reports whether b is enumerated and within its range, where there is
// an enumeration or a range.
func (o *op) allows(b []byte) bool {
	return (o.enum == nil || o.enumerates(b)) && (o.bounds == nil || o.bounds.has(b))
}

func (o *op) enumerates(b []byte) bool {
	if o.kind == KindMultiChar || o.kind == KindMultiString {
		return o.enum.hasEach(b)
	}
	return o.enum.has(b)
}

// store parses b and writes it to p unless p is nil. It reports whether b has
// the format of the field. Most fields do not come here: see decode_plain.go.
func (o *op) store(b []byte, p unsafe.Pointer) bool {
	switch o.kind {
	case KindString:
		return put(p, text(b), true)
	case KindIntCode:
		_, ok := parseInt(b)
		return put(p, text(b), ok)
	case KindDecimal:
		v, ok := parseDecimal(b)
		return put(p, v, ok)
	case KindChar:
		v, ok := parseChar(b)
		return put(p, v, ok)
	case KindInt:
		v, ok := parseInt(b)
		return put(p, v, ok)
	case KindUTCTimestamp:
		v, ok := parseUTCTimestamp(b)
		return put(p, v, ok)
	case KindBool:
		v, ok := parseBool(b)
		return put(p, v, ok)
	case KindMultiChar, KindMultiString:
		return put(p, text(b), validMultiValue(b, o.kind == KindMultiChar))
	case KindData:
		return put(p, b, true)
	case KindUTCTimeOnly:
		v, ok := parseUTCTimeOnly(b)
		return put(p, v, ok)
	case KindUTCDateOnly:
		v, ok := parseUTCDateOnly(b)
		return put(p, v, ok)
	case KindLocalMktDate:
		v, ok := parseLocalMktDate(b)
		return put(p, v, ok)
	case KindLocalMktTime:
		v, ok := parseLocalMktTime(b)
		return put(p, v, ok)
	case KindMonthYear:
		v, ok := parseMonthYear(b)
		return put(p, v, ok)
	case KindTZTimeOnly:
		v, ok := parseTZTimeOnly(b)
		return put(p, v, ok)
	case KindTZTimestamp:
		v, ok := parseTZTimestamp(b)
		return put(p, v, ok)
	}
	return false
}

// put writes v to p if there is a p and v is good, and returns ok.
func put[T any](p unsafe.Pointer, v T, ok bool) bool {
	if ok && p != nil {
		*(*T)(p) = v
	}
	return ok
}
