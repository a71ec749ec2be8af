package runtime

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unsafe"
)

// fieldRoom is how many bytes a field gets before it is written. Most fit, with
// what is written past their end and overwritten by the next.
const fieldRoom = 64

// step is an op that has memory, as the encoder meets it: in the order of the
// memory, which is that of the dictionary.
type step struct {
	mark   uint64 // SOH, tag, '=', the first lowest
	offset uint32
	op     uint16
	marked uint8 // bytes of mark
	enum   *enumSet
	how    plain // plainNot if mark has no room for the tag
	shares bool  // the next step has its bit in the same place
	bare   bool  // a byte, which may be absent where its bit is set
}

// members appends the fields that are set in the struct at base, from behind op
// after on, and notes them in seen unless that is nil.
func (e *encoder) members(dst []byte, s *scope, base unsafe.Pointer, seen bitset, after int, f *finder) []byte {
	if s.size <= block && isZero(unsafe.Add(base, s.begin), s.size) {
		return dst // as trailers mostly are
	}
	for word := 0; word < len(s.tells); {
		var found []uint16
		found, word = f.find(s, base, word)
		for after >= 0 && len(found) > 0 && int(s.steps[found[0]].op) <= after {
			found = found[1:]
		}
		if len(found) > 0 {
			dst = e.write(dst, s, base, found, seen)
		}
	}
	return dst
}

// isZero reports whether size bytes of memory, whole words, are zero.
func isZero(p unsafe.Pointer, size uintptr) bool {
	var any uint64
	for _, w := range unsafe.Slice((*uint64)(p), size/wordSize) {
		any |= w
	}
	return any == 0
}

// write appends the fields of these steps. A slice may be among the steps twice,
// one after the other.
func (e *encoder) write(dst []byte, s *scope, base unsafe.Pointer, found []uint16, seen bitset) []byte {
	for {
		n, i := e.writePlain(dst, s.steps, base, found)
		dst = dst[:n]
		if seen != nil {
			for _, at := range found[:i] {
				if t := &s.steps[at]; !t.bare || *(*byte)(unsafe.Add(base, t.offset)) != 0 {
					seen.set(int(t.op))
				}
			}
		}
		if i == len(found) {
			return dst
		}
		if cap(dst)-n < fieldRoom {
			dst = slices.Grow(dst, fieldRoom)
		} else {
			at := found[i]
			t := &s.steps[at]
			dst = e.field(dst, &s.ops[t.op], unsafe.Add(base, t.offset))
			if seen != nil && len(dst) > n {
				seen.set(int(t.op))
			}
			for i < len(found) && found[i] == at {
				i++
			}
		}
		found = found[i:]
	}
}

// writePlain appends fields as long as they are plain and there is room. It
// returns the length of what is in dst then, and how many steps it took.
func (e *encoder) writePlain(dst []byte, steps []step, base unsafe.Pointer, found []uint16) (n, i int) {
	n = len(dst)
	room := cap(dst) - fieldRoom
	buf := unsafe.Pointer(unsafe.SliceData(dst))
	for ; i < len(found) && n <= room; i++ {
		t := &steps[found[i]]
		length := e.plain(unsafe.Add(buf, n), t, unsafe.Add(base, t.offset))
		if length <= 0 {
			if length == 0 {
				break
			}
			continue
		}
		n += length
	}
	return n, i
}

// plain writes the field at p to w, where there is room for fieldRoom bytes, and
// returns how many it has; 0 if it is absent, faulty, or of a kind or size that
// is rarer, -1 if it is a byte that is absent. It may write more bytes than it says.
//
// Here encoding spends its time.
func (e *encoder) plain(w unsafe.Pointer, t *step, p unsafe.Pointer) int {
	storeWord(w, t.mark)
	marked := int(t.marked)
	v := unsafe.Add(w, marked)
	switch t.how {
	case plainString:
		text := *(*string)(p)
		if uint(len(text)-1) < 16 && !putShort((*[24]byte)(v), text) {
			return marked + len(text)
		}
	case plainChar, plainCharCode, plainBool:
		c := *(*byte)(p)
		switch {
		case c == 0:
			return -1
		case t.how == plainBool && c != 'Y' && c != 'N', c == SOH, e.strict && t.enum != nil && !t.enum.hasChar(c):
			return 0
		}
		*(*byte)(v) = c
		return marked + 1
	case plainDate:
		storeWord(v, (*(*date)(p)).word())
		return marked + dateText
	case plainDecimal:
		return (*Decimal)(p).putShort(w, marked)
	case plainInt:
		return (*Int)(p).putShort(w, marked)
	case plainTimestamp:
		return (*UTCTimestamp)(p).putShort(w, marked)
	case plainTimeOnly:
		return (*clock)(p).putShort(w, marked)
	case plainCode:
		text := *(*string)(p)
		if len(text) == 1 && text[0] > SOH && (!e.strict || t.enum.hasChar(text[0])) {
			*(*byte)(v) = text[0]
			return marked + 1
		}
	}
	return 0
}

