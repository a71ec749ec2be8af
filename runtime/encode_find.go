package runtime

import (
	"math/bits"
	"unsafe"
)

// finder finds the fields of a struct that are set. The memory of a FIX struct is
// mostly zero, and zero means absent: one look at it tells what is set. A finder
// serves one struct at a time.
type finder struct {
	masks [maskWords]uint64 // of the words from the last multiple of maskWords on
	found [batch]uint16     // steps

	// Of the struct before, if its scope is small: most entries of a group have the
	// same fields.
	scope  *scope
	before [smallScope]uint64
	count  int
}

const (
	wordSteps  = 64 * quad      // the most steps of a word: each quad may be four bytes
	batch      = 64 + wordSteps // how many steps there is room for before they are written
	smallScope = 4              // words of masks, a kilobyte of memory
	sharedStep = 1 << 15
)

// find returns steps that are set in the struct at base, from a word of masks on,
// and the word to go on with; the last of them when that is behind all. A slice
// may be found twice, one time after the other.
func (f *finder) find(s *scope, base unsafe.Pointer, word int) (found []uint16, next int) {
	if len(s.tells) <= smallScope {
		return f.findSmall(s, base), smallScope
	}
	f.scope = nil
	from := uintptr(word) * (quad * 64)
	setQuads(&f.masks[0], unsafe.Add(base, s.begin+from), int(min(s.size-from, maskedBytes)))
	tells, steps := s.tells[word:], s.stepAt[word:]
	n := 0
	for k := range f.masks {
		if k >= len(tells) || k >= len(steps) || n > batch-wordSteps {
			return f.found[:n], word + k
		}
		n = f.take(s, &steps[k], f.masks[k]&tells[k], n)
	}
	return f.found[:n], word + maskWords
}

// none reports whether nothing at all is set in the struct at base.
func (f *finder) none(s *scope, base unsafe.Pointer) bool {
	found, next := f.find(s, base, 0)
	return len(found) == 0 && next >= len(s.tells)
}

// findSmall is find for a scope of few words.
func (f *finder) findSmall(s *scope, base unsafe.Pointer) []uint16 {
	setQuads(&f.masks[0], unsafe.Add(base, s.begin), int(s.size))
	changed := uint64(0)
	if f.scope != s {
		f.scope = s
		changed = 1
	}
	for k, bit := range s.tells {
		mask := f.masks[k&(smallScope-1)] & bit
		changed |= mask ^ f.before[k&(smallScope-1)]
		f.before[k&(smallScope-1)] = mask
	}
	if changed == 0 {
		return f.found[:f.count]
	}
	f.count = 0
	for k := range s.tells {
		if f.count > batch-wordSteps {
			return f.findMany(s)
		}
		f.count = f.take(s, &s.stepAt[k], f.before[k&(smallScope-1)], f.count)
	}
	return f.found[:f.count]
}

// findMany is findSmall for more steps than there is room for.
func (f *finder) findMany(s *scope) []uint16 {
	var all []uint16
	for k := range s.tells {
		n := f.take(s, &s.stepAt[k], f.before[k&(smallScope-1)], 0)
		all = append(all, f.found[:n]...)
	}
	f.scope = nil // before is not what is in found
	return all
}

// take adds the steps of one mask to the n that are found, and returns how many
// there are then.
func (f *finder) take(s *scope, stepAt *[64]uint16, mask uint64, n int) int {
	for ; mask != 0; mask &= mask - 1 {
		at := stepAt[bits.TrailingZeros64(mask)&63]
		f.found[n] = at &^ sharedStep
		n++
		if at&sharedStep != 0 {
			n = f.sharing(s, at&^sharedStep, n)
		}
	}
	return n
}

// sharing adds the steps that share the bit of step at.
func (f *finder) sharing(s *scope, at uint16, n int) int {
	for ; s.steps[at].shares; n++ {
		at++
		f.found[n] = at
	}
	return n
}
