package runtime_test

import (
	"testing"
	"time"

	"github.com/affixgo/affix/runtime"
)

// TestValuesDoNotAllocate is not parallel: AllocsPerRun counts the whole process.
func TestValuesDoNotAllocate(t *testing.T) {
	buf := make([]byte, 0, 128)
	var cache runtime.TimestampCache
	at := time.Date(2024, 2, 29, 23, 59, 59, 0, time.UTC)
	d, e := runtime.MustDecimal("-12.5000000"), runtime.MustDecimal("1234567890.123")
	chars := runtime.SetOf[runtime.Char]('1', 'G')
	words := runtime.SetOf("AA", "B")
	text := func(s string) []byte { return []byte(s) }
	decimal, long, stamp, tz, bad := text("-12.5000000"), text("0000000000000001234.50000000"), text("20240229-23:59:60.123456789012"), text("20060901-13:09+05:30"), text("1e5")
	day, month, clock, number := text("20240229"), text("202403w2"), text("23:59:59.999"), text("-0042")
	for name, run := range map[string]func(){
		"parse decimal":      func() { runtime.ParseDecimalForTest(decimal) },
		"parse long decimal": func() { runtime.ParseDecimalForTest(long) },
		"refuse decimal":     func() { runtime.ParseDecimalForTest(bad) },
		"append decimal":     func() { buf = d.AppendTo(buf[:0]) },
		"compare decimals":   func() { d.Cmp(e) },
		"convert decimal":    func() { d.Float64(); d.Int64(); d.Coefficient(); d.Rescale(3) },
		"new decimal":        func() { buf = runtime.NewDecimal(10712, 4).AppendTo(buf[:0]) },
		"int": func() {
			n, _ := runtime.ParseIntForTest(number)
			buf = n.AppendTo(buf[:0])
		},
		"timestamp": func() {
			v, _ := runtime.ParseUTCTimestampForTest(stamp)
			buf = v.AppendTo(buf[:0])
			v.Time()
		},
		"new timestamp": func() { buf = runtime.NewUTCTimestamp(at).AppendTo(buf[:0]) },
		"cache": func() {
			at = at.Add(300 * time.Millisecond)
			buf = cache.AppendUTCTimestamp(buf[:0], at, runtime.Nanos)
		},
		"time only": func() {
			v, _ := runtime.ParseUTCTimeOnlyForTest(clock)
			buf = v.AppendTo(buf[:0])
		},
		"local time": func() {
			v, _ := runtime.ParseLocalMktTimeForTest(clock)
			buf = v.AppendTo(buf[:0])
		},
		"dates": func() {
			v, _ := runtime.ParseUTCDateOnlyForTest(day)
			buf = v.AppendTo(buf[:0])
			w, _ := runtime.ParseLocalMktDateForTest(day)
			buf = w.AppendTo(buf[:0])
		},
		"month": func() {
			v, _ := runtime.ParseMonthYearForTest(month)
			buf = v.AppendTo(buf[:0])
		},
		"zoned": func() {
			v, _ := runtime.ParseTZTimestampForTest(tz)
			buf = v.AppendTo(buf[:0])
			w, _ := runtime.ParseTZTimeOnlyForTest(tz[9:])
			buf = w.AppendTo(buf[:0])
		},
		"sets": func() {
			chars.Has('G')
			words.Has("B")
			buf = chars.AppendTo(buf[:0])
			if testing.CoverMode() != "" {
				return // counters keep All from being inlined
			}
			for range chars.All() {
			}
			for range words.All() {
			}
		},
	} {
		if got := testing.AllocsPerRun(100, run); got != 0 {
			t.Errorf("%s: %v allocations", name, got)
		}
	}
}
