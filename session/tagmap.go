package session

import (
	"math"
	"slices"
)

// tagMap is a small map from a tag to a number, sorted by tag. There is one for
// each session, so it is kept small.
type tagMap []tagEntry

type tagEntry struct{ tag, value int32 }

// lastPlace is behind every place that a dictionary gives.
const lastPlace = math.MaxInt32

func newTagMap(from map[int]int) tagMap {
	m := make(tagMap, 0, len(from))
	for tag, value := range from {
		m.add(tag, value)
	}
	return m
}

func (m tagMap) find(tag int) (at int, ok bool) {
	return slices.BinarySearchFunc(m, tag, func(e tagEntry, tag int) int { return int(e.tag) - tag })
}

// get returns 0 and false for a tag that is not there.
func (m tagMap) get(tag int) (value int, ok bool) {
	at, ok := m.find(tag)
	if !ok {
		return 0, false
	}
	return int(m[at].value), true
}

// of returns 0 for a tag that is not there.
func (m tagMap) of(tag int) int {
	value, _ := m.get(tag)
	return value
}

// add adds a tag that is not there.
func (m *tagMap) add(tag, value int) {
	at, _ := m.find(tag)
	*m = slices.Insert(*m, at, tagEntry{int32(tag), int32(value)})
}
