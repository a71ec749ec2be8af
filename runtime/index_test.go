package runtime_test

import (
	"strconv"
	"testing"

	"github.com/affixgo/affix/runtime"
)

// Tags of any length are read, however they are aligned.
func TestTags(t *testing.T) {
	t.Parallel()
	for _, tag := range []int{1, 7, 11, 99, 100, 101, 909, 999, 1000, 5001, 9999, 10000, 40404, 99999, 100093, 999999, 1234567, 9999999, 10000000, 12345678, 123456789} {
		for pad := range 9 {
			b := frame("35=D|58=" + "xxxxxxxxx"[:pad] + "y|" + strconv.Itoa(tag) + "=v|")
			var raw runtime.Raw
			if err := raw.Parse(b, nil); err != nil {
				t.Fatalf("%d: %v", tag, err)
			}
			if got := raw.Text(tag); got != "v" {
				t.Errorf("tag %d, padded by %d: %q in %s", tag, pad, got, raw.Readable())
			}
		}
	}
	for _, bad := range []string{"x=1", "1x=1", "x1=1", "=1", "1:2=1", "1/=1", "99999999999=1", "1 =1", "--1=1", "1234567:=1", "123456\x80=1"} {
		var raw runtime.Raw
		if err := raw.Parse(frame("35=D|"+bad+"|58=tail of it|"), nil); err == nil {
			t.Errorf("%q was taken for a tag: %s", bad, raw.Readable())
		}
	}
}
