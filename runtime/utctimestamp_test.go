package runtime_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/affixgo/affix/runtime"
)

func TestUTCTimestampSize(t *testing.T) {
	t.Parallel()
	if got := unsafe.Sizeof(runtime.UTCTimestamp{}); got != 16 {
		t.Errorf("UTCTimestamp takes %d bytes, want 16", got)
	}
	if got := unsafe.Sizeof(runtime.UTCTimeOnly{}); got != 8 {
		t.Errorf("UTCTimeOnly takes %d bytes, want 8", got)
	}
}

func TestUTCTimestampKeepsItsForm(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text   string
		digits runtime.Precision
		time   time.Time
	}{
		{"20240229-23:59:59", 0, time.Date(2024, 2, 29, 23, 59, 59, 0, time.UTC)},
		{"20240229-23:59:59.1", 1, time.Date(2024, 2, 29, 23, 59, 59, 100_000_000, time.UTC)},
		{"20240229-23:59:59.000", 3, time.Date(2024, 2, 29, 23, 59, 59, 0, time.UTC)},
		{"20240229-23:59:59.120", 3, time.Date(2024, 2, 29, 23, 59, 59, 120_000_000, time.UTC)},
		{"20240229-00:00:00.123456", 6, time.Date(2024, 2, 29, 0, 0, 0, 123_456_000, time.UTC)},
		{"20240229-00:00:00.123456789", 9, time.Date(2024, 2, 29, 0, 0, 0, 123_456_789, time.UTC)},
		{"20240229-00:00:00.1234567890", 10, time.Date(2024, 2, 29, 0, 0, 0, 123_456_789, time.UTC)},
		{"20240229-00:00:00.999999999999", 12, time.Date(2024, 2, 29, 0, 0, 0, 999_999_999, time.UTC)},
		{"20161231-23:59:60", 0, time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC)},
		{"20161231-23:59:60.750", 3, time.Date(2017, 1, 1, 0, 0, 0, 750_000_000, time.UTC)},
		{"20240229-12:00:60", 0, time.Date(2024, 2, 29, 12, 1, 0, 0, time.UTC)},
		{"00000101-00:00:00", 0, time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)},
		{"00010101-00:00:00", 0, time.Time{}},
		{"19700101-00:00:00", 0, time.Unix(0, 0)},
		{"99991231-23:59:59.999", 3, time.Date(9999, 12, 31, 23, 59, 59, 999_000_000, time.UTC)},
		{"99991231-23:59:60", 0, time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
	}
	for _, tt := range tests {
		v, err := runtime.ParseUTCTimestamp(tt.text)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if got := string(v.AppendTo([]byte("60="))); got != "60="+tt.text || v.String() != tt.text {
			t.Errorf("%s became %s", tt.text, got)
		}
		if !v.Time().Equal(tt.time) || v.Time().Location() != time.UTC {
			t.Errorf("%s has Time %v", tt.text, v.Time())
		}
		if v.Precision() != tt.digits || !v.IsSet() {
			t.Errorf("%s has %d digits, set %v", tt.text, v.Precision(), v.IsSet())
		}
	}
}

func TestUTCTimestampRefuses(t *testing.T) {
	t.Parallel()
	const want, noDay, noTime = "want YYYYMMDD", "no such day", "no such time"
	for text, why := range map[string]string{
		"":                                "empty",
		"20240229":                        want,
		"20240229-":                       want,
		"20240229-23:59":                  want,
		"20240229-23:59:5":                want,
		"20240229 23:59:59":               want,
		"20240229T23:59:59":               want,
		"20240229-23:59:59Z":              want,
		"20240229-23:59:59.":              want,
		"20240229-23:59:59,123":           want,
		"20240229-23:59:59.1234567890123": want,
		"20240229-23:59:59.12a":           want,
		"20240229-23:59:59.-12":           want,
		"20240229-23:59:59 ":              want,
		"20240229-23-59-59":               want,
		"20240229-2a:59:59":               want,
		"2024-02-29-23:59:59":             want,
		"+0240229-23:59:59":               want,
		"20240229-+3:59:59":               want,
		"20240229-23:59:59\x00":           want,
		"2024022\xb9-23:59:59":            want,
		"20240229-23\xba59:59":            want,
		"20240229-24:00:00":               noTime,
		"20240229-23:60:00":               noTime,
		"20240229-23:59:61":               noTime,
		"20240229-99:99:99":               noTime,
		"20230229-00:00:00":               noDay,
		"20240230-00:00:00":               noDay,
		"20241301-00:00:00":               noDay,
		"20240001-00:00:00":               noDay,
		"20240100-00:00:00":               noDay,
	} {
		v, err := runtime.ParseUTCTimestamp(text)
		if err == nil {
			t.Errorf("%q became %v", text, v)
			continue
		}
		if !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v; want %q", text, err, why)
		}
	}
}

