package runtime

import (
	"cmp"
	"encoding/binary"
	"time"
)

// UTCTimeOnly is a FIX UTCTimeOnly: HH:MM:SS with up to 12 fractional digits,
// without a date. The zero value is absent. It keeps the number of fractional
// digits, and a leap second (:60). The operator == compares the wire form,
// Equal the times.
type UTCTimeOnly struct{ clock clock }

// NewUTCTimeOnly returns the time of day of t in UTC to the millisecond; finer
// digits are cut off. The zero time.Time gives the absent value.
func NewUTCTimeOnly(t time.Time) UTCTimeOnly { return NewUTCTimeOnlyPrecision(t, Millis) }

// NewUTCTimeOnlyPrecision is NewUTCTimeOnly with p fractional digits.
func NewUTCTimeOnlyPrecision(t time.Time, p Precision) UTCTimeOnly {
	if t.IsZero() {
		return UTCTimeOnly{}
	}
	return UTCTimeOnly{clockOf(t.UTC(), p)}
}

// ParseUTCTimeOnly reads HH:MM:SS with up to 12 fractional digits, for example
// "23:59:59.999". Seconds go to 60.
func ParseUTCTimeOnly(s string) (UTCTimeOnly, error) {
	v, ok := parseUTCTimeOnly([]byte(s))
	if !ok {
		return UTCTimeOnly{}, badValue(s, "a UTCTimeOnly", "23:59:59.999", "want HH:MM:SS, 00:00:00 to 23:59:60, with up to 12 more digits")
	}
	return v, nil
}

func parseUTCTimeOnly(b []byte) (UTCTimeOnly, bool) {
	c, ok := parseClock(b)
	return UTCTimeOnly{c}, ok
}

// Clock returns the hour, the minute, and the second, which is 60 in a leap
// second.
func (v UTCTimeOnly) Clock() (hour, minute, second int) { return v.clock.parts() }

// Nanosecond returns the fraction of the second, cut to nanoseconds.
func (v UTCTimeOnly) Nanosecond() int { return v.clock.nanosecond() }

// Precision returns the number of fractional digits.
func (v UTCTimeOnly) Precision() Precision { return v.clock.precision() }

// IsSet reports whether v is present.
func (v UTCTimeOnly) IsSet() bool { return v.clock != 0 }

// Compare returns -1, 0 or +1 as v is before, equal to or after o within the
// day. Absent sorts before every time.
func (v UTCTimeOnly) Compare(o UTCTimeOnly) int { return v.clock.compare(o.clock) }

// Equal reports whether both are the same time, whatever their trailing zeros,
// or both absent.
func (v UTCTimeOnly) Equal(o UTCTimeOnly) bool { return v.Compare(o) == 0 }

// AppendTo appends the wire form to dst, or nothing when v is absent.
func (v UTCTimeOnly) AppendTo(dst []byte) []byte {
	if v.clock == 0 {
		return dst
	}
	return v.clock.append(dst)
}

// String returns the wire form, or "" when v is absent.
func (v UTCTimeOnly) String() string { return string(v.AppendTo(nil)) }

// MarshalText returns what AppendTo appends. The error is always nil.
func (v UTCTimeOnly) MarshalText() ([]byte, error) { return v.AppendTo(nil), nil }

// UnmarshalText reads what ParseUTCTimeOnly reads, and "" as absent.
func (v *UTCTimeOnly) UnmarshalText(text []byte) error {
	return unmarshalText(v, text, ParseUTCTimeOnly)
}

// clock is a time of day as it stands on the wire, 0 when there is none. From
// the lowest bit: 40 bits of fraction in units of its last digit, 4 bits with
// the number of its digits, 6 bits each of second and minute, 5 bits of hour,
// one unused, and a bit that is always set.
type clock uint64

const (
	clockDigits  = 40
	clockSecond  = 44
	clockMinute  = 50
	clockHour    = 56
	clockSet     = 1 << 63
	clockText    = len("HH:MM:SS")
	fractionMask = 1<<clockDigits - 1
)

