package runtime

import "unsafe"

// Scanned is the most bytes that FindSOH looks at.
const Scanned = scanned

// FindSOH returns where SOH stands in b.
func FindSOH(b []byte) []int {
	var p positions
	var all []int
	for _, at := range p.findSOH(b) {
		all = append(all, int(at))
	}
	return all
}

// Quads says of each word, of which there must be an even number up to 1,024,
// whether it is set.
func Quads(memory []uint32) []bool {
	var masks [maskWords]uint64
	setQuads(&masks[0], unsafe.Pointer(unsafe.SliceData(memory)), len(memory)*quad)
	all := make([]bool, len(memory))
	for i := range all {
		all[i] = masks[i/64]>>(i%64)&1 != 0
	}
	return all
}

// FindSOHInWords and QuadsInWords are FindSOH and Quads without assembly.
func FindSOHInWords(b []byte) []int {
	var p positions
	var all []int
	for _, at := range p[:sohWords(p[:], b)] {
		all = append(all, int(at))
	}
	return all
}

func QuadsInWords(memory []uint32) []bool {
	var masks [maskWords]uint64
	setWords(masks[:(len(memory)+63)/64], unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(memory))), len(memory)/2))
	all := make([]bool, len(memory))
	for i := range all {
		all[i] = masks[i/64]>>(i%64)&1 != 0
	}
	return all
}
