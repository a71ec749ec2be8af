package runtime

import (
	"bytes"
	"errors"
	"iter"
	"unsafe"
)

// Raw is one frame as an index of its fields. It is reused from frame to
// frame; the values it returns alias the frame. Not safe for concurrent use.
type Raw struct {
	frame   []byte
	fields  []rawField
	version *Version // nil if it is not known

	guesses []guess    // what fields began with that came before
	guessed *pairTable // for which dictionary
}

// rawField says where a field's value stands in the frame.
type rawField struct {
	tag        int32
	start, end uint32
}

// ErrGarbled is returned by [Raw.Parse] for bytes that are not a message: such
// a message is ignored, and its number does not count.
var ErrGarbled = errors.New("runtime: garbled message")

// Parse indexes a frame as [Framer] returns it. It keeps frame, which must not
// be written again while values taken from this Raw, or from a message decoded
// from it, are in use. The dictionary says which fields hold data that may
// contain SOH; nil means none. The error is [ErrGarbled] if a tag is not an
// integer, if a field has no '=', or if 8, 9, 35 are not the first three
// fields.
func (r *Raw) Parse(frame []byte, v *Version) error {
	r.frame, r.version = frame, v
	r.fields = r.fields[:0]
	if err := r.index(v.pairs()); err != nil {
		r.fields = r.fields[:0]
		return err
	}
	f := r.fields
	if len(f) < 4 || f[0].tag != 8 || f[1].tag != 9 || f[2].tag != 35 || f[len(f)-1].tag != 10 {
		r.fields = r.fields[:0]
		return ErrGarbled
	}
	return nil
}

// maxTag is the largest tag: what dictionaries can have, and an int32 holds.
const maxTag = 1<<31 - 1

// parseTag reads "tag=" at b[at:]. A minus sign is let through, as is zero:
// these are integers, and a matter for a Reject.
func parseTag(b []byte, at int) (tag int32, value int, ok bool) {
	first := at
	negative := false
	if at < len(b) && b[at] == '-' {
		negative = true
		at++
		first = at
	}
	var n int64
	for ; at < len(b); at++ {
		c := b[at]
		if c == '=' {
			break
		}
		if c < '0' || c > '9' {
			return 0, 0, false
		}
		if n = n*10 + int64(c-'0'); n > maxTag {
			return 0, 0, false
		}
	}
	tag = int32(n)
	if at == first || at+1 >= len(b) {
		return 0, 0, false
	}
	if negative {
		tag = -tag
	}
	return tag, at + 1, true
}

// Bytes returns the whole frame.
func (r *Raw) Bytes() []byte { return r.frame }

// Len returns the number of fields.
func (r *Raw) Len() int { return len(r.fields) }

// At returns field i, 0 ≤ i < Len.
func (r *Raw) At(i int) (tag int, value []byte) {
	f := r.fields[i]
	return int(f.tag), r.value(f)
}

// All yields every field in the order of the wire.
func (r *Raw) All() iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		for _, f := range r.fields {
			if !yield(int(f.tag), r.value(f)) {
				return
			}
		}
	}
}

// Get returns the value of the first field with this tag.
func (r *Raw) Get(tag int) ([]byte, bool) {
	for _, f := range r.fields {
		if f.tag == int32(tag) {
			return r.value(f), true
		}
	}
	return nil, false
}

// Text returns the value of the first field with this tag, "" if there is
// none. The string aliases the frame.
func (r *Raw) Text(tag int) string {
	b, _ := r.Get(tag)
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// Uint returns the value of the first field with this tag as a number; ok is
// false if the field is absent, no unsigned decimal number, or beyond 64 bits.
func (r *Raw) Uint(tag int) (n uint64, ok bool) {
	b, found := r.Get(tag)
	if !found {
		return 0, false
	}
	return parseUint(b)
}

// Timestamp returns the value of the first field with this tag as a UTC time;
// ok is false if the field is absent or no UTCTimestamp.
func (r *Raw) Timestamp(tag int) (t UTCTimestamp, ok bool) {
	b, found := r.Get(tag)
	if !found {
		return UTCTimestamp{}, false
	}
	return parseUTCTimestamp(b)
}

// MsgType returns the value of tag 35. It aliases the frame.
func (r *Raw) MsgType() []byte {
	if len(r.fields) < 3 {
		return nil
	}
	return r.value(r.fields[2])
}

// BeginString returns the value of tag 8. It aliases the frame.
func (r *Raw) BeginString() []byte {
	if len(r.fields) == 0 {
		return nil
	}
	return r.value(r.fields[0])
}

func (r *Raw) value(f rawField) []byte { return r.frame[f.start:f.end:f.end] }

// Clone returns a copy with an index and a frame of its own.
func (r *Raw) Clone() *Raw {
	return &Raw{frame: bytes.Clone(r.frame), fields: append([]rawField(nil), r.fields...), version: r.version}
}

// Readable returns the frame with '|' in place of SOH.
func (r *Raw) Readable() string {
	return string(bytes.ReplaceAll(r.frame, []byte{SOH}, []byte{'|'}))
}