func makeClock(hour, minute, second int, fraction uint64, p Precision) clock {
	return clockSet | clock(hour)<<clockHour | clock(minute)<<clockMinute | clock(second)<<clockSecond |
		clock(p)<<clockDigits | clock(fraction)
}

// clockOf returns the time of day that t shows in its location.
func clockOf(t time.Time, p Precision) clock {
	p = min(p, Picos)
	hour, minute, second := t.Clock()
	return makeClock(hour, minute, second, p.fraction(t.Nanosecond()), p)
}

// parseClock reads HH:MM:SS with up to 12 fractional digits.
func parseClock(b []byte) (clock, bool) {
	if len(b) < clockText {
		return 0, false
	}
	word, ok := pairDigits(binary.LittleEndian.Uint64(b), textClock, aboveClock)
	if !ok {
		return 0, false
	}
	hour, minute, second := wordByte(word, 0), wordByte(word, 3), wordByte(word, 6)
	if hour > 23 || minute > 59 || second > 60 {
		return 0, false
	}
	c := clockSet | clock(hour<<clockHour|minute<<clockMinute|second<<clockSecond)
	if len(b) == clockText {
		return c, true
	}
	if len(b) == clockText+len(".123") {
		// Most clocks tick in milliseconds.
		word = uint64(binary.LittleEndian.Uint32(b[clockText:]))
		millis, ok := digitsOf(word>>8<<40, 3)
		if !ok || byte(word) != '.' {
			return 0, false
		}
		return c | 3<<clockDigits | clock(millis), true
	}
	digits := b[clockText+1:]
	if b[clockText] != '.' || len(digits) == 0 || len(digits) > int(Picos) {
		return 0, false
	}
	var fraction uint64
	for _, d := range digits {
		d -= '0'
		if d > 9 {
			return 0, false
		}
		fraction = fraction*10 + uint64(d)
	}
	return c | clock(len(digits))<<clockDigits | clock(fraction), true
}

func (c clock) parts() (hour, minute, second int) {
	return int(c >> clockHour & 0x1F), int(c >> clockMinute & 0x3F), int(c >> clockSecond & 0x3F)
}

func (c clock) precision() Precision { return Precision(c >> clockDigits & 0xF) }

func (c clock) fraction() uint64 { return uint64(c & fractionMask) }

func (c clock) nanosecond() int {
	f, p := c.fraction(), c.precision()
	if p > Nanos {
		return int(f / pow10[p-Nanos])
	}
	return int(f * pow10[Nanos-p])
}

func (c clock) picosecond() uint64 { return c.fraction() * pow10[Picos-c.precision()] }

func (c clock) compare(o clock) int {
	return cmp.Or(
		cmp.Compare(c>>clockSecond, o>>clockSecond),
		cmp.Compare(c.picosecond(), o.picosecond()),
	)
}

// append appends HH:MM:SS and the fraction.
func (c clock) append(dst []byte) []byte {
	dst = extend(dst, clockText)
	c.put(dst[len(dst)-clockText:])
	return appendFraction(dst, c.fraction(), c.precision())
}

// put writes HH:MM:SS.
func (c clock) put(b []byte) { binary.LittleEndian.PutUint64(b, c.word()) }

// word returns HH:MM:SS, the first digit lowest.
func (c clock) word() uint64 {
	const colons = (':' ^ '0') << 16 * (1 + 1<<24)
	hour, minute, second := uint64(c>>clockHour&0x1F), uint64(c>>clockMinute&0x3F), uint64(c>>clockSecond&0x3F)
	return formatWord(hour*1e6+minute*1e3+second) ^ colons
}

// appendFraction appends the point and the p digits of fraction.
func appendFraction(dst []byte, fraction uint64, p Precision) []byte {
	switch p {
	case Seconds:
		return dst
	case Millis:
		return appendPadded3(append(dst, '.'), fraction)
	}
	return appendPadded(append(dst, '.'), fraction, int(p))
}
