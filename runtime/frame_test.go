package runtime_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/affixgo/affix/runtime"
)

// split feeds a stream to a Framer, step bytes at a time, and returns what it
// found, garbage as "!reason".
func split(t testing.TB, f *runtime.Framer, stream []byte, step int) []string {
	t.Helper()
	var found []string
	var buf []byte
	for len(stream) > 0 {
		n := min(step, len(stream))
		buf, stream = append(buf, stream[:n]...), stream[n:]
		for {
			got := f.Next(buf)
			if got.Consumed > len(buf) || got.Consumed < 0 {
				t.Fatalf("consumed %d of %d bytes", got.Consumed, len(buf))
			}
			buf = append([]byte(nil), buf[got.Consumed:]...)
			switch {
			case got.Frame != nil:
				found = append(found, readable(got.Frame))
			case got.Garbled != "":
				found = append(found, "!"+got.Garbled)
			}
			if got.Frame == nil && got.Garbled == "" {
				break
			}
		}
	}
	return found
}

func TestFramer(t *testing.T) {
	t.Parallel()
	good := string(frame(start + "11=X|54=1|"))
	next := string(frame(start + "11=Y|54=2|"))
	withLength := func(n int) string {
		at := strings.Index(good, "9=") + 2
		end := at + strings.IndexByte(good[at:], 1)
		return good[:at] + fmt.Sprint(n) + good[end:]
	}
	body := len(good) - len("8=FIX.4.4|9=56|10=123|")
	tests := []struct {
		name, stream string
		want         []string
	}{
		{"one", good, []string{good}},
		{"two", good + next, []string{good, next}},
		{"bytes in front", "35=0|" + good, []string{"!bytes outside of a message", good}},
		{"half a start in front", "138=FIX" + good, []string{"!bytes outside of a message", "!BodyLength (9) is not the second field or not a number", "!bytes outside of a message", good}},
		{"wrong checksum", good[:len(good)-4] + "256\x01" + next, []string{"!CheckSum (10) is wrong", next}},
		{"checksum of two digits", good[:len(good)-4] + "12\x01" + next, []string{"!CheckSum (10) is not three digits", next}},
		{"checksum with a letter", good[:len(good)-4] + "1x2\x01" + next, []string{"!CheckSum (10) is not three digits", next}},
		{"length too short: one is lost", withLength(30) + next, []string{"!BodyLength (9) does not add up", next}},
		{"length too long: two are lost", withLength(body+30) + next + good, []string{"!BodyLength (9) does not add up", good}},
		{"length of zero", withLength(0) + next, []string{"!BodyLength (9) is not the second field or not a number", "!bytes outside of a message", next}},
		{"length with a letter", "8=FIX.4.4\x019=1x\x01" + next, []string{"!BodyLength (9) is not the second field or not a number", "!bytes outside of a message", next}},
		{"60 digits of length", "8=FIX.4.4\x019=" + strings.Repeat("9", 60) + "\x01" + next, []string{"!BodyLength (9) is not the second field or not a number", "!bytes outside of a message", next}},
		{"beyond the largest", "8=FIX.4.4\x019=99999999\x01" + next, []string{"!BodyLength (9) is beyond the largest frame", "!bytes outside of a message", next}},
		{"no length", "8=FIX.4.4\x0135=D\x01" + next, []string{"!BodyLength (9) is not the second field or not a number", "!bytes outside of a message", next}},
		{"endless BeginString", "8=FIX" + strings.Repeat("4", 40) + next, []string{"!BodyLength (9) is not the second field or not a number", "!bytes outside of a message", next}},
		{"half a message", good[:30], nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			want := make([]string, len(test.want))
			for i, w := range test.want {
				want[i] = readable([]byte(w))
			}
			whole := split(t, &runtime.Framer{}, []byte(test.stream), len(test.stream))
			if fmt.Sprint(whole) != fmt.Sprint(want) {
				t.Errorf("got  %q\nwant %q", whole, want)
			}
			for _, step := range []int{1, 2, 3, 7, 50} {
				if got := frames(split(t, &runtime.Framer{}, []byte(test.stream), step)); fmt.Sprint(got) != fmt.Sprint(frames(want)) {
					t.Errorf("in steps of %d: got %q, want %q", step, got, want)
				}
			}
		})
	}
}

// frames leaves out garbage: how it is divided depends on how the bytes come.
func frames(found []string) []string {
	var kept []string
	for _, f := range found {
		if !strings.HasPrefix(f, "!") {
			kept = append(kept, f)
		}
	}
	return kept
}

func TestFramerLargest(t *testing.T) {
	t.Parallel()
	f := runtime.Framer{MaxFrame: 100}
	big := frame(start + "11=" + strings.Repeat("X", 100) + "|54=1|")
	small := frame(start + "11=X|54=1|")
	got := frames(split(t, &f, append(bytes.Clone(big), small...), 10))
	if len(got) != 1 || got[0] != readable(small) {
		t.Errorf("got %q", got)
	}
}

// A body of the right length that never ends must not be collected for ever.
func TestFramerWithoutTrailer(t *testing.T) {
	t.Parallel()
	f := runtime.Framer{MaxFrame: 1000}
	stream := append([]byte("8=FIX.4.4\x019=10\x01"), bytes.Repeat([]byte{'x'}, 5000)...)
	if got := f.Next(stream); got.Garbled == "" {
		t.Errorf("still waiting: %+v", got)
	}
}

func TestChecksum(t *testing.T) {
	t.Parallel()
	for _, fill := range []byte{0, 1, 0x7f, 0x80, 0xff} {
		for _, n := range []int{0, 1, 7, 8, 9, 1023, 1024, 1025, 2048, 65536 + 3} {
			b := bytes.Repeat([]byte{fill}, n)
			var want byte
			for _, c := range b {
				want += c
			}
			if got := runtime.Checksum(b); got != want {
				t.Errorf("%d bytes of %#x: got %d, want %d", n, fill, got, want)
			}
		}
	}
}

func FuzzFramer(f *testing.F) {
	good := frame(start + "11=X|54=1|")
	f.Add([]byte("x"), good, 3)
	f.Add(good, good[:20], 1)
	f.Add([]byte("8=FIX.4.4\x019=5\x0135=0\x0110=000\x01"), good, 100)
	f.Fuzz(func(t *testing.T, before, after []byte, step int) {
		step = min(max(step, 1), 1000)
		stream := append(bytes.Clone(before), after...)
		whole := frames(split(t, &runtime.Framer{MaxFrame: 4096}, stream, len(stream)+1))
		parts := frames(split(t, &runtime.Framer{MaxFrame: 4096}, stream, step))
		if fmt.Sprint(whole) != fmt.Sprint(parts) {
			t.Errorf("the frames depend on how the bytes come:\n%q\n%q", whole, parts)
		}
	})
}
