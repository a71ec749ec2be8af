package runtime

// forwarded are the header fields that say how a body is to be read: ApplVerID,
// CstmApplVerID, ApplExtID, MessageEncoding; and PossResend.
var forwarded = [...]int{1128, 1129, 1156, 347, tagPossResend}

// anyVersion tells header and trailer where no dictionary does.
var anyVersion = Version{
	Name: "any",
	Header: unstored(8, 9, 35, 1128, 1129, 1156, 49, 56, 115, 128, 90, 91, 34, 50, 142, 57, 143, 116, 144, 129, 145,
		43, 97, 52, 122, 212, 213, 347, 369, 370, 627, 628, 629, 630),
	Trailer: unstored(93, 89, 10),
}

func unstored(tags ...int) *Struct {
	s := &Struct{Unknown: Unstored}
	for _, tag := range tags {
		s.Members = append(s.Members, Member{Tag: tag, Offset: Unstored})
	}
	return s
}

// Forward returns the message for sending it on: its type and its body, byte
// for byte. Of the header it keeps PossResend (97), MessageEncoding (347) and
// what tells the application version (1128, 1129, 1156); the rest, and the
// trailer, belong to the session it came from. The values alias the frame.
func (r *Raw) Forward() *RawMessage {
	m := &RawMessage{Type: string(r.MsgType())}
	for _, tag := range forwarded {
		if value, ok := r.Get(tag); ok && len(value) > 0 {
			m.Header = append(m.Header, Field{tag, text(value)})
		}
	}
	body, trailer := r.parts()
	m.Body = make([]Field, 0, trailer-body)
	for _, f := range r.fields[body:trailer] {
		m.Body = append(m.Body, Field{int(f.tag), text(r.value(f))})
	}
	return m
}

// Header returns the fields of the header, 8, 9 and 35 included, with values
// that alias the frame. Where the header ends is told by the dictionary that
// [Raw.Parse] was given; without one the header fields of FIX count.
func (r *Raw) Header() []Field {
	body, _ := r.parts()
	return r.list(0, body)
}

// Body returns the fields between header and trailer, with values that alias the
// frame.
func (r *Raw) Body() []Field {
	body, trailer := r.parts()
	return r.list(body, trailer)
}

// Trailer returns the fields of the trailer, CheckSum (10) included, with values
// that alias the frame.
func (r *Raw) Trailer() []Field {
	_, trailer := r.parts()
	return r.list(trailer, len(r.fields))
}

func (r *Raw) list(from, to int) []Field {
	list := make([]Field, 0, to-from)
	for _, f := range r.fields[from:to] {
		list = append(list, Field{int(f.tag), text(r.value(f))})
	}
	return list
}

// parts returns where the body and the trailer begin. A header field that may
// stand in a body too belongs to the header once, and in the order of it; a tag
// that nobody knows belongs to the header if the header goes on behind it.
func (r *Raw) parts() (body, trailer int) {
	n := len(r.fields)
	if n <= framing {
		return n, n
	}
	v := r.version
	if v == nil {
		v = &anyVersion
	}
	t := v.prepared()
	body = framing
	last := -1
	for i := framing; i < n; i++ {
		tag := r.fields[i].tag
		at := int(t.header.index.get(tag)) - 1
		if at >= 0 && (!t.header.ops[at].outside || at > last) || at < 0 && t.header.groupHas(tag) {
			last = max(last, at)
			body = i + 1
		} else if at >= 0 || t.byTag.get(tag) != 0 {
			break
		}
	}
	trailer = n - 1
	for trailer > body && t.trailer.index.get(r.fields[trailer-1].tag) != 0 {
		trailer--
	}
	return min(body, n-1), trailer
}
