package schedule_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/affixgo/affix/engine/schedule"
)

// TestSeveralWindows holds schedules of several windows, also of different
// zones, against what their walls show.
func TestSeveralWindows(t *testing.T) {
	t.Parallel()
	walls := make(map[string]*wall)
	for _, zone := range []string{"UTC", "Europe/London", "America/New_York", "Asia/Hong_Kong"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		walls[zone] = newWall(loc)
	}
	for _, name := range []string{"handOver", "twiceADay", "overlapped"} {
		s := cookbook[name]
		if name == "overlapped" { // each time that clocks of one have been changed and of the other not
			s = schedule.Schedule{Windows: []schedule.Window{
				{Zone: "America/New_York", Start: schedule.Daily(12, 0, 0), End: schedule.Daily(7, 0, 0)},
				{Zone: "Europe/London", Start: schedule.Daily(12, 0, 0), End: schedule.Daily(16, 30, 0)},
			}}
		}
		cal, err := s.Compile()
		if err != nil {
			t.Fatal(name, err)
		}
		var openings []opening
		for day := time.Date(tableFrom-1, 12, 10, 0, 0, 0, 0, time.UTC); day.Year() < tableFrom+tableYears; day = day.AddDate(0, 0, 1) {
			for _, w := range s.Windows {
				if len(w.Days) > 0 && !slices.Contains(w.Days, day.Weekday()) {
					continue
				}
				zone := walls[firstOf(w.Zone, s.Zone, "UTC")]
				start, end := zone.first(day.Unix()+ofDay(w.Start)), day.Unix()+ofDay(w.End)
				if ofDay(w.End) <= ofDay(w.Start) {
					end += 24 * 60 * 60
				}
				openings = append(openings, opening{start, start, zone.last(end), zone.last(end)})
			}
		}
		slices.SortFunc(openings, func(a, b opening) int { return int(a.connect - b.connect) })
		for i := range openings[:len(openings)-1] {
			o, next := &openings[i], openings[i+1].connect
			o.end, o.disconnect = min(o.end, next), min(o.disconnect, next)
		}
		p := plan{name: name}
		p.compare(t, cal, openings, p.table(walls["UTC"], openings))
	}
}

func firstOf(texts ...string) string {
	return texts[slices.IndexFunc(texts, func(s string) bool { return s != "" })]
}

func ofDay(m schedule.Moment) int64 {
	hour, minute, second := m.Clock()
	return int64(hour)*3600 + int64(minute)*60 + int64(second)
}

// TestRandomSchedules: whatever compiles answers, and its answers agree with one
// another.
func TestRandomSchedules(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	compiled := 0
	for range 3000 {
		s := randomSchedule(r)
		cal, err := s.Compile()
		if err != nil {
			continue
		}
		compiled++
		from := time.Date(2000+r.IntN(60), time.Month(1+r.IntN(12)), 1+r.IntN(28), r.IntN(24), r.IntN(60), 0, 0, time.UTC)
		at := from
		for range 12 {
			next, what := cal.NextTransition(at)
			if what == 0 {
				if len(s.Resets) > 0 || len(s.Windows) > 0 {
					t.Fatalf("%+v: nothing after %v", s, at)
				}
				break
			}
			if !next.After(at) {
				t.Fatalf("%+v: after %v comes %v", s, at, next)
			}
			before, after := cal.At(next.Add(-time.Nanosecond)), cal.At(next)
			agrees := func(has schedule.Transition, changed bool) bool { return what.Has(has) || !changed }
			if !agrees(schedule.TransitionLogon, after.Logon && !before.Logon) ||
				!agrees(schedule.TransitionLogout, before.Logon && !after.Logon) ||
				!agrees(schedule.TransitionConnect, after.Connect && !before.Connect) ||
				!agrees(schedule.TransitionDisconnect, before.Connect && !after.Connect) {
				t.Fatalf("%+v: %v at %v, from %+v to %+v", s, what, next, before, after)
			}
			if middle := at.Add(next.Sub(at) / 2); cal.At(middle).Logon != before.Logon && !middle.Equal(at) {
				t.Fatalf("%+v: changes between %v and %v", s, at, next)
			}
			at = next
		}
	}
	if compiled < 500 {
		t.Errorf("only %d schedules were good", compiled)
	}
}

func randomSchedule(r *rand.Rand) (s schedule.Schedule) {
	names := append([]string{"", "Nowhere/Land"}, zones...)
	moment := func(weekly bool) schedule.Moment {
		hour, minute := r.IntN(25), 5*r.IntN(12)
		if hour == 24 {
			minute = 0
		}
		if weekly {
			return schedule.Weekly(time.Weekday(r.IntN(7)), hour, minute, 0)
		}
		return schedule.Daily(hour, minute, 0)
	}
	s.Zone = names[r.IntN(len(names))]
	for range r.IntN(3) {
		weekly := r.IntN(3) == 0
		w := schedule.Window{Name: fmt.Sprint(r.IntN(9)), Start: moment(weekly), End: moment(weekly)}
		if r.IntN(3) == 0 {
			w.Connect = moment(weekly)
		}
		if r.IntN(3) == 0 {
			w.Disconnect = moment(weekly)
		}
		for day := time.Sunday; day <= time.Saturday && !weekly; day++ {
			if r.IntN(2) == 0 {
				w.Days = append(w.Days, day)
			}
		}
		if r.IntN(3) == 0 {
			w.Zone = names[r.IntN(len(names))]
		}
		s.Windows = append(s.Windows, w)
	}
	for range r.IntN(2) {
		s.Resets = append(s.Resets, schedule.Reset{At: moment(r.IntN(2) == 0)})
	}
	for range r.IntN(3) {
		s.Holidays = append(s.Holidays, schedule.Date{Year: 2000 + r.IntN(60), Month: time.Month(1 + r.IntN(12)), Day: 1 + r.IntN(31)})
	}
	return s
}
