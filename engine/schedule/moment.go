package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Moment is a civil time that comes again each day, such as 17:00:00, or each
// week, such as Sunday 17:00:00. The zero value is none at all, midnight is
// Daily(0, 0, 0). Moments can be compared with ==.
type Moment struct {
	set, weekly          bool
	day                  time.Weekday
	hour, minute, second int16
}

// Daily returns a time of day. Schedules with a time that no clock shows are
// refused; 24:00:00 is for the end of windows.
func Daily(hour, minute, second int) Moment {
	return Moment{set: true, hour: clamp(hour), minute: clamp(minute), second: clamp(second)}
}

// Weekly returns a time of a day of the week.
func Weekly(day time.Weekday, hour, minute, second int) Moment {
	m := Daily(hour, minute, second)
	m.weekly, m.day = true, day
	return m
}

// clamp keeps what is out of range out of range.
func clamp(n int) int16 { return int16(max(-1, min(n, 1000))) }

// ParseMoment reads "17:00", "17:00:30", "Sunday 17:00" or "sun 17:00:30". An
// empty text is the zero Moment.
func ParseMoment(text string) (Moment, error) {
	words := strings.Fields(text)
	var m Moment
	switch len(words) {
	case 0:
		return m, nil
	case 1:
	case 2:
		day, err := ParseDay(words[0])
		if err != nil {
			return Moment{}, err
		}
		m.weekly, m.day = true, day
	default:
		return Moment{}, notMoment(text)
	}
	parts := strings.Split(words[len(words)-1], ":")
	if len(parts) != 2 && len(parts) != 3 {
		return Moment{}, notMoment(text)
	}
	var clock [3]int
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 10, 8)
		if err != nil || len(p) > 2 || i > 0 && len(p) != 2 {
			return Moment{}, notMoment(text)
		}
		clock[i] = int(n)
	}
	m.set = true
	m.hour, m.minute, m.second = int16(clock[0]), int16(clock[1]), int16(clock[2])
	if !m.valid() {
		return Moment{}, fmt.Errorf("schedule: there is no time %q: the day ends at 24:00", text)
	}
	return m, nil
}

func notMoment(text string) error {
	return fmt.Errorf(`schedule: %q is no time: write "17:00", "17:00:30" or "Sunday 17:00"`, text)
}

// MustMoment is [ParseMoment] for constants: it panics if text is no moment.
func MustMoment(text string) Moment {
	m, err := ParseMoment(text)
	if err != nil {
		panic(err)
	}
	return m
}

// IsZero reports whether this is no moment at all.
func (m Moment) IsZero() bool { return !m.set }

// Weekday returns the day of the week of a weekly moment; ok is false for
// others.
func (m Moment) Weekday() (day time.Weekday, ok bool) { return m.day, m.weekly }

// Clock returns the time of day.
func (m Moment) Clock() (hour, minute, second int) {
	return int(m.hour), int(m.minute), int(m.second)
}

// String returns what ParseMoment reads: "Sunday 17:00:00", "" for the zero
// Moment.
func (m Moment) String() string {
	if !m.set {
		return ""
	}
	text := fmt.Sprintf("%02d:%02d:%02d", m.hour, m.minute, m.second)
	if m.weekly {
		text = m.day.String() + " " + text
	}
	return text
}

// MarshalText returns what String does.
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what ParseMoment does.
func (m *Moment) UnmarshalText(text []byte) error {
	parsed, err := ParseMoment(string(text))
	if err == nil {
		*m = parsed
	}
	return err
}

// valid reports whether there is such a time, 24:00:00 included.
func (m Moment) valid() bool {
	switch {
	case m.weekly && (m.day < time.Sunday || m.day > time.Saturday):
		return false
	case m.minute < 0 || m.minute > 59 || m.second < 0 || m.second > 59:
		return false
	}
	return m.hour >= 0 && m.hour < 24 || m.isMidnight()
}

// isMidnight reports whether this is 24:00:00.
func (m Moment) isMidnight() bool { return m.hour == 24 && m.minute == 0 && m.second == 0 }

// seconds is the time since midnight.
func (m Moment) seconds() int64 {
	return int64(m.hour)*3600 + int64(m.minute)*60 + int64(m.second)
}

// period is after how long the moment comes again on the calendar.
func (m Moment) period() int64 {
	if m.weekly {
		return secondsPerWeek
	}
	return secondsPerDay
}

// after returns the first such moment at or after one that is given, both
// counted from the beginning of a day of the week.
func (m Moment) after(from int64, day time.Weekday) int64 {
	return from + floorMod(m.from(day)-from, m.period())
}

// before returns the last such moment at or before one that is given.
func (m Moment) before(to int64, day time.Weekday) int64 {
	return to - floorMod(to-m.from(day), m.period())
}

// from counts m from the beginning of a day of the week.
func (m Moment) from(day time.Weekday) int64 {
	if m.weekly {
		return int64(m.day-day)*secondsPerDay + m.seconds()
	}
	return m.seconds()
}
