package store

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// The index against a plain list, over many pages, with jumps, cuts at the end
// and drops at the front.
func TestIndexModel(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		var x index
		var seqs []uint64 // the model; the place of seq is made from it
		next := uint64(1)
		placeOf := func(seq uint64) place { return place{uint32(seq >> 7), uint32(seq * 31)} }
		for range 300 {
			switch rnd.IntN(8) {
			case 0:
				next += uint64(rnd.IntN(1000))
			case 1: // forget some at the end, or everything
				next = max(1, next-min(next, uint64(rnd.IntN(3000))))
				x.truncate(next)
				i, _ := slices.BinarySearch(seqs, next)
				seqs = seqs[:i]
			case 2:
				for range min(len(seqs), rnd.IntN(6000)) {
					x.dropOldest()
					seqs = seqs[1:]
				}
			default:
				for range rnd.IntN(2000) {
					x.add(next, placeOf(next))
					seqs = append(seqs, next)
					next++
				}
			}
			if x.len() != len(seqs) {
				t.Fatalf("%d entries, want %d", x.len(), len(seqs))
			}
			for range 20 {
				seq := rnd.Uint64N(next + 10)
				got, ord, ok := x.find(seq)
				i, _ := slices.BinarySearch(seqs, seq)
				switch {
				case ok != (i < len(seqs)):
					t.Fatalf("find %d: %v, want %v", seq, ok, !ok)
				case ok && (got != seqs[i] || x.at(ord) != placeOf(got)):
					t.Fatalf("find %d: message %d at %v, want %d at %v",
						seq, got, x.at(ord), seqs[i], placeOf(seqs[i]))
				}
			}
		}
	}
}
