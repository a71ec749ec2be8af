package schedule

import "time"

// window is a [Window] that is ready to be asked. Times are seconds from the
// midnight at the beginning of the day on which it opens.
type window struct {
	name     string
	loc      *time.Location
	days     [7]bool
	holidays map[int64]struct{} // days on which it does not open

	connect, start, end, disconnect int64
}

// span is one time that a window is open, in seconds since 1970-01-01 UTC.
type span struct {
	window                          int
	connect, start, end, disconnect int64
}

// hasHolidays reports whether there are days on which w may stay shut.
func (w window) hasHolidays() bool { return w.end-w.start < 2*secondsPerDay }

func (w *window) shut(days []int64) {
	for _, day := range days {
		if w.holidays == nil {
			w.holidays = make(map[int64]struct{})
		}
		w.holidays[day] = struct{}{}
	}
}

// on returns the time that the window is open from a day on; ok is false if it
// does not open on that day.
func (w *window) on(day int64) (s span, ok bool) {
	if !w.days[weekday(day)] {
		return s, false
	}
	if _, holiday := w.holidays[day]; holiday {
		return s, false
	}
	midnight := day * secondsPerDay
	s.start = instant(w.loc, midnight+w.start, first)
	s.end = instant(w.loc, midnight+w.end, last)
	if s.start >= s.end {
		return s, false
	}
	s.connect, s.disconnect = s.start, s.end
	if w.connect != w.start {
		s.connect = instant(w.loc, midnight+w.connect, first)
	}
	if w.disconnect != w.end {
		s.disconnect = instant(w.loc, midnight+w.disconnect, last)
	}
	return s, true
}

// reach is how many days Connect and Disconnect may lie away from the day on
// which a window opens, and one to spare for clocks.
const (
	reachBack  = 4
	reachAhead = 1 + 7 + 4
)

// slack is more than clocks are ever changed by: a civil time that is further
// away from now than that lies on the same side of it as the moment it means.
const slack = 26 * 60 * 60

// latest returns the last span that has begun by a moment. Spans that are over
// for long may be left out.
func (w *window) latest(unix int64) (s span, ok bool) {
	now := unix + offsetAt(w.loc, unix)
	today := floorDiv(now, secondsPerDay)
	for day := today + reachBack; day >= today-reachAhead; day-- {
		if day*secondsPerDay+w.connect > now+slack {
			continue
		}
		if s, ok := w.on(day); ok && s.connect <= unix {
			return s, true
		}
	}
	return span{}, false
}

// next returns the first span that begins after a moment. If all days that
// could be are holidays, there is none.
func (w *window) next(unix int64) (s span, ok bool) {
	now := unix + offsetAt(w.loc, unix)
	today := floorDiv(now, secondsPerDay)
	// Each holiday costs a week at most.
	until := today + reachBack + 7*int64(2+len(w.holidays))
	for day := today - reachBack; day <= until; day++ {
		if day*secondsPerDay+w.connect < now-slack {
			continue
		}
		if s, ok := w.on(day); ok && s.connect > unix {
			return s, true
		}
	}
	return span{}, false
}

// reset is a [Reset] that is ready to be asked.
type reset struct {
	loc  *time.Location
	days [7]bool
	at   int64 // seconds from midnight
}

// latest returns the last time that the reset took place, at a moment or before
// it.
func (r *reset) latest(unix int64) (at int64, ok bool) {
	today := floorDiv(unix+offsetAt(r.loc, unix), secondsPerDay)
	for day := today + 1; day >= today-8; day-- {
		if r.days[weekday(day)] {
			if at := r.on(day); at <= unix {
				return at, true
			}
		}
	}
	return 0, false
}

// next returns when the reset takes place next after a moment.
func (r *reset) next(unix int64) (at int64, ok bool) {
	today := floorDiv(unix+offsetAt(r.loc, unix), secondsPerDay)
	for day := today - 1; day <= today+8; day++ {
		if r.days[weekday(day)] {
			if at := r.on(day); at > unix {
				return at, true
			}
		}
	}
	return 0, false
}

func (r *reset) on(day int64) int64 { return instant(r.loc, day*secondsPerDay+r.at, first) }
