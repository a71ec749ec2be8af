package runtime

import (
	"bytes"
	"encoding/binary"
)

// DefaultMaxFrame is the largest frame, in bytes, that a [Framer] accepts
// unless told otherwise.
const DefaultMaxFrame = 1 << 20

// maxLengthDigits bounds the digits of BodyLength (9).
const maxLengthDigits = 9

// maxBeginString bounds the BeginString field: "8=FIXT.1.1" and its SOH.
const maxBeginString = 11

// Framer cuts a stream of bytes into frames. It keeps no bytes: the caller
// shows it what is not consumed yet, and it remembers how far it has looked,
// so that a frame that arrives byte by byte costs no more than one that comes
// whole. The zero value is ready; use one per stream. Not safe for concurrent
// use.
type Framer struct {
	// MaxFrame is the largest frame in bytes, [DefaultMaxFrame] if zero. A
	// frame that announces more is garbled.
	MaxFrame int

	// What is known of the bytes from the frame's start on: no trailer begins at
	// cleared or behind it, before looked; if one begins at looked, its field does
	// not end before ended.
	cleared, looked, ended int
}

// Found is what [Framer.Next] saw at the start of the bytes it was shown.
type Found struct {
	// Frame is a whole frame from "8=" to the SOH of CheckSum, whose
	// BodyLength and CheckSum are right; nil if none is complete. It aliases
	// the bytes shown.
	Frame []byte
	// Consumed is how many bytes the caller is done with, the frame included.
	Consumed int
	// Garbled says why the consumed bytes are no frame, "" if they are one.
	Garbled string
}

// Next looks for a frame at the start of buf. If neither Frame nor Garbled is
// set it needs more bytes: call again with the same bytes, less those
// consumed, and new ones behind. FIX 4.4 vol. 2, "Message format"; a garbled
// message is skipped up to the first CheckSum field behind its BodyLength.
func (f *Framer) Next(buf []byte) Found {
	if found, ok := f.usual(buf); ok {
		return found
	}
	if start := frameStart(buf); start != 0 {
		if start < 0 {
			start = keepPossibleStart(buf)
			if start == 0 {
				return Found{}
			}
		}
		return f.garbled(start, "bytes outside of a message")
	}
	body, length, state := parseLength(buf)
	switch {
	case state == lengthIncomplete:
		return Found{}
	case state == lengthBad:
		return f.garbled(2, "BodyLength (9) is not the second field or not a number")
	case length > f.max():
		return f.garbled(2, "BodyLength (9) is beyond the largest frame")
	}
	// The trailer of a frame whose BodyLength is wrong is not looked for for ever:
	// beyond this place there is none, however the bytes came.
	limit := body + length + f.max()
	trailer, end := f.findTrailer(buf[:min(len(buf), limit)], body+length-1)
	switch {
	case end == 0 && len(buf) >= limit:
		return f.garbled(2, "no CheckSum (10) behind the body")
	case end == 0:
		return Found{}
	case trailer != body+length-1:
		return f.garbled(end, "BodyLength (9) does not add up")
	}
	if reason := checkTrailer(buf[:end], trailer); reason != "" {
		return f.garbled(end, reason)
	}
	f.looked = 0
	return Found{Frame: buf[:end:end], Consumed: end}
}

// usual deals with a whole frame at the start of buf that is as it should be.
func (f *Framer) usual(buf []byte) (Found, bool) {
	if len(buf) < len("8=FIXT.1.1|9=123|35=0|10=123|") || string(buf[:len(frameMark)]) != string(frameMark) {
		return Found{}, false
	}
	at := len("8=FIX.4.4")
	if buf[at] != SOH {
		at++
	}
	if buf[at] != SOH || buf[at+1] != '9' || buf[at+2] != '=' {
		return Found{}, false
	}
	at += len("|9=")
	length := 0
	for last := at + 6; at < last; at++ {
		c := buf[at] - '0'
		if c > 9 {
			break
		}
		length = length*10 + int(c)
	}
	trailer := at + length
	end := trailer + len("|10=123|")
	if buf[at] != SOH || length == 0 || length > f.max() || end > len(buf) {
		return Found{}, false
	}
	// The eight bytes of the trailer: SOH, "10=", three digits, SOH.
	w := binary.LittleEndian.Uint64(buf[trailer:])
	d2, d1, d0 := w>>32&0xff-'0', w>>40&0xff-'0', w>>48&0xff-'0'
	if w&0xff000000ffffffff != SOH<<56|'='<<24|'0'<<16|'1'<<8|SOH || d2 > 9 || d1 > 9 || d0 > 9 ||
		d2*100+d1*10+d0 != uint64(Checksum(buf[:trailer+1])) {
		return Found{}, false
	}
	f.looked = 0
	return Found{Frame: buf[:end:end], Consumed: end}, true
}

