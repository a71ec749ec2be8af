package runtime

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unsafe"
)

// index fills r.fields from r.frame. All SOH are found first, in blocks, so that
// what is done for a field does not wait for the one before it.
func (r *Raw) index(pairs *pairTable) error {
	x := indexing{frame: r.frame, fields: r.fields[:0], guesses: r.guesses, pairs: pairs}
	if r.guessed != pairs {
		r.guessed = pairs
		x.guesses = x.guesses[:0]
	}
	var found positions
	for from := 0; from < len(r.frame); from += scanned {
		ends := found.findSOH(r.frame[from:min(from+scanned, len(r.frame))])
		if cap(x.fields)-len(x.fields) < len(ends) {
			x.fields = slices.Grow(x.fields, len(ends))
		}
		for len(x.guesses) < len(x.fields)+len(ends) {
			x.guesses = append(x.guesses, guess{mask: ^uint32(0)})
		}
		for len(ends) > 0 {
			ends = ends[x.usual(ends, from):]
			if len(ends) > 0 {
				if !x.field(from + int(ends[0])) {
					return ErrGarbled
				}
				ends = ends[1:]
			}
		}
	}
	if x.at != len(r.frame) {
		return ErrGarbled
	}
	r.fields, r.guesses = x.fields, x.guesses
	return nil
}

// indexing is an index in the making.
type indexing struct {
	frame   []byte
	fields  []rawField
	guesses []guess
	pairs   *pairTable
	at      int    // where the next field begins
	counts  uint16 // the pair whose length was the last field
	length  int    // what that said
}

// guess is what a field of the frame before began with. The next frame of a
// session mostly has the same fields, and comparing is less work than reading.
type guess struct {
	text uint32 // the tag and '=', the first byte lowest
	mask uint32 // of text
	tag  int32
	size uint32 // bytes of text
}

// usual takes fields as long as they are as most are, with tags of one to three
// digits that announce no data, and returns how many it took. ends are their
// SOH, from is where these count from, and there is room in x.fields and as many
// guesses as that.
//
// This loop is what indexing costs.
func (x *indexing) usual(ends []uint8, from int) int {
	if x.counts != 0 || x.at > from+int(ends[0]) {
		return 0
	}
	p := unsafe.Pointer(unsafe.SliceData(x.frame))
	first := len(x.fields)
	fields := x.fields[first:][:len(ends)]
	guesses := x.guesses[first:][:len(ends)]
	last := len(x.frame) - 4 // where four bytes can be read still
	at := x.at
	i := 0
	for ; i < len(fields) && i < len(guesses) && at <= last; i++ {
		w := *(*uint32)(unsafe.Add(p, at))
		g := &guesses[i]
		if (w^g.text)&g.mask != 0 && !g.read(w, &x.pairs.announce) {
			break
		}
		end := from + int(ends[i])
		fields[i] = rawField{tag: g.tag, start: uint32(at) + g.size, end: uint32(end)}
		at = end + 1
	}
	x.fields = x.fields[:first+i]
	x.at = at
	return i
}

// read makes a guess of the four bytes that a field begins with, as they lie in
// memory. It returns false, and leaves a guess that is never right, if the tag
// does not end within them, is none, or announces data.
func (g *guess) read(w uint32, announce *[16]uint64) bool {
	*g = guess{text: 0, mask: ^uint32(0)}
	text := w
	if bigEndian {
		text = bits.ReverseBytes32(w)
	}
	tag, size := uint32(0), uint32(0)
	for ; size < 4; size++ {
		c := text >> (size * 8) & 0xff
		if c == '=' {
			break
		}
		if c-'0' > 9 {
			return false
		}
		tag = tag*10 + c - '0'
	}
	if size == 0 || size == 4 || announce[tag>>6&15]>>(tag&63)&1 != 0 {
		return false
	}
	mask := ^uint32(0) >> (24 - size*8)
	if bigEndian {
		mask = bits.ReverseBytes32(mask)
	}
	*g = guess{text: w & mask, mask: mask, tag: int32(tag), size: size + 1}
	return true
}

// field takes one field of any kind, whose SOH is at end unless it has SOH in
// its value. It reports whether the field is one.
func (x *indexing) field(end int) bool {
	if end < x.at {
		return true // it belongs to data
	}
	tag, start, ok := parseTag(x.frame, x.at)
	if !ok {
		return false
	}
	p := x.pairs
	if behind := start + x.length; x.counts != 0 && p.data.get(tag) == x.counts && behind < len(x.frame) && x.frame[behind] == SOH {
		end = behind
	}
	x.fields = append(x.fields, rawField{tag: tag, start: uint32(start), end: uint32(end)})
	if x.counts = p.length.get(tag); x.counts != 0 {
		x.counts, x.length = p.announced(x.counts, x.frame[start:end])
	}
	x.at = end + 1
	return true
}

const (
	eachByte = 0x0101010101010101
	highBits = 0x8080808080808080
)

// indexSOH returns where the first SOH at or behind at stands, len(b) if there
// is none. It looks at eight bytes at a time: most values are shorter.
func indexSOH(b []byte, at int) int {
	for at+8 <= len(b) {
		// A byte that is SOH becomes zero, and zero bytes show in their
		// highest bit. The lowest such bit is exact.
		x := binary.LittleEndian.Uint64(b[at:]) ^ eachByte*SOH
		if found := (x - eachByte) & ^x & highBits; found != 0 {
			return at + bits.TrailingZeros64(found)>>3
		}
		at += 8
	}
	for at < len(b) && b[at] != SOH {
		at++
	}
	return at
}

// hasSOH reports whether there is a SOH in s.
func hasSOH(s string) bool {
	b := []byte(s) // not copied: it does not escape and is not changed
	return indexSOH(b, 0) < len(b)
}