// TestTimestampEveryByte: of the bytes at each place, only digits and the
// separators pass.
func TestTimestampEveryByte(t *testing.T) {
	t.Parallel()
	const text = "20111111-11:11:11.111"
	for i := range text {
		for c := range 256 {
			b := []byte(text)
			b[i] = byte(c)
			v, ok := runtime.ParseUTCTimestampForTest(b)
			digit := c >= '0' && c <= '9'
			if separator := text[i] < '0' || text[i] > '9'; separator && ok != (byte(c) == text[i]) || !separator && ok && !digit {
				t.Fatalf("%q accepted: %v", b, ok)
			}
			if ok && v.String() != string(b) {
				t.Fatalf("%q became %v", b, v)
			}
		}
	}
}

func TestNewUTCTimestamp(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 5*3600+1800)
	at := time.Date(2024, 3, 1, 5, 29, 59, 987_654_321, zone) // February 29 in UTC
	for p, want := range map[runtime.Precision]string{
		runtime.Seconds: "20240229-23:59:59",
		1:               "20240229-23:59:59.9",
		runtime.Millis:  "20240229-23:59:59.987",
		runtime.Micros:  "20240229-23:59:59.987654",
		8:               "20240229-23:59:59.98765432",
		runtime.Nanos:   "20240229-23:59:59.987654321",
		10:              "20240229-23:59:59.9876543210",
		runtime.Picos:   "20240229-23:59:59.987654321000",
		200:             "20240229-23:59:59.987654321000",
	} {
		v := runtime.NewUTCTimestampPrecision(at, p)
		if got := v.String(); got != want {
			t.Errorf("precision %d: %s, want %s", p, got, want)
		}
		if v != runtime.MustUTCTimestamp(want) {
			t.Errorf("precision %d differs from the parsed %s", p, want)
		}
		var cache runtime.TimestampCache
		if got := string(cache.AppendUTCTimestamp([]byte("52="), at, p)); got != "52="+want {
			t.Errorf("cache, precision %d: %s, want %s", p, got, want)
		}
		if got, want := runtime.NewUTCTimeOnlyPrecision(at, p).String(), want[9:]; got != want {
			t.Errorf("time only, precision %d: %s, want %s", p, got, want)
		}
	}
	if got := runtime.NewUTCTimestamp(at).String(); got != "20240229-23:59:59.987" {
		t.Errorf("default precision: %s", got)
	}
	if runtime.NewUTCTimestamp(time.Time{}).IsSet() || runtime.NewUTCTimeOnly(time.Time{}).IsSet() {
		t.Error("the zero time is not absent")
	}
}

func TestTimestampOutsideTheYears(t *testing.T) {
	t.Parallel()
	first, last := "00000101-00:00:00.000", "99991231-23:59:59.999"
	lowest, highest := time.Unix(math.MinInt64, 0), time.Unix(math.MaxInt64, 999_999_999)
	for at, want := range map[time.Time]string{
		time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC):         first,
		time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC).Add(-1): first,
		time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC):        first,
		lowest: first,
		time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC).Add(-1): last,
		time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC):         last,
		highest: last,
	} {
		if got := runtime.NewUTCTimestamp(at).String(); got != want {
			t.Errorf("%v: %s, want %s", at, got, want)
		}
		var cache runtime.TimestampCache
		for range 2 {
			if got := string(cache.AppendUTCTimestamp(nil, at, runtime.Millis)); got != want {
				t.Errorf("cache, %v: %s, want %s", at, got, want)
			}
		}
	}
}

// TestTimestampCacheMoves goes over the ends of seconds, days, months and years,
// forth and back, and over the Unix epoch, with one cache.
func TestTimestampCacheMoves(t *testing.T) {
	t.Parallel()
	var cache runtime.TimestampCache
	check := func(at time.Time) {
		t.Helper()
		want := at.UTC().Format("20060102-15:04:05.000")
		if got := string(cache.AppendUTCTimestamp(nil, at, runtime.Millis)); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
		want = at.UTC().Format("20060102-15:04:05.000000000")
		if got := string(cache.AppendUTCTimestamp(nil, at, runtime.Nanos)); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
	zone := time.FixedZone("", -3600*7)
	for _, end := range []time.Time{
		time.Unix(0, 0), // the cache's zero value must not pass for it
		time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2023, 3, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2024, 7, 15, 0, 0, 0, 0, time.UTC),
		time.Date(2024, 7, 15, 0, 0, 0, 0, zone),
		time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC),
	} {
		for _, step := range []time.Duration{0, -1, 1, -time.Millisecond, time.Millisecond, -time.Second, time.Second, -time.Hour, time.Hour, -24 * time.Hour, 24 * time.Hour} {
			check(end.Add(step))
			check(end)
			check(end.Add(step - 1))
		}
	}
	r := rand.New(rand.NewPCG(8, 8))
	for range 20_000 {
		check(time.Unix(r.Int64N(300_000_000_000)-60_000_000_000, r.Int64N(1_000_000_000)).In(zone))
	}
}

