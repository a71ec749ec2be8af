package config

import (
	"bufio"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/affixgo/affix/internal/nearest"
	"github.com/affixgo/affix/session"
)

// Explain writes about a topic: what a setting means, what it is in each
// session and where that comes from, if topic is a key; all settings of a
// session, if it is the name of one; what the file says of each session, if it
// is empty. Secrets are masked.
func (f *File) Explain(w io.Writer, topic string) error {
	out := bufio.NewWriter(w)
	defer func() { _ = out.Flush() }()
	if topic == "" {
		for _, s := range f.Sessions {
			f.explainSession(out, s, true)
		}
		return out.Flush()
	}
	for _, s := range f.Sessions {
		if topic == s.ID() || topic == s.identity() {
			f.explainSession(out, s, false)
			return out.Flush()
		}
	}
	if keyOf(topic) != nil {
		f.explainKey(out, topic)
		return out.Flush()
	}
	return f.unknownTopic(topic)
}

func (f *File) unknownTopic(topic string) error {
	var names, keys []string
	for _, s := range f.Sessions {
		names = append(names, s.ID())
	}
	for _, k := range allKeys() {
		keys = append(keys, k.path)
		if strings.HasSuffix(k.path, "."+topic) {
			return fmt.Errorf("config: there is no setting %q: did you mean %s?", topic, k.path)
		}
	}
	if near := nearest.To(topic, append(names, keys...)); near != "" {
		return fmt.Errorf("config: there is no session or setting %q: did you mean %s?", topic, near)
	}
	if len(names) > 20 {
		names = append(names[:20], "…")
	}
	return fmt.Errorf("config: there is no session or setting %q: the sessions are %s", topic, strings.Join(names, ", "))
}

// explainSession lists the settings of a session, those that the file says or
// all.
func (f *File) explainSession(w io.Writer, s *Session, saidOnly bool) {
	fmt.Fprintf(w, "%s (%s), %s:%d\n", s.ID(), s.Config.Role, f.Name, s.line)
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	v := reflect.ValueOf(s.filled()).Elem()
	for _, k := range allKeys() {
		if text, ok := s.show(k, v); ok && (!saidOnly || s.says(k.path)) {
			fmt.Fprintf(tab, "  %s\t%s\t%s\n", k.path, text, s.origin(k.path))
		}
	}
	_ = tab.Flush()
}

// says reports whether the file has the setting for this session.
func (s *Session) says(key string) bool { _, ok := s.sources[key]; return ok }

// show renders a setting of the session; ok is false if it means nothing there.
func (s *Session) show(k keyInfo, v reflect.Value) (text string, ok bool) {
	shape := k.shape
	for shape.class == pointer {
		shape = shape.elem
	}
	if shape.class == group || !k.roles[s.Config.Role] || !s.concerns(k.path) {
		return "", false
	}
	f := fieldAt(v, k.path)
	if !f.IsValid() {
		return "", false
	}
	text, ok = render(k.shape, f)
	return s.mask(k.setting, k.path, f, text), ok
}

func (f *File) explainKey(w io.Writer, key string) {
	WriteKey(w, key)
	if len(f.Sessions) > 0 {
		fmt.Fprintln(w)
	}
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, s := range f.Sessions {
		v := reflect.ValueOf(s.filled()).Elem()
		for _, k := range allKeys() {
			if k.path != key && !strings.HasPrefix(k.path, key+".") {
				continue
			}
			if text, ok := s.show(k, v); ok {
				fmt.Fprintf(tab, "  %s\t%s: %s\t%s\n", s.ID(), k.path, text, s.origin(k.path))
			}
		}
	}
	_ = tab.Flush()
}

// WriteKey writes what a setting means, and reports whether there is such a one.
func WriteKey(w io.Writer, key string) bool {
	set := keyOf(key)
	if set == nil {
		return false
	}
	fmt.Fprintf(w, "%s: %s%s; %s in Go\n", key, set.shape.kindName(), set.forWhom(), set.owner)
	for _, line := range wrap(docOf(set.owner), 76) {
		fmt.Fprintf(w, "  %s\n", line)
	}
	inner := set.shape.inner()
	if def := defaultOf(key); def != "" {
		fmt.Fprintf(w, "  Default: %s\n", def)
	}
	if inner.class == group {
		fmt.Fprintf(w, "  Its settings: %s\n", strings.Join(inner.names(), ", "))
	}
	for _, v := range inner.values {
		fmt.Fprintf(w, "  %s: %s\n", v.name, docOfValue(inner, v))
	}
	return true
}

// NearestKey returns the setting that a name may have been meant to be, empty if
// none is near.
func NearestKey(name string) string {
	var names []string
	for _, k := range append(slices.Clone(allKeys()), adminKeys()...) {
		if strings.HasSuffix(k.path, "."+name) {
			return k.path
		}
		names = append(names, k.path)
	}
	return nearest.To(name, names)
}

// WriteKeys lists all settings, a line each.
func WriteKeys(w io.Writer) error {
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, k := range append(slices.Clone(allKeys()), adminKeys()...) {
		fmt.Fprintf(tab, "%s\t%s%s\t%s\n", k.path, k.shape.kindName(), k.forWhom(), defaultOf(k.path))
	}
	return tab.Flush()
}

// forWhom names the role that a setting is for, if it is for one only.
func (k *setting) forWhom() string {
	switch {
	case !k.roles[session.Acceptor]:
		return ", initiators"
	case !k.roles[session.Initiator]:
		return ", acceptors"
	}
	return ""
}

// defaultOf returns the default of a setting that the structs have, empty if it
// is zero.
func defaultOf(key string) string {
	v := reflect.ValueOf((&Session{}).filled()).Elem()
	f := fieldAt(v, key)
	set := keyOf(key)
	if !f.IsValid() || f.IsZero() || set.shape.class == group {
		return ""
	}
	text, _ := render(set.shape, f)
	return text
}

// docOfValue returns the comment of a constant. Of several names that fit, as
// File and StoreFile do, it is the longest.
func docOfValue(s *shape, v named) string {
	pkg, _, _ := strings.Cut(s.typ.String(), ".")
	best := ""
	for name := range docs() {
		short, ok := strings.CutPrefix(name, pkg+".")
		if !ok || strings.Contains(short, ".") || plain(short) == plain(s.typ.Name()) {
			continue
		}
		got := reflect.New(s.typ).Elem()
		if setEnum(s, short, got) == nil && got.Uint() == v.value && (len(short) > len(best) || len(short) == len(best) && short < best) {
			best = short
		}
	}
	return docOf(pkg + "." + best)
}

// wrap breaks text into lines.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