func (f *Framer) max() int {
	if f.MaxFrame > 0 {
		return f.MaxFrame
	}
	return DefaultMaxFrame
}

// garbled skips bytes. What is known of those behind them stays known: a stream
// of bad frames must not be searched for the same trailer again and again.
func (f *Framer) garbled(consumed int, why string) Found {
	f.cleared = max(f.cleared-consumed, 0)
	f.looked = max(f.looked-consumed, 0)
	f.ended = max(f.ended-consumed, 0)
	return Found{Consumed: consumed, Garbled: why}
}

// findTrailer returns where the first "SOH 10=" at or behind from begins and
// where its field ends, 0 for the end if it is not complete.
func (f *Framer) findTrailer(buf []byte, from int) (trailer, end int) {
	if from >= len(buf) {
		return 0, 0
	}
	at := f.search(buf, from)
	if at < 0 {
		return 0, 0
	}
	value := at + len(trailerMark)
	start := value
	if at == f.looked {
		start = max(value, min(f.ended, len(buf)))
	}
	f.cleared, f.looked = min(from, f.cleared), at
	if n := bytes.IndexByte(buf[start:], SOH); n >= 0 {
		f.ended = start
		return at, start + n + 1
	}
	f.ended = len(buf)
	return at, 0
}

// search returns where the first trailer at or behind from begins, -1 if there is
// none, without looking at what was looked at before.
func (f *Framer) search(buf []byte, from int) int {
	if f.looked < f.cleared || from > f.looked || f.looked > len(buf) {
		f.cleared, f.looked, f.ended = from, from, 0 // nothing is known
	}
	if from < f.cleared {
		if i := bytes.Index(buf[from:min(f.cleared+len(trailerMark)-1, len(buf))], trailerMark); i >= 0 {
			f.looked, f.ended = from+i, 0
			f.cleared = from
			return from + i
		}
		f.cleared = from
	}
	if i := bytes.Index(buf[f.looked:], trailerMark); i >= 0 {
		if i > 0 {
			f.ended = 0
		}
		return f.looked + i
	}
	f.looked, f.ended = max(f.looked, len(buf)-len(trailerMark)+1), 0
	return -1
}

var (
	frameMark   = []byte("8=FIX")
	trailerMark = []byte("\x0110=")
)

// frameStart returns where the next frame begins: 0 if buf starts with one or
// may do so once more bytes arrive, -1 if there is none.
func frameStart(buf []byte) int {
	if len(buf) < len(frameMark) {
		if bytes.HasPrefix(frameMark, buf) {
			return 0
		}
		return -1
	}
	return bytes.Index(buf, frameMark)
}

// keepPossibleStart returns how many bytes can be dropped from a buffer
// without a frame start: all but a tail that may be the beginning of one.
func keepPossibleStart(buf []byte) int {
	for n := min(len(frameMark)-1, len(buf)); n > 0; n-- {
		if bytes.HasPrefix(frameMark, buf[len(buf)-n:]) {
			return len(buf) - n
		}
	}
	return len(buf)
}

type lengthState uint8

const (
	lengthOK lengthState = iota
	lengthIncomplete
	lengthBad
)

// parseLength reads "8=...SOH 9=...SOH" and returns where the body begins and
// how long it says it is.
func parseLength(buf []byte) (body, length int, state lengthState) {
	i := bytes.IndexByte(buf[:min(len(buf), maxBeginString)], SOH)
	if i < 0 {
		if len(buf) >= maxBeginString {
			return 0, 0, lengthBad
		}
		return 0, 0, lengthIncomplete
	}
	for k, want := range [...]byte{'9', '='} {
		if i+1+k >= len(buf) {
			return 0, 0, lengthIncomplete
		}
		if buf[i+1+k] != want {
			return 0, 0, lengthBad
		}
	}
	first := i + 3
	for at := first; at < len(buf); at++ {
		c := buf[at]
		switch {
		case c == SOH && at > first && length > 0:
			return at + 1, length, lengthOK
		case c < '0' || c > '9' || at-first >= maxLengthDigits:
			return 0, 0, lengthBad
		}
		length = length*10 + int(c-'0')
	}
	return 0, 0, lengthIncomplete
}

// checkTrailer verifies CheckSum: three digits and the right sum.
func checkTrailer(frame []byte, trailer int) string {
	value := frame[trailer+len(trailerMark) : len(frame)-1]
	if len(value) != 3 {
		return "CheckSum (10) is not three digits"
	}
	var want int
	for _, c := range value {
		if c < '0' || c > '9' {
			return "CheckSum (10) is not three digits"
		}
		want = want*10 + int(c-'0')
	}
	if want != int(Checksum(frame[:trailer+1])) {
		return "CheckSum (10) is wrong"
	}
	return ""
}
