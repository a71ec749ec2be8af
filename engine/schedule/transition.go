package schedule

import (
	"strings"
	"time"
)

// Transition is what happens at one moment. It is a set: where one window ends
// when another begins, all of it happens at once.
type Transition uint8

// What may happen.
const (
	TransitionLogout     Transition = 1 << iota // the session is logged out
	TransitionDisconnect                        // the connection is cut
	TransitionReset                             // the numbers are reset
	TransitionConnect                           // connections are made and taken
	TransitionLogon                             // the session may be logged on
)

var transitionNames = []string{"logout", "disconnect", "reset", "connect", "logon"}

// Has reports whether all of what is in it happens.
func (t Transition) Has(it Transition) bool { return t&it == it }

// String returns what happens in order: "logout, disconnect", "" if nothing
// does.
func (t Transition) String() string {
	var names []string
	for i, name := range transitionNames {
		if t.Has(1 << i) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// earliest finds what happens first after a moment.
type earliest struct {
	after int64
	when  int64
	what  Transition
	loc   *time.Location
}

func (e *earliest) add(when int64, what Transition, loc *time.Location) {
	switch {
	case when <= e.after || e.what != 0 && when > e.when:
	case e.what != 0 && when == e.when:
		e.what |= what
	default:
		e.when, e.what, e.loc = when, what, loc
	}
}

// span adds all of a span.
func (e *earliest) span(s span, loc *time.Location) {
	e.add(s.connect, TransitionConnect, loc)
	if s.start < s.end { // else it is cut short before
		e.add(s.start, TransitionLogon, loc)
		e.add(s.end, TransitionLogout, loc)
	}
	e.add(s.disconnect, TransitionDisconnect, loc)
}
