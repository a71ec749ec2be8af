package messagelog

import (
	"bytes"
	"slices"

	"github.com/affixgo/affix/runtime"
)

const soh = runtime.SOH

// redacted is written in place of a value.
const redacted = "***"

// lengthOf has the tags of the data fields that are credentials, and those of
// the fields in front of them that say how long they are.
var lengthOf = map[int]int{96: 95, 1402: 1401, 1404: 1403}

// secrets are the tags whose values are not logged.
type secrets struct {
	known bool // credentials are among them
	more  []int
}

func newSecrets(more []int, show bool) secrets {
	return secrets{known: !show, more: slices.Clone(more)}
}

func (s *secrets) has(tag int) bool {
	return s.known && runtime.Secret(tag) || slices.Contains(s.more, tag)
}

// redact appends frame, which may be anything, without the values of secrets.
func (s *secrets) redact(dst, frame []byte) []byte {
	if !s.known && len(s.more) == 0 {
		return append(dst, frame...)
	}
	kept := 0 // what is not appended yet begins here
	before := valueBefore{}
	for at := 0; at < len(frame); {
		tag, value := tagAt(frame, at)
		end := value + indexSOH(frame[value:])
		if tag <= 0 || !s.has(tag) {
			before = valueBefore{tag, frame[value:end]}
			at = end + 1
			continue
		}
		end = before.dataEnd(frame, tag, value, end)
		dst = append(append(dst, frame[kept:value]...), redacted...)
		before = valueBefore{tag, frame[value:end]}
		kept, at = end, end+1
	}
	return append(dst, frame[kept:]...)
}

// valueBefore is the field in front of another one.
type valueBefore struct {
	tag   int
	value []byte
}

// dataEnd returns the end of a secret that would end at end if it had no SOH in
// it. If it is one of the known data fields, and there is no field end where its
// length says, everything may belong to it but the CheckSum. Any other secret
// may be a data field whose length is in front of it.
func (v valueBefore) dataEnd(frame []byte, tag, value, end int) int {
	length, known := lengthOf[tag]
	n, ok := number(v.value)
	at := value + n
	switch {
	case known && length != v.tag, !known && !ok, at == end:
		return end
	case ok && at > end && at < len(frame) && frame[at] == soh:
		return at
	case !known:
		return end
	}
	if sum := bytes.LastIndex(frame, []byte("\x0110=")); sum >= end {
		return sum
	}
	return len(frame)
}

// number reads a length.
func number(b []byte) (n int, ok bool) {
	if len(b) == 0 || len(b) > 9 || !isDigits(b) {
		return 0, false
	}
	for _, c := range b {
		n = n*10 + int(c-'0')
	}
	return n, true
}

// tagAt reads "tag=" at frame[at:]; the tag is 0 if there is none.
func tagAt(frame []byte, at int) (tag, value int) {
	for i := at; i < len(frame) && i-at < 10; i++ {
		c := frame[i]
		switch {
		case c >= '0' && c <= '9':
			tag = tag*10 + int(c-'0')
		case c == '=' && i > at:
			return tag, i + 1
		default:
			return 0, at
		}
	}
	return 0, at
}

// indexSOH returns where the field ends.
func indexSOH(b []byte) int {
	if i := bytes.IndexByte(b, soh); i >= 0 {
		return i
	}
	return len(b)
}
