package runtime_test

import (
	"math/rand/v2"
	"testing"

	"github.com/affixgo/affix/runtime"
)

// What the fast ways read is what the general ones read.
func TestPlainValues(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 8))
	fast := 0
	for range 300_000 {
		text := make([]byte, 1+random.IntN(18))
		for i := range text {
			text[i] = "0123456789"[random.IntN(10)]
		}
		for range random.IntN(3) {
			text[random.IntN(len(text))] = "..-0x/:"[random.IntN(7)]
		}
		got, ok := runtime.PlainDecimal(string(text))
		want, good := runtime.ParseDecimalForTest(text)
		if ok && (!good || got != want) {
			t.Fatalf("%q: got %v, want %v, %t", text, got, want, good)
		}
		if ok {
			fast++
		}
	}
	if fast < 100_000 {
		t.Errorf("only %d of 300,000 numbers were read the fast way", fast)
	}
	const sound = "20260228-23:59:60.123"
	if _, ok := runtime.PlainTimestamp(sound); !ok {
		t.Errorf("%q was not read the fast way", sound)
	}
	for range 300_000 {
		text := []byte(sound)
		for range random.IntN(3) {
			text[random.IntN(len(text))] = "0123456789:.-/x"[random.IntN(15)]
		}
		got, ok := runtime.PlainTimestamp(string(text))
		want, good := runtime.ParseUTCTimestampForTest(text)
		if ok != good || ok && got != want {
			t.Fatalf("%q: got %v, %t, want %v, %t", text, got, ok, want, good)
		}
	}
}
