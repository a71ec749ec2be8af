package schedule

import (
	"strings"
	"time"

	"github.com/affixgo/affix/internal/nearest"
)

// loader finds a zone: time.LoadLocation.
type loader func(name string) (*time.Location, error)

// zone returns the zone of a name, or what is wrong with it.
func (load loader) zone(name string) (loc *time.Location, problem string) {
	switch {
	case name == "":
		return time.UTC, ""
	case strings.EqualFold(name, "local"):
		return nil, `"Local" means another zone on another machine: name the zone, as "Europe/London"`
	}
	if loc, err := load(name); err == nil {
		return loc, ""
	}
	if !load.hasAny() {
		return nil, "time zone " + quote(name) + " cannot be loaded: this system has no time zone data; " +
			`install it (package tzdata), set ZONEINFO, or add import _ "time/tzdata" to the program`
	}
	if meant := load.suggest(name); meant != "" {
		return nil, "unknown time zone " + quote(name) + ": did you mean " + quote(meant) + "?"
	}
	return nil, "unknown time zone " + quote(name) + `: write a name of the IANA database, such as "America/New_York"`
}

func quote(name string) string { return `"` + name + `"` }

// hasAny reports whether there is any time zone data.
func (load loader) hasAny() bool {
	for _, name := range []string{"Europe/London", "America/New_York", "Asia/Tokyo"} {
		if _, err := load(name); err == nil {
			return true
		}
	}
	return false
}

// suggest returns the zone that somebody may have meant, "" if there is no
// telling.
func (load loader) suggest(name string) string {
	if meant := otherNames[strings.ToLower(name)]; meant != "" {
		return meant
	}
	spelled := spell(name)
	candidates := []string{spelled}
	if !strings.Contains(spelled, "/") {
		for _, region := range regions {
			candidates = append(candidates, region+"/"+spelled)
		}
	}
	for _, c := range candidates {
		if _, err := load(c); err == nil {
			return c
		}
	}
	if meant := nearest.To(spelled, knownZones); meant != "" {
		return meant
	}
	for _, known := range knownZones {
		if _, city, _ := strings.Cut(known, "/"); nearest.To(spelled, []string{city}) != "" {
			return known
		}
	}
	return ""
}

// spell writes a name as the database does: "America/New_York".
func spell(name string) string {
	var b strings.Builder
	begin := true
	for _, r := range strings.ToLower(strings.TrimSpace(name)) {
		switch {
		case r == ' ' || r == '_':
			r, begin = '_', true
		case r == '/' || r == '-':
			begin = true
		case begin && r >= 'a' && r <= 'z':
			r, begin = r-'a'+'A', false
		default:
			begin = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

var regions = []string{"America", "Europe", "Asia", "Australia", "Pacific", "Africa", "Atlantic", "Etc"}

// otherNames are names that are in use elsewhere, in lower case.
var otherNames = map[string]string{
	"edt": "America/New_York", "et": "America/New_York", "nyc": "America/New_York",
	"ny": "America/New_York", "eastern": "America/New_York", "us/new_york": "America/New_York",
	"eastern standard time": "America/New_York",
	"ct":                    "America/Chicago", "cdt": "America/Chicago", "cst": "America/Chicago",
	"central standard time": "America/Chicago",
	"pt":                    "America/Los_Angeles", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
	"pacific standard time": "America/Los_Angeles",
	"bst":                   "Europe/London", "gmt standard time": "Europe/London", "uk": "Europe/London",
	"cest": "Europe/Paris", "w. europe standard time": "Europe/Berlin",
	"jst": "Asia/Tokyo", "tokyo standard time": "Asia/Tokyo", "hkt": "Asia/Hong_Kong",
	"sgt": "Asia/Singapore", "aest": "Australia/Sydney", "aedt": "Australia/Sydney",
	"aus eastern standard time": "Australia/Sydney",
	"z":                         "UTC", "utc+0": "UTC", "utc+00:00": "UTC",
}

// knownZones are the places where things are traded, to recognise a slip.
var knownZones = []string{
	"UTC", "America/New_York", "America/Chicago", "America/Los_Angeles", "America/Denver", "America/Toronto",
	"America/Sao_Paulo", "America/Mexico_City", "America/Bogota", "America/Lima", "America/Santiago",
	"America/Argentina/Buenos_Aires", "America/Halifax", "America/Vancouver", "America/Bermuda",
	"Europe/London", "Europe/Paris", "Europe/Berlin", "Europe/Zurich", "Europe/Amsterdam", "Europe/Brussels",
	"Europe/Madrid", "Europe/Rome", "Europe/Vienna", "Europe/Stockholm", "Europe/Oslo", "Europe/Copenhagen",
	"Europe/Helsinki", "Europe/Warsaw", "Europe/Prague", "Europe/Budapest", "Europe/Athens", "Europe/Istanbul",
	"Europe/Moscow", "Europe/Dublin", "Europe/Lisbon", "Europe/Luxembourg", "Europe/Kyiv",
	"Asia/Tokyo", "Asia/Hong_Kong", "Asia/Singapore", "Asia/Shanghai", "Asia/Seoul", "Asia/Taipei",
	"Asia/Kolkata", "Asia/Dubai", "Asia/Riyadh", "Asia/Tehran", "Asia/Jakarta", "Asia/Bangkok", "Asia/Manila",
	"Asia/Kuala_Lumpur", "Asia/Karachi", "Asia/Ho_Chi_Minh", "Asia/Jerusalem", "Asia/Qatar",
	"Australia/Sydney", "Australia/Melbourne", "Australia/Perth", "Australia/Brisbane",
	"Pacific/Auckland", "Africa/Johannesburg", "Africa/Cairo", "Africa/Lagos", "Africa/Nairobi",
	"Africa/Casablanca",
}
