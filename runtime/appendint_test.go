package runtime_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/affixgo/affix/runtime"
)

// edgeUints are numbers around every power of ten and of two.
func edgeUints() []uint64 {
	edges := []uint64{0, math.MaxUint64}
	for p := uint64(1); ; p *= 10 {
		edges = append(edges, p-1, p, p+1)
		if p > math.MaxUint64/10 {
			break
		}
	}
	for shift := range 64 {
		p := uint64(1) << shift
		edges = append(edges, p-1, p, p+1)
	}
	return edges
}

func TestAppendAndParseUint(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	values := edgeUints()
	for range 2_000 {
		values = append(values, r.Uint64()>>r.IntN(64))
	}
	for _, v := range values {
		want := strconv.FormatUint(v, 10)
		if got := string(runtime.AppendUintForTest([]byte("x"), v)); got != "x"+want {
			t.Fatalf("appendUint(%s) = %q", want, got)
		}
		if got := runtime.DigitCountForTest(v); got != len(want) {
			t.Fatalf("digitCount(%s) = %d", want, got)
		}
		if got, ok := runtime.ParseUintForTest([]byte(want)); !ok || got != v {
			t.Fatalf("parseUint(%s) = %d, %v", want, got, ok)
		}
		for width := len(want); width < len(want)+30; width++ {
			padded := strings.Repeat("0", width-len(want)) + want
			if got := string(runtime.AppendPaddedForTest(nil, v, width)); got != padded {
				t.Fatalf("appendPadded(%s, %d) = %q", want, width, got)
			}
			if got, ok := runtime.ParseUintForTest([]byte(padded)); !ok || got != v {
				t.Fatalf("parseUint(%s) = %d, %v", padded, got, ok)
			}
		}
	}
}

// TestAppendPaddedAll covers every combination of the eight-digit words' parts.
func TestAppendPaddedAll(t *testing.T) {
	t.Parallel()
	for v := range uint64(10_000) {
		four := string([]byte{byte('0' + v/1000), byte('0' + v/100%10), byte('0' + v/10%10), byte('0' + v%10)})
		for _, c := range []struct {
			got  []byte
			want string
		}{
			{runtime.AppendPaddedForTest(nil, v, 8), "0000" + four},
			{runtime.AppendPaddedForTest(nil, v*10_000+v, 8), four + four},
			{runtime.AppendPadded3ForTest(nil, v%1000), four[1:]},
			{runtime.AppendPadded2ForTest(nil, v%100), four[2:]},
		} {
			if string(c.got) != c.want {
				t.Fatalf("%d: %q, want %q", v, c.got, c.want)
			}
		}
	}
}

func TestAppendPaddedCutsHighDigits(t *testing.T) {
	t.Parallel()
	if got := string(runtime.AppendPaddedForTest(nil, math.MaxUint64, 3)); got != "615" {
		t.Errorf("got %q", got)
	}
}

// TestAppendLeavesTheRestAlone: memory past the appended bytes may be in use.
func TestAppendLeavesTheRestAlone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"1", "12", "1.5", "12345", "1234567", "12345678", "123456.78", "-1.25", "123456789012"} {
		buf := []byte(strings.Repeat("#", 40))
		runtime.MustDecimal(text).AppendTo(buf[:0])
		if want := text + strings.Repeat("#", 40-len(text)); string(buf) != want {
			t.Errorf("%s left %q", text, buf)
		}
	}
}

func TestParseUintRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "-1", "+1", " 1", "1 ", "1.", "a", "/", ":", "\x00", "\xb0",
		"18446744073709551616", "18446744073709551620", "99999999999999999999",
		"184467440737095516150", "0000000000000000000000x",
	} {
		if v, ok := runtime.ParseUintForTest([]byte(text)); ok {
			t.Errorf("parseUint(%q) = %d", text, v)
		}
	}
}
