package config

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/affixgo/affix/runtime"
)

// render writes a value as a file writes it, in one line; ok is false where
// there is nothing to write.
func render(s *shape, v reflect.Value) (text string, ok bool) {
	switch s.class {
	case plainText:
		if s.typ == typeSecret && v.Len() > 0 {
			return quote(masked), true
		}
		return quote(v.String()), true
	case flag:
		return strconv.FormatBool(v.Bool()), true
	case duration:
		return formatDuration(time.Duration(v.Int())), true
	case size:
		if v.CanUint() {
			return formatSize(int64(min(v.Uint(), 1<<62))), true
		}
		return formatSize(v.Int()), true
	case integer:
		return fmt.Sprint(v.Interface()), true
	case number:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64), true
	case enum:
		name := v.Interface().(fmt.Stringer).String()
		return name, name != ""
	case weekdays:
		return renderDays(v.Interface().([]time.Weekday)), true
	case textual:
		return renderTextual(v)
	case pointer:
		if v.IsNil() {
			return "", false
		}
		return render(s.elem, v.Elem())
	}
	return renderMany(s, v)
}

func renderDays(days []time.Weekday) string {
	names := make([]string, len(days))
	for i, d := range days {
		names[i] = d.String()
	}
	return "[" + strings.Join(names, ", ") + "]"
}

// renderTextual asks the type, which writes nothing where it is zero.
func renderTextual(v reflect.Value) (string, bool) {
	m, ok := v.Interface().(encoding.TextMarshaler)
	if !ok {
		return quote(fmt.Sprint(v.Interface())), true
	}
	text, err := m.MarshalText()
	return quote(string(text)), err == nil && len(text) > 0
}

// renderMany writes lists and maps between brackets.
func renderMany(s *shape, v reflect.Value) (string, bool) {
	var parts []string
	add := func(name string, s *shape, v reflect.Value) {
		if text, ok := render(s, v); ok {
			parts = append(parts, name+text)
		}
	}
	switch s.class {
	case fields:
		for _, f := range v.Interface().([]runtime.Field) {
			parts = append(parts, fmt.Sprintf("%d: %s", f.Tag, quote(f.Value)))
		}
	case list:
		for i := range v.Len() {
			add("", s.elem, v.Index(i))
		}
		return "[" + strings.Join(parts, ", ") + "]", true
	case table:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		for _, k := range keys {
			name, _ := render(shapeOf(s.typ.Key()), k)
			add(name+": ", s.elem, v.MapIndex(k))
		}
	case group:
		for _, k := range s.keys {
			switch f := v.FieldByIndex(k.paths[0]); {
			case f.IsZero():
			case k.secret:
				parts = append(parts, k.key+": "+quote(masked))
			default:
				add(k.key+": ", k.shape, f)
			}
		}
	}
	return "{" + strings.Join(parts, ", ") + "}", true
}

// quote writes text as a scalar that YAML reads as this text, in brackets too.
func quote(s string) string {
	if isWord(s) {
		return s
	}
	for _, r := range s {
		if r < ' ' || r == 0x7F || r >= 0x80 && !strconv.IsPrint(r) || r == '\uFFFD' {
			return strconv.QuoteToASCII(s)
		}
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

// isWord tells text that needs no quotes: words, paths, host names.
func isWord(s string) bool {
	if s == "" || strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("_./-", r)
	}) {
		return false
	}
	first := s[0] | 0x20
	if (first < 'a' || first > 'z') && s[0] != '/' && s[0] != '_' {
		return false
	}
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "true", "false", "on", "off", "null":
		return false
	}
	return true
}
