package runtime

import (
	"bytes"
	"time"
)

// TZTimeOnly is a FIX TZTimeOnly: HH:MM or HH:MM:SS with up to 12 fractional
// digits, then Z for UTC, +hh, +hh:mm, -hh or -hh:mm for an offset from UTC, or
// nothing for local time. The zero value is absent. It keeps the form in which
// it was read. The operator == works and compares that form.
type TZTimeOnly struct {
	clock clock
	zone  zone
}

// NewTZTimeOnly returns the time of day of t to the second with the offset of
// its location: 09:30:00Z, 09:30:00+02 or 09:30:00+05:30. The zero time.Time
// gives the absent value; an offset FIX cannot write (seconds, or 15 hours and
// more) gives the time in UTC.
func NewTZTimeOnly(t time.Time) TZTimeOnly { return NewTZTimeOnlyPrecision(t, Seconds) }

// NewTZTimeOnlyPrecision is NewTZTimeOnly with p fractional digits.
func NewTZTimeOnlyPrecision(t time.Time, p Precision) TZTimeOnly {
	v := NewTZTimestampPrecision(t, p)
	return TZTimeOnly{v.clock, v.zone}
}

// ParseTZTimeOnly reads for example "07:39Z", "02:39:00.5-05" or
// "13:09+05:30".
func ParseTZTimeOnly(s string) (TZTimeOnly, error) {
	v, ok := parseTZTimeOnly([]byte(s))
	if !ok {
		return TZTimeOnly{}, badValue(s, "a TZTimeOnly", "13:09:00+05:30", "want HH:MM or HH:MM:SS with up to 12 more digits, then nothing, Z, +hh or +hh:mm")
	}
	return v, nil
}

func parseTZTimeOnly(b []byte) (TZTimeOnly, bool) {
	c, z, ok := parseZoned(b)
	return TZTimeOnly{c, z}, ok
}

// Clock returns the hour, the minute, and the second, which is 60 in a leap
// second.
func (v TZTimeOnly) Clock() (hour, minute, second int) { return v.clock.parts() }

// Nanosecond returns the fraction of the second, cut to nanoseconds.
func (v TZTimeOnly) Nanosecond() int { return v.clock.nanosecond() }

// Offset returns the seconds east of UTC, and whether v names an offset.
func (v TZTimeOnly) Offset() (seconds int, ok bool) { return v.zone.offset() }

// IsSet reports whether v is present.
func (v TZTimeOnly) IsSet() bool { return v.clock != 0 }

// Equal reports whether both have the same wire form, or both are absent.
func (v TZTimeOnly) Equal(o TZTimeOnly) bool { return v == o }

// AppendTo appends the wire form to dst, or nothing when v is absent.
func (v TZTimeOnly) AppendTo(dst []byte) []byte { return appendZoned(dst, v.clock, v.zone) }

// String returns the wire form, or "" when v is absent.
func (v TZTimeOnly) String() string { return string(v.AppendTo(nil)) }

// MarshalText returns what AppendTo appends. The error is always nil.
func (v TZTimeOnly) MarshalText() ([]byte, error) { return v.AppendTo(nil), nil }

// UnmarshalText reads what ParseTZTimeOnly reads, and "" as absent.
func (v *TZTimeOnly) UnmarshalText(text []byte) error {
	return unmarshalText(v, text, ParseTZTimeOnly)
}

// TZTimestamp is a FIX TZTimestamp: YYYYMMDD- and what a TZTimeOnly holds. The
// zero value is absent. It keeps the form in which it was read. The operator ==
// works and compares that form; compare moments by Time.
type TZTimestamp struct {
	clock clock
	date  date
	zone  zone
}

// NewTZTimestamp returns t to the second with the offset of its location:
// 20240229-09:30:00Z, 20240229-09:30:00+02 or 20240229-09:30:00+05:30. The zero
// time.Time gives the absent value; an offset FIX cannot write (seconds, or 15
// hours and more) gives the time in UTC; years outside 0 to 9999 give the first
// or the last moment in UTC.
func NewTZTimestamp(t time.Time) TZTimestamp { return NewTZTimestampPrecision(t, Seconds) }

// NewTZTimestampPrecision is NewTZTimestamp with p fractional digits.
func NewTZTimestampPrecision(t time.Time, p Precision) TZTimestamp {
	if t.IsZero() {
		return TZTimestamp{}
	}
	_, offset := t.Zone()
	if year := t.Year(); offset%60 != 0 || max(offset, -offset) >= (maxZoneHour+1)*3600 || year < 0 || year > maxYear {
		v := makeUTCTimestamp(t, p)
		return TZTimestamp{clock: v.clock, date: v.date, zone: zoneUTC}
	}
	return TZTimestamp{clock: clockOf(t, p), date: dateOf(t), zone: makeZone(offset)}
}

// ParseTZTimestamp reads for example "20060901-07:39Z",
// "20060901-02:39:00.5-05" or "20060901-13:09+05:30".
func ParseTZTimestamp(s string) (TZTimestamp, error) {
	v, ok := parseTZTimestamp([]byte(s))
	if !ok {
		return TZTimestamp{}, badValue(s, "a TZTimestamp", "20060901-13:09:00+05:30", "want YYYYMMDD-HH:MM or YYYYMMDD-HH:MM:SS with up to 12 more digits, then nothing, Z, +hh or +hh:mm")
	}
	return v, nil
}

func parseTZTimestamp(b []byte) (TZTimestamp, bool) {
	if len(b) <= dateText || b[dateText] != '-' {
		return TZTimestamp{}, false
	}
	d, ok := parseDate(b[:dateText])
	if !ok {
		return TZTimestamp{}, false
	}
	c, z, ok := parseZoned(b[dateText+1:])
	if !ok {
		return TZTimestamp{}, false
	}
	return TZTimestamp{clock: c, date: d, zone: z}, true
}

