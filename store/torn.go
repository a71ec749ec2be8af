package store

import (
	"bytes"
)

// tornHeader reports whether b, all there is of the last segment, is what a
// crash leaves of a header.
func tornHeader(b []byte, seg uint32) bool {
	if len(b) > segmentHeaderLen {
		return false
	}
	return len(b) < segmentHeaderLen && bytes.HasPrefix(segmentHeader(seg), b) ||
		len(bytes.Trim(b, "\x00")) == 0
}

// tornTail reports whether rest, the last segment from a damaged record at off
// to the end, is what a crash leaves of records that were not yet synced. If it
// is not, intact is where in rest the next intact record begins.
func tornTail(rest []byte, seg uint32, off int64) (torn bool, intact int) {
	intact = nextIntact(rest, 1, seg, off)
	for p := intact; p < len(rest); {
		r, n, ok := parseRecord(rest[p:], seg, off+int64(p))
		switch {
		case !ok:
			p = nextIntact(rest, p+1, seg, off)
		case r.typ == recordSynced && int64(r.seq) > off:
			return false, intact
		default:
			p += n
		}
	}
	return intact == len(rest) || hole(rest[:intact], off), intact
}

// nextIntact returns where the first intact record at or behind from begins in
// rest, which lies at off of segment seg; len(rest) if there is none.
func nextIntact(rest []byte, from int, seg uint32, off int64) int {
	for p := from; p < len(rest); p++ {
		// No record begins with four zeros, which is what most of this is.
		if p+8 <= len(rest) && rest[p]|rest[p+1]|rest[p+2]|rest[p+3] == 0 {
			continue
		}
		if _, _, ok := parseRecord(rest[p:], seg, off+int64(p)); ok {
			return p
		}
	}
	return len(rest)
}

// hole reports whether b, which lies at off, has zeros up to a multiple of the
// sector size.
func hole(b []byte, off int64) bool {
	first := int(sectorSize - off%sectorSize)
	for end := first; end <= len(b); end += sectorSize {
		if end >= holeMin && len(bytes.Trim(b[end-holeMin:end], "\x00")) == 0 {
			return true
		}
	}
	return false
}
