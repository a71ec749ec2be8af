package config

import (
	"bufio"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// Effective writes the sessions with everything filled in, each setting with
// where it comes from. Secrets are masked; apart from them, what is written is a
// file of its own.
func (f *File) Effective(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# %s with everything filled in; secrets are %s.\n", f.Name, masked)
	if f.Admin != nil {
		fmt.Fprintln(out, "admin:")
		e := emitter{out: out, session: &Session{sources: f.sources}, indent: "  "}
		e.group(adminShape(), reflect.ValueOf(f.Admin).Elem(), "admin")
	}
	fmt.Fprintln(out, "sessions:")
	for _, s := range f.Sessions {
		full := s.filled()
		fmt.Fprintf(out, "  # %s\n", s.ID())
		e := emitter{out: out, session: s, indent: "    ", first: true}
		e.group(sessionShape(), reflect.ValueOf(full).Elem(), "")
	}
	return out.Flush()
}

// filled returns a copy with the defaults of the structs.
func (s *Session) filled() *Session {
	full := *s
	fillDefaults(reflect.ValueOf(&full).Elem())
	return &full
}

// fillDefaults calls the WithDefaults of all structs within v.
func fillDefaults(v reflect.Value) {
	if v.Kind() != reflect.Struct || !v.CanSet() {
		return
	}
	if m := v.MethodByName("WithDefaults"); m.IsValid() && m.Type().NumIn() == 0 && m.Type().NumOut() == 1 && m.Type().Out(0) == v.Type() {
		v.Set(m.Call(nil)[0])
	}
	for i := range v.NumField() {
		fillDefaults(v.Field(i))
	}
}

// emitter writes one session.
type emitter struct {
	out     *bufio.Writer
	session *Session
	indent  string
	first   bool // the line to come has the hyphen
}

func (e *emitter) group(s *shape, v reflect.Value, key string) {
	for i := range s.keys {
		k := &s.keys[i]
		full := join(key, k.key)
		if !e.session.concerns(full) || !k.roles[e.session.Config.Role] {
			continue
		}
		e.setting(k, v.FieldByIndex(k.paths[0]), full)
	}
}

// concerns tells the settings that mean something beside the kind of store.
func (s *Session) concerns(key string) bool {
	kind := storeOf(key + ".")
	if kind == StoreNone {
		kind = storeOf(key)
	}
	return kind == StoreNone || kind == s.Store.Kind
}

func (e *emitter) setting(k *setting, v reflect.Value, key string) {
	s := k.shape
	for s.class == pointer && !v.IsNil() {
		s, v = s.elem, v.Elem()
	}
	if s.class == group {
		inner := *e
		inner.indent += "  "
		if v.IsZero() && k.shape.class == group {
			return
		}
		if v.IsZero() {
			e.line(k.key+": {}", e.session.origin(key))
			return
		}
		e.line(k.key+":", "")
		inner.first = false
		inner.group(s, v, key)
		return
	}
	text, ok := render(s, v)
	if !ok {
		return
	}
	e.line(k.key+": "+e.session.mask(k, key, v, text), e.session.origin(key))
}

func (e *emitter) line(text, comment string) {
	indent := e.indent
	if e.first {
		indent = strings.TrimSuffix(indent, "  ") + "- "
		e.first = false
	}
	if comment != "" {
		text = fmt.Sprintf("%-40s # %s", text, comment)
	}
	fmt.Fprintln(e.out, indent+text)
}

// mask hides a secret: what came from elsewhere, what is one by its name, and
// fields that hold credentials.
func (s *Session) mask(k *setting, key string, v reflect.Value, text string) string {
	if fields, ok := v.Interface().([]runtime.Field); ok {
		hidden := make([]runtime.Field, len(fields))
		for i, f := range fields {
			hidden[i] = f
			if s.sources[fmt.Sprintf("%s.%d", key, f.Tag)].Secret || isCredential(f.Tag) {
				hidden[i].Value = masked
			}
		}
		text, _ = render(k.shape, reflect.ValueOf(hidden))
		return text
	}
	if s.secretWithin(key) || k.secret && !v.IsZero() {
		return quote(masked)
	}
	return text
}

// secretWithin tells whether the setting, or an item of it, came from elsewhere.
func (s *Session) secretWithin(key string) bool {
	for k, src := range s.sources {
		if src.Secret && (k == key || strings.HasPrefix(k, key+".") || strings.HasPrefix(k, key+"[")) {
			return true
		}
	}
	return false
}

// isCredential tells the fields that hold passwords: RawData, Username,
// Password, NewPassword, and the encrypted ones.
func isCredential(tag int) bool {
	switch tag {
	case 96, 553, 554, 925, 1402, 1404:
		return true
	}
	return false
}

// origin says where a setting comes from.
func (s *Session) origin(key string) string {
	src, ok := s.sources[key]
	switch {
	case key == "Role" && !ok && s.Config.Role == session.Initiator:
		return "because of Addresses or Endpoints"
	case !ok && s.profiled[key]:
		return "profile " + s.Profile
	case !ok:
		return "default"
	case src.Default:
		return fmt.Sprintf("defaults, line %d", src.Line)
	}
	return fmt.Sprintf("line %d", src.Line)
}
