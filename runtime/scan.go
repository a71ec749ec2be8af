package runtime

import (
	"encoding/binary"
	"math/bits"
	goruntime "runtime"
	"unsafe"
)

// The loops over all bytes of a frame, and over all memory of a struct, look at
// blocks: in assembly on amd64 (scan_amd64.s), in words elsewhere. The ends that
// fill no block are dealt with here, without reading past them.

// bigEndian says in which order memory holds the bytes of a word.
const bigEndian = goruntime.GOARCH == "s390x" || goruntime.GOARCH == "ppc64" ||
	goruntime.GOARCH == "mips" || goruntime.GOARCH == "mips64"

// block is how many bytes a word of masks covers.
const block = 64

// sum adds all bytes of b.
func sum(b []byte) uint64 {
	if len(b) < 16 {
		return sumWords(b)
	}
	return sumBytes(unsafe.SliceData(b), len(b))
}

// scanned is how much of a frame is looked at in one go, so that a position in
// it is a byte.
const scanned = 4 * block

// positions is room for where SOH stands in that much.
type positions [scanned + 8]uint8

// findSOH returns where SOH stands in b, which is at most scanned bytes long.
func (p *positions) findSOH(b []byte) []uint8 {
	if len(b) < block {
		return p[:sohWords(p[:], b)]
	}
	return p[:sohPositions(&p[0], unsafe.SliceData(b), len(b))]
}

// halves has a bit for each half of w, as they lie in memory, that is not zero.
func halves(w uint64) uint64 {
	var b [8]byte
	binary.NativeEndian.PutUint64(b[:], w)
	var set uint64
	if binary.NativeEndian.Uint32(b[:]) != 0 {
		set = 1
	}
	if binary.NativeEndian.Uint32(b[4:]) != 0 {
		set |= 2
	}
	return set
}

// maskWords and maskedBytes bound what is looked at in one go.
const (
	maskWords   = 16
	maskedBytes = maskWords * block * 4
)

// sumWords adds all bytes, eight at a time. Each 64-bit step adds bytes pairwise
// into four 16-bit lanes; a lane grows by at most 510 a step, so it must be
// folded before 128 steps have passed.
func sumWords(b []byte) uint64 {
	const (
		low   = 0x00ff00ff00ff00ff
		steps = 128
	)
	var total uint64
	for len(b) >= 8 {
		n := min(len(b)/8, steps)
		var lanes uint64
		for range n {
			w := binary.LittleEndian.Uint64(b)
			lanes += w&low + w>>8&low
			b = b[8:]
		}
		total += lanes&0xffff + lanes>>16&0xffff + lanes>>32&0xffff + lanes>>48
	}
	for _, c := range b {
		total += uint64(c)
	}
	return total
}

// sohWords is sohPositions without assembly, for any length.
func sohWords(positions []uint8, b []byte) int {
	n, at := 0, 0
	for ; at+8 <= len(b); at += 8 {
		x := binary.LittleEndian.Uint64(b[at:]) ^ eachByte*SOH
		// A byte that was SOH is zero: adding 0x7f to the low seven bits of a
		// byte carries into its highest bit unless they are all zero.
		for zero := ^((x&^highBits + ^uint64(highBits)) | x) & highBits; zero != 0; zero &= zero - 1 {
			positions[n] = uint8(at + bits.TrailingZeros64(zero)>>3)
			n++
		}
	}
	for ; at < len(b); at++ {
		if b[at] == SOH {
			positions[n] = uint8(at)
			n++
		}
	}
	return n
}

// setWords is setQuads without assembly.
func setWords(masks []uint64, memory []uint64) {
	for i := range masks {
		var mask uint64
		for k := min(len(memory), 32) - 1; k >= 0; k-- {
			mask = mask<<2 | halves(memory[k])
		}
		masks[i] = mask
		memory = memory[min(len(memory), 32):]
	}
}
