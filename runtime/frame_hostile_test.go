package runtime_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/affixgo/affix/runtime"
)

// Streams that would take minutes if every bad frame were searched for its
// trailer anew.
func TestFramerIsLinear(t *testing.T) {
	t.Parallel()
	const size = 4 << 20
	fill := func(s string) []byte { return bytes.Repeat([]byte(s), size/len(s)) }
	streams := map[string][]byte{
		"frames that never end":      fill("8=FIX.4.4\x019=900\x0135=0\x01"),
		"each shorter than the last": nil,
		"a trailer that never ends":  append([]byte("8=FIX.4.4\x019=9\x0135=0\x01"+strings.Repeat("8=FIX.4.4\x019=9\x0135=0\x01", size/80)+"\x0110="), fill("1")...),
		"almost trailers":            fill("8=FIX.4.4\x019=20\x0110\x01"),
		"almost frames":              fill("8=FI8=FIX8=FIX.4"),
		"nothing":                    fill("\x01"),
	}
	var b bytes.Buffer
	for i := 800_000; b.Len() < size; i -= 20 {
		fmt.Fprintf(&b, "8=FIX.4.4\x019=%d\x01x", max(i, 1))
	}
	streams["each shorter than the last"] = b.Bytes()
	for name, stream := range streams {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, step := range []int{size, 1 << 10} {
				var f runtime.Framer
				at, shown := 0, 0
				for shown < len(stream) {
					shown = min(shown+step, len(stream))
					for {
						found := f.Next(stream[at:shown])
						at += found.Consumed
						if found.Consumed == 0 {
							break
						}
					}
				}
				if rest := len(stream) - at; rest > 3*runtime.DefaultMaxFrame {
					t.Errorf("in steps of %d: %d bytes are left", step, rest)
				}
			}
		})
	}
}

// Where a frame with a wrong length ends does not depend on how the bytes come,
// also if that is far behind.
func TestFramerFarTrailer(t *testing.T) {
	t.Parallel()
	good := string(frame(start + "11=X|54=1|"))
	for _, gap := range []int{0, 50, 150, 190, 200, 210, 250, 400, 1000} {
		stream := []byte("8=FIX.4.4\x019=20\x0135=0\x01" + good[:30] + strings.Repeat("x", gap) + "\x0110=1" + strings.Repeat("1", gap%200) + "\x01" + good)
		whole := frames(split(t, &runtime.Framer{MaxFrame: 200}, stream, len(stream)))
		for _, step := range []int{1, 3, 64} {
			if got := frames(split(t, &runtime.Framer{MaxFrame: 200}, stream, step)); fmt.Sprint(got) != fmt.Sprint(whole) {
				t.Errorf("gap %d in steps of %d: got %q, whole %q", gap, step, got, whole)
			}
		}
	}
}