// Time returns the moment, cut to nanoseconds; a leap second as the second
// after it. The location of the result is UTC for Z, and a fixed one for an
// offset. Without either, local tells where the clock stands, UTC if nil. It is
// the zero time.Time when v is absent.
func (v TZTimestamp) Time(local *time.Location) time.Time {
	if local == nil {
		local = time.UTC
	}
	if offset, ok := v.zone.offset(); ok {
		local = time.UTC
		if offset != 0 {
			local = time.FixedZone("", offset)
		}
	}
	return timeOf(v.date, v.clock, local)
}

// Offset returns the seconds east of UTC, and whether v names an offset.
func (v TZTimestamp) Offset() (seconds int, ok bool) { return v.zone.offset() }

// IsSet reports whether v is present.
func (v TZTimestamp) IsSet() bool { return v.clock != 0 }

// Equal reports whether both have the same wire form, or both are absent.
func (v TZTimestamp) Equal(o TZTimestamp) bool { return v == o }

// AppendTo appends the wire form to dst, or nothing when v is absent.
func (v TZTimestamp) AppendTo(dst []byte) []byte {
	if v.clock == 0 {
		return dst
	}
	return appendZoned(append(v.date.append(dst), '-'), v.clock, v.zone)
}

// String returns the wire form, or "" when v is absent.
func (v TZTimestamp) String() string { return string(v.AppendTo(nil)) }

// MarshalText returns what AppendTo appends. The error is always nil.
func (v TZTimestamp) MarshalText() ([]byte, error) { return v.AppendTo(nil), nil }

// UnmarshalText reads what ParseTZTimestamp reads, and "" as absent.
func (v *TZTimestamp) UnmarshalText(text []byte) error {
	return unmarshalText(v, text, ParseTZTimestamp)
}

// zone is what follows a zoned time on the wire, 0 when nothing does. From the
// lowest bit: 6 bits of minute, 4 bits of hour, then the flags.
type zone uint16

const (
	zoneHour    = 6
	zoneUTC     = 1 << 10 // Z
	zoneOffset  = 1 << 11 // +hh or -hh
	zoneMinutes = 1 << 12 // followed by :mm
	zoneMinus   = 1 << 13
	zoneNoSS    = 1 << 14 // the time in front is HH:MM

	// FIX says 01 to 12, but the clocks of Auckland, Tonga and Kiritimati are
	// up to 14 hours ahead, and London writes +00.
	maxZoneHour = 14
)

// makeZone returns the shortest form of an offset in seconds, which is a number
// of minutes within what FIX can write.
func makeZone(offset int) zone {
	if offset == 0 {
		return zoneUTC
	}
	z := zone(zoneOffset)
	if offset < 0 {
		z |= zoneMinus
		offset = -offset
	}
	minutes := offset / 60
	z |= zone(minutes/60)<<zoneHour | zone(minutes%60)
	if minutes%60 != 0 {
		z |= zoneMinutes
	}
	return z
}

func (z zone) offset() (seconds int, ok bool) {
	seconds = int(z>>zoneHour&0xF)*3600 + int(z&0x3F)*60
	if z&zoneMinus != 0 {
		seconds = -seconds
	}
	return seconds, z&(zoneUTC|zoneOffset) != 0
}

// parseZone reads Z, +hh, +hh:mm, -hh, -hh:mm or nothing.
func parseZone(b []byte) (zone, bool) {
	switch {
	case len(b) == 0:
		return 0, true
	case len(b) == 1:
		return zoneUTC, b[0] == 'Z'
	case len(b) != len("+hh") && len(b) != len("+hh:mm"):
		return 0, false
	}
	z := zone(zoneOffset)
	switch b[0] {
	case '-':
		z |= zoneMinus
	case '+':
	default:
		return 0, false
	}
	hour, ok := parseUint(b[1:3])
	if !ok || hour > maxZoneHour {
		return 0, false
	}
	z |= zone(hour) << zoneHour
	if len(b) == len("+hh") {
		return z, true
	}
	minute, ok := parseUint(b[4:])
	if !ok || b[3] != ':' || minute > 59 {
		return 0, false
	}
	return z | zoneMinutes | zone(minute), true
}

// parseZoned reads a time of day, with or without seconds, and its zone.
func parseZoned(b []byte) (clock, zone, bool) {
	end := bytes.IndexAny(b, "Z+-")
	if end < 0 {
		end = len(b)
	}
	z, ok := parseZone(b[end:])
	if !ok {
		return 0, 0, false
	}
	if end == len("HH:MM") {
		text := [clockText]byte{5: ':', 6: '0', 7: '0'}
		copy(text[:], b[:end])
		c, ok := parseClock(text[:])
		if !ok {
			return 0, 0, false
		}
		return c, z | zoneNoSS, true
	}
	c, ok := parseClock(b[:end])
	if !ok {
		return 0, 0, false
	}
	return c, z, true
}

// appendZoned appends nothing when c is absent.
func appendZoned(dst []byte, c clock, z zone) []byte {
	if c == 0 {
		return dst
	}
	dst = c.append(dst)
	if z&zoneNoSS != 0 {
		dst = dst[:len(dst)-len(":SS")]
	}
	if z&zoneUTC != 0 {
		return append(dst, 'Z')
	}
	if z&zoneOffset == 0 {
		return dst
	}
	sign := byte('+')
	if z&zoneMinus != 0 {
		sign = '-'
	}
	dst = appendPadded2(append(dst, sign), uint64(z>>zoneHour&0xF))
	if z&zoneMinutes != 0 {
		dst = appendPadded2(append(dst, ':'), uint64(z&0x3F))
	}
	return dst
}
