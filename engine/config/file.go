package config

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/affixgo/affix/engine/admin"
	"github.com/affixgo/affix/engine/config/quickfix"
	"github.com/affixgo/affix/internal/nearest"
	"github.com/affixgo/affix/session"
)

// File is what a configuration file says.
type File struct {
	// Name of the file, as it was given.
	Name string
	// Sessions in the order of the file. They may be changed before Build.
	Sessions []*Session
	// Admin serves the sessions to those who see and steer them, see package
	// engine/admin. If nil, nobody is served.
	Admin *admin.ServerConfig

	sources   map[string]Source // of Admin
	adminLine int
	problems  Problems
	loaded    map[string]loaded // dictionaries from files
	secrets   []string          // never to be printed
}

// Loader reads files. The zero value takes secrets from the environment and
// the file system.
type Loader struct {
	// LookupEnv finds a variable of the environment; if nil, os.LookupEnv.
	LookupEnv func(name string) (string, bool)
	// ReadFile reads the file of a secret; if nil, from the file system, up to
	// 64 KiB.
	ReadFile func(name string) ([]byte, error)
}

// Load reads a file. The error is of type [Problems] unless the file itself
// cannot be read; with it, the file returned has what could be understood, and
// [File.Check] goes on from there. A name that ends in .cfg is that of a settings
// file of QuickFIX, which is imported on the way.
func Load(name string) (*File, error) { return Loader{}.Load(name) }

// Parse is [Load] for data that has been read; name is used in messages, and its
// folder is where paths begin.
func Parse(name string, data []byte) (*File, error) { return Loader{}.Parse(name, data) }

// Import makes a config file of a settings file of QuickFIX; name is used in
// messages. The error, of type [Problems], tells lines that are not taken over
// as they are meant; what is returned with it is the rest.
func Import(name string, data []byte) ([]byte, error) {
	imported := quickfix.Import(name, data)
	return imported.YAML, importProblems(name, imported).err()
}

func importProblems(name string, f *quickfix.File) (all Problems) {
	for _, p := range f.Problems {
		all = append(all, Problem{File: name, Line: p.Line, Key: p.Key, Text: p.Text})
	}
	return all
}

// cfg reads a settings file of QuickFIX.
func (l Loader) cfg(name string, data []byte) (*File, error) {
	imported := quickfix.Import(name, data)
	f := &File{Name: name}
	found := importProblems(name, imported)
	if len(imported.YAML) > 0 {
		r := l.reader(name)
		r.lines = imported.Lines
		if root := r.parse(imported.YAML); root != nil {
			r.file(f, root)
		}
		found, f.secrets = append(found, r.problems...), r.secrets
	}
	f.problems = found.hidden(f.secrets).sorted()
	return f, f.problems.err()
}

// Load is the function [Load].
func (l Loader) Load(name string) (*File, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	if info.IsDir() {
		return nil, fmt.Errorf("config: %s is a folder", name)
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("config: %s has %d bytes, more than %d", name, info.Size(), maxFile)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	return l.Parse(name, data)
}

// Parse is the function [Parse].
func (l Loader) Parse(name string, data []byte) (*File, error) {
	if strings.EqualFold(filepath.Ext(name), ".cfg") {
		return l.cfg(name, data)
	}
	r := l.reader(name)
	f := &File{Name: name}
	if root := r.parse(data); root != nil {
		r.file(f, root)
	}
	f.secrets = r.secrets
	f.problems = r.problems.hidden(f.secrets).sorted()
	return f, f.problems.err()
}

func (l Loader) reader(name string) *reader {
	if l.LookupEnv == nil {
		l.LookupEnv = os.LookupEnv
	}
	if l.ReadFile == nil {
		l.ReadFile = readSecret
	}
	return &reader{Loader: l, name: name, dir: filepath.Dir(name)}
}

// sections are the keys of a file itself.
var sections = []string{"defaults", "sessions", "admin"}

func (r *reader) file(f *File, root *yaml.Node) {
	var defaults, list *yaml.Node
	for _, e := range r.entries(root, "", "a map with sessions") {
		switch e.key {
		case "defaults":
			defaults = e.value
		case "sessions":
			list = e.value
		case "admin":
			r.admin(f, e.value)
		default:
			r.problem(e.line, e.key, "there is no such section", r.sectionRemedy(e.key))
		}
	}
	if defaults != nil {
		r.defaultsOnly(defaults)
	}
	if list == nil {
		r.problem(0, "sessions", "there are no sessions", "write sessions:, and below it a list of sessions")
		return
	}
	if n := r.resolve(list); n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		r.problem(n.Line, "sessions", "there is no list of sessions", "begin each session with a hyphen: - TargetCompID: VENUE")
		return
	}
	for i, n := range r.items(list) {
		f.Sessions = append(f.Sessions, r.one(i, defaults, n))
	}
}

func (r *reader) sectionRemedy(key string) string {
	if near := nearest.To(key, sections); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	if sessionShape().find(key) != nil {
		return "it belongs in defaults, or in a session"
	}
	return "a file has defaults, sessions and admin"
}

// defaultsOnly reads the defaults for their problems.
func (r *reader) defaultsOnly(n *yaml.Node) {
	r.session, r.defaults, r.sources = "defaults", true, map[string]Source{}
	var s Session
	r.group(sessionShape(), n, "", reflect.ValueOf(&s).Elem())
}

// one reads a session: the defaults, and what it says itself on top.
func (r *reader) one(i int, defaults, n *yaml.Node) *Session {
	s := &Session{line: r.origin(r.resolve(n).Line), sources: map[string]Source{}}
	r.session, r.sources = fmt.Sprintf("session %d", i+1), s.sources
	r.profile(s, defaults, n)
	dst := reflect.ValueOf(s).Elem()
	if defaults != nil {
		r.defaults, r.quiet = true, true
		r.group(sessionShape(), defaults, "", dst)
		r.quiet = false
	}
	r.defaults = false
	r.group(sessionShape(), n, "", dst)
	s.Config.Role = s.role()
	return s
}

// role is that of the file, or follows from what it says about connecting: the
// session itself, or if it says nothing the defaults.
func (s *Session) role() session.Role {
	if _, said := s.sources["Role"]; said {
		return s.Config.Role
	}
	connects := len(s.Initiator.Addresses)+len(s.Initiator.Endpoints) > 0
	if listens, ok := s.sources["Address"]; ok && !listens.Default && connects {
		connects = s.owns("Addresses") || s.owns("Endpoints")
	}
	if connects {
		return session.Initiator
	}
	return session.Acceptor
}

// owns tells whether the session itself has the setting, and not the defaults.
func (s *Session) owns(key string) bool {
	src, ok := s.sources[key]
	return ok && !src.Default
}
