package quickfix

import (
	"fmt"
	"strings"
	"time"
)

// hours takes over the schedule.
func (c *converter) hours() {
	zone := c.zone()
	if c.yes("NonStopSession", false) {
		c.note("NonStopSession", "without a Schedule a session is up all the time; StartTime and EndTime have no effect")
		return
	}
	if c.has("StartTime") || c.has("EndTime") {
		c.window(zone)
	} else if c.has("StartDay") || c.has("EndDay") || c.has("Weekdays") {
		for _, k := range []string{"StartDay", "EndDay", "Weekdays"} {
			if c.has(k) {
				c.bad(k, "needs StartTime and EndTime")
			}
		}
	}
	if c.has("ResetSeqTime") {
		if at, ok := c.clock("ResetSeqTime"); ok {
			if zone != "" {
				c.set("Schedule.Zone", quote(zone), "TimeZone")
			}
			c.set("Schedule.Resets", fmt.Sprintf("[{At: %s}]", quote(at)), "ResetSeqTime")
		}
	}
}

func (c *converter) isSet(path string) bool {
	for _, s := range c.settings {
		if s.path == path {
			return true
		}
	}
	return false
}

// zone returns the time zone, empty for UTC.
func (c *converter) zone() string {
	if c.yes("UseLocalTime", false) {
		return "Local"
	}
	zone := c.get("TimeZone")
	if strings.EqualFold(zone, "local") {
		zone = "Local"
	}
	if _, err := time.LoadLocation(zone); err != nil && zone != "" {
		c.bad("TimeZone", "there is no time zone %q: write a name of the IANA database, such as America/New_York", zone)
		return ""
	}
	if zone == "Local" {
		c.note("TimeZone", "the zone of the machine: write its name, so that the file means the same everywhere")
	}
	return zone
}

func (c *converter) window(zone string) {
	start, ok1 := c.clock("StartTime")
	end, ok2 := c.clock("EndTime")
	if !ok1 || !ok2 {
		return
	}
	keys := []string{"StartTime", "EndTime", "StartDay", "EndDay", "Weekdays"}
	var days string
	switch {
	case (c.has("StartDay") || c.has("EndDay")) && c.has("Weekdays"):
		c.bad("Weekdays", "cannot stand beside StartDay and EndDay")
		return
	case c.has("StartDay") || c.has("EndDay"):
		first, ok1 := c.weekday("StartDay", c.get("StartDay"))
		last, ok2 := c.weekday("EndDay", c.get("EndDay"))
		if !ok1 || !ok2 {
			return
		}
		start, end = first+" "+start, last+" "+end
	case c.has("Weekdays"):
		var names []string
		for _, text := range strings.Split(c.get("Weekdays"), ",") {
			name, ok := c.weekday("Weekdays", strings.TrimSpace(text))
			if !ok {
				return
			}
			names = append(names, name)
		}
		days = fmt.Sprintf("Days: [%s], ", strings.Join(names, ", "))
	}
	if zone != "" {
		c.set("Schedule.Zone", quote(zone), "TimeZone", "UseLocalTime")
	}
	c.set("Schedule.Windows", fmt.Sprintf("[{%sStart: %s, End: %s}]", days, quote(start), quote(end)), keys...)
}

// clock returns a time of day, of which some engines write a zone behind.
func (c *converter) clock(key string) (string, bool) {
	text := c.get(key)
	if text == "" {
		c.bad(key, "is missing")
		return "", false
	}
	clock, zone, _ := strings.Cut(text, " ")
	if t, err := time.Parse("15:04:05", clock); err == nil {
		if zone != "" {
			c.note(key, "the zone %s of its own is left out: write Zone in the window", zone)
		}
		return t.Format("15:04:05"), true
	}
	c.bad(key, "%q is no time: write HH:MM:SS", text)
	return "", false
}

func (c *converter) weekday(key, text string) (string, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if len(text) >= 2 && strings.HasPrefix(strings.ToLower(d.String()), strings.ToLower(text)) {
			return d.String(), true
		}
	}
	if text == "" {
		c.bad(key, "is missing: StartDay and EndDay belong together")
	} else {
		c.bad(key, "%q is no day of the week", text)
	}
	return "", false
}

// times takes over the precision of timestamps and how far they may be off.
func (c *converter) times() {
	c.precision()
	switch {
	case !c.yes("CheckLatency", true):
		c.set("SendingTimeWindow", "off", "CheckLatency")
		if c.has("MaxLatency") {
			c.note("MaxLatency", "has no effect with CheckLatency=N")
		}
	case c.has("MaxLatency"):
		if n, ok := c.number("MaxLatency", 1); ok {
			c.set("SendingTimeWindow", fmt.Sprintf("%ds", n), "MaxLatency", "CheckLatency")
		}
	}
}

func (c *converter) precision() {
	key := "TimeStampPrecision" // as quickfix-go and the others write it, in either case
	names := map[string]string{"SECONDS": "seconds", "MILLIS": "millis", "MICROS": "micros", "NANOS": "nanos",
		"SECOND": "seconds", "MILLISECOND": "millis", "MICROSECOND": "micros", "NANOSECOND": "nanos",
		"0": "seconds", "3": "millis", "6": "micros", "9": "nanos"}
	switch {
	case c.has(key):
		name, ok := names[strings.ToUpper(c.get(key))]
		if !ok {
			c.bad(key, "%q is none of SECONDS, MILLIS, MICROS, NANOS", c.get(key))
			return
		}
		if old := c.get("BeginString"); old == "FIX.4.0" || old == "FIX.4.1" {
			c.note(key, "%s has seconds alone", old)
			return
		}
		c.set("Precision", name, key)
	case c.has("MillisecondsInTimeStamp"):
		if !c.yes("MillisecondsInTimeStamp", true) {
			c.set("Precision", "seconds", "MillisecondsInTimeStamp")
		}
	}
}
