package schedule

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// ParseDay reads the English name of a weekday, or its first two or three
// letters or more, in either case: "Sunday", "sun", "su".
func ParseDay(text string) (time.Weekday, error) {
	name := strings.ToLower(strings.TrimSpace(text))
	for day := time.Sunday; day <= time.Saturday && len(name) >= 2; day++ {
		if strings.HasPrefix(strings.ToLower(day.String()), name) {
			return day, nil
		}
	}
	return 0, fmt.Errorf(`schedule: %q is no day of the week: write "Sunday" or "sun"`, text)
}

// ParseDays reads days and ranges of days, with commas or spaces between them:
// "mon-fri", "sun, tue-thu". A range may go over the end of the week. The days
// come back from Sunday on, each once.
func ParseDays(text string) ([]time.Weekday, error) {
	var days []time.Weekday
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		from, to, isRange := strings.Cut(part, "-")
		first, err := ParseDay(from)
		if err != nil {
			return nil, err
		}
		last := first
		if isRange {
			if last, err = ParseDay(to); err != nil {
				return nil, err
			}
		}
		for day := first; ; day = (day + 1) % 7 {
			days = append(days, day)
			if day == last {
				break
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days), nil
}
