package runtime

import (
	"cmp"
	"encoding/binary"
	"time"
)

// UTCDateOnly is a FIX UTCDateOnly (UTCDate in FIX 4.0 to 4.2): a day in UTC,
// YYYYMMDD, of the years 0000 to 9999. The zero value is absent. The operator
// == works.
type UTCDateOnly struct{ date date }

// NewUTCDateOnly returns a day. Values outside their range are carried over as
// in time.Date: April 31 is May 1. Years outside 0 to 9999 give the first or the
// last day.
func NewUTCDateOnly(year int, month time.Month, day int) UTCDateOnly {
	return UTCDateOnly{normalDate(year, month, day)}
}

// UTCDateOnlyFromTime returns the day of t in UTC. The zero time.Time gives the
// absent value.
func UTCDateOnlyFromTime(t time.Time) UTCDateOnly {
	if t.IsZero() {
		return UTCDateOnly{}
	}
	return UTCDateOnly{dateOf(t.UTC())}
}

// ParseUTCDateOnly reads YYYYMMDD, for example "20240229".
func ParseUTCDateOnly(s string) (UTCDateOnly, error) {
	v, ok := parseUTCDateOnly([]byte(s))
	if !ok {
		return UTCDateOnly{}, badValue(s, "a UTCDateOnly", "20240229", whyNotDate(s))
	}
	return v, nil
}

func parseUTCDateOnly(b []byte) (UTCDateOnly, bool) {
	d, ok := parseDate(b)
	return UTCDateOnly{d}, ok
}

// Date returns the parts of the day, zeros when v is absent.
func (v UTCDateOnly) Date() (year int, month time.Month, day int) { return v.date.parts() }

// Time returns the midnight in UTC that begins the day, the zero time.Time when
// v is absent.
func (v UTCDateOnly) Time() time.Time { return v.date.in(time.UTC) }

// IsSet reports whether v is present.
func (v UTCDateOnly) IsSet() bool { return v.date != 0 }

// Compare returns -1, 0 or +1 as v is before, equal to or after o. Absent sorts
// before every day.
func (v UTCDateOnly) Compare(o UTCDateOnly) int { return cmp.Compare(v.date, o.date) }

// Equal reports whether both are the same day, or both absent.
func (v UTCDateOnly) Equal(o UTCDateOnly) bool { return v == o }

// AppendTo appends YYYYMMDD to dst, or nothing when v is absent.
func (v UTCDateOnly) AppendTo(dst []byte) []byte { return v.date.append(dst) }

// String returns YYYYMMDD, or "" when v is absent.
func (v UTCDateOnly) String() string { return string(v.AppendTo(nil)) }

// MarshalText returns what AppendTo appends. The error is always nil.
func (v UTCDateOnly) MarshalText() ([]byte, error) { return v.AppendTo(nil), nil }

// UnmarshalText reads what ParseUTCDateOnly reads, and "" as absent.
func (v *UTCDateOnly) UnmarshalText(text []byte) error {
	return unmarshalText(v, text, ParseUTCDateOnly)
}

// LocalMktDate is a FIX LocalMktDate: a day in the calendar of a market,
// YYYYMMDD, of the years 0000 to 9999. The zero value is absent. The operator
// == works.
type LocalMktDate struct{ date date }

// NewLocalMktDate returns a day. Values outside their range are carried over as
// in time.Date: April 31 is May 1. Years outside 0 to 9999 give the first or the
// last day.
func NewLocalMktDate(year int, month time.Month, day int) LocalMktDate {
	return LocalMktDate{normalDate(year, month, day)}
}

// LocalMktDateFromTime returns the day of t in the location of t, so bring t to
// the market first: t.In(newYork). The zero time.Time gives the absent value.
func LocalMktDateFromTime(t time.Time) LocalMktDate {
	if t.IsZero() {
		return LocalMktDate{}
	}
	return LocalMktDate{dateOf(t)}
}

// ParseLocalMktDate reads YYYYMMDD, for example "20240229".
func ParseLocalMktDate(s string) (LocalMktDate, error) {
	v, ok := parseLocalMktDate([]byte(s))
	if !ok {
		return LocalMktDate{}, badValue(s, "a LocalMktDate", "20240229", whyNotDate(s))
	}
	return v, nil
}

func parseLocalMktDate(b []byte) (LocalMktDate, bool) {
	d, ok := parseDate(b)
	return LocalMktDate{d}, ok
}

// Date returns the parts of the day, zeros when v is absent.
func (v LocalMktDate) Date() (year int, month time.Month, day int) { return v.date.parts() }

