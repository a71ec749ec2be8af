package schedule_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/engine/schedule"
)

func TestParseMoment(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want schedule.Moment
		out  string
	}{
		{"", schedule.Moment{}, ""},
		{"17:00", schedule.Daily(17, 0, 0), "17:00:00"},
		{" 7:05:09 ", schedule.Daily(7, 5, 9), "07:05:09"},
		{"00:00", schedule.Daily(0, 0, 0), "00:00:00"},
		{"24:00", schedule.Daily(24, 0, 0), "24:00:00"},
		{"Sunday 17:00", schedule.Weekly(time.Sunday, 17, 0, 0), "Sunday 17:00:00"},
		{"fri  16:59:59", schedule.Weekly(time.Friday, 16, 59, 59), "Friday 16:59:59"},
	} {
		got, err := schedule.ParseMoment(test.text)
		if err != nil || got != test.want || got.String() != test.out {
			t.Errorf("%q: %v, %v", test.text, got, err)
		}
		var back schedule.Moment
		if text, _ := got.MarshalText(); back.UnmarshalText(text) != nil || back != got {
			t.Errorf("%q came back as %v", test.text, back)
		}
		if got.IsZero() != (test.text == "") {
			t.Errorf("%q: IsZero is %v", test.text, got.IsZero())
		}
	}
	for _, text := range []string{"17", "24:01", "25:00", "17:60", "17:00:60", "17:0", "-1:00", "+7:00", "100:00", "1700",
		"Noday 17:00", "17:00 Sunday", "Sunday", "Sunday 17:00 UTC", "17:00:00:00", "17:00Z"} {
		if m, err := schedule.ParseMoment(text); err == nil {
			t.Errorf("%q is read as %v", text, m)
		}
		kept := schedule.Daily(1, 2, 3)
		if kept.UnmarshalText([]byte(text)) == nil || kept != schedule.Daily(1, 2, 3) {
			t.Errorf("%q became %v", text, kept)
		}
	}
}

func TestParseDays(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]time.Weekday{
		"":                  nil,
		"mon-fri":           {1, 2, 3, 4, 5},
		"Sunday, Tue-THU":   {0, 2, 3, 4},
		"fri-mon":           {0, 1, 5, 6},
		"mo we fr mo":       {1, 3, 5},
		"sat-fri":           {0, 1, 2, 3, 4, 5, 6},
		"wednesday":         {3},
		"tues,thurs,,satur": {2, 4, 6},
	} {
		if got, err := schedule.ParseDays(text); err != nil || !cmp.Equal(got, want) {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"m", "mon-", "-fri", "montag", "mon-fri-sun", "1"} {
		if got, err := schedule.ParseDays(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	got, err := schedule.ParseDate("2028-02-29")
	if want := (schedule.Date{Year: 2028, Month: time.February, Day: 29}); err != nil || got != want || got.String() != "2028-02-29" {
		t.Errorf("%v, %v", got, err)
	}
	for _, text := range []string{"", "2026-02-29", "2026-13-01", "26-01-01", "01.02.2026", "2026-1-1"} {
		if got, err := schedule.ParseDate(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}
