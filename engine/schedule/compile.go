package schedule

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// How far Connect may stand before Start, and Disconnect behind End.
const (
	nearDaily  = secondsPerDay / 2
	nearWeekly = 3 * secondsPerDay
)

// compiler turns a schedule into a calendar and collects what is wrong with it.
type compiler struct {
	schedule Schedule
	calendar Calendar
	problems []error
	zones    map[string]*time.Location // nil for those that cannot be loaded
}

func newCompiler(s Schedule) *compiler {
	return &compiler{schedule: s, zones: make(map[string]*time.Location)}
}

func (c *compiler) err() error { return errors.Join(c.problems...) }

func (c *compiler) problem(path, format string, args ...any) {
	c.problems = append(c.problems, &Problem{Path: path, Text: fmt.Sprintf(format, args...)})
}

func (c *compiler) compile() {
	s := &c.schedule
	c.zone("Zone", s.Zone)
	holidays := c.holidays("Holidays", s.Holidays)
	for i := range s.Windows {
		c.window(fmt.Sprintf("Windows[%d]", i), &s.Windows[i], holidays)
	}
	for i := range s.Resets {
		c.reset(fmt.Sprintf("Resets[%d]", i), &s.Resets[i])
	}
	if len(s.Holidays) > 0 && !slices.ContainsFunc(c.calendar.windows, window.hasHolidays) && len(c.problems) == 0 {
		c.problem("Holidays", "there is no window that they could keep shut: they are for windows of less than two days")
	}
	if len(c.problems) == 0 {
		c.overlaps()
	}
}

// zone loads a zone, and says once what is wrong with it.
func (c *compiler) zone(path, name string) *time.Location {
	if name == "" {
		name = c.schedule.Zone
	}
	loc, known := c.zones[name]
	if !known {
		var problem string
		if loc, problem = loader(time.LoadLocation).zone(name); problem != "" {
			c.problem(path, "%s", problem)
		}
		c.zones[name] = loc
	}
	return loc
}

func (c *compiler) holidays(path string, dates []Date) []int64 {
	var days []int64
	for i, d := range dates {
		if !d.valid() {
			c.problem(fmt.Sprintf("%s[%d]", path, i), "there is no day %s", d)
			continue
		}
		days = append(days, d.number())
	}
	return days
}

// days returns on which days of the week something takes place.
func (c *compiler) days(path string, days []time.Weekday, m Moment) (on [7]bool) {
	if m.weekly {
		if len(days) > 0 {
			c.problem(path, "%s is weekly: leave Days empty, or give a time of day without a weekday", m)
		}
		on[floorMod(int64(m.day), 7)] = true
		return on
	}
	for _, day := range days {
		if day < time.Sunday || day > time.Saturday {
			c.problem(path, "there is no weekday %d: Sunday is 0, Saturday 6", int(day))
			continue
		}
		if on[day] {
			c.problem(path, "%s stands twice", day)
		}
		on[day] = true
	}
	if len(days) == 0 {
		on = [7]bool{true, true, true, true, true, true, true}
	}
	return on
}

// moment checks one moment; 24:00 is for ends.
func (c *compiler) moment(path string, m Moment, isEnd bool) bool {
	switch {
	case !m.valid():
		c.problem(path, "there is no time %s: hours go from 0 to 23, minutes and seconds from 0 to 59", m)
	case m.isMidnight() && !isEnd:
		c.problem(path, "a day begins at 00:00, 24:00 is for End and Disconnect: write 00:00 of the next day")
	default:
		return true
	}
	return false
}

func (c *compiler) window(path string, w *Window, holidays []int64) {
	loc := c.zone(path+".Zone", w.Zone)
	out := window{name: w.Name, loc: loc, days: c.days(path+".Days", w.Days, w.Start)}
	own := c.holidays(path+".Holidays", w.Holidays)
	ok := true
	for _, m := range []struct {
		name     string
		moment   Moment
		required bool
		isEnd    bool
	}{
		{"Start", w.Start, true, false}, {"End", w.End, true, true},
		{"Connect", w.Connect, false, false}, {"Disconnect", w.Disconnect, false, true},
	} {
		switch {
		case m.moment.set:
			ok = c.moment(path+"."+m.name, m.moment, m.isEnd) && ok
		case m.required:
			c.problem(path+"."+m.name, `is missing: give a time such as "17:00" or "Sunday 17:00"`)
			ok = false
		}
	}
	if !ok {
		return
	}
	c.place(path, w, &out)
	if out.hasHolidays() {
		out.shut(holidays)
		out.shut(own)
	} else if len(own) > 0 {
		c.problem(path+".Holidays", "the window is of two days and more, and opens on holidays, too: remove them")
	}
	c.calendar.windows = append(c.calendar.windows, out)
}

// place finds where the moments of a window lie, in seconds from the midnight at
// the beginning of the day on which it opens.
func (c *compiler) place(path string, w *Window, out *window) {
	for _, m := range []struct {
		name   string
		moment Moment
	}{{"End", w.End}, {"Connect", w.Connect}, {"Disconnect", w.Disconnect}} {
		if m.moment.weekly && !w.Start.weekly {
			c.problem(path+"."+m.name, "%s has a weekday and Start, %s, has none: give both one, or neither", m.moment, w.Start)
			return
		}
	}
	opens := w.Start.day
	out.start = w.Start.seconds()
	if out.end = w.End.after(out.start, opens); out.end == out.start {
		out.end += w.End.period()
	}
	out.connect, out.disconnect = out.start, out.end
	if w.Connect.set {
		out.connect = w.Connect.before(out.start, opens)
		c.near(path+".Connect", w.Connect, out.start-out.connect, "before Start")
	}
	if w.Disconnect.set {
		out.disconnect = w.Disconnect.after(out.end, opens)
		c.near(path+".Disconnect", w.Disconnect, out.disconnect-out.end, "behind End")
	}
}

// near refuses what is rather a slip: Connect behind Start, Disconnect before
// End.
func (c *compiler) near(path string, m Moment, distance int64, from string) {
	limit := int64(nearDaily)
	if m.weekly {
		limit = nearWeekly
	}
	if distance > limit {
		c.problem(path, "%s is %s %s, at most %s make sense: is it on the wrong side?", m, hours(distance), from, hours(limit))
	}
}

func hours(seconds int64) time.Duration { return time.Duration(seconds) * time.Second }

func (c *compiler) reset(path string, r *Reset) {
	loc := c.zone(path+".Zone", r.Zone)
	out := reset{loc: loc, days: c.days(path+".Days", r.Days, r.At)}
	switch {
	case !r.At.set:
		c.problem(path+".At", `is missing: give a time such as "17:00" or "Sunday 17:00"`)
	case c.moment(path+".At", r.At, false):
		out.at = r.At.seconds()
		c.calendar.resets = append(c.calendar.resets, out)
	}
}
