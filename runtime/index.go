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
	x := indexing{frame: r.frame, fields: r.fields[:0], pairs: pairs}
	var found positions
	for from := 0; from < len(r.frame); from += scanned {
		ends := found.findSOH(r.frame[from:min(from+scanned, len(r.frame))])
		if cap(x.fields)-len(x.fields) < len(ends) {
			x.fields = slices.Grow(x.fields, len(ends))
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
	r.fields = x.fields
	return nil
}

// indexing is an index in the making.
type indexing struct {
	frame  []byte
	fields []rawField
	pairs  *pairTable
	at     int    // where the next field begins
	counts uint16 // the pair whose length was the last field
	length int    // what that said
}

// usual takes fields as long as they are as most are, with tags of one to three
// digits that announce no data, and returns how many it took. ends are their
// SOH, from is where these count from, and there is room in x.fields.
//
// This loop is what indexing costs. It has no branch for each digit, which would
// be guessed wrong where tags of differing lengths follow each other.
func (x *indexing) usual(ends []uint8, from int) int {
	if x.counts != 0 || x.at > from+int(ends[0]) {
		return 0
	}
	p := unsafe.Pointer(unsafe.SliceData(x.frame))
	fields := x.fields[len(x.fields):][:len(ends)]
	announce := &x.pairs.announce
	last := uintptr(len(x.frame) - 4) // where four bytes can be read still
	at := uintptr(x.at)
	i := 0
scan:
	for ; i < len(ends) && i < len(fields) && int(at) <= int(last); i++ {
		w := *(*uint32)(unsafe.Add(p, at))
		if bigEndian {
			w = bits.ReverseBytes32(w)
		}
		var tag, start uint32
		d0, d1, d2 := w&0xff-'0', w>>8&0xff-'0', w>>16&0xff-'0'
		const equals = ('=' - '0') & 0xffffffff
		switch {
		case d0 > 9:
			break scan
		case d1 == equals:
			tag, start = d0, 2
		case d1 > 9:
			break scan
		case d2 == equals:
			tag, start = d0*10+d1, 3
		case d2 > 9 || w>>24 != '=':
			break scan
		default:
			tag, start = d0*100+d1*10+d2, 4
		}
		if announce[tag>>6&15]>>(tag&63)&1 != 0 {
			break
		}
		end := uint32(from) + uint32(ends[i])
		fields[i] = rawField{tag: int32(tag), start: uint32(at) + start, end: end}
		at = uintptr(end) + 1
	}
	x.fields = x.fields[:len(x.fields)+i]
	x.at = int(at)
	return i
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
