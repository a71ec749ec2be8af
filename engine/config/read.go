package config

import (
	"cmp"
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/affixgo/affix/engine/config/quickfix"
	"github.com/affixgo/affix/engine/schedule"
	"github.com/affixgo/affix/internal/nearest"
	"github.com/affixgo/affix/runtime"
)

// reader fills structs from YAML. It walks yaml.Nodes, never decoded values:
// NO, 01 and 1e3 must stay the text they are.
type reader struct {
	Loader
	name, dir string
	problems  Problems
	visits    int
	depth     int
	secrets   []string // that were fetched
	lines     []int    // where the lines of the YAML come from, if it is made of something else

	// Of the part being read.
	session  string
	defaults bool
	quiet    bool
	sources  map[string]Source
}

func (r *reader) problem(line int, key, text, remedy string) {
	if !r.quiet {
		r.problems = append(r.problems, Problem{File: r.name, Line: r.origin(line), Session: r.session, Key: key, Text: text, Remedy: remedy})
	}
}

// origin returns the line of the file for a line of its YAML.
func (r *reader) origin(line int) int {
	if line > 0 && line <= len(r.lines) {
		return r.lines[line-1]
	}
	return line
}

func (r *reader) note(key string, line int, secret bool) {
	r.sources[key] = Source{File: r.name, Line: r.origin(line), Default: r.defaults, Secret: secret}
}

// group fills a struct from a map; skip names keys that others take care of.
func (r *reader) group(s *shape, n *yaml.Node, key string, dst reflect.Value) {
	for _, e := range r.entries(n, key, "a map") {
		full := join(key, e.key)
		set := s.find(e.key)
		if set == nil {
			r.unknown(s, e, key)
			continue
		}
		for i, path := range set.paths {
			sub := r
			if i > 0 { // the same text for another engine: its problems are known
				again := *r
				again.quiet = true
				sub = &again
			}
			sub.value(set.shape, e.value, full, dst.FieldByIndex(path))
		}
	}
}

// unknown reports a key that does not exist, and what it may have been meant
// to be.
func (r *reader) unknown(s *shape, e entry, key string) {
	remedy := "leave it out; " + orList("the keys here are", s.names())
	if near := nearest.To(e.key, s.names()); near != "" {
		remedy = fmt.Sprintf("did you mean %s?", near)
	} else if k, ok := quickfix.Find(e.key); ok {
		remedy = "it is a key of QuickFIX: here, " + cmp.Or(k.Advice, "write "+k.To)
	} else if place := placeOf(e.key); place != "" {
		remedy = fmt.Sprintf("it belongs in %s", place)
	}
	for owner, why := range codeOnly {
		if strings.HasSuffix(owner, "."+e.key) && ownerIn(s, owner) {
			remedy = fmt.Sprintf("it is set in code: %s", why)
		}
	}
	r.problem(e.line, join(key, e.key), "there is no such setting", remedy)
}

// orList shortens long lists.
func orList(what string, names []string) string {
	if len(names) > 12 {
		return "affix config explain -keys lists all there are"
	}
	return what + " " + strings.Join(names, ", ")
}

// placeOf returns where a key stands that was looked for elsewhere.
func placeOf(key string) string {
	for _, k := range allKeys() {
		if k.path == key {
			return "the session itself"
		}
		if head, ok := strings.CutSuffix(k.path, "."+key); ok {
			return head
		}
	}
	return ""
}

// value fills dst from n. Null is zero: the default.
func (r *reader) value(s *shape, n *yaml.Node, key string, dst reflect.Value) {
	n = r.resolve(n)
	if isNull(n) {
		dst.SetZero()
		r.forget(key)
		if s.class != group {
			r.note(key, n.Line, false)
		}
		return
	}
	switch s.class {
	case group:
		r.group(s, n, key, dst)
	case pointer:
		if dst.IsNil() {
			dst.Set(reflect.New(s.elem.typ))
		}
		r.value(s.elem, n, key, dst.Elem())
	case list:
		r.list(s, n, key, dst)
	case table:
		r.table(s, n, key, dst)
	case fields:
		r.fields(n, key, dst)
	case weekdays:
		r.weekdays(n, key, dst)
	default:
		text, secret, ok := r.scalar(n, key)
		if !ok {
			return
		}
		r.note(key, n.Line, secret)
		if err := setText(s, text, dst); err != nil {
			if secret {
				err = fmt.Errorf("the secret is no %s", s.kindName())
			}
			r.problem(n.Line, key, err.Error(), "")
		}
	}
}

// forget drops what is known of keys inside of key.
func (r *reader) forget(key string) {
	for k := range r.sources {
		if strings.HasPrefix(k, key+".") || strings.HasPrefix(k, key+"[") {
			delete(r.sources, k)
		}
	}
}

func (r *reader) list(s *shape, n *yaml.Node, key string, dst reflect.Value) {
	items := r.items(n)
	r.forget(key)
	r.note(key, n.Line, false)
	out := reflect.MakeSlice(s.typ, len(items), len(items))
	for i, item := range items {
		r.value(s.elem, item, fmt.Sprintf("%s[%d]", key, i), out.Index(i))
	}
	dst.Set(out)
}

