package runtime_test

import (
	"math/big"
	"testing"

	"github.com/affixgo/affix/runtime"
)

// What a parser accepts, AppendTo writes byte for byte.

// appender is what every value type can do.
type appender interface {
	AppendTo(dst []byte) []byte
	IsSet() bool
}

func checkForm(t *testing.T, text string, v appender, accepted bool) {
	t.Helper()
	if !accepted {
		if v.IsSet() {
			t.Errorf("%q was refused, but %T is set", text, v)
		}
		return
	}
	if got := string(v.AppendTo(nil)); got != text || !v.IsSet() {
		t.Errorf("%T: %q became %q, set %v", v, text, got, v.IsSet())
	}
}

func FuzzDecimal(f *testing.F) {
	for text := range decimalForms() {
		if len(text) < 700 {
			f.Add(text, uint16(2))
		}
	}
	for _, text := range []string{"", ".", "-", "1e5", "+1", "NaN", "1.2.3", "-.", "1 "} {
		f.Add(text, uint16(0))
	}
	f.Fuzz(func(t *testing.T, text string, scale uint16) {
		d, ok := runtime.ParseDecimalForTest([]byte(text))
		checkForm(t, text, d, ok)
		if _, err := runtime.ParseDecimal(text); (err == nil) != ok {
			t.Errorf("%q: ParseDecimal %v, parseDecimal %v", text, err, ok)
		}
		if !ok || len(text) > 1000 {
			return
		}
		want, ok := new(big.Rat).SetString(text)
		if !ok || d.Rat().Cmp(want) != 0 {
			t.Fatalf("%q has Rat %s", text, d.Rat())
		}
		if got, _ := want.Float64(); got != d.Float64() {
			t.Errorf("%q has Float64 %v, want %v", text, d.Float64(), got)
		}
		r, exact := d.Rescale(int(scale))
		if exact != r.Equal(d) || r.Scale() != min(int(scale), 255) {
			t.Errorf("%q to scale %d is %v, %v", text, scale, r, exact)
		}
		if v, exact := d.Int64(); exact && !runtime.NewDecimal(v, 0).Equal(d) {
			t.Errorf("%q has Int64 %d", text, v)
		}
		if c, ok := d.Coefficient(); ok && d.Scale() < 256 && !runtime.NewDecimal(c, d.Scale()).Equal(d) {
			t.Errorf("%q has coefficient %d", text, c)
		}
	})
}

func FuzzInt(f *testing.F) {
	for _, text := range []string{
		"", "0", "-0", "007", "-", "+1", "1e5", "9223372036854775807", "9223372036854775808",
		"-9223372036854775808", "-9223372036854775809", "00000000000000000000000001",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, ok := runtime.ParseIntForTest([]byte(text))
		checkForm(t, text, n, ok)
		if _, err := runtime.ParseInt(text); (err == nil) != ok {
			t.Errorf("%q: ParseInt %v, parseInt %v", text, err, ok)
		}
		want, isNumber := new(big.Int).SetString(text, 10)
		if ok && (!isNumber || !want.IsInt64() || want.Int64() != n.Value()) {
			t.Errorf("%q has value %d", text, n.Value())
		}
	})
}

func FuzzUTCTimestamp(f *testing.F) {
	for _, text := range []string{
		"", "20240229-23:59:59", "20240229-23:59:60.123", "20230229-00:00:00", "00000101-00:00:00.000000000000",
		"99991231-23:59:60.9", "20240229-24:00:00", "20240229-23:59:59.",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, ok := runtime.ParseUTCTimestampForTest([]byte(text))
		checkForm(t, text, v, ok)
		if _, err := runtime.ParseUTCTimestamp(text); (err == nil) != ok {
			t.Errorf("%q: ParseUTCTimestamp %v, parseUTCTimestamp %v", text, err, ok)
		}
		if !ok || v.Precision() > runtime.Nanos || text[15:17] == "60" || v.Time().IsZero() {
			return
		}
		if again := runtime.NewUTCTimestampPrecision(v.Time(), v.Precision()); again != v {
			t.Errorf("%q became %v by way of its Time", text, again)
		}
		var cache runtime.TimestampCache
		if got := string(cache.AppendUTCTimestamp(nil, v.Time(), v.Precision())); got != text {
			t.Errorf("%q became %q by way of the cache", text, got)
		}
	})
}

func FuzzDates(f *testing.F) {
	for _, text := range []string{"", "20240229", "20230229", "202403", "202403w5", "202403w6", "00000101", "99991231", "23:59:60.5", "12:00:00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		b := []byte(text)
		utc, ok := runtime.ParseUTCDateOnlyForTest(b)
		checkForm(t, text, utc, ok)
		if ok && runtime.UTCDateOnlyFromTime(utc.Time()) != utc && text != "00010101" {
			t.Errorf("%q changed by way of its Time", text)
		}
		local, ok := runtime.ParseLocalMktDateForTest(b)
		checkForm(t, text, local, ok)
		month, ok := runtime.ParseMonthYearForTest(b)
		checkForm(t, text, month, ok)
		if _, err := runtime.ParseMonthYear(text); (err == nil) != ok {
			t.Errorf("%q: ParseMonthYear %v, parseMonthYear %v", text, err, ok)
		}
		only, ok := runtime.ParseUTCTimeOnlyForTest(b)
		checkForm(t, text, only, ok)
		clock, ok := runtime.ParseLocalMktTimeForTest(b)
		checkForm(t, text, clock, ok)
	})
}

func FuzzTZ(f *testing.F) {
	for _, clock := range tzClocks {
		for zone := range tzZones {
			f.Add("20060901-" + clock + zone)
			f.Add(clock + zone)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		only, ok := runtime.ParseTZTimeOnlyForTest([]byte(text))
		checkForm(t, text, only, ok)
		stamp, ok := runtime.ParseTZTimestampForTest([]byte(text))
		checkForm(t, text, stamp, ok)
		if !ok {
			return
		}
		at := stamp.Time(nil)
		if at.IsZero() || at.Year() < 0 || at.Year() > 9999 {
			return
		}
		if again := runtime.NewTZTimestampPrecision(at, runtime.Picos).Time(nil); !again.Equal(at) {
			t.Errorf("%q is %v, then %v", text, at, again)
		}
	})
}
