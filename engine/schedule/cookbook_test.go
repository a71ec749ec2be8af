package schedule_test

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/engine/schedule"
)

// What follows is shown in docs/schedules.md, word by word.

var forexDay = schedule.Schedule{
	Zone: "America/New_York",
	Windows: []schedule.Window{{
		Days:  []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday},
		Start: schedule.Daily(17, 0, 0),
		End:   schedule.Daily(17, 0, 0), // of the next day
	}},
}

var week = schedule.Schedule{
	Zone: "America/New_York",
	Windows: []schedule.Window{{
		Start: schedule.Weekly(time.Sunday, 17, 0, 0),
		End:   schedule.Weekly(time.Friday, 17, 0, 0),
	}},
}

var unequalDays = schedule.Schedule{
	Zone: "America/New_York",
	Windows: []schedule.Window{
		{Start: schedule.Weekly(time.Sunday, 16, 0, 0), End: schedule.Weekly(time.Monday, 16, 55, 0)},
		{Start: schedule.Weekly(time.Monday, 17, 5, 0), End: schedule.Weekly(time.Tuesday, 16, 59, 30)},
		{Start: schedule.Weekly(time.Tuesday, 17, 1, 30), End: schedule.Weekly(time.Wednesday, 16, 59, 30)},
		{Start: schedule.Weekly(time.Wednesday, 17, 1, 30), End: schedule.Weekly(time.Thursday, 16, 59, 30)},
		{Start: schedule.Weekly(time.Thursday, 17, 1, 30), End: schedule.Weekly(time.Friday, 16, 45, 0)},
	},
}

var overnight = schedule.Schedule{
	Zone:    "Australia/Sydney",
	Windows: []schedule.Window{{Start: schedule.Daily(22, 0, 0), End: schedule.Daily(6, 0, 0)}},
}

var twiceADay = schedule.Schedule{
	Zone: "Asia/Hong_Kong",
	Windows: []schedule.Window{
		{
			Name: "morning", Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
			Start: schedule.Daily(9, 0, 0), End: schedule.Daily(12, 0, 0),
		},
		{
			Name: "afternoon", Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
			Start: schedule.Daily(13, 0, 0), End: schedule.Daily(16, 10, 0),
		},
	},
}

var handOver = schedule.Schedule{
	Windows: []schedule.Window{
		{Name: "London", Zone: "Europe/London", Start: schedule.Daily(7, 0, 0), End: schedule.Daily(13, 0, 0)},
		{Name: "New York", Zone: "America/New_York", Start: schedule.Daily(8, 0, 0), End: schedule.Daily(17, 0, 0)},
	},
}

var withHolidays = schedule.Schedule{
	Zone: "Europe/London",
	Windows: []schedule.Window{{
		Days:  []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		Start: schedule.Daily(8, 0, 0),
		End:   schedule.Daily(16, 30, 0),
	}},
	Holidays: []schedule.Date{
		{Year: 2026, Month: time.December, Day: 25},
		{Year: 2026, Month: time.December, Day: 28},
		{Year: 2027, Month: time.January, Day: 1},
	},
}

var nonStop = schedule.Schedule{}

var weeklyReset = schedule.Schedule{
	Zone: "Europe/London",
	Windows: []schedule.Window{{
		Start: schedule.Weekly(time.Saturday, 22, 5, 0),
		End:   schedule.Weekly(time.Saturday, 22, 0, 0), // of the next week
	}},
	Resets: []schedule.Reset{{At: schedule.Weekly(time.Saturday, 22, 0, 0)}},
}

var rollover = schedule.Schedule{
	Windows: []schedule.Window{{Start: schedule.Daily(22, 0, 30), End: schedule.Daily(21, 59, 50)}},
}

var primary = schedule.Schedule{
	Zone:   "America/New_York",
	Resets: []schedule.Reset{{At: schedule.Daily(16, 1, 0)}},
}

var secondary = schedule.Schedule{
	Zone:   "America/New_York",
	Resets: []schedule.Reset{{At: schedule.Daily(18, 1, 0)}},
}

var fourMoments = schedule.Schedule{
	Zone: "America/New_York",
	Windows: []schedule.Window{{
		Days:       []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		Connect:    schedule.Daily(7, 25, 0),
		Start:      schedule.Daily(7, 30, 0),
		End:        schedule.Daily(17, 0, 0),
		Disconnect: schedule.Daily(17, 2, 0),
	}},
	Resets: []schedule.Reset{{Days: []time.Weekday{time.Sunday}, At: schedule.Daily(12, 0, 0)}},
}

var cookbook = map[string]schedule.Schedule{
	"forexDay": forexDay, "week": week, "unequalDays": unequalDays, "overnight": overnight, "twiceADay": twiceADay,
	"handOver": handOver, "withHolidays": withHolidays, "nonStop": nonStop, "weeklyReset": weeklyReset,
	"rollover": rollover, "primary": primary, "secondary": secondary, "fourMoments": fourMoments,
}

// TestCookbook holds docs/schedules.md to the variables above and to what they
// do. A block of Go is one of them. A block of text behind it is what the last of
// them does, from the first line, which has a date, on.
func TestCookbook(t *testing.T) {
	t.Parallel()
	page := readFile(t, "../../docs/schedules.md")
	source := readFile(t, "cookbook_test.go")
	var last string
	told := make(map[string]bool)
	for _, block := range regexp.MustCompile("(?s)```(\\w*)\n(.*?)```").FindAllStringSubmatch(page, -1) {
		switch block[1] {
		case "go":
			names := regexp.MustCompile(`(?m)^var (\w+) = schedule\.`).FindAllStringSubmatch(block[2], -1)
			if len(names) == 0 {
				continue // no schedule
			}
			if !strings.Contains(source, "\n"+block[2]) {
				t.Errorf("not in cookbook_test.go:\n%s", block[2])
			}
			for _, n := range names {
				last = n[1]
				told[last] = true
			}
		case "text":
			lines := strings.SplitAfter(strings.TrimSuffix(block[2], "\n"), "\n")
			if got := story(t, cookbook[last], lines[0], len(lines)); got != strings.Join(lines, "") {
				t.Errorf("%s does:\n%s", last, got)
			}
		}
	}
	for name := range cookbook {
		if !told[name] {
			t.Errorf("docs/schedules.md lacks %s", name)
		}
	}
}

// story tells what a schedule does, in so many lines from a date on.
func story(t *testing.T, s schedule.Schedule, line string, n int) string {
	t.Helper()
	cal, err := s.Compile()
	if err != nil {
		t.Fatal(err)
	}
	day, err := schedule.ParseDate(regexp.MustCompile(`\d+-\d+-\d+`).FindString(line))
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, time.UTC)
	var lines []string
	for when, what := range cal.Transitions(from, from.AddDate(1, 0, 0)) {
		if len(lines) == n {
			break
		}
		lines = append(lines, fmt.Sprintf("%s  %s UTC  %s", when.Format("Mon 2006-01-02 15:04:05 -07"), when.UTC().Format("15:04"), what))
	}
	return strings.Join(lines, "\n")
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestEveryFieldIsTold: every field is told about on the page.
func TestEveryFieldIsTold(t *testing.T) {
	t.Parallel()
	page := readFile(t, "../../docs/schedules.md")
	for _, v := range []any{schedule.Schedule{}, schedule.Window{}, schedule.Reset{}} {
		for f := range reflect.TypeOf(v).NumField() {
			if name := reflect.TypeOf(v).Field(f).Name; !strings.Contains(page, "`"+name+"`") {
				t.Errorf("docs/schedules.md does not tell about %s", name)
			}
		}
	}
}
