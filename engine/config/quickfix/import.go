package quickfix

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// File is a config file made from one of QuickFIX.
type File struct {
	// YAML is the file.
	YAML []byte
	// Lines has, for each line of YAML, the line of the settings file that it
	// comes from; 0 where it comes from none.
	Lines []int
	// Problems are lines that could not be taken over as they are meant.
	Problems []Problem
}

// Import makes a config file of the settings file with this name and these
// bytes. Whatever they are, something is returned.
func Import(name string, data []byte) *File {
	defaults, sessions, problems := parse(string(data))
	f := &File{Problems: problems}
	var list []*converter
	for _, s := range strangers(defaults, sessions) {
		c := convert(s.overlay(defaults))
		list = append(list, c)
		for _, p := range c.problems {
			if !slices.Contains(f.Problems, p) {
				f.Problems = append(f.Problems, p)
			}
		}
	}
	if listeners(list); len(list) > 0 {
		w := &writer{file: f}
		w.write(filepath.Base(name), list)
	}
	slices.SortStableFunc(f.Problems, func(a, b Problem) int { return a.Line - b.Line })
	return f
}

// strangers adds a session for peers that have none to each version and port of
// a file that says DynamicSessions.
func strangers(defaults section, sessions []section) []section {
	key := func(s section) string { return s.get("BeginString") + " " + s.get("SocketAcceptPort") }
	have := map[string]bool{}
	for _, s := range sessions {
		if all := s.overlay(defaults); all.get("TargetCompID") == "" {
			have[key(all)] = true
		}
	}
	for _, s := range sessions {
		all := s.overlay(defaults)
		if !strings.EqualFold(all.get("DynamicSessions"), "Y") || have[key(all)] || !strings.EqualFold(all.get("ConnectionType"), "acceptor") {
			continue
		}
		have[key(all)] = true
		extra := section{line: s.line, values: map[string]value{}}
		for name, v := range s.values {
			if !identifies[name] {
				extra.values[name] = v
			}
		}
		for name := range identifies {
			if _, ok := defaults.values[name]; ok {
				extra.values[name] = value{key: name, line: s.line}
			}
		}
		sessions = append(sessions, extra)
	}
	return sessions
}

// identifies are the keys that name one session.
var identifies = map[string]bool{
	"sendercompid": true, "sendersubid": true, "senderlocationid": true,
	"targetcompid": true, "targetsubid": true, "targetlocationid": true, "sessionqualifier": true,
}

// listeners lets sub ids decide where sessions of one listener have the same
// CompIDs.
func listeners(list []*converter) {
	key := func(c *converter) string {
		return strings.Join([]string{c.get("SocketAcceptPort"), c.get("BeginString"), c.get("SenderCompID"), c.get("TargetCompID")}, "\x00")
	}
	count := map[string]int{}
	for _, c := range list {
		if !c.initiator() {
			count[key(c)]++
		}
	}
	for _, c := range list {
		if !c.initiator() && count[key(c)] > 1 {
			c.set("CheckSubIDs", "true", "SenderSubID", "SenderLocationID", "TargetSubID", "TargetLocationID")
		}
	}
}

// writer writes settings as YAML.
type writer struct {
	file *File
	b    strings.Builder
}

func (w *writer) line(from int, format string, args ...any) {
	fmt.Fprintf(&w.b, format+"\n", args...)
	w.file.Lines = append(w.file.Lines, from)
}

func (w *writer) write(name string, list []*converter) {
	w.line(0, "# Made from %s of QuickFIX. Comments name its keys and lines.", oneLine(name))
	shared, notes := common(list)
	if len(shared)+len(notes) > 0 {
		w.line(0, "defaults:")
		w.notes("  ", notes)
		w.settings("  ", "  ", shared)
	}
	w.line(0, "sessions:")
	for _, c := range list {
		own := slices.DeleteFunc(slices.Clone(c.settings), func(s setting) bool { return containsSetting(shared, s) })
		w.notes("  ", slices.DeleteFunc(slices.Clone(c.notes), func(n note) bool { return slices.Contains(notes, n) }))
		if len(own) == 0 {
			w.line(c.line, "  - {}")
		}
		w.settings("  - ", "    ", own)
	}
	w.file.YAML = []byte(w.b.String())
}

// common returns what all sessions have from the defaults.
func common(list []*converter) (shared []setting, notes []note) {
	for _, s := range list[0].settings {
		if s.fromDefault && !slices.ContainsFunc(list[1:], func(c *converter) bool { return !containsSetting(c.settings, s) }) {
			shared = append(shared, s)
		}
	}
	for _, n := range list[0].notes {
		if n.fromDefault && !slices.ContainsFunc(list[1:], func(c *converter) bool { return !slices.Contains(c.notes, n) }) {
			notes = append(notes, n)
		}
	}
	return shared, notes
}

func containsSetting(list []setting, s setting) bool {
	return slices.ContainsFunc(list, func(o setting) bool { return o.path == s.path && o.text == s.text && o.fromDefault == s.fromDefault })
}

func (w *writer) notes(indent string, notes []note) {
	for _, n := range notes {
		text := n.text
		if n.key != "" {
			text = fmt.Sprintf("%s (line %d): %s", n.key, n.line, n.text)
		}
		w.line(n.line, "%s# %s", indent, oneLine(text))
	}
}

// settings writes a line for each setting; those of a group stand between its
// braces.
func (w *writer) settings(first, indent string, list []setting) {
	var done []string
	for _, s := range list {
		head, _, nested := strings.Cut(s.path, ".")
		if slices.Contains(done, head) {
			continue
		}
		done = append(done, head)
		text := s.text
		keys := s.keys
		if nested {
			text, keys = braces(list, head)
		}
		comment := strings.Join(keys, ", ")
		if comment != "" {
			comment = " # " + comment
		}
		w.line(s.line, "%s%s: %s%s", first, head, text, oneLine(comment))
		first = indent
	}
}

// braces writes all settings below a path, and collects where they come from.
func braces(list []setting, prefix string) (text string, keys []string) {
	var parts, done []string
	for _, s := range list {
		rest, ok := strings.CutPrefix(s.path, prefix+".")
		if !ok {
			continue
		}
		for _, k := range s.keys {
			if !slices.Contains(keys, k) {
				keys = append(keys, k)
			}
		}
		head, _, nested := strings.Cut(rest, ".")
		if slices.Contains(done, head) {
			continue
		}
		done = append(done, head)
		inner := s.text
		if nested {
			inner, _ = braces(list, prefix+"."+head)
		}
		parts = append(parts, head+": "+inner)
	}
	return "{" + strings.Join(parts, ", ") + "}", keys
}

// oneLine keeps a comment from becoming something else.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r == 0x85 || r == '\u2028' || r == '\u2029' || r == '\uFEFF' || r == '\uFFFD' {
			return '?'
		}
		return r
	}, text)
}

// quote writes text as a scalar that YAML reads as this text, and affix without
// secrets in it.
func quote(s string) string {
	s = strings.ReplaceAll(s, "${", "$${")
	var b strings.Builder
	plain := s != ""
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r >= 0x7F && r <= 0xFFFF:
			fmt.Fprintf(&b, `\u%04X`, r)
		case r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			b.WriteRune(r)
		}
		plain = plain && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '/' || r == '_')
	}
	b.WriteByte('"')
	if plain && !words[strings.ToLower(s)] {
		return s
	}
	return b.String()
}

// words are not text to every reader of YAML.
var words = map[string]bool{"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true, "true": true, "false": true, "null": true}
