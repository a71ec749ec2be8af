package runtime

import "unsafe"

// QuadsNarrow is Quads without AVX2.
func QuadsNarrow(memory []uint32) []bool {
	var masks [maskWords]uint64
	setQuadsBy(&masks[0], unsafe.Pointer(unsafe.SliceData(memory)), len(memory)*quad, false)
	all := make([]bool, len(memory))
	for i := range all {
		all[i] = masks[i/64]>>(i%64)&1 != 0
	}
	return all
}
