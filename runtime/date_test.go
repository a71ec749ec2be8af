package runtime_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/runtime"
)

// TestDatesAroundMonthEnds tries the days 00 to 39 of the months 00 to 19 in
// years of every kind.
func TestDatesAroundMonthEnds(t *testing.T) {
	t.Parallel()
	for _, year := range []int{0, 1, 4, 100, 400, 1600, 1900, 1999, 2000, 2023, 2024, 2100, 2400, 9996, 9999} {
		for month := range 20 {
			for day := range 40 {
				text := fmt.Sprintf("%04d%02d%02d", year, month, day)
				y, m, d := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Date()
				exists := y == year && int(m) == month && d == day
				utc, err := runtime.ParseUTCDateOnly(text)
				local, localErr := runtime.ParseLocalMktDate(text)
				my, myErr := runtime.ParseMonthYear(text)
				if exists != (err == nil) || exists != (localErr == nil) || exists != (myErr == nil) {
					t.Fatalf("%s: %v, %v, %v", text, err, localErr, myErr)
				}
				if !exists {
					if !strings.Contains(err.Error(), "no such day") {
						t.Fatalf("%s: %v", text, err)
					}
					continue
				}
				if utc.String() != text || local.String() != text || my.String() != text {
					t.Fatalf("%s became %v, %v, %v", text, utc, local, my)
				}
				if utc != runtime.NewUTCDateOnly(year, m, day) || local != runtime.NewLocalMktDate(year, m, day) || my != runtime.NewMonthYearDay(year, m, day) {
					t.Fatalf("%s differs from the made ones", text)
				}
			}
		}
	}
}

func TestDatesRefuse(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "2024", "202402", "2024022", "202402299", "2024-02-29", "20240229-", " 20240229", "20240229 ",
		"2024022a", "2024o229", "-0240229", "+0240229", "2024\x00229", "２０２４", "202402w1",
	} {
		if v, err := runtime.ParseUTCDateOnly(text); err == nil {
			t.Errorf("%q became %v", text, v)
		}
		if v, ok := runtime.ParseLocalMktDateForTest([]byte(text)); ok {
			t.Errorf("%q became %v", text, v)
		}
	}
}

func TestNewDates(t *testing.T) {
	t.Parallel()
	tests := []struct {
		year  int
		month time.Month
		day   int
		want  string
	}{
		{2024, 2, 29, "20240229"},
		{2023, 2, 29, "20230301"},
		{2024, 4, 31, "20240501"},
		{2024, 13, 1, "20250101"},
		{2024, 0, 1, "20231201"},
		{2024, 1, 0, "20231231"},
		{0, 1, 1, "00000101"},
		{0, 1, 0, "00000101"},
		{-1, 1, 1, "00000101"},
		{10000, 1, 1, "99991231"},
		{math.MaxInt, math.MaxInt, math.MaxInt, "99991231"},
		{math.MinInt, math.MinInt, math.MinInt, "00000101"},
		{2024, 1, math.MaxInt, "99991231"},
		{2024, math.MinInt, 1, "00000101"},
	}
	for _, tt := range tests {
		if got := runtime.NewUTCDateOnly(tt.year, tt.month, tt.day).String(); got != tt.want {
			t.Errorf("%d, %d, %d: %s, want %s", tt.year, tt.month, tt.day, got, tt.want)
		}
		if got := runtime.NewLocalMktDate(tt.year, tt.month, tt.day).String(); got != tt.want {
			t.Errorf("%d, %d, %d: %s, want %s", tt.year, tt.month, tt.day, got, tt.want)
		}
	}
}

