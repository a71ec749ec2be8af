package schedule

import "time"

// Schedule says when a session is up. The zero value is always: no windows, no
// resets.
type Schedule struct {
	// Zone is the IANA time zone of windows and resets that have none of their
	// own, such as "America/New_York". If empty, UTC.
	Zone string

	// Windows are the times in which the session is up. If there are none, it
	// is up all the time. They must not overlap; one may end when another
	// begins, and then the session is logged out and on again.
	Windows []Window

	// Resets are the times at which both sequence numbers return to 1, inside
	// of a window or between two.
	Resets []Reset

	// Holidays are dates on which no window opens. A date is that of the
	// window's Start, in the window's zone: for a window from 17:00 to 17:00
	// that of its first evening. Windows of two days and more, such as those
	// of a week, open on holidays, too.
	Holidays []Date
}

// Window is a time in which a session is up, once a day or once a week. These
// four moments come in the order Connect, Start, End, Disconnect. A window is
// daily if Start has no weekday and weekly if it has one:
//
//	schedule.Window{Start: schedule.Daily(8, 0, 0), End: schedule.Daily(16, 30, 0)}
//	schedule.Window{Start: schedule.Weekly(time.Sunday, 17, 0, 0), End: schedule.Weekly(time.Friday, 17, 0, 0)}
type Window struct {
	// Name is for people: it stands in logs and in [State].
	Name string

	// Zone is the time zone of the window. If empty, that of the Schedule.
	Zone string

	// Days are the days on which a daily window opens. If there are none, it
	// opens on each. Not for weekly windows.
	Days []time.Weekday

	// Start is from when the session may be logged on. Required.
	Start Moment

	// End is when it is logged out: the first such moment after Start, so a
	// time of day that is not later than that of Start is on the next day.
	// Required. 24:00 is the midnight at the end of the day.
	End Moment

	// Connect is from when there may be a connection: the last such moment
	// before Start, at most twelve hours, or three days if it has a weekday.
	// An initiator connects then, and waits for Start with its Logon. The
	// window begins with it. If zero, Start.
	Connect Moment

	// Disconnect is when the connection is cut if the Logout has not ended it:
	// the first such moment after End, at most twelve hours, or three days if
	// it has a weekday. If zero, it has the session's LogoutTimeout.
	Disconnect Moment

	// Holidays are further dates on which this window does not open, as those
	// of the Schedule.
	Holidays []Date
}

// Reset is a time at which both sequence numbers return to 1.
type Reset struct {
	// Zone is the time zone of the reset. If empty, that of the Schedule.
	Zone string

	// Days are the days on which it takes place. If there are none, it does on
	// each. Not if At has a weekday.
	Days []time.Weekday

	// At is the moment. Required.
	At Moment
}

// NonStop reports whether the session is up all the time.
func (s Schedule) NonStop() bool { return len(s.Windows) == 0 }

// IsZero reports whether there is nothing to do: neither windows nor resets.
func (s Schedule) IsZero() bool { return s.NonStop() && len(s.Resets) == 0 }

// Compile checks the schedule, loads its time zones and makes it ready to be
// asked. The error is that of Validate. Slices of s must not change afterwards.
func (s Schedule) Compile() (*Calendar, error) {
	c := newCompiler(s)
	c.compile()
	if err := c.err(); err != nil {
		return nil, err
	}
	return &c.calendar, nil
}

// Validate returns everything that is wrong with the schedule at once, nil if
// nothing is. The errors it joins are each a *[Problem].
func (s Schedule) Validate() error {
	_, err := s.Compile()
	return err
}

// Problem is one thing that is wrong with a [Schedule].
type Problem struct {
	// Path is the field: "Windows[1].Zone".
	Path string
	// Text says what is wrong with it, and what to do.
	Text string
}

// Error returns path and text.
func (p *Problem) Error() string { return "schedule: " + p.Path + ": " + p.Text }
