package runtime

import (
	"cmp"
	"encoding/binary"
	"time"
)

// UTCTimestamp is a FIX UTCTimestamp (TIME in FIX 4.0 and 4.1): a day and time
// in UTC, YYYYMMDD-HH:MM:SS with up to 12 fractional digits, of the years 0000
// to 9999. The zero value is absent. It keeps the number of fractional digits,
// and a leap second (:60). The operator == compares the wire form, Equal the
// times.
type UTCTimestamp struct {
	clock clock
	date  date
}

const timestampText = len("YYYYMMDD-HH:MM:SS")

// Unix times of the first and the last second of the years 0 to 9999.
const (
	secondsPerDay = 24 * 60 * 60
	minSecond     = -62_167_219_200
	maxSecond     = 253_402_300_799
)

// NewUTCTimestamp returns t in UTC to the millisecond; finer digits are cut
// off. The zero time.Time gives the absent value; years outside 0 to 9999 give
// the first or the last moment.
func NewUTCTimestamp(t time.Time) UTCTimestamp { return NewUTCTimestampPrecision(t, Millis) }

// NewUTCTimestampPrecision is NewUTCTimestamp with p fractional digits.
func NewUTCTimestampPrecision(t time.Time, p Precision) UTCTimestamp {
	if t.IsZero() {
		return UTCTimestamp{}
	}
	return makeUTCTimestamp(t, p)
}

func makeUTCTimestamp(t time.Time, p Precision) UTCTimestamp {
	p = min(p, Picos)
	second, ns := t.Unix(), t.Nanosecond()
	switch {
	case second < minSecond:
		second, ns = minSecond, 0
	case second > maxSecond:
		second, ns = maxSecond, 999_999_999
	}
	sinceZero := uint64(second - minSecond)
	day := sinceZero / secondsPerDay
	inDay := int(sinceZero % secondsPerDay)
	return UTCTimestamp{
		clock: makeClock(inDay/3600, inDay/60%60, inDay%60, p.fraction(ns), p),
		date:  dateOfDay(uint32(day)),
	}
}

// ParseUTCTimestamp reads YYYYMMDD-HH:MM:SS with up to 12 fractional digits,
// for example "20240229-23:59:59.999". Seconds go to 60, in any minute.
func ParseUTCTimestamp(s string) (UTCTimestamp, error) {
	v, ok := parseUTCTimestamp([]byte(s))
	if !ok {
		return UTCTimestamp{}, badValue(s, "a UTCTimestamp", "20240229-23:59:59.999", whyNotTimestamp(s))
	}
	return v, nil
}

// MustUTCTimestamp is ParseUTCTimestamp for literals in a program: it panics
// when s is not a timestamp.
func MustUTCTimestamp(s string) UTCTimestamp {
	v, err := ParseUTCTimestamp(s)
	if err != nil {
		panic(err)
	}
	return v
}

func parseUTCTimestamp(b []byte) (UTCTimestamp, bool) {
	if len(b) < timestampText || b[dateText] != '-' {
		return UTCTimestamp{}, false
	}
	d, ok := parseDateWord(binary.LittleEndian.Uint64(b))
	if !ok {
		return UTCTimestamp{}, false
	}
	c, ok := parseClock(b[dateText+1:])
	return UTCTimestamp{clock: c, date: d}, ok
}

// Time returns the moment in UTC, cut to nanoseconds; a leap second as the
// second after it. It is the zero time.Time when v is absent.
func (v UTCTimestamp) Time() time.Time { return timeOf(v.date, v.clock, time.UTC) }

// Precision returns the number of fractional digits.
func (v UTCTimestamp) Precision() Precision { return v.clock.precision() }

// IsSet reports whether v is present.
func (v UTCTimestamp) IsSet() bool { return v.clock != 0 }

// Compare returns -1, 0 or +1 as v is before, equal to or after o, to the
// picosecond; a leap second comes before the second after it. Absent sorts
// before every time.
func (v UTCTimestamp) Compare(o UTCTimestamp) int {
	return cmp.Or(cmp.Compare(v.date, o.date), v.clock.compare(o.clock))
}

// Equal reports whether both are the same moment, whatever their trailing
// zeros, or both absent.
func (v UTCTimestamp) Equal(o UTCTimestamp) bool { return v.Compare(o) == 0 }

// AppendTo appends the wire form to dst, or nothing when v is absent.
func (v UTCTimestamp) AppendTo(dst []byte) []byte {
	if v.clock == 0 {
		return dst
	}
	dst = extend(dst, timestampText)
	b := dst[len(dst)-timestampText:]
	v.date.put(b)
	b[dateText] = '-'
	v.clock.put(b[dateText+1:])
	return appendFraction(dst, v.clock.fraction(), v.clock.precision())
}

// String returns the wire form, or "" when v is absent.
func (v UTCTimestamp) String() string { return string(v.AppendTo(nil)) }

// MarshalText returns what AppendTo appends. The error is always nil.
func (v UTCTimestamp) MarshalText() ([]byte, error) { return v.AppendTo(nil), nil }

// UnmarshalText reads what ParseUTCTimestamp reads, and "" as absent.
func (v *UTCTimestamp) UnmarshalText(text []byte) error {
	return unmarshalText(v, text, ParseUTCTimestamp)
}

// TimestampCache writes moments as UTCTimestamp and remembers the text of the
// last one's second, so a run of moments close together, such as SendingTime,
// costs little. The zero value is ready. It is not safe for concurrent use.
type TimestampCache struct {
	second int64 // Unix time of text
	text   [timestampText]byte
}

// AppendUTCTimestamp appends t in UTC with p fractional digits to dst; finer
// digits are cut off. Years outside 0 to 9999 are written as the first or the
// last moment; the zero time.Time is the year 1.
func (c *TimestampCache) AppendUTCTimestamp(dst []byte, t time.Time, p Precision) []byte {
	second, ns := t.Unix(), t.Nanosecond()
	if second != c.second || c.text[0] == 0 {
		if second < minSecond || second > maxSecond {
			return makeUTCTimestamp(t, p).AppendTo(dst)
		}
		makeUTCTimestamp(t, Seconds).AppendTo(c.text[:0])
		c.second = second
	}
	dst = append(dst, c.text[:]...)
	if p == Millis {
		return appendPadded3(append(dst, '.'), uint64(ns)/1e6)
	}
	p = min(p, Picos)
	return appendFraction(dst, p.fraction(ns), p)
}

// timeOf returns the moment at which clocks in loc show d and c.
func timeOf(d date, c clock, loc *time.Location) time.Time {
	if d == 0 {
		return time.Time{}
	}
	year, month, day := d.parts()
	hour, minute, second := c.parts()
	return time.Date(year, month, day, hour, minute, second, c.nanosecond(), loc)
}

func whyNotTimestamp(s string) string {
	const want = "want YYYYMMDD-HH:MM:SS, with up to 12 more digits"
	if len(s) < timestampText || s[dateText] != '-' {
		return want
	}
	if _, ok := parseDate([]byte(s[:dateText])); !ok {
		return whyNotDate(s[:dateText])
	}
	text := []byte(s[dateText+1 : timestampText])
	if _, ok := pairDigits(binary.LittleEndian.Uint64(text), textClock, aboveClock); !ok {
		return want
	}
	if _, ok := parseClock(text); !ok {
		return "there is no such time of day"
	}
	return want
}
