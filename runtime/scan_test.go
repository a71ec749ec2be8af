package runtime_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/affixgo/affix/runtime"
)

// The loops over blocks, in assembly where there is any, find what plain loops
// find, at every length around their blocks and at every alignment.
func TestBlocks(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	memory := make([]byte, 1200)
	for n := range 1100 {
		at := random.IntN(64)
		b := memory[at : at+n : at+n]
		for i := range memory { // what lies around b must not matter
			memory[i] = byte(random.IntN(4))
		}
		var sum byte
		var want []int
		for i, c := range b {
			sum += c
			if c == runtime.SOH {
				want = append(want, i)
			}
		}
		if got := runtime.Checksum(b); got != sum {
			t.Fatalf("the sum of %d bytes is %d, want %d", n, got, sum)
		}
		if n > runtime.Scanned {
			continue
		}
		for name, got := range map[string][]int{"blocks": runtime.FindSOH(b), "words": runtime.FindSOHInWords(b)} {
			if !slices.Equal(got, want) {
				t.Fatalf("%s: in %d bytes SOH stands at %d, want %d", name, n, got, want)
			}
		}
	}
	if got, want := runtime.Checksum(bytes.Repeat([]byte{0xff}, 1<<16)), byte(0); got != want {
		t.Errorf("the sum of 64 KiB of 0xff is %d, want %d", got, want)
	}
}

// The memory of a struct is looked at up to its end and no further.
func TestQuads(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	memory := make([]uint32, 1200)
	for n := 2; n <= 1024; n += 2 {
		at := 2 * random.IntN(32)
		for i := range memory {
			memory[i] = uint32(max(0, random.IntN(40)-35)) << (8 * random.IntN(4))
		}
		for name, got := range map[string][]bool{
			"blocks": runtime.Quads(memory[at : at+n]), "words": runtime.QuadsInWords(memory[at : at+n]),
		} {
			for i, set := range got {
				if want := memory[at+i] != 0; set != want {
					t.Fatalf("%s: of %d quads, number %d counts as set %t, want %t", name, n, i, set, want)
				}
			}
		}
	}
}
