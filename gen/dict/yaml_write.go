package dict

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// WriteYAML returns f in the grammar and style of etc: what ReadYAML makes of
// it is f again, but for positions. Declarations that stand twice stay so, and
// are findings when they are read.
func WriteYAML(f *File) []byte {
	w := &yamlWriter{}
	w.line(0, "version: {major: '%d', minor: '%d', servicepack: '%d'}", f.Major, f.Minor, f.ServicePack)
	w.text(0, "beginString", f.BeginString)
	w.text(0, "name", f.Name)
	w.text(0, "transport", f.Transport)
	if f.ApplVerID != "" {
		w.line(0, "applVerID: %s", yamlQuoted(f.ApplVerID))
	}
	w.text(0, "doc", f.Doc)
	w.envelope("header", f.Header)
	w.envelope("trailer", f.Trailer)
	w.section("messages", len(f.Messages))
	for _, m := range f.Messages {
		w.blank()
		w.message(m)
	}
	w.section("components", len(f.Components))
	for _, c := range f.Components {
		w.blank()
		w.block(1, c.Name, c)
	}
	w.section("fields", len(f.Fields))
	for _, d := range f.Fields {
		w.field(d)
	}
	return w.buf.Bytes()
}

// yamlWriter writes YAML a line at a time, two blanks a level.
type yamlWriter struct {
	buf bytes.Buffer
}

func (w *yamlWriter) line(depth int, format string, args ...any) {
	fmt.Fprintf(&w.buf, "%*s", 2*depth, "")
	fmt.Fprintf(&w.buf, format+"\n", args...)
}

func (w *yamlWriter) blank() { w.buf.WriteByte('\n') }

// text writes "key: value", nothing for an empty value.
func (w *yamlWriter) text(depth int, key, value string) {
	if value != "" {
		w.line(depth, "%s: %s", key, yamlScalar(value))
	}
}

// section opens a map of n entries.
func (w *yamlWriter) section(name string, n int) {
	w.blank()
	if n == 0 {
		w.line(0, "%s: {}", name)
		return
	}
	w.line(0, "%s:", name)
}

func (w *yamlWriter) envelope(name string, b *Block) {
	if b == nil {
		return
	}
	w.blank()
	w.block(0, name, b)
}

func (w *yamlWriter) message(m *Message) {
	w.line(1, "%s:", yamlScalar(m.Name))
	w.line(2, "msgtype: %s", yamlQuoted(m.MsgType))
	w.text(2, "msgcat", m.MsgCat)
	w.text(2, "name", m.GoName)
	w.text(2, "doc", m.Doc)
	if len(m.Members) > 0 {
		w.line(2, "fields:")
		w.members(3, m.Members)
	}
}

// block writes a component, the header or the trailer.
func (w *yamlWriter) block(depth int, name string, b *Block) {
	switch {
	case b.GoName != "" || b.Doc != "" || takesLongForm(b.Members):
		w.line(depth, "%s:", yamlScalar(name))
		w.text(depth+1, "name", b.GoName)
		w.text(depth+1, "doc", b.Doc)
		if len(b.Members) == 0 {
			w.line(depth+1, "fields: {}")
			return
		}
		w.line(depth+1, "fields:")
		w.members(depth+2, b.Members)
	case len(b.Members) == 0:
		w.line(depth, "%s: {}", yamlScalar(name))
	default:
		w.line(depth, "%s:", yamlScalar(name))
		w.members(depth+1, b.Members)
	}
}

// takesLongForm tells members that would be read as the keys of a long form.
func takesLongForm(list []*Member) bool {
	for _, m := range list {
		for _, k := range changeKeys {
			if m.Name == k {
				return true
			}
		}
	}
	return false
}

// members writes a map, or a list where a name comes twice.
func (w *yamlWriter) members(depth int, list []*Member) {
	twice := false
	seen := make(map[string]bool, len(list))
	for _, m := range list {
		twice = twice || seen[m.Name]
		seen[m.Name] = true
	}
	for _, m := range list {
		w.member(depth, m, twice, Addition{})
	}
}

