package engine_test

import (
	"slices"
	"testing"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/runtime"
)

// TestWire finds messages in bytes that are written in pieces of any size.
func TestWire(t *testing.T) {
	t.Parallel()
	var all []byte
	want := []string{"D", "0", "XCN", "B", "D"}
	for _, body := range []string{
		"\x0135=D\x0134=1\x0111=A\x01", "\x0135=0\x01", "\x0135=XCN\x0111=35=E\x01",
		"\x0135=B\x0195=9\x0196=\x0110=123\x018=\x01", "\x0135=D\x0158=" + string(make([]byte, 3000)) + "\x01",
	} {
		all = runtime.AppendFrame(all, "FIXT.1.1", []byte(body))
	}
	for size := range len(all) {
		if got := engine.Wire(slices.Collect(slices.Chunk(all, size+1))...); !slices.Equal(got, want) {
			t.Fatalf("in pieces of %d: %q", size+1, got)
		}
	}
}
