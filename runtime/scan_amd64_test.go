package runtime_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/affixgo/affix/runtime"
)

// Processors without AVX2 find the same.
func TestQuadsNarrow(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 6))
	memory := make([]uint32, 1024)
	for n := 2; n <= len(memory); n += 2 {
		for i := range memory {
			memory[i] = uint32(max(0, random.IntN(40)-35))
		}
		if got, want := runtime.QuadsNarrow(memory[:n]), runtime.QuadsInWords(memory[:n]); !slices.Equal(got, want) {
			t.Fatalf("%d quads: got %t, want %t", n, got, want)
		}
	}
}
