package schedule

import (
	"fmt"
	"time"
)

// year is the one in which windows of different zones are held against each
// other, with all its changes of clocks.
const year = 2026

// overlaps finds windows that are open while another one is. Those that overlap
// because of a change of clocks only are let through: the one in front ends
// when the other begins.
func (c *compiler) overlaps() {
	windows := c.calendar.windows
	for i := range windows {
		w := &windows[i]
		for _, day := range w.week() {
			if other, found := w.meets(w, day); found {
				c.problem(fmt.Sprintf("Windows[%d]", i), "%s meets itself: it is open for %s, and opens again after %s",
					c.schedule.Windows[i].text(), hours(w.disconnect-w.connect), hours((other-day)*secondsPerDay))
				break
			}
		}
		for j := range windows[:i] {
			c.overlap(j, i)
		}
	}
}

func (c *compiler) overlap(i, j int) {
	a, b := &c.calendar.windows[i], &c.calendar.windows[j]
	path := fmt.Sprintf("Windows[%d]", j)
	texts := fmt.Sprintf("%s and Windows[%d], %s,", c.schedule.Windows[j].text(), i, c.schedule.Windows[i].text())
	if a.loc.String() != b.loc.String() {
		if when, found := a.meetsAbroad(b); found {
			c.problem(path, "%s are open at the same time: at %s", texts, time.Unix(when, 0).UTC().Format(time.RFC3339))
		}
		return
	}
	for _, day := range a.week() {
		if other, found := a.meets(b, day); found {
			when := max(day*secondsPerDay+a.connect, other*secondsPerDay+b.connect)
			c.problem(path, "%s are open at the same time: on %s", texts, time.Unix(when, 0).UTC().Format("Monday at 15:04:05"))
			return
		}
	}
}

// week returns the days of a week in January 1970 on which w opens.
func (w *window) week() []int64 {
	var days []int64
	for day := int64(17); day < 24; day++ { // from a Sunday on
		if w.days[weekday(day)] {
			days = append(days, day)
		}
	}
	return days
}

// meets looks whether w, when it opens on a day, meets other, and on which day
// that opens then; holidays and clocks are left out of it.
func (w *window) meets(other *window, day int64) (meets int64, found bool) {
	begin, end := day*secondsPerDay+w.connect, day*secondsPerDay+w.disconnect
	for d := day - reachAhead; d <= day+reachAhead; d++ {
		if !other.days[weekday(d)] || other == w && d <= day {
			continue
		}
		if d*secondsPerDay+other.connect < end && begin < d*secondsPerDay+other.disconnect {
			return d, true
		}
	}
	return 0, false
}

// tolerated is how long windows of different zones may meet: those that follow
// each other do for some weeks of the year, when clocks have been changed in one
// zone and not yet in the other.
const tolerated = 60 * 60

// meetsAbroad looks whether w meets a window of another zone for longer, at any
// time of a year.
func (w *window) meetsAbroad(other *window) (when int64, found bool) {
	day := Date{year, time.January, 1}.number()
	for until := day + 366; day < until; day++ {
		s, ok := w.on(day)
		if !ok {
			continue
		}
		for _, unix := range []int64{s.connect, s.disconnect - 1} {
			o, ok := other.latest(unix)
			when := max(s.connect, o.connect)
			if ok && min(s.disconnect, o.disconnect)-when > tolerated {
				return when, true
			}
		}
	}
	return 0, false
}

// text describes a window in a message.
func (w *Window) text() string {
	if w.Name != "" {
		return quote(w.Name)
	}
	return w.Start.String() + " to " + w.End.String()
}
