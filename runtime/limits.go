package runtime

// The defaults of [Limits].
const (
	DefaultMaxFields       = 1 << 16
	DefaultMaxGroupEntries = 10_000
	DefaultMaxDepth        = 16
)

// Limits bound what one message can cost its reader, beside the size of its
// frame ([Framer]). They hold for what is sent, too. For each, zero is the
// default and a negative number no limit.
type Limits struct {
	// Fields is the most fields of a message, header and trailer included. If
	// zero, 65,536.
	Fields int
	// GroupEntries is the most entries of one group. If zero, 10,000.
	GroupEntries int
	// Depth is how deep groups may nest; a group in the body has depth 1. If
	// zero, 16.
	Depth int
}

// allow reports whether n is within limit, or within standard if that is zero.
func allow(n, limit, standard int) bool {
	if limit == 0 {
		limit = standard
	}
	return limit < 0 || n <= limit
}

// check looks at the number of fields of a message.
func (l *Limits) check(fields int) Fault {
	if allow(fields, l.Fields, DefaultMaxFields) {
		return Fault{}
	}
	return Fault{Reason: ReasonTooManyFields}
}

// checkFrame looks at the number of fields of a frame that was just made; most
// frames are too short to have too many.
func (l *Limits) checkFrame(frame []byte, v *Version) Fault {
	const shortestField = len("1=x|")
	if f := l.check(len(frame) / shortestField); f.OK() {
		return f
	}
	r := Raw{frame: frame}
	if r.index(v.pairs()) != nil {
		return Fault{} // for others to find
	}
	return l.check(len(r.fields))
}

// checkGroup looks at a group of n entries at a depth, from 1, and its counter.
func (l *Limits) checkGroup(n uint64, depth int, counter int32) Fault {
	switch {
	case !allow(depth, l.Depth, DefaultMaxDepth):
		return Fault{ReasonTooDeep, int(counter)}
	case n > 1<<31-1 || !allow(int(n), l.GroupEntries, DefaultMaxGroupEntries):
		return Fault{ReasonTooManyEntries, int(counter)}
	}
	return Fault{}
}
