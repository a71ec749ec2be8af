package runtime

import "time"

// MonthYear is a FIX MonthYear, as in MaturityMonthYear: a month YYYYMM, a day
// YYYYMMDD, or a week of a month YYYYMMwN with N from 1 to 5. The zero value is
// absent. The operator == works. There is no order among months, weeks and
// days; compare the parts.
type MonthYear struct {
	date date // day 0 for a month and a week
	week uint8
}

const (
	monthText  = len("YYYYMM")
	weekOffset = len("YYYYMMw")
)

// NewMonthYear returns a month. Values outside their range are carried over as
// in time.Date; years outside 0 to 9999 give the first or the last month.
func NewMonthYear(year int, month time.Month) MonthYear {
	return MonthYear{date: normalDate(year, month, 1) &^ 0x1F}
}

// NewMonthYearDay returns a day. Values outside their range are carried over as
// in time.Date; years outside 0 to 9999 give the first or the last day.
func NewMonthYearDay(year int, month time.Month, day int) MonthYear {
	return MonthYear{date: normalDate(year, month, day)}
}

// NewMonthYearWeek returns a week of a month, 1 to 5; beyond that the nearer
// bound. Months are as in NewMonthYear.
func NewMonthYearWeek(year int, month time.Month, week int) MonthYear {
	v := NewMonthYear(year, month)
	v.week = uint8(min(max(week, 1), 5))
	return v
}

// ParseMonthYear reads YYYYMM, YYYYMMDD or YYYYMMwN, for example "202403",
// "20240315" or "202403w2".
func ParseMonthYear(s string) (MonthYear, error) {
	v, ok := parseMonthYear([]byte(s))
	if !ok {
		why := "want YYYYMM, YYYYMMDD, or YYYYMMw1 to YYYYMMw5"
		if _, digits := parseUint([]byte(s)); digits && (len(s) == monthText || len(s) == dateText) {
			why = "there is no such month or day"
		}
		return MonthYear{}, badValue(s, "a MonthYear", "202403", why)
	}
	return v, nil
}

func parseMonthYear(b []byte) (MonthYear, bool) {
	switch len(b) {
	case monthText:
	case dateText:
		if b[monthText] != 'w' {
			d, ok := parseDate(b)
			return MonthYear{date: d}, ok
		}
	default:
		return MonthYear{}, false
	}
	text := [dateText]byte{monthText: '0', monthText + 1: '1'}
	copy(text[:monthText], b)
	d, ok := parseDate(text[:])
	if !ok {
		return MonthYear{}, false
	}
	v := MonthYear{date: d &^ 0x1F}
	if len(b) == dateText {
		v.week = b[weekOffset] - '0'
		if v.week < 1 || v.week > 5 {
			return MonthYear{}, false
		}
	}
	return v, true
}

// Year returns the year, 0 when v is absent.
func (v MonthYear) Year() int { return int(v.date >> dateYear) }

// Month returns the month, 0 when v is absent.
func (v MonthYear) Month() time.Month {
	_, month, _ := v.date.parts()
	return month
}

// Day returns the day of the month, 0 when v does not name one.
func (v MonthYear) Day() int { return int(v.date & 0x1F) }

// Week returns the week of the month, 1 to 5, 0 when v does not name one.
func (v MonthYear) Week() int { return int(v.week) }

// IsSet reports whether v is present.
func (v MonthYear) IsSet() bool { return v.date != 0 }

// Equal reports whether both are the same month, week or day, or both absent.
func (v MonthYear) Equal(o MonthYear) bool { return v == o }

// AppendTo appends the wire form to dst, or nothing when v is absent.
func (v MonthYear) AppendTo(dst []byte) []byte {
	if v.date == 0 {
		return dst
	}
	var text [dateText]byte
	v.date.put(text[:])
	switch {
	case v.week != 0:
		return append(append(dst, text[:monthText]...), 'w', '0'+v.week)
	case v.Day() == 0:
		return append(dst, text[:monthText]...)
	default:
		return append(dst, text[:]...)
	}
}

// String returns the wire form, or "" when v is absent.
func (v MonthYear) String() string { return string(v.AppendTo(nil)) }

// MarshalText returns what AppendTo appends. The error is always nil.
func (v MonthYear) MarshalText() ([]byte, error) { return v.AppendTo(nil), nil }

// UnmarshalText reads what ParseMonthYear reads, and "" as absent.
func (v *MonthYear) UnmarshalText(text []byte) error {
	return unmarshalText(v, text, ParseMonthYear)
}
