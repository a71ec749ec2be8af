package runtime

import (
	"encoding/binary"
	"math/bits"
)

// enumSet is an Enum prepared for looking up.
type enumSet struct {
	chars [4]uint64 // the values of one byte
	words map[string]int

	// The values of up to eight bytes as words, the first byte lowest: a hash
	// table, in which a value that finds its place taken goes to the next.
	hashed []uint64
	shift  uint8
}

func (e *Enum) prepared() *enumSet {
	e.once.Do(func() {
		e.set.words = make(map[string]int, len(e.Values))
		e.set.grow(len(e.Values))
		for i, v := range e.Values {
			if len(v.Value) == 1 {
				c := v.Value[0]
				e.set.chars[c>>6] |= 1 << (c & 63)
			}
			if _, known := e.set.words[v.Value]; !known {
				e.set.words[v.Value] = i
				e.set.add(v.Value)
			}
		}
	})
	return &e.set
}

// grow makes room for n values, and as many places that stay empty.
func (s *enumSet) grow(n int) {
	size := uint(bits.Len(uint(2*n))) + 1
	s.hashed = make([]uint64, 1<<size)
	s.shift = uint8(64 - size)
}

func (s *enumSet) place(word uint64) uint64 { return word * 0x9E3779B97F4A7C15 >> (s.shift & 63) }

func (s *enumSet) add(value string) {
	if len(value) > wordText || len(value) == 0 || value[len(value)-1] == 0 {
		return
	}
	word := wordOf([]byte(value))
	at := s.place(word)
	for s.hashed[at] != 0 {
		at = (at + 1) % uint64(len(s.hashed))
	}
	s.hashed[at] = word
}

// hasWord reports whether the value of up to eight bytes in word is enumerated.
// A value that ends with a zero byte looks like a shorter one: the caller looks
// at that where it matters.
func (s *enumSet) hasWord(word uint64) bool {
	mask := uint64(len(s.hashed) - 1)
	for at := s.place(word); ; at++ {
		switch s.hashed[at&mask] {
		case word:
			return word != 0
		case 0:
			return false
		}
	}
}

// wordOf returns up to eight bytes as a word, the first lowest.
func wordOf(b []byte) uint64 {
	var padded [wordText]byte
	copy(padded[:], b)
	return binary.LittleEndian.Uint64(padded[:])
}

func (s *enumSet) hasChar(c byte) bool { return s.chars[c>>6]&(1<<(c&63)) != 0 }

func (s *enumSet) has(value []byte) bool {
	if len(value) == 1 {
		return s.hasChar(value[0])
	}
	_, ok := s.words[string(value)]
	return ok
}

// hasEach reports whether every blank-separated part is among the values.
func (s *enumSet) hasEach(value []byte) bool {
	for len(value) > 0 {
		end := 0
		for end < len(value) && value[end] != ' ' {
			end++
		}
		if !s.has(value[:end]) {
			return false
		}
		value = value[min(end+1, len(value)):]
	}
	return true
}

// Contains reports whether value, as it stands on the wire, is one of the
// enumerated values.
func (e *Enum) Contains(value string) bool {
	_, ok := e.prepared().words[value]
	return ok
}

// NameOf returns the name of a wire value, "" if it is not enumerated.
func (e *Enum) NameOf(value string) string {
	if i, ok := e.prepared().words[value]; ok {
		return e.Values[i].Name
	}
	return ""
}

// Text returns the name of a wire value, the value itself if it has none.
func (e *Enum) Text(value string) string {
	if name := e.NameOf(value); name != "" {
		return name
	}
	return value
}

// HasChar is [Enum.Contains] for a value of one byte.
func (e *Enum) HasChar(c byte) bool { return e.prepared().hasChar(c) }

// CharText is [Enum.Text] for a value of one byte; zero, absent, gives "".
func (e *Enum) CharText(c byte) string {
	if c == 0 {
		return ""
	}
	return e.Text(string([]byte{c}))
}
