package runtime

import (
	"iter"
	"strings"
	"unsafe"
)

// Set is a FIX MultipleStringValue or MultipleCharValue (MULTIPLEVALUESTRING up
// to FIX 4.4): values with one space between them, such as ExecInst. The zero
// value is absent.
//
// It keeps the text, so order and repeated values are written as they were
// read. The operator == compares the text, Equal the values.
type Set[T ~string | ~byte] struct {
	// The one field, because the decoder stores a string here: see the codec.
	raw string
}

// SetOf returns the values in the order given. Values that FIX cannot write are
// left out: empty ones, the byte 0 and spaces; a text with spaces in it is
// several values. No values at all are the absent Set.
func SetOf[T ~string | ~byte](values ...T) Set[T] {
	var b strings.Builder
	for _, v := range values {
		for text := range strings.SplitSeq(textOf(&v), " ") {
			if text == "" || text == "\x00" {
				continue
			}
			if b.Len() != 0 {
				b.WriteByte(' ')
			}
			b.WriteString(text)
		}
	}
	return Set[T]{raw: b.String()}
}

// ParseSet reads values with one space between them, for example "1 G"; single
// characters when T is a byte.
func ParseSet[T ~string | ~byte](s string) (Set[T], error) {
	switch {
	case validMultiValue([]byte(s), isByte[T]()):
		return Set[T]{raw: s}, nil
	case isByte[T]():
		return Set[T]{}, badValue(s, "a set of characters", `"1 G"`, "want single characters with one space between them")
	default:
		return Set[T]{}, badValue(s, "a set of values", `"AA BB"`, "want values with one space between them")
	}
}

// validMultiValue reports whether s holds values with one space between them,
// of one byte each when singleChars is set.
func validMultiValue(s []byte, singleChars bool) bool {
	length := 0
	for _, c := range s {
		switch {
		case c == ' ':
			if length == 0 {
				return false
			}
			length = 0
			continue
		case c == SOH, c == 0, singleChars && length != 0:
			return false
		}
		length++
	}
	return length != 0
}

// Has reports whether v is one of the values.
func (s Set[T]) Has(v T) bool {
	want := textOf(&v)
	for rest := s.raw; rest != ""; {
		var text string
		text, rest, _ = strings.Cut(rest, " ")
		if text == want {
			return true
		}
	}
	return false
}

// All yields the values in the order of the text, repeated ones too.
func (s Set[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for rest := s.raw; rest != ""; {
			var text string
			text, rest, _ = strings.Cut(rest, " ")
			if !yield(valueOf[T](text)) {
				return
			}
		}
	}
}

// Len returns the number of values, counting repeated ones.
func (s Set[T]) Len() int {
	if s.raw == "" {
		return 0
	}
	return 1 + strings.Count(s.raw, " ")
}

// IsSet reports whether s is present, which is to say has values.
func (s Set[T]) IsSet() bool { return s.raw != "" }

// Equal reports whether both have the same values, in whatever order and
// number. The cost grows with the product of their lengths.
func (s Set[T]) Equal(o Set[T]) bool {
	return s.raw == o.raw || s.within(o) && o.within(s)
}

// within reports whether o has every value of s.
func (s Set[T]) within(o Set[T]) bool {
	for v := range s.All() {
		if !o.Has(v) {
			return false
		}
	}
	return true
}

// AppendTo appends the text to dst, or nothing when s is absent.
func (s Set[T]) AppendTo(dst []byte) []byte { return append(dst, s.raw...) }

// String returns the text, "" when s is absent.
func (s Set[T]) String() string { return s.raw }

// MarshalText returns what AppendTo appends. The error is always nil.
func (s Set[T]) MarshalText() ([]byte, error) { return s.AppendTo(nil), nil }

// UnmarshalText reads what ParseSet reads, and "" as absent.
func (s *Set[T]) UnmarshalText(text []byte) error { return unmarshalText(s, text, ParseSet[T]) }

// Go has no conversion that takes a string to ~string and a byte to ~byte in
// generic code, and a type switch misses named types. The three functions below
// rely on the constraint instead: what is one byte large is a byte, the rest are
// strings.

func isByte[T ~string | ~byte]() bool {
	var v T
	return unsafe.Sizeof(v) == 1
}

// textOf returns the text of *v, which must not change while it is used.
func textOf[T ~string | ~byte](v *T) string {
	if isByte[T]() {
		return unsafe.String((*byte)(unsafe.Pointer(v)), 1)
	}
	return *(*string)(unsafe.Pointer(v))
}

// valueOf returns the value of text, which is not empty.
func valueOf[T ~string | ~byte](text string) T {
	if isByte[T]() {
		c := text[0]
		return *(*T)(unsafe.Pointer(&c))
	}
	return *(*T)(unsafe.Pointer(&text))
}
