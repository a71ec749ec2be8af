package runtime

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// Digits are written, and those of dates and times read, as words of eight
// bytes, the first byte of the text lowest. Numbers are read by a plain loop,
// which is faster for their lengths.
const (
	wordText  = 8
	textZeros = 0x3030303030303030 // "00000000"
	textClock = 0x30303A30303A3030 // "00:00:00"
	topBits   = 0x8080808080808080

	// Added to a word that was xored with one of the texts above, these set the
	// top bit of each byte above 9, or above 0 where a colon has to be.
	aboveDigits = 0x7676767676767676
	aboveClock  = 0x76767F76767F7676
)

// maxUintDigits is the number of digits of which every combination fits a uint64.
const maxUintDigits = 19

// pow10 holds every power of ten that fits a uint64.
var pow10 = [...]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

// digitPairs holds the two digits of 0..99 one after the other.
const digitPairs = "00010203040506070809" +
	"10111213141516171819" +
	"20212223242526272829" +
	"30313233343536373839" +
	"40414243444546474849" +
	"50515253545556575859" +
	"60616263646566676869" +
	"70717273747576777879" +
	"80818283848586878889" +
	"90919293949596979899"

// digitCount returns the number of decimal digits of v, 1 for 0.
func digitCount(v uint64) int {
	// 1233/4096 is a little above log10(2): n is right or one short.
	n := bits.Len64(v|1) * 1233 >> 12
	if v|1 >= pow10[n] {
		n++
	}
	return n
}

// extend lengthens dst by n bytes, which the caller overwrites.
func extend(dst []byte, n int) []byte {
	if cap(dst)-len(dst) < n {
		dst = slices.Grow(dst, n)
	}
	return dst[:len(dst)+n]
}

// appendUint appends v in decimal.
func appendUint(dst []byte, v uint64) []byte {
	if v < 10 {
		return append(dst, byte('0'+v))
	}
	return appendPadded(dst, v, digitCount(v))
}

// appendPadded appends the last width digits of v, with leading zeros.
func appendPadded(dst []byte, v uint64, width int) []byte {
	if width <= wordText {
		if v >= 1e8 {
			v %= 1e8
		}
		return appendWord(dst, formatWord(v)>>(wordText*8-width*8), width)
	}
	dst = appendPadded(dst, v/1e8, width-wordText)
	return binary.LittleEndian.AppendUint64(dst, formatWord(v%1e8))
}

// appendPadded2 appends v, which is below 100, as two digits.
func appendPadded2(dst []byte, v uint64) []byte {
	return append(dst, digitPairs[v*2], digitPairs[v*2+1])
}

// appendPadded3 appends v, which is below 1,000, as three digits.
func appendPadded3(dst []byte, v uint64) []byte {
	q := v / 10
	return append(dst, digitPairs[q*2], digitPairs[q*2+1], byte('0'+v-q*10))
}

// formatWord returns the text of v, which is below 1e8, as eight digits.
func formatWord(v uint64) uint64 {
	// Halves, then quarters, then digits: each step divides all its parts at
	// once by a product that is exact for their range.
	hi := v / 1e4
	v = hi | (v-hi*1e4)<<32
	hi = v * 10486 >> 20 & 0x0000007F_0000007F
	v = hi | (v-hi*100)<<16
	hi = v * 103 >> 10 & 0x000F_000F_000F_000F
	v = hi | (v-hi*10)<<8
	return v | textZeros
}

// appendWord appends the first n bytes of word; n is 0 to 8. It writes no byte
// past them, which may be in use.
func appendWord(dst []byte, word uint64, n int) []byte {
	dst = extend(dst, n)
	b := dst[len(dst)-n:]
	switch {
	case n >= 4:
		binary.LittleEndian.PutUint32(b, uint32(word))
		binary.LittleEndian.PutUint32(b[n-4:], uint32(word>>(n*8-32)))
	case n >= 2:
		binary.LittleEndian.PutUint16(b, uint16(word))
		b[n-1] = byte(word >> (n*8 - 8))
	case n == 1:
		b[0] = byte(word)
	}
	return dst
}

// parseUint reads b as an unsigned decimal number. It accepts any number of
// leading zeros and refuses the empty text, signs and what exceeds a uint64.
func parseUint(b []byte) (uint64, bool) {
	if len(b) > maxUintDigits {
		return parseLongUint(b)
	}
	var v uint64
	for _, c := range b {
		c -= '0'
		if c > 9 {
			return 0, false
		}
		v = v*10 + uint64(c)
	}
	return v, len(b) != 0
}

// parseLongUint is parseUint for more than maxUintDigits digits.
func parseLongUint(b []byte) (uint64, bool) {
	var v uint64
	for _, c := range b {
		c -= '0'
		if c > 9 {
			return 0, false
		}
		hi, lo := bits.Mul64(v, 10)
		sum, carry := bits.Add64(lo, uint64(c), 0)
		if hi != 0 || carry != 0 {
			return 0, false
		}
		v = sum
	}
	return v, true
}

// pairDigits takes a word of digits, and of what else stands in the pattern
// text. It leaves in byte i of the result the number that the digits i and i+1
// make.
func pairDigits(word, text, above uint64) (pairs uint64, ok bool) {
	word ^= text
	return word*10 + word>>8, (word|(word+above))&topBits == 0
}

// wordByte returns byte i of word.
func wordByte(word uint64, i uint) uint64 { return word >> (i * 8) & 0xFF }
