package runtime_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/affixgo/affix/runtime"
)

// The benchmarks run over many differing values: one value alone trains the
// branch predictor and flatters.

const rows = 512

func decimalTexts() [][]byte {
	r := rand.New(rand.NewPCG(1, 2))
	texts := make([][]byte, rows)
	for i := range texts {
		switch i % 4 {
		case 0: // quantity
			texts[i] = fmt.Appendf(nil, "%d", r.IntN(5_000_000))
		case 1: // currency price
			texts[i] = fmt.Appendf(nil, "1.%05d", r.IntN(100_000))
		case 2: // share price
			texts[i] = fmt.Appendf(nil, "%d.%02d", r.IntN(2_000), r.IntN(100))
		case 3: // amount, change
			texts[i] = fmt.Appendf(nil, "%d.%03d", r.IntN(200_000)-100_000, r.IntN(1_000))
		}
	}
	return texts
}

func timestampTexts(p runtime.Precision) [][]byte {
	r := rand.New(rand.NewPCG(3, 4))
	texts := make([][]byte, rows)
	for i := range texts {
		t := time.Unix(1_600_000_000+r.Int64N(200_000_000), r.Int64N(1_000_000_000))
		texts[i] = runtime.NewUTCTimestampPrecision(t, p).AppendTo(nil)
	}
	return texts
}

func BenchmarkDecimalParse(b *testing.B) {
	texts := decimalTexts()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, ok := runtime.ParseDecimalForTest(texts[i%rows]); !ok {
			b.Fatal("refused")
		}
	}
}

func BenchmarkDecimalAppend(b *testing.B) {
	texts := decimalTexts()
	values := make([]runtime.Decimal, len(texts))
	for i, text := range texts {
		values[i], _ = runtime.ParseDecimalForTest(text)
	}
	buf := make([]byte, 0, 64)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		buf = values[i%rows].AppendTo(buf[:0])
	}
}

func BenchmarkDecimalCmp(b *testing.B) {
	texts := decimalTexts()
	values := make([]runtime.Decimal, len(texts))
	for i, text := range texts {
		values[i], _ = runtime.ParseDecimalForTest(text)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		values[i%rows].Cmp(values[(i+1)%rows])
	}
}

func BenchmarkIntParse(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	texts := make([][]byte, rows)
	for i := range texts {
		texts[i] = fmt.Append(nil, r.IntN(1_000_000)>>(i%20))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, ok := runtime.ParseIntForTest(texts[i%rows]); !ok {
			b.Fatal("refused")
		}
	}
}

func BenchmarkIntAppend(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	values := make([]runtime.Int, rows)
	for i := range values {
		values[i] = runtime.NewInt(int64(r.IntN(1_000_000) >> (i % 20)))
	}
	buf := make([]byte, 0, 64)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		buf = values[i%rows].AppendTo(buf[:0])
	}
}

func BenchmarkUTCTimestampParse(b *testing.B) {
	for _, p := range []runtime.Precision{runtime.Seconds, runtime.Millis, runtime.Nanos} {
		texts := timestampTexts(p)
		b.Run(fmt.Sprintf("digits=%d", p), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, ok := runtime.ParseUTCTimestampForTest(texts[i%rows]); !ok {
					b.Fatal("refused")
				}
			}
		})
	}
}

func BenchmarkUTCTimestampAppend(b *testing.B) {
	for _, p := range []runtime.Precision{runtime.Seconds, runtime.Millis, runtime.Nanos} {
		texts := timestampTexts(p)
		values := make([]runtime.UTCTimestamp, len(texts))
		for i, text := range texts {
			values[i], _ = runtime.ParseUTCTimestampForTest(text)
		}
		b.Run(fmt.Sprintf("digits=%d", p), func(b *testing.B) {
			buf := make([]byte, 0, 64)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				buf = values[i%rows].AppendTo(buf[:0])
			}
		})
	}
}

func BenchmarkNewUTCTimestamp(b *testing.B) {
	t := time.Date(2026, time.November, 24, 10, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		runtime.NewUTCTimestamp(t)
		t = t.Add(777 * time.Millisecond)
	}
}

func BenchmarkUTCTimestampTime(b *testing.B) {
	v := runtime.MustUTCTimestamp("20261124-10:00:00.123")
	b.ReportAllocs()
	for b.Loop() {
		v.Time()
	}
}

// BenchmarkTimestampCache moves on by 0.1 ms a call, so the second changes on
// every ten-thousandth.
func BenchmarkTimestampCache(b *testing.B) {
	for _, p := range []runtime.Precision{runtime.Millis, runtime.Nanos} {
		b.Run(fmt.Sprintf("digits=%d", p), func(b *testing.B) {
			var cache runtime.TimestampCache
			t := time.Date(2026, time.November, 24, 10, 0, 0, 0, time.UTC)
			buf := make([]byte, 0, 64)
			b.ReportAllocs()
			for b.Loop() {
				buf = cache.AppendUTCTimestamp(buf[:0], t, p)
				t = t.Add(100 * time.Microsecond)
			}
		})
	}
}

func BenchmarkAppendFormat(b *testing.B) { // what TimestampCache replaces
	t := time.Date(2026, time.November, 24, 10, 0, 0, 0, time.UTC)
	buf := make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		buf = t.AppendFormat(buf[:0], "20060102-15:04:05.000")
		t = t.Add(100 * time.Microsecond)
	}
}

func BenchmarkTZTimestampParse(b *testing.B) {
	text := []byte("20060901-13:09:00+05:30")
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := runtime.ParseTZTimestampForTest(text); !ok {
			b.Fatal("refused")
		}
	}
}

func BenchmarkSetHas(b *testing.B) {
	s := runtime.SetOf[runtime.Char]('1', 'G', 'x')
	b.ReportAllocs()
	for b.Loop() {
		s.Has('x')
	}
}
