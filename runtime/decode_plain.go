package runtime

import (
	"math/bits"
	"unsafe"
)

// plain is how a field is decoded on the spot. Whatever is rarer, or not as it
// should be, goes through [decoding.member].
type plain uint8

const (
	plainNot plain = iota
	plainString
	plainCode // a string that is enumerated
	plainChar
	plainCharCode // a character that is enumerated
	plainDecimal
	plainInt
	plainTimestamp
	plainTimeOnly
	plainDate
	plainBool
)

// plainOf returns how an op can be decoded on the spot.
func plainOf(o *op) plain {
	if o.offset == Unstored || o.bounds != nil {
		return plainNot
	}
	enumerated := o.enum != nil
	switch {
	case o.kind == KindString && enumerated:
		return plainCode
	case o.kind == KindString:
		return plainString
	case o.kind == KindChar && enumerated:
		return plainCharCode
	case o.kind == KindChar:
		return plainChar
	case enumerated:
		return plainNot
	case o.kind == KindDecimal:
		return plainDecimal
	case o.kind == KindInt:
		return plainInt
	case o.kind == KindUTCTimestamp:
		return plainTimestamp
	case o.kind == KindUTCTimeOnly:
		return plainTimeOnly
	case o.kind == KindUTCDateOnly, o.kind == KindLocalMktDate:
		return plainDate
	case o.kind == KindBool:
		return plainBool
	}
	return plainNot
}

// read is what the loop of [decoding.plain] needs of an op, close together.
type read struct {
	enum   *enumSet
	offset uint32
	how    plain
}

// plain reads fields as long as they are members of the scope that it can deal
// with, and good. With ordered set they must stand behind op last, in the order
// of the dictionary. It returns the op of the last field it read, last if none.
func (d *decoding) plain(s *section, last int, ordered bool) int {
	raw := d.raw
	if !raw.padded(d.end) {
		return last
	}
	frame := unsafe.Pointer(unsafe.SliceData(raw.frame))
	reads, direct, seen, base := s.scope.reads, s.scope.index.direct, s.seen, s.base
	fields := raw.fields[d.next:d.end]
	n := 0
	for ; n < len(fields); n++ {
		f := &fields[n]
		if uint32(f.tag) >= uint32(len(direct)) {
			break
		}
		i := int(direct[f.tag]) - 1
		if uint(i) >= uint(len(reads)) || ordered && i <= last {
			break
		}
		o := &reads[i]
		w, bit := uint(i)>>6, uint64(1)<<(uint(i)&63)
		if seen[w]&bit != 0 {
			break
		}
		var p unsafe.Pointer
		if base != nil && o.how != plainNot {
			p = unsafe.Add(base, o.offset)
		}
		if !o.store(unsafe.Add(frame, f.start), uint64(f.end-f.start), p) {
			break
		}
		seen[w] |= bit
		last = i
	}
	d.next += n
	return last
}

// padded reports whether eight bytes can be read at the start of each value in
// front of field end, which is CheckSum: three digits and a SOH follow its tag.
func (r *Raw) padded(end int) bool { return len(r.frame)-int(r.fields[end].start) >= len("123|") }

// store checks the value of size bytes at v and stores it at p, unless p is nil.
// It returns false for a value that is not as it should be, or not of a usual
// kind. Eight bytes can be read at v.
//
// Here decoding spends its time.
func (o *read) store(v unsafe.Pointer, size uint64, p unsafe.Pointer) bool {
	if size == 0 {
		return false
	}
	switch o.how {
	case plainString, plainCode:
		if o.how == plainCode && !o.lists(v, size) {
			return false
		}
		if p != nil {
			*(*string)(p) = unsafe.String((*byte)(v), size)
		}
	case plainChar, plainCharCode, plainBool:
		c := *(*byte)(v)
		if size != 1 || c == 0 || o.enum != nil && !o.enum.hasChar(c) || o.how == plainBool && c != 'Y' && c != 'N' {
			return false
		}
		if p != nil {
			*(*byte)(p) = c
		}
	case plainDecimal:
		number, ok := shortDecimal(loadWord(v), size)
		if !ok {
			if number, ok = mediumDecimal(v, size); !ok {
				if number, ok = parseDecimal(unsafe.Slice((*byte)(v), size)); !ok {
					return false
				}
			}
		}
		if p != nil {
			*(*Decimal)(p) = number
		}
	case plainInt:
		number, ok := shortInt(loadWord(v), size)
		if !ok {
			if number, ok = parseInt(unsafe.Slice((*byte)(v), size)); !ok {
				return false
			}
		}
		if p != nil {
			*(*Int)(p) = number
		}
	case plainTimestamp:
		t, ok := millisTimestamp(v, size)
		if !ok {
			t, ok = parseUTCTimestamp(unsafe.Slice((*byte)(v), size))
		}
		return put(p, t, ok)
	case plainTimeOnly:
		t, ok := parseClock(unsafe.Slice((*byte)(v), size))
		return put(p, UTCTimeOnly{t}, ok)
	case plainDate:
		day, ok := parseDateWord(loadWord(v))
		return put(p, day, ok && size == uint64(dateText))
	default:
		return false
	}
	return true
}