// member writes a member, as an item of a list or as an entry of a map.
func (w *yamlWriter) member(depth int, m *Member, item bool, at Addition) {
	dash := ""
	if item {
		dash = "- "
	}
	var keys flow
	if m.Kind != KindField {
		keys.add("type", m.Kind.String())
	}
	if m.Required {
		keys.add("required", "true")
	}
	keys.text("name", m.GoName)
	keys.text("doc", m.Doc)
	keys.text("after", at.After.Name)
	keys.text("before", at.Before.Name)
	name := yamlScalar(m.Name)
	switch {
	case m.Kind != KindGroup && len(m.Members) == 0 && len(keys) > 0:
		w.line(depth, "%s%s: %s", dash, name, keys)
	case m.Kind != KindGroup && len(m.Members) == 0:
		w.line(depth, "%s%s:", dash, name)
	default:
		if w.line(depth, "%s%s:", dash, name); item {
			depth++
		}
		for _, k := range keys {
			w.line(depth+1, "%s", k)
		}
		w.line(depth+1, "fields:")
		w.members(depth+2, m.Members)
	}
}

// maxLine is the length above which the values of a field take a line each.
const maxLine = 100

func (w *yamlWriter) field(f *Field) {
	var keys flow
	keys.add("number", yamlScalar(f.Number))
	keys.add("type", yamlScalar(f.Type))
	keys.text("enum", f.Enum)
	if f.Open != "" {
		keys.add("open", f.Open)
	}
	keys.text("length", f.Length)
	keys.text("range", f.Range)
	keys.text("name", f.GoName)
	keys.text("doc", f.Doc)
	w.declaration(1, f.Name, keys, func(depth int) string {
		if len(f.Values) == 0 {
			return ""
		}
		return w.values(depth, "values", f.Values)
	})
}

// declaration writes "Name: {...}" in one line, or in many if that is too long.
// rest returns what goes into the same map behind keys when its argument is 0,
// and else writes it at that depth.
func (w *yamlWriter) declaration(depth int, name string, keys flow, rest func(depth int) string) {
	all := keys
	if inline := rest(0); inline != "" {
		all = append(all[:len(all):len(all)], inline)
	}
	line := fmt.Sprintf("%*s%s: %s", 2*depth, "", yamlScalar(name), all)
	if len(line) <= maxLine || len(all) == len(keys) {
		w.buf.WriteString(line + "\n")
		return
	}
	w.line(depth, "%s:", yamlScalar(name))
	for _, k := range keys {
		w.line(depth+1, "%s", k)
	}
	rest(depth + 1)
}

// values writes a map of values at depth, or returns it as one line when depth
// is 0. Where a value comes twice it is a list.
func (w *yamlWriter) values(depth int, key string, list []Value) string {
	var all flow
	twice := false
	seen := make(map[string]bool, len(list))
	for _, v := range list {
		text := yamlScalar(v.Text)
		if v.GoName != "" || v.Doc != "" {
			var keys flow
			keys.text("text", v.Text)
			keys.text("name", v.GoName)
			keys.text("doc", v.Doc)
			text = keys.String()
		}
		all.add(yamlQuoted(v.Value), text)
		twice = twice || seen[v.Value]
		seen[v.Value] = true
	}
	if depth == 0 {
		if twice {
			return key + ": [" + strings.Join(all, ", ") + "]"
		}
		return key + ": " + all.String()
	}
	dash := ""
	if twice {
		dash = "- "
	}
	w.line(depth, "%s:", key)
	for _, v := range all {
		w.line(depth+1, "%s%s", dash, v)
	}
	return ""
}

// flow is a map on one line: its entries as written.
type flow []string

func (f *flow) add(key, value string) { *f = append(*f, key+": "+value) }

// text adds an entry unless it is empty.
func (f *flow) text(key, value string) {
	if value != "" {
		f.add(key, yamlScalar(value))
	}
}

func (f flow) String() string { return "{" + strings.Join(f, ", ") + "}" }

// flowList returns names as a list on one line.
func flowList(refs []Ref) string {
	names := make([]string, len(refs))
	for i, r := range refs {
		names[i] = yamlScalar(r.Name)
	}
	return "[" + strings.Join(names, ", ") + "]"
}

// isNumber tells what other YAML tools would take for a number of the same
// spelling, which may stay as it is: 54, but neither 054 nor 1e3.
func isNumber(s string) bool {
	n, err := strconv.ParseUint(s, 10, 31)
	return err == nil && strconv.FormatUint(n, 10) == s
}