func (r *reader) table(s *shape, n *yaml.Node, key string, dst reflect.Value) {
	out := reflect.MakeMap(s.typ)
	for _, k := range dst.MapKeys() {
		out.SetMapIndex(k, dst.MapIndex(k))
	}
	r.note(key, n.Line, false)
	for _, e := range r.entries(n, key, "a map") {
		k := reflect.New(s.typ.Key()).Elem()
		if err := setText(shapeOf(s.typ.Key()), e.key, k); err != nil {
			r.problem(e.line, join(key, e.key), err.Error(), "")
			continue
		}
		if isNull(r.resolve(e.value)) {
			out.SetMapIndex(k, reflect.Value{})
			continue
		}
		v := reflect.New(s.elem.typ).Elem()
		if old := out.MapIndex(k); old.IsValid() {
			v.Set(old)
		}
		r.value(s.elem, e.value, join(key, e.key), v)
		out.SetMapIndex(k, v)
	}
	dst.Set(out)
}

// fields reads tags and values, as {115: ACME, 7001: Y}; null takes a field
// away that the defaults have.
func (r *reader) fields(n *yaml.Node, key string, dst reflect.Value) {
	have := slices.Clone(dst.Interface().([]runtime.Field))
	r.note(key, n.Line, false)
	for _, e := range r.entries(n, key, "a map of tags and values") {
		full := join(key, e.key)
		tag, err := strconv.ParseInt(e.key, 10, 32)
		if err != nil || tag <= 0 {
			r.problem(e.line, full, fmt.Sprintf("%q is no tag", e.key), "write the number of the field: 115: ACME")
			continue
		}
		at := slices.IndexFunc(have, func(f runtime.Field) bool { return int64(f.Tag) == tag })
		if isNull(r.resolve(e.value)) {
			if at >= 0 {
				have = slices.Delete(have, at, at+1)
			}
			continue
		}
		text, secret, ok := r.scalar(e.value, full)
		if !ok {
			continue
		}
		r.note(full, r.resolve(e.value).Line, secret)
		f := runtime.Field{Tag: int(tag), Value: text}
		if at >= 0 {
			have[at] = f
		} else {
			have = append(have, f)
		}
	}
	dst.Set(reflect.ValueOf(have))
}

// weekdays reads [Monday, Tuesday], or "mon-fri".
func (r *reader) weekdays(n *yaml.Node, key string, dst reflect.Value) {
	r.note(key, n.Line, false)
	var all []time.Weekday
	for _, item := range r.items(n) {
		text, _, ok := r.scalar(item, key)
		if !ok {
			continue
		}
		days, err := schedule.ParseDays(text)
		if err != nil {
			r.problem(item.Line, key, strings.TrimPrefix(err.Error(), "schedule: "), "")
		}
		all = append(all, days...)
	}
	dst.Set(reflect.ValueOf(all))
}

// setText sets a scalar from its text.
func setText(s *shape, text string, dst reflect.Value) error {
	switch s.class {
	case plainText:
		dst.SetString(text)
	case flag:
		v, ok := flags[strings.ToLower(text)]
		if !ok {
			return fmt.Errorf("%q is neither true nor false", text)
		}
		dst.SetBool(v)
	case duration:
		d, err := parseDuration(text)
		if err != nil {
			return err
		}
		dst.SetInt(int64(d))
	case size, integer:
		return setInteger(s, text, dst)
	case number:
		f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil || f-f != 0 {
			return fmt.Errorf("%q is no number", text)
		}
		dst.SetFloat(f)
	case enum:
		return setEnum(s, text, dst)
	case textual:
		err := dst.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text))
		if err != nil {
			return errors.New(strings.TrimPrefix(err.Error(), "schedule: "))
		}
	}
	return nil
}

var flags = map[string]bool{
	"true": true, "yes": true, "y": true, "on": true,
	"false": false, "no": false, "n": false, "off": false,
}

func setInteger(s *shape, text string, dst reflect.Value) error {
	if s.class == size {
		n, err := parseSize(text)
		switch {
		case err != nil:
			return err
		case isUint(s.typ.Kind()):
			if n < 0 {
				return fmt.Errorf("%q is below zero", text)
			}
			dst.SetUint(uint64(n))
		case dst.OverflowInt(n):
			return fmt.Errorf("%q is too large", text)
		default:
			dst.SetInt(n)
		}
		return nil
	}
	n, u, err := parseInteger(text, !isUint(s.typ.Kind()), s.typ.Bits())
	if err != nil {
		return err
	}
	if isUint(s.typ.Kind()) {
		dst.SetUint(u)
	} else {
		dst.SetInt(n)
	}
	return nil
}

// setEnum takes the name of a value, or the name of its constant in Go.
func setEnum(s *shape, text string, dst reflect.Value) error {
	typeName := plain(s.typ.Name())
	for _, v := range s.values {
		want, got := plain(v.name), plain(text)
		prefix, ok := strings.CutSuffix(got, want)
		if ok && (prefix == "" || strings.HasPrefix(typeName, prefix)) {
			dst.SetUint(v.value)
			return nil
		}
	}
	names := make([]string, len(s.values))
	for i, v := range s.values {
		names[i] = v.name
	}
	if near := nearest.To(text, names); near != "" {
		return fmt.Errorf("there is no %q: did you mean %s?", text, near)
	}
	return fmt.Errorf("there is no %q: write one of %s", text, strings.Join(names, ", "))
}

// plain is a name without case and hyphens.
func plain(name string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "").Replace(name))
}