// lists reports whether a value is enumerated.
func (o *read) lists(v unsafe.Pointer, size uint64) bool {
	if size > wordText {
		return o.enum.has(unsafe.Slice((*byte)(v), size))
	}
	word := loadWord(v) << (64 - size*8)
	return o.enum.hasWord(word>>(64-size*8)) && word>>56 != 0
}

// loadWord reads eight bytes, the first lowest.
func loadWord(p unsafe.Pointer) uint64 {
	w := *(*uint64)(p)
	if bigEndian {
		w = bits.ReverseBytes64(w)
	}
	return w
}

// digitsOf returns the number that the last n bytes of word are, n from 1 to 8,
// of which the first stands lowest; the bytes before them are zero.
func digitsOf(word, n uint64) (number uint64, ok bool) {
	word ^= textZeros << (64 - n*8)
	ok = (word+aboveDigits|word)&topBits == 0
	// Digits become pairs, pairs fours, and fours the number.
	word = word * (10<<8 + 1) >> 8 & 0x00FF00FF00FF00FF
	word = word * (100<<16 + 1) >> 16 & 0x0000FFFF0000FFFF
	return word * (10000<<32 + 1) >> 32, ok
}

// shortInt is parseInt for up to eight digits without a sign or leading zeros,
// at the start of word. It returns false for anything else.
func shortInt(word, size uint64) (Int, bool) {
	if size > wordText || word&0xff == '0' {
		return Int{}, false
	}
	number, ok := digitsOf(word<<(64-size*8), size)
	return Int{v: int64(number), form: intSet}, ok
}

// shortDecimal is parseDecimal for up to eight bytes of digits, with a point
// among them or without, at the start of word. It returns false for anything
// else.
func shortDecimal(word, size uint64) (Decimal, bool) {
	if size > wordText {
		return Decimal{}, false
	}
	word <<= 64 - size*8
	point := pointIn(word)
	scale := uint64(0)
	if point != 0 {
		// What stands before the point moves up into its place.
		at := uint64(bits.TrailingZeros64(point)) &^ 7
		word = word>>8>>at<<8<<at | word&(1<<at-1)<<8
		scale = 7 - at>>3
		size--
		if scale == 0 {
			return Decimal{}, false
		}
	}
	number, ok := digitsOf(word, size)
	return Decimal{coef: number, scale: uint8(scale), whole: uint8(size - scale), form: decSet}, ok
}

// mediumDecimal is parseDecimal for nine to sixteen bytes of digits, with a point
// among them or without. It returns false for anything else.
func mediumDecimal(v unsafe.Pointer, size uint64) (Decimal, bool) {
	if size <= wordText || size > 2*wordText {
		return Decimal{}, false
	}
	head := size - wordText
	high, low := loadWord(v)<<(64-head*8), loadWord(unsafe.Add(v, head))
	inHigh, inLow := pointIn(high), pointIn(low)
	digits, scale := size, uint64(0)
	switch {
	case inHigh != 0 && inLow != 0:
		return Decimal{}, false
	case inLow != 0:
		// What stands before the point moves up into its place.
		at := uint64(bits.TrailingZeros64(inLow)) &^ 7
		low = low>>8>>at<<8<<at | low&(1<<at-1)<<8 | high>>56
		high <<= 8
		scale = 7 - at>>3
		head--
		digits--
	case inHigh != 0:
		at := uint64(bits.TrailingZeros64(inHigh)) &^ 7
		high = high>>8>>at<<8<<at | high&(1<<at-1)<<8
		scale = 7 - at>>3 + wordText
		head--
		digits--
	}
	if digits != size && scale == 0 {
		return Decimal{}, false // a bare point
	}
	first, good := digitsOf(high, head)
	last, ok := digitsOf(low, wordText)
	return Decimal{coef: first*1e8 + last, scale: uint8(scale), whole: uint8(digits - scale), form: decSet}, good && ok
}

// pointIn returns a word whose lowest bit is in the byte of the first point of
// word, 0 if there is none.
func pointIn(word uint64) uint64 {
	word ^= eachByte * '.'
	return (word - eachByte) &^ word & highBits
}

// millisTimestamp is parseUTCTimestamp for a time in milliseconds. It returns
// false for anything else.
func millisTimestamp(v unsafe.Pointer, size uint64) (UTCTimestamp, bool) {
	if size != uint64(timestampText+len(".123")) || *(*byte)(unsafe.Add(v, dateText)) != '-' {
		return UTCTimestamp{}, false
	}
	day, ok := parseDateWord(loadWord(v))
	if !ok {
		return UTCTimestamp{}, false
	}
	word, ok := pairDigits(loadWord(unsafe.Add(v, dateText+1)), textClock, aboveClock)
	hour, minute, second := wordByte(word, 0), wordByte(word, 3), wordByte(word, 6)
	fraction := loadWord(unsafe.Add(v, size-wordText)) // its last four bytes
	millis, digits := digitsOf(fraction>>40<<40, 3)
	if !ok || !digits || byte(fraction>>32) != '.' || hour > 23 || minute > 59 || second > 60 {
		return UTCTimestamp{}, false
	}
	return UTCTimestamp{
		clock: clockSet | clock(hour<<clockHour|minute<<clockMinute|second<<clockSecond|3<<clockDigits|millis), date: day,
	}, true
}
