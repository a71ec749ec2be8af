package runtime

// enumSet is an Enum prepared for looking up.
type enumSet struct {
	chars [4]uint64 // the values of one byte
	words map[string]int
}

func (e *Enum) prepared() *enumSet {
	e.once.Do(func() {
		e.set.words = make(map[string]int, len(e.Values))
		for i, v := range e.Values {
			if len(v.Value) == 1 {
				c := v.Value[0]
				e.set.chars[c>>6] |= 1 << (c & 63)
			}
			if _, known := e.set.words[v.Value]; !known {
				e.set.words[v.Value] = i
			}
		}
	})
	return &e.set
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
