package schedule_test

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"testing"
	"time"

	"github.com/affixgo/affix/engine/schedule"
)

// The tables hold calendars against another computation of the same thing. It
// looks at a clock on a wall in the zone every five minutes for twenty years, and
// finds moments by what it shows: a civil time is reached for the first time when
// the latest time shown so far has come that far, and for the last time when all
// that is shown from then on is beyond.

const (
	tableFrom  = 2010
	tableYears = 20
	tick       = 5 * 60 // seconds
)

var zones = []string{
	"America/New_York", "Europe/London", "Australia/Sydney", // changes in both halves of the earth
	"America/Sao_Paulo",   // at midnight, until 2019
	"Australia/Lord_Howe", // by half an hour
	"Pacific/Apia",        // left out a whole day
	"Asia/Tehran",         // +03:30, at midnight, by another calendar, until 2022
	"Africa/Casablanca",   // twice more for each Ramadan
}

// wall is what clocks of a zone show every tick.
type wall struct {
	begin         int64 // seconds since 1970
	latest, least []int64
}

func newWall(loc *time.Location) *wall {
	begin := time.Date(tableFrom-1, 12, 1, 0, 0, 0, 0, time.UTC)
	end := time.Date(tableFrom+tableYears, 2, 1, 0, 0, 0, 0, time.UTC)
	w := &wall{begin: begin.Unix()}
	for t := begin.In(loc); t.Before(end); t = t.Add(tick * time.Second) {
		w.latest = append(w.latest, civilSeconds(t))
	}
	w.least = slices.Clone(w.latest)
	for i := 1; i < len(w.latest); i++ {
		w.latest[i] = max(w.latest[i], w.latest[i-1])
		k := len(w.least) - 1 - i
		w.least[k] = min(w.least[k], w.least[k+1])
	}
	return w
}

// civilSeconds is what a clock shows, as a number.
func civilSeconds(t time.Time) int64 {
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	return time.Date(year, month, day, hour, minute, second, 0, time.UTC).Unix()
}

func (w *wall) first(civil int64) int64 {
	return w.begin + tick*int64(sort.Search(len(w.latest), func(i int) bool { return w.latest[i] >= civil }))
}

func (w *wall) last(civil int64) int64 {
	return w.begin + tick*int64(sort.Search(len(w.least), func(i int) bool { return w.least[i] >= civil }))
}

// plan is a schedule in other words: what is open on a day, in hours from its
// midnight.
type plan struct {
	name     string
	schedule schedule.Schedule
	opens    func(day time.Time) (connect, start, end, disconnect float64, ok bool)
	resets   func(day time.Time) (at float64, ok bool)
}

func onDays(days ...time.Weekday) func(time.Time) bool {
	return func(day time.Time) bool { return slices.Contains(days, day.Weekday()) }
}

var plans = []plan{
	{
		name: "forex",
		schedule: schedule.Schedule{
			Windows: []schedule.Window{{
				Days:    []time.Weekday{0, 1, 2, 3, 4},
				Connect: schedule.Daily(16, 55, 0), Start: schedule.Daily(17, 5, 0),
				End: schedule.Daily(16, 45, 0), Disconnect: schedule.Daily(16, 50, 0),
			}},
			Resets: []schedule.Reset{{At: schedule.Daily(2, 30, 0)}},
			Holidays: []schedule.Date{
				{Year: 2012, Month: 12, Day: 24}, {Year: 2012, Month: 12, Day: 25}, {Year: 2020, Month: 1, Day: 1},
			},
		},
		opens: func(day time.Time) (connect, start, end, disconnect float64, ok bool) {
			ok = onDays(0, 1, 2, 3, 4)(day) && !slices.Contains([]string{"2012-12-24", "2012-12-25", "2020-01-01"}, day.Format(time.DateOnly))
			return 16 + 55./60, 17 + 5./60, 40.75, 40 + 50./60, ok
		},
		resets: func(time.Time) (float64, bool) { return 2.5, true },
	},
	{
		name: "weekly",
		schedule: schedule.Schedule{
			Windows: []schedule.Window{{
				Connect: schedule.Weekly(time.Saturday, 23, 30, 0),
				Start:   schedule.Weekly(time.Sunday, 2, 30, 0), End: schedule.Weekly(time.Saturday, 1, 30, 0),
			}},
			Resets: []schedule.Reset{{At: schedule.Weekly(time.Saturday, 22, 0, 0)}},
		},
		opens: func(day time.Time) (connect, start, end, disconnect float64, ok bool) {
			return -.5, 2.5, 6*24 + 1.5, 6*24 + 1.5, day.Weekday() == time.Sunday
		},
		resets: func(day time.Time) (float64, bool) { return 22, day.Weekday() == time.Saturday },
	},
	{
		name: "without a break", // meets itself when clocks go back
		schedule: schedule.Schedule{
			Windows: []schedule.Window{{Start: schedule.Daily(1, 30, 0), End: schedule.Daily(1, 30, 0)}},
		},
		opens: func(time.Time) (connect, start, end, disconnect float64, ok bool) { return 1.5, 1.5, 25.5, 25.5, true },
	},
	{
		name: "midnight to midnight",
		schedule: schedule.Schedule{
			Windows: []schedule.Window{{
				Days:  []time.Weekday{1, 2, 3, 4, 5},
				Start: schedule.Daily(0, 0, 0), End: schedule.Daily(24, 0, 0),
			}},
		},
		opens: func(day time.Time) (connect, start, end, disconnect float64, ok bool) {
			return 0, 0, 24, 24, onDays(1, 2, 3, 4, 5)(day)
		},
	},
	{
		name: "small hours", // left out when clocks go forward
		schedule: schedule.Schedule{
			Windows: []schedule.Window{{Start: schedule.Daily(2, 10, 0), End: schedule.Daily(2, 50, 0)}},
		},
		opens: func(time.Time) (connect, start, end, disconnect float64, ok bool) {
			return 2 + 10./60, 2 + 10./60, 2 + 50./60, 2 + 50./60, true
		},
	},
}

