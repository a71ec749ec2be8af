package config

import (
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/affixgo/affix/engine/profile"
	"github.com/affixgo/affix/engine/schedule"
	"github.com/affixgo/affix/internal/nearest"
	"github.com/affixgo/affix/session"
)

// profile fills in the profile that the session names, or else the defaults:
// what the file says goes on top of it.
func (r *reader) profile(s *Session, defaults, own *yaml.Node) {
	name := r.peek(own, "Profile")
	if name == nil {
		name = r.peek(defaults, "Profile")
	}
	if name == nil || isNull(name) || name.Value == "" {
		return
	}
	p, err := profile.Named(name.Value)
	if err != nil {
		remedy := "there are " + strings.Join(profile.Names(), ", ")
		if near := nearest.To(name.Value, profile.Names()); near != "" {
			remedy = "did you mean " + near + "?"
		}
		r.problem(name.Line, "Profile", "there is no profile "+quote(name.Value), remedy)
		return
	}
	p.Apply(&s.Config)
	p.Initiator(&s.Initiator)
	p.Acceptor(&s.Acceptor)
	s.Initiator.Session = session.Config{}
	if r.peek(own, "Schedule") != nil || r.peek(defaults, "Schedule") != nil { // it is replaced as a whole
		s.Initiator.Schedule, s.Acceptor.Schedule = schedule.Schedule{}, schedule.Schedule{}
	}
	s.profiled = map[string]bool{}
	v := reflect.ValueOf(s).Elem()
	for _, k := range allKeys() {
		if f := fieldAt(v, k.path); f.IsValid() && !f.IsZero() {
			s.profiled[k.path] = true
		}
	}
}

// peek returns the value of a key, nil if the map does not have it.
func (r *reader) peek(n *yaml.Node, key string) *yaml.Node {
	if n == nil {
		return nil
	}
	quiet := *r
	quiet.quiet = true
	for _, e := range quiet.entries(n, "", "a map") {
		if e.key == key {
			return quiet.resolve(e.value)
		}
	}
	return nil
}