// Time returns the midnight that begins the day in the market's location, UTC
// if nil; the zero time.Time when v is absent.
func (v LocalMktDate) Time(market *time.Location) time.Time { return v.date.in(market) }

// IsSet reports whether v is present.
func (v LocalMktDate) IsSet() bool { return v.date != 0 }

// Compare returns -1, 0 or +1 as v is before, equal to or after o. Absent sorts
// before every day.
func (v LocalMktDate) Compare(o LocalMktDate) int { return cmp.Compare(v.date, o.date) }

// Equal reports whether both are the same day, or both absent.
func (v LocalMktDate) Equal(o LocalMktDate) bool { return v == o }

// AppendTo appends YYYYMMDD to dst, or nothing when v is absent.
func (v LocalMktDate) AppendTo(dst []byte) []byte { return v.date.append(dst) }

// String returns YYYYMMDD, or "" when v is absent.
func (v LocalMktDate) String() string { return string(v.AppendTo(nil)) }

// MarshalText returns what AppendTo appends. The error is always nil.
func (v LocalMktDate) MarshalText() ([]byte, error) { return v.AppendTo(nil), nil }

// UnmarshalText reads what ParseLocalMktDate reads, and "" as absent.
func (v *LocalMktDate) UnmarshalText(text []byte) error {
	return unmarshalText(v, text, ParseLocalMktDate)
}

// LocalMktTime is a FIX LocalMktTime: a time of day on the clock of a market,
// HH:MM:SS with up to 12 fractional digits. The zero value is absent. It keeps
// the number of fractional digits, and a leap second (:60). The operator ==
// compares the wire form, Equal the times.
type LocalMktTime struct{ clock clock }

// NewLocalMktTime returns a time of day. Values outside their range are carried
// over as in time.Date, without the days: 24:00:00 is 00:00:00.
func NewLocalMktTime(hour, minute, second int) LocalMktTime {
	// The carry is done in steps, for no product of the arguments overflows.
	minute, second = carry(minute, second, 60)
	hour, minute = carry(hour, minute, 60)
	_, hour = carry(0, hour, 24)
	return LocalMktTime{makeClock(hour, minute, second, 0, Seconds)}
}

// LocalMktTimeFromTime returns the time of day of t in the location of t, to
// the second, so bring t to the market first: t.In(newYork). The zero time.Time
// gives the absent value.
func LocalMktTimeFromTime(t time.Time) LocalMktTime {
	if t.IsZero() {
		return LocalMktTime{}
	}
	return LocalMktTime{clockOf(t, Seconds)}
}

// ParseLocalMktTime reads HH:MM:SS with up to 12 fractional digits, for example
// "16:30:00".
func ParseLocalMktTime(s string) (LocalMktTime, error) {
	v, ok := parseLocalMktTime([]byte(s))
	if !ok {
		return LocalMktTime{}, badValue(s, "a LocalMktTime", "16:30:00", "want HH:MM:SS, 00:00:00 to 23:59:60, with up to 12 more digits")
	}
	return v, nil
}

func parseLocalMktTime(b []byte) (LocalMktTime, bool) {
	c, ok := parseClock(b)
	return LocalMktTime{c}, ok
}

// Clock returns the hour, the minute, and the second, which is 60 in a leap
// second.
func (v LocalMktTime) Clock() (hour, minute, second int) { return v.clock.parts() }

// Nanosecond returns the fraction of the second, cut to nanoseconds.
func (v LocalMktTime) Nanosecond() int { return v.clock.nanosecond() }

// IsSet reports whether v is present.
func (v LocalMktTime) IsSet() bool { return v.clock != 0 }

// Compare returns -1, 0 or +1 as v is before, equal to or after o within the
// day. Absent sorts before every time.
func (v LocalMktTime) Compare(o LocalMktTime) int { return v.clock.compare(o.clock) }

// Equal reports whether both are the same time, whatever their trailing zeros,
// or both absent.
func (v LocalMktTime) Equal(o LocalMktTime) bool { return v.Compare(o) == 0 }

// AppendTo appends the wire form to dst, or nothing when v is absent.
func (v LocalMktTime) AppendTo(dst []byte) []byte {
	if v.clock == 0 {
		return dst
	}
	return v.clock.append(dst)
}

// String returns the wire form, or "" when v is absent.
func (v LocalMktTime) String() string { return string(v.AppendTo(nil)) }

// MarshalText returns what AppendTo appends. The error is always nil.
func (v LocalMktTime) MarshalText() ([]byte, error) { return v.AppendTo(nil), nil }

// UnmarshalText reads what ParseLocalMktTime reads, and "" as absent.
func (v *LocalMktTime) UnmarshalText(text []byte) error {
	return unmarshalText(v, text, ParseLocalMktTime)
}

