package schedule

import "time"

const (
	secondsPerDay  = 24 * 60 * 60
	secondsPerWeek = 7 * secondsPerDay
	// margin is more than any zone was ever away from UTC.
	margin = 26 * 60 * 60
)

// occurrence says which moment is meant by a civil time that comes twice.
type occurrence uint8

const (
	first occurrence = iota // the first moment at which the clock has come that far
	last                    // the moment from which on it has for good
)

// instant returns when clocks in loc show the civil time, both in seconds since
// 1970-01-01 00:00:00, UTC the one and civil the other. By their definition
// both occurrences of a time that is left out are the first moment behind it.
func instant(loc *time.Location, civil int64, which occurrence) int64 {
	guess := civil - offsetAt(loc, civil)
	if from, to := bounds(loc, guess); guess-margin >= from && guess+margin < to {
		return guess // nothing changes anywhere near
	}
	if which == first {
		return firstInstant(loc, civil)
	}
	return lastInstant(loc, civil)
}

func firstInstant(loc *time.Location, civil int64) int64 {
	// Before from no clock has come as far.
	for from := civil - margin; ; {
		_, to := bounds(loc, from)
		if at := max(from, civil-offsetAt(loc, from)); at < to {
			return at
		}
		from = to
	}
}

func lastInstant(loc *time.Location, civil int64) int64 {
	// From to on every clock is beyond.
	for to := civil + margin; ; {
		from, _ := bounds(loc, to-1)
		if at := min(to, civil-offsetAt(loc, to-1)); at > from {
			return at
		}
		to = from
	}
}

// offsetAt is how far clocks in loc are ahead of UTC, in seconds.
func offsetAt(loc *time.Location, unix int64) int64 {
	_, offset := time.Unix(unix, 0).In(loc).Zone()
	return int64(offset)
}

// bounds returns from when until when clocks in loc are not changed around a
// moment.
func bounds(loc *time.Location, unix int64) (from, to int64) {
	start, end := time.Unix(unix, 0).In(loc).ZoneBounds()
	from, to = -1<<62, 1<<62
	if !start.IsZero() {
		from = start.Unix()
	}
	if !end.IsZero() {
		to = end.Unix()
	}
	return from, to
}

// weekday of a day counted from 1970-01-01, a Thursday.
func weekday(day int64) time.Weekday { return time.Weekday(floorMod(day+4, 7)) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }
