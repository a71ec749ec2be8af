package config

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// units of durations, with the spellings that people use.
var units = map[string]time.Duration{
	"ns": time.Nanosecond, "us": time.Microsecond, "µs": time.Microsecond, "μs": time.Microsecond, "ms": time.Millisecond,
	"s": time.Second, "sec": time.Second, "secs": time.Second, "second": time.Second, "seconds": time.Second,
	"m": time.Minute, "min": time.Minute, "mins": time.Minute, "minute": time.Minute, "minutes": time.Minute,
	"h": time.Hour, "hour": time.Hour, "hours": time.Hour,
	"d": day, "day": day, "days": day, "w": 7 * day, "week": 7 * day, "weeks": 7 * day,
}

const day = 24 * time.Hour

// off is what "off" means for a duration: below zero, which the structs take
// for never or not at all where that makes sense.
const off = -time.Second

var durationPart = regexp.MustCompile(`^\s*([0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*([a-zµμ]+)`)

// parseDuration reads "30s", "1m30s", "1.5 h", "2 days", "off".
func parseDuration(text string) (time.Duration, error) {
	rest := strings.TrimSpace(text)
	switch rest {
	case "":
		return 0, errors.New("there is no duration: write 30s, 1m30s, 500ms, 2h or 7d")
	case "0":
		return 0, nil
	case "off":
		return off, nil
	}
	rest, negative := strings.CutPrefix(rest, "-")
	if _, err := strconv.ParseFloat(rest, 64); err == nil {
		return 0, fmt.Errorf("%q has no unit: write %ss, %sms or %sm", text, rest, rest, rest)
	}
	var sum float64
	var exact time.Duration
	for rest != "" {
		m := durationPart.FindStringSubmatch(rest)
		if m == nil {
			return 0, fmt.Errorf("%q is no duration: write 30s, 1m30s, 500ms, 2h or 7d", text)
		}
		unit, ok := units[m[2]]
		if !ok {
			return 0, fmt.Errorf("%q has the unknown unit %q: there are ns, us, ms, s, m, h, d and w", text, m[2])
		}
		if n, err := strconv.ParseInt(m[1], 10, 64); err == nil && n <= math.MaxInt64/int64(unit) {
			exact += time.Duration(n) * unit
			sum += float64(n) * float64(unit)
		} else {
			f, _ := strconv.ParseFloat(m[1], 64)
			exact += time.Duration(math.Round(min(f*float64(unit), math.MaxInt64/2)))
			sum += f * float64(unit)
		}
		if sum >= math.MaxInt64 {
			return 0, errors.New("longer than 292 years")
		}
		rest = strings.TrimSpace(rest[len(m[0]):])
	}
	if negative {
		exact = -exact
	}
	return exact, nil
}

// formatDuration writes d as parseDuration reads it.
func formatDuration(d time.Duration) string {
	switch {
	case d < 0:
		return "off"
	case d == 0:
		return "0"
	case d%day == 0:
		return fmt.Sprintf("%dd", d/day)
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