// date is a day of the years 0 to 9999, 0 when there is none: year, 4 bits of
// month, 5 bits of day. Later days are larger.
type date uint32

const (
	dateMonth = 5
	dateYear  = 9
	dateText  = len("YYYYMMDD")
	maxYear   = 9999
)

func makeDate(year int, month time.Month, day int) date {
	return date(year)<<dateYear | date(month)<<dateMonth | date(day)
}

// dateOf returns the day that t shows in its location, or the nearest one of
// the years 0 to 9999.
func dateOf(t time.Time) date {
	year, month, day := t.Date()
	switch {
	case year < 0:
		return makeDate(0, time.January, 1)
	case year > maxYear:
		return makeDate(maxYear, time.December, 31)
	}
	return makeDate(year, month, day)
}

// dateOfDay returns the day with that number; 0 is January 1 of the year 0.
func dateOfDay(day uint32) date {
	// Years counted from March end with the leap day, so the months before it
	// have the same lengths in all of them. January and February of the year 0
	// belong to the one before: a cycle of 400 years is added, and taken off.
	const yearZero, daysPerCycle = 400, 146_097
	day += daysPerCycle - 60
	century := (4*day + 3) / daysPerCycle
	day -= daysPerCycle * century / 4
	year := (4*day + 3) / 1461
	day -= 1461 * year / 4
	month := (5*day + 2) / 153
	day -= (153*month + 2) / 5
	year += 100*century - yearZero
	month += 3
	if month > 12 {
		month -= 12
		year++
	}
	return date(year<<dateYear | month<<dateMonth | (day + 1))
}

// normalDate carries over what is outside its range.
func normalDate(year int, month time.Month, day int) date {
	// Far outside the years that count, and time.Date overflows further out.
	const most = 100_000_000
	year = min(max(year, -most), most)
	month = min(max(month, -most), most)
	day = min(max(day, -most), most)
	return dateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// carry brings low into 0 to base-1 and its excess into high.
func carry(high, low, base int) (newHigh, newLow int) {
	over, rest := low/base, low%base
	if rest < 0 {
		rest += base
		over--
	}
	return high%(24*60*60) + over%(24*60*60), rest
}

// parseDate reads YYYYMMDD.
func parseDate(b []byte) (date, bool) {
	if len(b) != dateText {
		return 0, false
	}
	return parseDateWord(binary.LittleEndian.Uint64(b))
}

// parseDateWord reads YYYYMMDD, the first byte lowest.
func parseDateWord(word uint64) (date, bool) {
	word, ok := pairDigits(word, textZeros, aboveDigits)
	if !ok {
		return 0, false
	}
	year := wordByte(word, 0)*100 + wordByte(word, 2)
	month, day := wordByte(word, 4), wordByte(word, 6)
	if month-1 > 11 || day-1 > 27 && !isLateDay(year, month, day) {
		return 0, false
	}
	return date(year<<dateYear | month<<dateMonth | day), true
}

// isLateDay reports whether the month has the day, 29 or later.
func isLateDay(year, month, day uint64) bool {
	switch month {
	case 2:
		return day == 29 && year%4 == 0 && (year%100 != 0 || year%400 == 0)
	case 4, 6, 9, 11:
		return day >= 29 && day <= 30
	default:
		return day >= 29 && day <= 31
	}
}

func (d date) parts() (year int, month time.Month, day int) {
	return int(d >> dateYear), time.Month(d >> dateMonth & 0xF), int(d & 0x1F)
}

// in returns the midnight that begins the day.
func (d date) in(loc *time.Location) time.Time {
	if d == 0 {
		return time.Time{}
	}
	if loc == nil {
		loc = time.UTC
	}
	year, month, day := d.parts()
	return time.Date(year, month, day, 0, 0, 0, 0, loc)
}

func (d date) append(dst []byte) []byte {
	if d == 0 {
		return dst
	}
	dst = extend(dst, dateText)
	d.put(dst[len(dst)-dateText:])
	return dst
}

// put writes YYYYMMDD.
func (d date) put(b []byte) { binary.LittleEndian.PutUint64(b, d.word()) }

// word returns YYYYMMDD, the first digit lowest.
func (d date) word() uint64 {
	return formatWord(uint64(d>>dateYear)*1e4 + uint64(d>>dateMonth&0xF)*100 + uint64(d&0x1F))
}

func whyNotDate(s string) string {
	if _, ok := parseUint([]byte(s)); len(s) != dateText || !ok {
		return "want YYYYMMDD"
	}
	return "there is no such day"
}
