package config

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/affixgo/affix/engine/admin"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// class is how values of a type are written.
type class uint8

const (
	unmapped class = iota // code only
	plainText
	flag
	integer
	size
	number
	duration
	enum
	textual // by the type's own UnmarshalText
	fields  // tags and values
	weekdays
	list
	table // a map
	group // a struct
	pointer
)

// shape is a type as a file writes its values.
type shape struct {
	class  class
	typ    reflect.Type
	elem   *shape    // of list, table and pointer
	values []named   // of enum
	keys   []setting // of group
}

// named is a value of an enumeration.
type named struct {
	name  string
	value uint64
}

// setting is one key of a group.
type setting struct {
	key    string
	shape  *shape
	paths  [][]int // the struct fields it fills, more than one if engines share it
	owner  string  // the field's name in Go: "engine.Limits.MaxFrame"
	roles  [2]bool // by session.Role: whom it concerns
	secret bool
}

var (
	typeDuration = reflect.TypeFor[time.Duration]()
	typeFields   = reflect.TypeFor[[]runtime.Field]()
	typeWeekdays = reflect.TypeFor[[]time.Weekday]()
	typeSecret   = reflect.TypeFor[session.Secret]()
	typeText     = reflect.TypeFor[encoding.TextUnmarshaler]()
	typeStringer = reflect.TypeFor[fmt.Stringer]()
)

// shapes keeps what is known of types. A type inside of itself is unmapped.
var shapes = struct {
	sync.Mutex
	known map[reflect.Type]*shape
}{known: map[reflect.Type]*shape{}}

// sessionShape is the shape of a session.
func sessionShape() *shape { return shapeOf(reflect.TypeFor[Session]()) }

// adminShape is the shape of the section admin.
func adminShape() *shape { return shapeOf(reflect.TypeFor[admin.ServerConfig]()) }

// shapeOf finds out how values of t are written.
func shapeOf(t reflect.Type) *shape {
	shapes.Lock()
	defer shapes.Unlock()
	return newShape(t)
}

func newShape(t reflect.Type) *shape {
	if s, ok := shapes.known[t]; ok {
		return s
	}
	s := &shape{typ: t}
	shapes.known[t] = s
	switch {
	case t == typeDuration:
		s.class = duration
	case t == typeFields:
		s.class = fields
	case t == typeWeekdays:
		s.class = weekdays
	case t.Implements(typeStringer) && isUint(t.Kind()):
		s.class, s.values = enum, namesOf(t)
	case reflect.PointerTo(t).Implements(typeText):
		s.class = textual
	default:
		s.byKind()
	}
	return s
}

func (s *shape) byKind() {
	t := s.typ
	switch t.Kind() {
	case reflect.String:
		s.class = plainText
	case reflect.Bool:
		s.class = flag
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		s.class = integer
	case reflect.Float32, reflect.Float64:
		s.class = number
	case reflect.Struct:
		if s.keys = settingsOf(t); len(s.keys) > 0 {
			s.class = group
		}
	case reflect.Slice:
		s.container(list)
	case reflect.Pointer:
		s.container(pointer)
	case reflect.Map:
		if k := t.Key().Kind(); k == reflect.String || isInt(k) {
			s.container(table)
		}
	}
}

func (s *shape) container(c class) {
	if s.elem = newShape(s.typ.Elem()); s.elem.class != unmapped {
		s.class = c
	}
}

// settingsOf lists the keys of a struct, those of inline parts in their place.
func settingsOf(t reflect.Type) []setting {
	var keys []setting
	index := map[string]int{}
	add := func(k setting) {
		if i, ok := index[k.key]; ok {
			keys[i].paths = append(keys[i].paths, k.paths...)
			keys[i].roles = [2]bool{keys[i].roles[0] || k.roles[0], keys[i].roles[1] || k.roles[1]}
			return
		}
		index[k.key] = len(keys)
		keys = append(keys, k)
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if !f.IsExported() {
			continue
		}
		how, role, _ := strings.Cut(f.Tag.Get("config"), ",")
		if how == "inline" || f.Anonymous && f.Type.Kind() == reflect.Struct {
			for _, k := range settingsOf(f.Type) {
				for p := range k.paths {
					k.paths[p] = append([]int{i}, k.paths[p]...)
				}
				k.roles = [2]bool{k.roles[0] && role != "initiator", k.roles[1] && role != "acceptor"}
				add(k)
			}
			continue
		}
		owner := t.String() + "." + f.Name
		if _, ok := codeOnly[owner]; ok {
			continue
		}
		s := newShape(f.Type)
		if s.class == unmapped {
			continue
		}
		if sizes[owner] {
			s = &shape{class: size, typ: f.Type}
		}
		add(setting{key: f.Name, shape: s, paths: [][]int{{i}}, owner: owner, roles: [2]bool{role != "initiator", role != "acceptor"},
			secret: secrets[owner] || f.Type == typeSecret})
	}
	return keys
}

// find returns the setting with this key.
func (s *shape) find(key string) *setting {
	for i := range s.keys {
		if s.keys[i].key == key {
			return &s.keys[i]
		}
	}
	return nil
}

// names lists the keys of a group.
func (s *shape) names() []string {
	names := make([]string, len(s.keys))
	for i := range s.keys {
		names[i] = s.keys[i].key
	}
	return names
}

// namesOf lists the values of an enumeration: those that have a word for a name.
func namesOf(t reflect.Type) []named {
	var values []named
	seen := map[string]bool{}
	for i := range uint64(256) {
		v := reflect.New(t).Elem()
		v.SetUint(i)
		name := v.Interface().(fmt.Stringer).String()
		if name != "" && !strings.ContainsAny(name, "( ") && !seen[name] {
			seen[name] = true
			values = append(values, named{name, i})
		}
	}
	return values
}

func isInt(k reflect.Kind) bool  { return k >= reflect.Int && k <= reflect.Uint64 }
func isUint(k reflect.Kind) bool { return k >= reflect.Uint && k <= reflect.Uint64 }