// storeWord writes eight bytes, the lowest first.
func storeWord(p unsafe.Pointer, w uint64) { binary.LittleEndian.PutUint64((*[8]byte)(p)[:], w) }

// putShort writes a text of 1 to 16 bytes, and reports whether there is SOH in
// it. It may write up to 16 bytes.
func putShort(w *[24]byte, v string) (soh bool) {
	p := unsafe.Pointer(unsafe.StringData(v))
	n := len(v)
	switch {
	case n >= 8:
		first, last := binary.LittleEndian.Uint64((*[8]byte)(p)[:]), binary.LittleEndian.Uint64((*[8]byte)(unsafe.Add(p, n-8))[:])
		binary.LittleEndian.PutUint64(w[:], first)
		binary.LittleEndian.PutUint64(w[(n-8)&15:], last)
		first, last = first^eachByte*SOH, last^eachByte*SOH
		return ((first-eachByte)&^first|(last-eachByte)&^last)&highBits != 0
	case n >= 4:
		first, last := binary.LittleEndian.Uint32((*[4]byte)(p)[:]), binary.LittleEndian.Uint32((*[4]byte)(unsafe.Add(p, n-4))[:])
		binary.LittleEndian.PutUint32(w[:], first)
		binary.LittleEndian.PutUint32(w[(n-4)&15:], last)
		x := (uint64(first) | uint64(last)<<32) ^ eachByte*SOH
		return (x-eachByte)&^x&highBits != 0
	}
	first, middle, last := v[0], v[n/2], v[n-1]
	w[0], w[n/2], w[n-1] = first, middle, last
	return first == SOH || middle == SOH || last == SOH
}

// putShort writes d to w[at:] if it has up to eight digits, with or without a
// point, and returns where it ends; 0 if it is anything else or absent.
func (d *Decimal) putShort(w unsafe.Pointer, at int) int {
	digits := int(d.whole) + int(d.scale)
	if d.ext != nil || digits > wordText || d.form&^decMinus != decSet {
		return 0
	}
	if d.form&decMinus != 0 {
		*(*byte)(unsafe.Add(w, at)) = '-'
		at++
	}
	word := formatWord(d.coef) >> (uint(64-digits*8) & 63)
	w = unsafe.Add(w, at)
	if d.scale == 0 {
		storeWord(w, word)
		return at + digits
	}
	// The digits behind the point move up to make room for it.
	front := uint64(1)<<(d.whole*8&63) - 1
	storeWord(w, word&front|'.'<<(d.whole*8&63)|word&^front<<8)
	*(*byte)(unsafe.Add(w, 8)) = byte(word >> 56)
	return at + digits + 1
}

// putShort writes n to w[at:] if it is 0 to 99,999,999 without leading zeros, and
// returns where it ends; 0 if it is anything else or absent.
func (n *Int) putShort(w unsafe.Pointer, at int) int {
	if n.form != intSet || n.zeros != 0 || uint64(n.v) > 99_999_999 {
		return 0
	}
	word := formatWord(uint64(n.v))
	// Leading zeros are the low bytes without a digit's bits; one digit stays.
	zeros := bits.TrailingZeros64(word^textZeros|1<<56) &^ 7
	storeWord(unsafe.Add(w, at), word>>(zeros&63))
	return at + wordText - zeros>>3
}

// putShort writes v to w[at:] if it has whole seconds or milliseconds, and
// returns where it ends; 0 if it is anything else or absent.
func (v *UTCTimestamp) putShort(w unsafe.Pointer, at int) int {
	if v.clock == 0 {
		return 0
	}
	storeWord(unsafe.Add(w, at), v.date.word())
	*(*byte)(unsafe.Add(w, at+dateText)) = '-'
	return v.clock.putShort(w, at+dateText+1)
}

// putShort writes c to w[at:] if it has whole seconds or milliseconds, and returns
// where it ends; 0 if it is anything else or absent.
func (c *clock) putShort(w unsafe.Pointer, at int) int {
	w = unsafe.Add(w, at)
	storeWord(w, c.word())
	switch c.precision() {
	case Millis:
		binary.LittleEndian.PutUint32((*[4]byte)(unsafe.Add(w, clockText))[:], '.'|millisWord(uint32(c.fraction()))<<8)
		return at + clockText + len(".123")
	case Seconds:
		if *c != 0 {
			return at + clockText
		}
	}
	return 0
}

// millisWord returns the text of v, which is below 1,000, the first digit lowest.
func millisWord(v uint32) uint32 {
	hundreds := v * 5243 >> 19
	v -= hundreds * 100
	tens := v * 103 >> 10
	return hundreds | tens<<8 | (v-tens*10)<<16 | '0'*0x010101
}
