package config

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/affixgo/affix/internal/nearest"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/runtime/dynamic"
)

// loaded is a dictionary that was read from a file, or why it could not be.
type loaded struct {
	dictionary *runtime.Dictionary
	err        error
}

// dictionaries finds those that the session names.
func (c *checker) dictionaries(s *Session) {
	if s.Dictionary == "" {
		if s.Config.Dictionary == nil {
			c.report(s, "Dictionary", "is missing", c.known())
		}
	} else if d := c.dictionary(s, "Dictionary", s.Dictionary); d != nil {
		s.Config.Dictionary = d
	}
	if len(s.Applications) > 0 {
		s.Config.Applications = nil
	}
	for i, name := range s.Applications {
		if d := c.dictionary(s, fmt.Sprintf("Applications[%d]", i), name); d != nil {
			s.Config.Applications = append(s.Config.Applications, d)
		}
	}
}

func (c *checker) dictionary(s *Session, key, name string) *runtime.Dictionary {
	if isFile(name) {
		return c.load(s, key, name)
	}
	var found []*runtime.Dictionary
	var names []string
	for _, d := range c.opts.Dictionaries {
		switch {
		case strings.EqualFold(d.Version.Name, name):
			return d
		case d.Version.BeginString == name:
			found = append(found, d)
			names = append(names, d.Version.Name)
		}
	}
	switch {
	case len(found) == 1:
		return found[0]
	case len(found) > 1:
		c.report(s, key, fmt.Sprintf("%s is the BeginString of %s", name, strings.Join(names, ", ")), "write the name of one of them")
	default:
		c.report(s, key, fmt.Sprintf("there is no dictionary %q", name), c.known(name))
	}
	return nil
}

// isFile tells a dictionary that is to be read from a file.
func isFile(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".xml", ".yaml", ".yml":
		return true
	}
	return strings.ContainsAny(name, `/\`)
}

// load reads a dictionary from a file, once for all sessions.
func (c *checker) load(s *Session, key, name string) *runtime.Dictionary {
	at := name + "\x00" + s.Transport
	got, ok := c.file.loaded[at]
	if !ok {
		got.dictionary, got.err = dynamic.Load(pathIn(c.dir, name), dynamic.Options{
			Lenient: strings.EqualFold(filepath.Ext(name), ".xml"), Transport: s.Transport,
		})
		if c.file.loaded == nil {
			c.file.loaded = map[string]loaded{}
		}
		c.file.loaded[at] = got
	}
	if got.err != nil {
		text := got.err.Error()
		if lines := strings.Split(text, "\n"); len(lines) > 3 {
			text = fmt.Sprintf("%s; and %d more", strings.Join(lines[:3], "; "), len(lines)-3)
		}
		c.report(s, key, "cannot be read: "+strings.ReplaceAll(text, "\n", "; "), "affix dict lint "+name+" has more")
	}
	return got.dictionary
}

// known lists the dictionaries there are, the nearest to name first.
func (c *checker) known(name ...string) string {
	var names []string
	for _, d := range c.opts.Dictionaries {
		names = append(names, d.Version.Name)
	}
	if len(names) == 0 {
		return "the program has none: it is to list them in Options.Dictionaries"
	}
	all := "there are " + strings.Join(names, ", ")
	if near := nearest.To(cmp.Or(strings.Join(name, ""), " "), names); near != "" {
		return fmt.Sprintf("did you mean %s? %s", near, all)
	}
	return all
}
