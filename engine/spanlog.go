package engine

import "time"

// spanLog remembers when the last messages of a quota came or went. It grows up
// to as many as the quota allows.
type spanLog struct {
	quota
	times []time.Time // a ring once it is full
	first int         // the oldest
	n     int
}

// recent returns how many of the times are not older than Per at now, and
// forgets the others. Two messages that are exactly Per apart are in one span.
func (l *spanLog) recent(now time.Time) int {
	for l.n > 0 && now.Sub(l.times[l.first]) > l.per {
		l.first = (l.first + 1) % len(l.times)
		l.n--
	}
	return l.n
}

// add notes a message, after recent has told that there is room, or more than
// that: then the oldest is forgotten.
func (l *spanLog) add(now time.Time) {
	if l.n == len(l.times) && l.n < l.messages {
		grown := make([]time.Time, min(l.messages, max(8, 2*l.n)))
		for i := range l.n {
			grown[i] = l.times[(l.first+i)%len(l.times)]
		}
		l.times, l.first = grown, 0
	}
	if l.n == len(l.times) {
		l.first = (l.first + 1) % len(l.times)
		l.n--
	}
	l.times[(l.first+l.n)%len(l.times)] = now
	l.n++
}

// freeAt returns when the oldest leaves the span; ok is false if there is none.
func (l *spanLog) freeAt() (at time.Time, ok bool) {
	if l.n == 0 {
		return time.Time{}, false
	}
	return l.times[l.first].Add(l.per + 1), true
}