// TestTimestampEveryDay goes over a whole cycle of the calendar, the years in
// use, and the last ones.
func TestTimestampEveryDay(t *testing.T) {
	t.Parallel()
	for _, years := range [][2]int{{0, 400}, {1960, 2110}, {9990, 9999}} {
		var cache runtime.TimestampCache
		for day := time.Date(years[0], 1, 1, 23, 59, 59, 0, time.UTC); day.Year() <= years[1]; day = day.AddDate(0, 0, 1) {
			want := day.Format("20060102-15:04:05")
			if got := runtime.NewUTCTimestampPrecision(day, 0).String(); got != want {
				t.Fatalf("got %s, want %s", got, want)
			}
			if got := string(cache.AppendUTCTimestamp(nil, day, 0)); got != want {
				t.Fatalf("cache: got %s, want %s", got, want)
			}
			v, ok := runtime.ParseUTCTimestampForTest([]byte(want))
			if !ok || !v.Time().Equal(day) {
				t.Fatalf("%s parsed to %v, %v", want, v, ok)
			}
		}
	}
}

func TestUTCTimestampOrder(t *testing.T) {
	t.Parallel()
	ordered := []string{
		"00000101-00:00:00",
		"20161231-23:59:59.999999999999",
		"20161231-23:59:60",
		"20161231-23:59:60.7",
		"20170101-00:00:00",
		"20170101-00:00:00.000000000001",
		"20170101-00:00:00.1",
		"20170101-00:00:00.12",
		"20170101-00:01:00",
		"20170101-01:00:00",
		"20170102-00:00:00",
		"20170201-00:00:00",
		"99991231-23:59:59",
	}
	var absent runtime.UTCTimestamp
	for i, a := range ordered {
		for j, b := range ordered {
			want := min(max(i-j, -1), 1)
			va, vb := runtime.MustUTCTimestamp(a), runtime.MustUTCTimestamp(b)
			if got := va.Compare(vb); got != want || va.Equal(vb) != (want == 0) {
				t.Errorf("%s against %s: %d", a, b, got)
			}
			if va.Compare(absent) != 1 || absent.Compare(va) != -1 {
				t.Errorf("%s against absent", a)
			}
		}
	}
	a, b := runtime.MustUTCTimestamp("20170101-00:00:00.1"), runtime.MustUTCTimestamp("20170101-00:00:00.100")
	if !a.Equal(b) || a == b {
		t.Error("trailing zeros matter to Equal, or do not matter to ==")
	}
}

func TestAbsentTimes(t *testing.T) {
	t.Parallel()
	if v := (runtime.UTCTimestamp{}); v.IsSet() || !v.Time().IsZero() || v.String() != "" || v.Precision() != 0 || !v.Equal(v) {
		t.Errorf("UTCTimestamp: %v", v)
	}
	if v := (runtime.UTCTimeOnly{}); v.IsSet() || v.String() != "" || v.Nanosecond() != 0 || !v.Equal(v) {
		t.Errorf("UTCTimeOnly: %v", v)
	}
}

func TestUTCTimeOnly(t *testing.T) {
	t.Parallel()
	v, err := runtime.ParseUTCTimeOnly("23:59:60.123456789012")
	if err != nil {
		t.Fatal(err)
	}
	if h, m, s := v.Clock(); h != 23 || m != 59 || s != 60 || v.Nanosecond() != 123_456_789 || v.Precision() != runtime.Picos {
		t.Errorf("%v is %d:%d:%d and %d ns, %d digits", v, h, m, s, v.Nanosecond(), v.Precision())
	}
	for _, text := range []string{"00:00:00", "23:59:59", "12:00:60", "01:02:03.4", "01:02:03.000000000000"} {
		v, err := runtime.ParseUTCTimeOnly(text)
		if err != nil || v.String() != text || !v.IsSet() {
			t.Errorf("%s became %v, %v", text, v, err)
		}
	}
	for _, text := range []string{"", "00:00", "24:00:00", "00:60:00", "00:00:61", "00:00:00.", "00:00:00.0000000000000", "0:00:00", "00:00:00Z", " 00:00:00", "00:00:00 "} {
		if v, err := runtime.ParseUTCTimeOnly(text); err == nil {
			t.Errorf("%q became %v", text, v)
		}
	}
}
