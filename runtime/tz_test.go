package runtime_test

import (
	"testing"
	"time"

	"github.com/affixgo/affix/runtime"
)

var tzClocks = []string{"00:00", "23:59", "07:39:00", "07:39:60", "07:39:00.1", "07:39:00.123456789012"}

var tzZones = map[string]int{
	"": 0, "Z": 0, "+00": 0, "-00": 0, "+00:00": 0, "-00:00": 0, "+05": 5 * 3600, "-05": -5 * 3600,
	"+05:30": 5*3600 + 1800, "-09:30": -9*3600 - 1800, "+14": 14 * 3600, "+12:45": 12*3600 + 45*60, "-14:59": -14*3600 - 59*60,
}

func TestTZKeepsItsForm(t *testing.T) {
	t.Parallel()
	for _, clock := range tzClocks {
		for zone, offset := range tzZones {
			only, err := runtime.ParseTZTimeOnly(clock + zone)
			if err != nil || only.String() != clock+zone || !only.IsSet() {
				t.Errorf("%s%s became %v, %v", clock, zone, only, err)
			}
			stamp, err := runtime.ParseTZTimestamp("20060901-" + clock + zone)
			if err != nil || stamp.String() != "20060901-"+clock+zone || !stamp.IsSet() {
				t.Errorf("20060901-%s%s became %v, %v", clock, zone, stamp, err)
			}
			for _, offsetOf := range []func() (int, bool){only.Offset, stamp.Offset} {
				if got, ok := offsetOf(); got != offset || ok != (zone != "") {
					t.Errorf("%s%s has offset %d, %v", clock, zone, got, ok)
				}
			}
		}
	}
}

func TestTZRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "Z", "7:39", "07:39z", "07:39ZZ", "07:39Z+05", "07:39+5", "07:39+", "07:39+05:", "07:39+05:3", "07:39+0530",
		"07:39+15", "07:39+05:60", "07:39+05-30", "07:39±05", "07:39 +05", "07:39+ 5", "07:39+-5", "07:39.5", "07:39.5Z",
		"07:39:", "07:39:Z", "07:39:0", "07:39:00.", "07:39:00.Z", "07:39:00.1234567890123", "24:00", "07:60", "07:39:61",
		"07-39", "07:39:00+05:30Z", "07:39\x00", "0739",
	} {
		if v, err := runtime.ParseTZTimeOnly(text); err == nil {
			t.Errorf("%q became %v", text, v)
		}
		if v, err := runtime.ParseTZTimestamp("20060901-" + text); err == nil {
			t.Errorf("20060901-%q became %v", text, v)
		}
	}
	for _, text := range []string{"20060931-07:39", "20060901 07:39", "20060901T07:39", "20060901", "07:39Z", "2006090107:39"} {
		if v, err := runtime.ParseTZTimestamp(text); err == nil {
			t.Errorf("%q became %v", text, v)
		}
	}
}

func TestTZTimestampTime(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("", 9*3600)
	tests := []struct {
		text  string
		local *time.Location
		want  time.Time
	}{
		{"20060901-07:39Z", tokyo, time.Date(2006, 9, 1, 7, 39, 0, 0, time.UTC)},
		{"20060901-02:39-05", tokyo, time.Date(2006, 9, 1, 7, 39, 0, 0, time.UTC)},
		{"20060901-13:09+05:30", tokyo, time.Date(2006, 9, 1, 7, 39, 0, 0, time.UTC)},
		{"20060901-16:39:00.5", tokyo, time.Date(2006, 9, 1, 7, 39, 0, 500_000_000, time.UTC)},
		{"20060901-07:39", nil, time.Date(2006, 9, 1, 7, 39, 0, 0, time.UTC)},
		{"20161231-23:59:60Z", nil, time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC)},
	}
	for _, tt := range tests {
		v, err := runtime.ParseTZTimestamp(tt.text)
		if err != nil || !v.Time(tt.local).Equal(tt.want) {
			t.Errorf("%s is %v, %v", tt.text, v.Time(tt.local), err)
		}
	}
	if got := (runtime.TZTimestamp{}).Time(tokyo); !got.IsZero() {
		t.Errorf("absent is %v", got)
	}
}

func TestNewTZ(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, 2, 29, 23, 30, 15, 123_456_789, time.UTC)
	tests := []struct {
		offset int
		want   string
	}{
		{0, "20240229-23:30:15Z"},
		{2 * 3600, "20240301-01:30:15+02"},
		{-5 * 3600, "20240229-18:30:15-05"},
		{5*3600 + 1800, "20240301-05:00:15+05:30"},
		{-1800, "20240229-23:00:15-00:30"},
		{15*3600 - 60, "20240301-14:29:15+14:59"},
		{15 * 3600, "20240229-23:30:15Z"},
		{-15 * 3600, "20240229-23:30:15Z"},
		{1172, "20240229-23:30:15Z"}, // Amsterdam until 1937
	}
	for _, tt := range tests {
		local := at.In(time.FixedZone("", tt.offset))
		v := runtime.NewTZTimestamp(local)
		if v.String() != tt.want || !v.Time(nil).Equal(at.Truncate(time.Second)) {
			t.Errorf("offset %d: %v, want %s", tt.offset, v, tt.want)
		}
		if got := runtime.NewTZTimeOnly(local).String(); got != tt.want[9:] {
			t.Errorf("offset %d: %v, want %s", tt.offset, got, tt.want[9:])
		}
		if parsed, err := runtime.ParseTZTimestamp(tt.want); err != nil || !parsed.Equal(v) {
			t.Errorf("offset %d: %v differs from the parsed %v, %v", tt.offset, v, parsed, err)
		}
	}
	if got := runtime.NewTZTimestampPrecision(at, runtime.Micros).String(); got != "20240229-23:30:15.123456Z" {
		t.Errorf("got %s", got)
	}
	only := runtime.NewTZTimeOnlyPrecision(at, runtime.Millis)
	if h, m, s := only.Clock(); h != 23 || m != 30 || s != 15 || only.Nanosecond() != 123_000_000 {
		t.Errorf("got %v", only)
	}
	if runtime.NewTZTimestamp(time.Time{}).IsSet() || runtime.NewTZTimeOnly(time.Time{}).IsSet() {
		t.Error("the zero time is not absent")
	}
	far := time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -3600*5))
	if got := runtime.NewTZTimestamp(far).String(); got != "99991231-23:00:00-05" {
		t.Errorf("got %s", got)
	}
	if got := runtime.NewTZTimestamp(far.AddDate(1, 0, 0)).String(); got != "99991231-23:59:59Z" {
		t.Errorf("got %s", got)
	}
}
