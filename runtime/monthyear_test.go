package runtime_test

import (
	"strings"
	"testing"

	"github.com/affixgo/affix/runtime"
)

func TestMonthYear(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		made runtime.MonthYear
		day  int
		week int
	}{
		{"202403", runtime.NewMonthYear(2024, 3), 0, 0},
		{"000001", runtime.NewMonthYear(0, 1), 0, 0},
		{"999912", runtime.NewMonthYear(9999, 12), 0, 0},
		{"20240229", runtime.NewMonthYearDay(2024, 2, 29), 29, 0},
		{"202403w1", runtime.NewMonthYearWeek(2024, 3, 1), 0, 1},
		{"202403w5", runtime.NewMonthYearWeek(2024, 3, 5), 0, 5},
		{"202403w5", runtime.NewMonthYearWeek(2024, 3, 9), 0, 5},
		{"202403w1", runtime.NewMonthYearWeek(2024, 3, -9), 0, 1},
		{"202501", runtime.NewMonthYear(2024, 13), 0, 0},
	}
	for _, tt := range tests {
		v, err := runtime.ParseMonthYear(tt.text)
		if err != nil || v.String() != tt.text || !v.IsSet() {
			t.Errorf("%s became %v, %v", tt.text, v, err)
		}
		if !v.Equal(tt.made) {
			t.Errorf("%s differs from %v", tt.text, tt.made)
		}
		if v.Day() != tt.day || v.Week() != tt.week {
			t.Errorf("%s has day %d, week %d", tt.text, v.Day(), v.Week())
		}
	}
	if v := runtime.NewMonthYearDay(2024, 2, 29); v.Year() != 2024 || v.Month() != 2 {
		t.Errorf("%v has year %d, month %d", v, v.Year(), v.Month())
	}
	if v := (runtime.MonthYear{}); v.IsSet() || v.String() != "" || v.Year() != 0 || v.Month() != 0 || v.Day() != 0 {
		t.Errorf("absent is %v", v)
	}
}

func TestMonthYearRefuses(t *testing.T) {
	t.Parallel()
	for text, why := range map[string]string{
		"":          "empty",
		"2024":      "want",
		"2024031":   "want",
		"202403w":   "want",
		"202403w0":  "want",
		"202403w6":  "want",
		"202403W1":  "want",
		"202403ww":  "want",
		"202403w11": "want",
		"202413w1":  "want",
		"2024-3":    "want",
		" 202403":   "want",
		"202400":    "no such",
		"202413":    "no such",
		"20240230":  "no such",
		"20240300":  "no such",
	} {
		v, err := runtime.ParseMonthYear(text)
		if err == nil {
			t.Errorf("%q became %v", text, v)
		} else if !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v; want %q", text, err, why)
		}
	}
}