// opening is one time that a plan is open, in seconds since 1970.
type opening struct{ connect, start, end, disconnect int64 }

func (p *plan) openings(w *wall) (openings []opening) {
	last := time.Date(tableFrom+tableYears, 1, 15, 0, 0, 0, 0, time.UTC)
	for day := time.Date(tableFrom-1, 12, 10, 0, 0, 0, 0, time.UTC); day.Before(last); day = day.AddDate(0, 0, 1) {
		connect, start, end, disconnect, ok := p.opens(day)
		if !ok {
			continue
		}
		civil := func(hours float64) int64 { return day.Unix() + int64(math.Round(hours*3600)) }
		o := opening{w.first(civil(connect)), w.first(civil(start)), w.last(civil(end)), w.last(civil(disconnect))}
		if o.start < o.end {
			openings = append(openings, o)
		}
	}
	for i := range openings[:len(openings)-1] { // ends when the next one begins
		o, next := &openings[i], openings[i+1].connect
		o.end, o.disconnect = min(o.end, next), min(o.disconnect, next)
	}
	return openings
}

// table is what happens when.
func (p *plan) table(w *wall, openings []opening) map[int64]schedule.Transition {
	table := make(map[int64]schedule.Transition)
	for _, o := range openings {
		table[o.connect] |= schedule.TransitionConnect
		table[o.start] |= schedule.TransitionLogon
		table[o.end] |= schedule.TransitionLogout
		table[o.disconnect] |= schedule.TransitionDisconnect
	}
	last := time.Date(tableFrom+tableYears, 1, 15, 0, 0, 0, 0, time.UTC)
	for day := time.Date(tableFrom-1, 12, 10, 0, 0, 0, 0, time.UTC); p.resets != nil && day.Before(last); day = day.AddDate(0, 0, 1) {
		if hours, ok := p.resets(day); ok {
			table[w.first(day.Unix()+int64(math.Round(hours*3600)))] |= schedule.TransitionReset
		}
	}
	return table
}

func TestTables(t *testing.T) {
	t.Parallel()
	for _, zone := range zones {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			loc, err := time.LoadLocation(zone)
			if err != nil {
				t.Fatal(err)
			}
			w := newWall(loc)
			for _, p := range plans {
				p.schedule.Zone = zone
				cal, err := p.schedule.Compile()
				if err != nil {
					t.Fatal(p.name, err)
				}
				p.check(t, cal, w)
			}
		})
	}
}

func (p *plan) check(t *testing.T, cal *schedule.Calendar, w *wall) {
	t.Helper()
	openings := p.openings(w)
	p.compare(t, cal, openings, p.table(w, openings))
}

