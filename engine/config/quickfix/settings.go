package quickfix

import (
	"fmt"
	"sort"
	"strings"
)

// Problem is a line that keeps a file from being imported as it is meant.
type Problem struct {
	Line int
	Key  string // of QuickFIX, empty where it is no single one
	Text string
}

// Error returns "line n: key: text".
func (p Problem) Error() string {
	if p.Key == "" {
		return fmt.Sprintf("line %d: %s", p.Line, p.Text)
	}
	return fmt.Sprintf("line %d: %s: %s", p.Line, p.Key, p.Text)
}

// value is what a key is set to.
type value struct {
	key         string // as the file spells it
	text        string
	line        int
	fromDefault bool
}

// section is [DEFAULT] or a [SESSION].
type section struct {
	line   int
	values map[string]value // by lower case key
}

// parse reads the sections of a file. Keys are the same in either case, as in
// the C++ engine; of two in one section the last one counts.
func parse(data string) (defaults section, sessions []section, problems []Problem) {
	defaults = section{values: map[string]value{}}
	var current *section
	bad := func(line int, key, text string) { problems = append(problems, Problem{line, key, text}) }
	number := 0
	for line := range strings.Lines(strings.TrimPrefix(data, "\uFEFF")) {
		number++
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#' || line[0] == ';':
			continue
		case line[0] == '[':
			switch name, _, closed := strings.Cut(line[1:], "]"); {
			case closed && strings.EqualFold(strings.TrimSpace(name), "default"):
				current = &defaults
				current.line = number
			case closed && strings.EqualFold(strings.TrimSpace(name), "session"):
				sessions = append(sessions, section{line: number, values: map[string]value{}})
				current = &sessions[len(sessions)-1]
			default:
				bad(number, "", fmt.Sprintf("%q is no section: there are [DEFAULT] and [SESSION]", line))
				current = &section{values: map[string]value{}}
			}
			continue
		}
		key, text, ok := strings.Cut(line, "=")
		key = strings.TrimSpace(key)
		switch {
		case !ok || key == "":
			bad(number, "", fmt.Sprintf("%q is neither key=value nor a section", shorten(line)))
			continue
		case current == nil:
			bad(number, key, "stands before the first section: write [DEFAULT] above")
			continue
		}
		current.values[strings.ToLower(key)] = value{key: key, text: strings.TrimSpace(text), line: number, fromDefault: current == &defaults}
	}
	if len(sessions) == 0 {
		bad(max(number, 1), "", "there is no [SESSION]")
	}
	return defaults, sessions, problems
}

// shorten cuts what may be a secret, or anything.
func shorten(line string) string {
	if len(line) > 40 {
		return line[:40] + "…"
	}
	return line
}

// overlay returns the defaults with the session's own values on top.
func (s section) overlay(defaults section) section {
	all := section{line: s.line, values: map[string]value{}}
	for k, v := range defaults.values {
		all.values[k] = v
	}
	for k, v := range s.values {
		all.values[k] = v
	}
	return all
}

// sorted returns the values in the order of their lines.
func (s section) sorted() []value {
	list := make([]value, 0, len(s.values))
	for _, v := range s.values {
		list = append(list, v)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].line < list[j].line })
	return list
}
