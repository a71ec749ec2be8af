package runtime

import (
	"encoding/binary"
	"math/bits"
)

// index fills r.fields from r.frame in one pass.
func (r *Raw) index(pairs *pairTable) error {
	b := r.frame
	fields := r.fields[:0]
	var counts uint16 // the pair whose length was just read
	var length int
	for at := 0; at < len(b); {
		tag, start := shortTag(b, at)
		if start == 0 {
			var ok bool
			if tag, start, ok = parseTag(b, at); !ok {
				return ErrGarbled
			}
		}
		end := start
		if counts != 0 && pairs.data.get(tag) == counts && start+length < len(b) && b[start+length] == SOH {
			end = start + length
		}
		if end = indexSOH(b, end); end == len(b) {
			return ErrGarbled
		}
		fields = append(fields, rawField{tag: tag, start: uint32(start), end: uint32(end)})
		if counts = pairs.length.get(tag); counts != 0 {
			counts, length = pairs.announced(counts, b[start:end])
		}
		at = end + 1
	}
	r.fields = fields
	return nil
}

// shortTag reads a tag of one to three digits, as almost all are, and returns
// where its value starts; 0 if it is anything else.
func shortTag(b []byte, at int) (tag int32, value int) {
	if at+4 >= len(b) {
		return 0, 0
	}
	w := binary.LittleEndian.Uint32(b[at:])
	d0, d1, d2 := w&0xff-'0', w>>8&0xff, w>>16&0xff
	switch {
	case d0 > 9:
		return 0, 0
	case d1 == '=':
		return int32(d0), at + 2
	case d1-'0' > 9:
		return 0, 0
	case d2 == '=':
		return int32(d0*10 + d1 - '0'), at + 3
	case d2-'0' > 9 || w>>24 != '=':
		return 0, 0
	}
	return int32(d0*100 + (d1-'0')*10 + d2 - '0'), at + 4
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
