package runtime

import "unsafe"

// sumBytes adds n bytes from p on, at least 16.
//
//go:noescape
func sumBytes(p *byte, n int) uint64

// sohPositions writes where SOH stands in the n bytes from p on, 64 to scanned,
// and returns how many there are. It may write eight positions more than that.
//
//go:noescape
func sohPositions(positions *byte, p *byte, n int) int

// setQuads sets a bit of masks for each four bytes of the n from p on that are not
// all zero. n is a multiple of eight. Bits beyond n may be anything.
func setQuads(masks *uint64, p unsafe.Pointer, n int) { setQuadsBy(masks, p, n, hasAVX2) }

// setQuadsBy is setQuads, with AVX2 if wide is set.
//
//go:noescape
func setQuadsBy(masks *uint64, p unsafe.Pointer, n int, wide bool)

// hasAVX2 says that the processor has AVX2 and the system keeps its registers.
var hasAVX2 = detectAVX2()

func detectAVX2() bool {
	const (
		osxsave = 1 << 27 // of leaf 1, c
		avx2    = 1 << 5  // of leaf 7, b
		kept    = 1<<1 | 1<<2
	)
	if leaves, _, _, _ := cpuid(0, 0); leaves < 7 {
		return false
	}
	if _, _, c, _ := cpuid(1, 0); c&osxsave == 0 || xgetbv()&kept != kept {
		return false
	}
	_, b, _, _ := cpuid(7, 0)
	return b&avx2 != 0
}

// cpuid and xgetbv are the instructions.
func cpuid(leaf, sub uint32) (a, b, c, d uint32)
func xgetbv() (a uint32)
