package schedule

import (
	"iter"
	"time"
)

// Calendar is a [Schedule] that is ready to be asked. It is safe for concurrent
// use and never changes. It is exact to the second, from year 1 to year 9999.
type Calendar struct {
	windows []window
	resets  []reset
}

// State is what a schedule wants at one moment.
type State struct {
	// Connect: there may be a connection.
	Connect bool
	// Logon: the session may be logged on.
	Logon bool
	// Window is the index of the window in Schedule.Windows, Name its name. It
	// is -1 outside of all windows, and if there are none.
	Window int
	Name   string
	// Begin, Start, End and Close are the moments of the window: those of
	// Connect, Start, End and Disconnect. They are zero outside of all
	// windows, and if there are none.
	Begin, Start, End, Close time.Time
}

// At returns what the schedule wants at t.
func (c *Calendar) At(t time.Time) State {
	unix := seconds(t)
	if len(c.windows) == 0 {
		return State{Connect: true, Logon: true, Window: -1}
	}
	s, _, _ := c.around(unix)
	if s.window < 0 || unix >= s.disconnect {
		return State{Window: -1}
	}
	w := &c.windows[s.window]
	return State{
		Connect: true, Logon: unix >= s.start && unix < s.end,
		Window: s.window, Name: w.name,
		Begin: at(s.connect, w.loc), Start: at(s.start, w.loc),
		End: at(s.end, w.loc), Close: at(s.disconnect, w.loc),
	}
}

// WindowStart returns when the window began in which t lies, with its Connect;
// ok is false if t lies in none. Sequence numbers that are reset with each
// window must be younger than that.
func (c *Calendar) WindowStart(t time.Time) (begin time.Time, ok bool) {
	s := c.At(t)
	return s.Begin, s.Window >= 0
}

// LastReset returns when the numbers were to be reset the last time, at t or
// before it, by Schedule.Resets; ok is false if there are none.
func (c *Calendar) LastReset(t time.Time) (when time.Time, ok bool) {
	unix := seconds(t)
	for i := range c.resets {
		r := &c.resets[i]
		if u, have := r.latest(unix); have && (!ok || u > when.Unix()) {
			when, ok = at(u, r.loc), true
		}
	}
	return when, ok
}

// NextTransition returns when something happens next after t, and what; the
// time is in the zone of the window or reset. A zero time and no transition
// mean never: the schedule is non-stop without resets, or t is beyond the year
// 9999.
func (c *Calendar) NextTransition(t time.Time) (time.Time, Transition) {
	unix := seconds(t)
	e := earliest{after: unix}
	now, next, ok := c.around(unix)
	if now.window >= 0 {
		e.span(now, c.windows[now.window].loc)
	}
	if ok {
		e.span(next, c.windows[next.window].loc)
	}
	for i := range c.resets {
		if u, ok := c.resets[i].next(unix); ok {
			e.add(u, TransitionReset, c.resets[i].loc)
		}
	}
	if e.what == 0 || unix >= maxUnix {
		return time.Time{}, 0
	}
	return at(e.when, e.loc), e.what
}

// Transitions returns what happens after one moment and until another one, the
// latter included.
func (c *Calendar) Transitions(after, until time.Time) iter.Seq2[time.Time, Transition] {
	return func(yield func(time.Time, Transition) bool) {
		for t := after; ; {
			next, what := c.NextTransition(t)
			if what == 0 || next.After(until) || !yield(next, what) {
				return
			}
			t = next
		}
	}
}

// around returns the span that began last, its window -1 if there is none, and
// the one that begins next. The first may be over, and is cut short where the
// next one begins.
func (c *Calendar) around(unix int64) (now, next span, ok bool) {
	now.window = -1
	for i := range c.windows {
		w := &c.windows[i]
		if s, have := w.latest(unix); have && (now.window < 0 || s.connect >= now.connect) {
			now, now.window = s, i
		}
		if s, have := w.next(unix); have && (!ok || s.connect <= next.connect) {
			next, next.window, ok = s, i, true
		}
	}
	if ok {
		now.end = min(now.end, next.connect)
		now.disconnect = min(now.disconnect, next.connect)
	}
	return now, next, ok
}

// maxUnix is the end of the year 9999.
const maxUnix = 253402300800

// seconds returns t in seconds since 1970-01-01, kept within the years that can
// be computed with.
func seconds(t time.Time) int64 { return max(-maxUnix, min(t.Unix(), maxUnix)) }

func at(unix int64, loc *time.Location) time.Time { return time.Unix(unix, 0).In(loc) }
