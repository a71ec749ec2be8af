package quickfix

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// converter turns one session into settings of affix.
type converter struct {
	section
	settings []setting
	notes    []note
	problems []Problem
}

// setting is one of affix, by its path: "Limits.MaxFrame".
type setting struct {
	path, text  string
	line        int
	keys        []string // of QuickFIX
	fromDefault bool
}

// note is what is to be said of a line.
type note struct {
	line        int
	key, text   string
	fromDefault bool
}

// convert runs all steps over one session.
func convert(s section) *converter {
	c := &converter{section: s}
	for _, step := range []func(*converter){
		(*converter).identity, (*converter).dictionary, (*converter).connect, (*converter).listen,
		(*converter).secure, (*converter).heartbeat, (*converter).hours, (*converter).numbers, (*converter).recovery,
		(*converter).validation, (*converter).times, (*converter).store, (*converter).messageLog, (*converter).logon,
	} {
		step(c)
	}
	c.others()
	return c
}

// get returns the text of a key, empty if it is not set.
func (s section) get(key string) string { return s.values[strings.ToLower(key)].text }

func (c *converter) has(key string) bool { _, ok := c.values[strings.ToLower(key)]; return ok }

// set makes a setting that follows from keys of QuickFIX. What is set again
// stays as it is.
func (c *converter) set(path, text string, keys ...string) {
	if c.isSet(path) {
		return
	}
	s := setting{path: path, text: text, fromDefault: true}
	for _, k := range keys {
		v, ok := c.values[strings.ToLower(k)]
		if !ok {
			continue
		}
		s.keys = append(s.keys, v.key)
		s.fromDefault = s.fromDefault && v.fromDefault
		if s.line == 0 || v.line < s.line {
			s.line = v.line
		}
	}
	if s.line == 0 {
		s.line = c.line
	}
	c.settings = append(c.settings, s)
}

// copy sets text as it is, if the key is set.
func (c *converter) copy(key, path string) {
	if text := c.get(key); text != "" {
		c.set(path, quote(text), key)
	}
}

// note says something about a key.
func (c *converter) note(key, format string, args ...any) {
	v, ok := c.values[strings.ToLower(key)]
	if !ok {
		v = value{key: key, fromDefault: true}
	}
	c.notes = append(c.notes, note{v.line, v.key, fmt.Sprintf(format, args...), v.fromDefault})
}

func (c *converter) bad(key, format string, args ...any) {
	v := c.values[strings.ToLower(key)]
	if v.line == 0 {
		v.line, v.key = c.line, key
	}
	c.problems = append(c.problems, Problem{v.line, v.key, fmt.Sprintf(format, args...)})
}

// yes tells whether a flag is set to Y; fallback is its value if it is not set.
func (c *converter) yes(key string, fallback bool) bool {
	switch strings.ToLower(c.get(key)) {
	case "":
		return fallback
	case "y", "yes", "true", "1":
		return true
	case "n", "no", "false", "0":
		return false
	}
	c.bad(key, "%q is neither Y nor N", c.get(key))
	return fallback
}

// flag sets a flag of affix to true where that of QuickFIX is Y.
func (c *converter) flag(key, path string) {
	if c.yes(key, false) {
		c.set(path, "true", key)
	}
}

// number returns a whole number of at least least.
func (c *converter) number(key string, least int) (int, bool) {
	if !c.has(key) {
		return 0, false
	}
	n, err := strconv.Atoi(c.get(key))
	if err != nil || n < least {
		c.bad(key, "%q is no whole number from %d on", c.get(key), least)
		return 0, false
	}
	return n, true
}

// duration returns a time that QuickFIX gives in units, or as Go writes it.
func (c *converter) duration(key string, unit time.Duration) (string, bool) {
	text := c.get(key)
	if text == "" {
		return "", false
	}
	if d, err := time.ParseDuration(text); err == nil && d > 0 {
		return text, true
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 0 {
		c.bad(key, "%q is no time in %s", text, unitName(unit))
		return "", false
	}
	return formatUnit(n, unit), true
}

func formatUnit(n int64, unit time.Duration) string { return fmt.Sprintf("%d%s", n, shortUnit(unit)) }

func shortUnit(unit time.Duration) string {
	switch unit {
	case time.Millisecond:
		return "ms"
	case time.Minute:
		return "m"
	}
	return "s"
}

func unitName(unit time.Duration) string {
	switch unit {
	case time.Millisecond:
		return "milliseconds"
	case time.Minute:
		return "minutes"
	}
	return "seconds"
}

// others says of every key that no step has used what it is.
func (c *converter) others() {
	used := map[string]bool{}
	for _, s := range c.settings {
		for _, k := range s.keys {
			used[strings.ToLower(k)] = true
		}
	}
	for _, n := range c.notes {
		used[strings.ToLower(n.key)] = true
	}
	for _, p := range c.problems {
		used[strings.ToLower(p.Key)] = true
	}
	for _, v := range c.sorted() {
		if strings.Contains(v.text, "${") {
			c.note(v.key, "affix takes ${ as it stands, where QuickFIX/J puts a property: write ${env:NAME}")
		}
		if used[strings.ToLower(v.key)] || v.text == "" && identifies[v.key] {
			continue
		}
		k, ok := Find(v.key)
		switch {
		case !ok:
			c.note(v.key, "no QuickFIX engine has this key%s", suggestion(v.key))
		case k.For != "" && (k.For == forInitiator) != c.initiator():
			c.note(v.key, "is for %ss", k.For)
		case k.To != "" && k.Advice == "":
			c.note(v.key, "%s is how it is without the setting", orEmpty(v.text))
		case k.Advice != "":
			c.note(v.key, "%s", k.Advice)
		}
	}
}

func orEmpty(text string) string {
	if text == "" {
		return "an empty value"
	}
	return text
}
