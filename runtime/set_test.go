package runtime_test

import (
	"slices"
	"testing"
	"unsafe"

	"github.com/affixgo/affix/runtime"
)

type (
	execInst       byte
	quoteCondition string
)

func TestSetLayout(t *testing.T) {
	t.Parallel()
	if unsafe.Sizeof(runtime.Set[string]{}) != unsafe.Sizeof("") || unsafe.Sizeof(runtime.Set[runtime.Char]{}) != unsafe.Sizeof("") {
		t.Error("a Set is not one string")
	}
	text := "A B"
	if s := *(*runtime.Set[execInst])(unsafe.Pointer(&text)); !s.Has('B') {
		t.Error("a string is not read as a Set")
	}
}

func TestSetOfChars(t *testing.T) {
	t.Parallel()
	s := runtime.SetOf[execInst]('G', '1', 'G', 0, ' ', 0xE9)
	if got, want := s.String(), "G 1 G \xe9"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if s.Len() != 4 || !s.Has('1') || !s.Has(0xE9) || s.Has('2') || s.Has(' ') || s.Has(0) {
		t.Errorf("%q has the wrong values", s)
	}
	if got := slices.Collect(s.All()); !slices.Equal(got, []execInst{'G', '1', 'G', 0xE9}) {
		t.Errorf("got %v", got)
	}
}

func TestSetOfStrings(t *testing.T) {
	t.Parallel()
	s := runtime.SetOf[quoteCondition]("AA", "", "B", " ", "C D", " E ", "B")
	if got, want := s.String(), "AA B C D E B"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if s.Len() != 6 || !s.Has("AA") || s.Has("A") || s.Has("C D") || s.Has("") {
		t.Errorf("%q has the wrong values", s)
	}
	if got := slices.Collect(s.All()); !slices.Equal(got, []quoteCondition{"AA", "B", "C", "D", "E", "B"}) {
		t.Errorf("got %v", got)
	}
	for v := range s.All() {
		if v == "B" {
			break // must not panic
		}
	}
}

func TestAbsentSet(t *testing.T) {
	t.Parallel()
	for _, s := range []runtime.Set[string]{{}, runtime.SetOf[string](), runtime.SetOf("")} {
		if s.IsSet() || s.Len() != 0 || s.String() != "" || s.Has("") || slices.Collect(s.All()) != nil || len(s.AppendTo(nil)) != 0 {
			t.Errorf("%q is not absent", s)
		}
	}
}

func TestParseSet(t *testing.T) {
	t.Parallel()
	for text, kind := range map[string]string{
		"A": "both", "A B": "both", "A A": "both", "é": "strings", "AA": "strings", "AA B": "strings", "A BB": "strings",
		"": "", " ": "", " A": "", "A ": "", "A  B": "", "A\x01": "", "\x01": "", "A \x00": "",
	} {
		chars, charErr := runtime.ParseSet[execInst](text)
		words, wordErr := runtime.ParseSet[quoteCondition](text)
		if (charErr == nil) != (kind == "both") || (wordErr == nil) != (kind != "") {
			t.Errorf("%q: %v, %v", text, charErr, wordErr)
		}
		if charErr == nil && string(chars.AppendTo(nil)) != text || wordErr == nil && string(words.AppendTo(nil)) != text {
			t.Errorf("%q became %q, %q", text, chars, words)
		}
		if runtime.ValidMultiValueForTest([]byte(text), true) != (charErr == nil) || runtime.ValidMultiValueForTest([]byte(text), false) != (wordErr == nil) {
			t.Errorf("%q: validMultiValue disagrees", text)
		}
	}
}

func TestSetEqual(t *testing.T) {
	t.Parallel()
	a := runtime.SetOf("A", "B", "A")
	for s, want := range map[runtime.Set[string]]bool{
		a:                            true,
		runtime.SetOf("B", "A"):      true,
		runtime.SetOf("A"):           false,
		runtime.SetOf("A", "B", "C"): false,
		{}:                           false,
	} {
		if a.Equal(s) != want || s.Equal(a) != want {
			t.Errorf("%q against %q", a, s)
		}
	}
}
