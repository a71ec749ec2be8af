package schedule_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/engine/schedule"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	nine, five := schedule.Daily(9, 0, 0), schedule.Daily(17, 0, 0)
	day := schedule.Window{Start: nine, End: five}
	windows := func(w ...schedule.Window) schedule.Schedule { return schedule.Schedule{Windows: w} }
	for _, test := range []struct {
		name     string
		schedule schedule.Schedule
		want     []string // without "schedule: "
	}{
		{"zero", schedule.Schedule{}, nil},
		{"plain", windows(day), nil},
		{"one behind the other", windows(day, schedule.Window{Start: five, End: nine}), nil},
		{"all day", windows(schedule.Window{Start: nine, End: nine}), nil},
		{"all week", windows(schedule.Window{Start: schedule.Weekly(6, 22, 0, 0), End: schedule.Weekly(6, 22, 0, 0)}), nil},
		{"a weekday in Start alone", windows(schedule.Window{Start: schedule.Weekly(6, 22, 0, 0), End: five}), nil},
		{"other days", windows(
			schedule.Window{Days: []time.Weekday{1, 3}, Start: nine, End: five},
			schedule.Window{Days: []time.Weekday{2, 4}, Start: schedule.Daily(10, 0, 0), End: five}), nil},
		{"follows in another zone", windows(
			schedule.Window{Zone: "Europe/London", Start: nine, End: schedule.Daily(13, 0, 0)},
			schedule.Window{Zone: "America/New_York", Start: schedule.Daily(8, 0, 0), End: five}), nil},

		{"nothing", windows(schedule.Window{}), []string{
			`Windows[0].Start: is missing: give a time such as "17:00" or "Sunday 17:00"`,
			`Windows[0].End: is missing: give a time such as "17:00" or "Sunday 17:00"`,
		}},
		{"no times", windows(schedule.Window{
			Start: schedule.Daily(24, 0, 0), End: schedule.Daily(-1, 0, 0), Connect: schedule.Daily(1, 60, 0),
			Disconnect: schedule.Daily(100000, 0, 99999),
		}), []string{
			"Windows[0].Start: a day begins at 00:00, 24:00 is for End and Disconnect: write 00:00 of the next day",
			"Windows[0].End: there is no time -1:00:00: hours go from 0 to 23, minutes and seconds from 0 to 59",
			"Windows[0].Connect: there is no time 01:60:00: hours go from 0 to 23, minutes and seconds from 0 to 59",
			"Windows[0].Disconnect: there is no time 1000:00:1000: hours go from 0 to 23, minutes and seconds from 0 to 59",
		}},
		{"days", windows(
			schedule.Window{Days: []time.Weekday{7, 1, 1}, Start: nine, End: five},
			schedule.Window{Days: []time.Weekday{2}, Start: schedule.Weekly(3, 9, 0, 0), End: five},
			schedule.Window{Start: schedule.Weekly(9, 9, 0, 0), End: five},
		), []string{
			"Windows[0].Days: there is no weekday 7: Sunday is 0, Saturday 6",
			"Windows[0].Days: Monday stands twice",
			"Windows[1].Days: Wednesday 09:00:00 is weekly: leave Days empty, or give a time of day without a weekday",
			"Windows[2].Start: there is no time %!Weekday(9) 09:00:00: hours go from 0 to 23, minutes and seconds from 0 to 59",
		}},
		{"a weekday too many", windows(schedule.Window{Start: nine, End: schedule.Weekly(5, 17, 0, 0)}), []string{
			"Windows[0].End: Friday 17:00:00 has a weekday and Start, 09:00:00, has none: give both one, or neither",
		}},
		{"wrong side", windows(
			schedule.Window{Start: nine, End: five, Connect: schedule.Daily(9, 5, 0), Disconnect: schedule.Daily(16, 55, 0)},
		), []string{
			"Windows[0].Connect: 09:05:00 is 23h55m0s before Start, at most 12h0m0s make sense: is it on the wrong side?",
			"Windows[0].Disconnect: 16:55:00 is 23h55m0s behind End, at most 12h0m0s make sense: is it on the wrong side?",
		}},
		{"holidays", schedule.Schedule{
			Windows: []schedule.Window{
				{Start: schedule.Weekly(0, 17, 0, 0), End: schedule.Weekly(5, 17, 0, 0), Holidays: []schedule.Date{{Year: 2026, Month: 1, Day: 1}}},
			},
			Holidays: []schedule.Date{{Year: 2026, Month: 2, Day: 29}, {Year: 0, Month: 0, Day: 0}},
		}, []string{
			"Holidays[0]: there is no day 2026-02-29",
			"Holidays[1]: there is no day 0000-00-00",
			"Windows[0].Holidays: the window is of two days and more, and opens on holidays, too: remove them",
		}},
		{"holidays of nothing", schedule.Schedule{Holidays: []schedule.Date{{Year: 2026, Month: 1, Day: 1}}}, []string{
			"Holidays: there is no window that they could keep shut: they are for windows of less than two days",
		}},
		{"overlap", windows(day, schedule.Window{Name: "late", Start: schedule.Daily(16, 0, 0), End: schedule.Daily(18, 0, 0)}), []string{
			`Windows[1]: "late" and Windows[0], 09:00:00 to 17:00:00, are open at the same time: on Sunday at 16:00:00`,
		}},
		{"overlap by a connection", windows(day, schedule.Window{Start: five, End: schedule.Daily(18, 0, 0), Connect: schedule.Daily(16, 59, 0)}), []string{
			`Windows[1]: 17:00:00 to 18:00:00 and Windows[0], 09:00:00 to 17:00:00, are open at the same time: on Sunday at 16:59:00`,
		}},
		{"overlap over the end of the week", windows(
			schedule.Window{Start: schedule.Weekly(5, 17, 0, 0), End: schedule.Weekly(1, 8, 0, 0)},
			schedule.Window{Days: []time.Weekday{0}, Start: nine, End: five},
		), []string{
			`Windows[1]: 09:00:00 to 17:00:00 and Windows[0], Friday 17:00:00 to Monday 08:00:00, are open at the same time: on Sunday at 09:00:00`,
		}},
		{"overlap of zones", windows(
			schedule.Window{Zone: "Europe/London", Start: nine, End: five},
			schedule.Window{Zone: "America/New_York", Start: nine, End: five},
		), []string{
			`Windows[1]: 09:00:00 to 17:00:00 and Windows[0], 09:00:00 to 17:00:00, are open at the same time: at 2026-01-01T14:00:00Z`,
		}},
		{"overlap with itself", windows(
			schedule.Window{Start: nine, End: nine, Connect: schedule.Daily(8, 0, 0)},
			schedule.Window{Start: schedule.Weekly(0, 1, 0, 0), End: schedule.Weekly(0, 0, 30, 0), Disconnect: schedule.Weekly(0, 2, 0, 0)},
		), []string{
			"Windows[0]: 09:00:00 to 09:00:00 meets itself: it is open for 25h0m0s, and opens again after 24h0m0s",
			"Windows[1]: Sunday 01:00:00 to Sunday 00:30:00 meets itself: it is open for 169h0m0s, and opens again after 168h0m0s",
			"Windows[1]: Sunday 01:00:00 to Sunday 00:30:00 and Windows[0], 09:00:00 to 09:00:00, are open at the same time: on Sunday at 08:00:00",
		}},
		{"resets", schedule.Schedule{Resets: []schedule.Reset{
			{}, {Zone: "Mars/Base"}, {Days: []time.Weekday{1}, At: schedule.Weekly(2, 0, 0, 0)}, {At: schedule.Daily(24, 0, 0)},
		}}, []string{
			`Resets[0].At: is missing: give a time such as "17:00" or "Sunday 17:00"`,
			`Resets[1].Zone: unknown time zone "Mars/Base": write a name of the IANA database, such as "America/New_York"`,
			`Resets[1].At: is missing: give a time such as "17:00" or "Sunday 17:00"`,
			"Resets[2].Days: Tuesday 00:00:00 is weekly: leave Days empty, or give a time of day without a weekday",
			"Resets[3].At: a day begins at 00:00, 24:00 is for End and Disconnect: write 00:00 of the next day",
		}},
		{"a zone is told once", schedule.Schedule{Zone: "Europe/Lodnon", Windows: []schedule.Window{day}, Resets: []schedule.Reset{{At: nine}}}, []string{
			`Zone: unknown time zone "Europe/Lodnon": did you mean "Europe/London"?`,
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			if err := test.schedule.Validate(); err != nil {
				for line := range strings.SplitSeq(err.Error(), "\n") {
					got = append(got, strings.TrimPrefix(line, "schedule: "))
				}
				var p *schedule.Problem
				if !errors.As(err, &p) || !strings.HasPrefix(got[0], p.Path+": ") {
					t.Errorf("the first problem is %+v", p)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestZones(t *testing.T) {
	t.Parallel()
	for name, meant := range map[string]string{
		"america/new_york": "America/New_York", "New York": "America/New_York", "new_york": "America/New_York",
		"America/New York": "America/New_York", "America/NewYork": "America/New_York", "ET": "America/New_York",
		"Eastern Standard Time": "America/New_York", "London": "Europe/London", "Europe/Londn": "Europe/London",
		"Sidney": "Australia/Sydney", "asia/tokio": "Asia/Tokyo", "BST": "Europe/London", "utc": "UTC",
		"Lord_Howe": "Australia/Lord_Howe", "GMT+1": "", "../etc/passwd": "", "Atlantis": "",
	} {
		err := schedule.Schedule{Zone: name}.Validate()
		switch {
		case err == nil:
			t.Errorf("%q is a zone", name)
		case meant != "" && !strings.Contains(err.Error(), "did you mean \""+meant+"\"?"):
			t.Errorf("%q: %v", name, err)
		case meant == "" && !strings.Contains(err.Error(), "unknown time zone"):
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"", "UTC", "Etc/GMT+5", "EST", "America/Argentina/Buenos_Aires"} {
		if err := (schedule.Schedule{Zone: name}).Validate(); err != nil {
			t.Error(err)
		}
	}
	if err := (schedule.Schedule{Zone: "Local"}).Validate(); err == nil || !strings.Contains(err.Error(), "name the zone") {
		t.Errorf("Local: %v", err)
	}
	none := func(string) (*time.Location, error) { return nil, errors.New("none") }
	if _, problem := schedule.LoadZone(none, "Europe/London"); !strings.Contains(problem, `import _ "time/tzdata"`) {
		t.Errorf("without zone data: %s", problem)
	}
}
