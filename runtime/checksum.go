package runtime

import "encoding/binary"

// Checksum returns the sum of all bytes modulo 256, as field 10 carries it.
func Checksum(b []byte) byte {
	return byte(sum(b))
}

// sum adds all bytes, eight at a time. Each 64-bit step adds bytes pairwise
// into four 16-bit lanes; a lane grows by at most 510 a step, so it must be
// folded before 128 steps have passed.
func sum(b []byte) uint64 {
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