func TestDatesAndTimes(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 9*3600)
	at := time.Date(2024, 3, 1, 8, 59, 58, 999_000_000, zone)
	utc, local, clock := runtime.UTCDateOnlyFromTime(at), runtime.LocalMktDateFromTime(at), runtime.LocalMktTimeFromTime(at)
	if utc.String() != "20240229" || local.String() != "20240301" || clock.String() != "08:59:58" {
		t.Errorf("got %v, %v, %v", utc, local, clock)
	}
	if got := utc.Time(); !got.Equal(time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("got %v", got)
	}
	if got := local.Time(zone); !got.Equal(time.Date(2024, 3, 1, 0, 0, 0, 0, zone)) {
		t.Errorf("got %v", got)
	}
	if got := local.Time(nil); !got.Equal(time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("got %v", got)
	}
	if year, month, day := local.Date(); year != 2024 || month != time.March || day != 1 {
		t.Errorf("got %d, %d, %d", year, month, day)
	}
	if year, month, day := utc.Date(); year != 2024 || month != time.February || day != 29 {
		t.Errorf("got %d, %d, %d", year, month, day)
	}
	if runtime.UTCDateOnlyFromTime(time.Time{}).IsSet() || runtime.LocalMktDateFromTime(time.Time{}).IsSet() || runtime.LocalMktTimeFromTime(time.Time{}).IsSet() {
		t.Error("the zero time is not absent")
	}
	if !(runtime.UTCDateOnly{}).Time().IsZero() || !(runtime.LocalMktDate{}).Time(zone).IsZero() {
		t.Error("an absent day has a time")
	}
}

func TestDateOrder(t *testing.T) {
	t.Parallel()
	ordered := []runtime.LocalMktDate{
		{}, runtime.NewLocalMktDate(0, 1, 1), runtime.NewLocalMktDate(2023, 12, 31), runtime.NewLocalMktDate(2024, 1, 1),
		runtime.NewLocalMktDate(2024, 1, 2), runtime.NewLocalMktDate(2024, 2, 1), runtime.NewLocalMktDate(9999, 12, 31),
	}
	for i, a := range ordered {
		for j, b := range ordered {
			want := min(max(i-j, -1), 1)
			if got := a.Compare(b); got != want || a.Equal(b) != (want == 0) {
				t.Errorf("%q against %q: %d", a, b, got)
			}
			utcA, utcB := runtime.NewUTCDateOnly(a.Date()), runtime.NewUTCDateOnly(b.Date())
			if got := utcA.Compare(utcB); i > 0 && j > 0 && (got != want || utcA.Equal(utcB) != (want == 0)) {
				t.Errorf("%q against %q: %d", utcA, utcB, got)
			}
		}
	}
}

func TestLocalMktTime(t *testing.T) {
	t.Parallel()
	tests := []struct {
		hour, minute, second int
		want                 string
	}{
		{16, 30, 0, "16:30:00"},
		{23, 59, 59, "23:59:59"},
		{24, 0, 0, "00:00:00"},
		{0, 0, -1, "23:59:59"},
		{0, 61, 61, "01:02:01"},
		{0, 0, 86_400 + 3_661, "01:01:01"},
		{-1, 0, 0, "23:00:00"},
	}
	for _, tt := range tests {
		got := runtime.NewLocalMktTime(tt.hour, tt.minute, tt.second).String()
		if got != tt.want {
			t.Errorf("%d, %d, %d: %s, want %s", tt.hour, tt.minute, tt.second, got, tt.want)
		}
	}
	for _, far := range []int{math.MaxInt, math.MinInt} {
		if v := runtime.NewLocalMktTime(far, far, far); !v.IsSet() {
			t.Errorf("%d: absent", far)
		} else if _, err := runtime.ParseLocalMktTime(v.String()); err != nil {
			t.Errorf("%d: %v", far, err)
		}
	}
	v, err := runtime.ParseLocalMktTime("16:30:00.250")
	if err != nil || v.String() != "16:30:00.250" || v.Nanosecond() != 250_000_000 {
		t.Errorf("got %v, %v", v, err)
	}
	if h, m, s := v.Clock(); h != 16 || m != 30 || s != 0 {
		t.Errorf("got %d, %d, %d", h, m, s)
	}
	if o := runtime.NewLocalMktTime(16, 30, 0); o.Compare(v) != -1 || v.Compare(o) != 1 || o.Equal(v) || (runtime.LocalMktTime{}).Compare(o) != -1 {
		t.Error("wrong order")
	}
	if _, err := runtime.ParseLocalMktTime("24:00:00"); err == nil {
		t.Error("24:00:00 was accepted")
	}
}