// compare holds a calendar against when it is open, and what happens when.
func (p *plan) compare(t *testing.T, cal *schedule.Calendar, openings []opening, table map[int64]schedule.Transition) {
	t.Helper()
	from := time.Date(tableFrom, 1, 1, 0, 0, 0, 0, time.UTC)
	to := time.Date(tableFrom+tableYears, 1, 1, 0, 0, 0, 0, time.UTC)
	at := 0 // the opening that began last
	for when, what := range cal.Transitions(from, to) {
		unix := when.Unix()
		if table[unix] != what {
			t.Fatalf("%s: at %v: %q, want %q", p.name, when, what, table[unix])
		}
		delete(table, unix)
		for at+1 < len(openings) && openings[at+1].connect <= unix {
			at++
		}
		o := openings[at]
		got := cal.At(when)
		if want := unix >= o.connect && unix < o.disconnect; got.Connect != want || (got.Window >= 0) != want {
			t.Fatalf("%s: at %v: %+v", p.name, when, got)
		} else if want && (got.Begin.Unix() != o.connect || got.Start.Unix() != o.start ||
			got.End.Unix() != o.end || got.Close.Unix() != o.disconnect) {
			t.Fatalf("%s: at %v: %+v, want %+v", p.name, when, got, o)
		}
		if want := unix >= o.start && unix < o.end; got.Logon != want {
			t.Fatalf("%s: at %v: %+v", p.name, when, got)
		}
		if reset, ok := cal.LastReset(when); what.Has(schedule.TransitionReset) && (!ok || !reset.Equal(when)) {
			t.Fatalf("%s: at %v: the last reset was at %v", p.name, when, reset)
		}
	}
	for unix, what := range table {
		if unix > from.Unix() && unix <= to.Unix() {
			t.Fatalf("%s: %q at %v is missing", p.name, what, time.Unix(unix, 0).UTC())
		}
	}
}

// TestNeverEndless asks at times and for schedules that are out of the ordinary.
func TestNeverEndless(t *testing.T) {
	t.Parallel()
	var everyDay []schedule.Date
	for day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2028; day = day.AddDate(0, 0, 1) {
		everyDay = append(everyDay, schedule.DateOf(day))
	}
	cal, err := schedule.Schedule{
		Windows:  []schedule.Window{{Days: []time.Weekday{time.Monday}, Start: schedule.Daily(8, 0, 0), End: schedule.Daily(9, 0, 0)}},
		Holidays: everyDay,
	}.Compile()
	if err != nil {
		t.Fatal(err)
	}
	next, what := cal.NextTransition(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	if want := time.Date(2028, 1, 3, 8, 0, 0, 0, time.UTC); !next.Equal(want) || what != schedule.TransitionConnect|schedule.TransitionLogon {
		t.Errorf("after two years of holidays %v at %v", what, next)
	}
	for _, p := range plans {
		for _, zone := range zones {
			p.schedule.Zone = zone
			cal, err := p.schedule.Compile()
			if err != nil {
				t.Fatal(err)
			}
			for _, when := range []time.Time{
				{}, time.Unix(-1<<62, 0), time.Unix(1<<62, 0), time.Date(-300, 1, 1, 0, 0, 0, 0, time.UTC),
				time.Date(1850, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
			} {
				cal.At(when)
				cal.LastReset(when)
				next, what := cal.NextTransition(when)
				if what != 0 && !next.After(when) {
					t.Errorf("%s: after %v comes %v", p.name, when, next)
				}
				if beyond := when.Year() > 9999; beyond != (what == 0) {
					t.Errorf("%s: after %v: %v, %q", p.name, when, next, what)
				}
			}
		}
	}
}

func TestNonStop(t *testing.T) {
	t.Parallel()
	var zero schedule.Schedule
	cal, err := zero.Compile()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if got := cal.At(now); !got.Connect || !got.Logon || got.Window != -1 {
		t.Errorf("%+v", got)
	}
	if when, what := cal.NextTransition(now); what != 0 || !when.IsZero() {
		t.Errorf("%v at %v", what, when)
	}
	if _, ok := cal.WindowStart(now); ok {
		t.Error("a session without windows is in one")
	}
	if _, ok := cal.LastReset(now); ok {
		t.Error("a session without resets was reset")
	}
	if !zero.NonStop() || !zero.IsZero() || fmt.Sprint(schedule.Transition(0)) != "" {
		t.Error("the zero schedule is not always")
	}
}

func BenchmarkNextTransition(b *testing.B) {
	s := plans[0].schedule
	s.Zone = "America/New_York"
	cal, err := s.Compile()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for b.Loop() {
		cal.NextTransition(now)
	}
}
