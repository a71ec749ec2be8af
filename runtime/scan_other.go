//go:build !amd64

package runtime

import (
	"unsafe"
)

func sumBytes(p *byte, n int) uint64 { return sumWords(unsafe.Slice(p, n)) }

func sohPositions(positions *byte, p *byte, n int) int {
	return sohWords(unsafe.Slice(positions, n), unsafe.Slice(p, n))
}

func setQuads(masks *uint64, p unsafe.Pointer, n int) {
	setWords(unsafe.Slice(masks, (n+255)/256), unsafe.Slice((*uint64)(p), n/8))
}
