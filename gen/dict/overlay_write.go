package dict

import (
	"strconv"
	"strings"
)

// WriteOverlay returns o in the grammar of ReadOverlay: what that makes of it
// is o again, but for positions.
func WriteOverlay(o *Overlay) []byte {
	w := &yamlWriter{}
	w.setting(0, "extends", o.Extends)
	if v := o.Version; v != nil {
		w.line(0, "version: {major: '%d', minor: '%d', servicepack: '%d'}", v.Major, v.Minor, v.ServicePack)
	}
	w.setting(0, "beginString", o.BeginString)
	w.setting(0, "name", o.Name)
	w.setting(0, "transport", o.Transport)
	w.setting(0, "applVerID", o.ApplVerID)
	w.setting(0, "doc", o.Doc)
	for _, b := range []*BlockChange{o.Header, o.Trailer} {
		if b != nil {
			w.blank()
			w.blockChange(0, strings.ToLower(b.Name), b)
		}
	}
	if openSection(w, "messages", o.Messages) {
		for _, m := range o.Messages.Changes {
			w.blank()
			w.messageChange(m)
		}
	}
	if openSection(w, "components", o.Components) {
		for _, c := range o.Components.Changes {
			w.blank()
			w.blockChange(1, c.Name, c)
		}
	}
	if openSection(w, "fields", o.Fields) {
		for _, f := range o.Fields.Changes {
			w.fieldChange(f)
		}
	}
	return w.buf.Bytes()
}

// openSection writes the beginning of a section, nothing and false if there is
// nothing to say.
func openSection[T any](w *yamlWriter, name string, s Section[T]) bool {
	if s.Only == nil && len(s.Remove) == 0 && len(s.Changes) == 0 {
		return false
	}
	w.blank()
	w.line(0, "%s:", name)
	if s.Only != nil && len(s.Only) == 0 {
		w.line(1, "only: []")
	}
	w.refs(1, "only", s.Only)
	w.refs(1, "remove", s.Remove)
	return true
}

// setting writes a setting that is given, an empty one too.
func (w *yamlWriter) setting(depth int, key string, s Setting) {
	if s.Given() {
		w.line(depth, "%s: %s", key, yamlScalar(s.Text))
	}
}

// refs writes a list of names, wrapped where it is long; an empty one is left
// out.
func (w *yamlWriter) refs(depth int, key string, refs []Ref) {
	if len(refs) == 0 {
		return
	}
	text := strings.Repeat("  ", depth) + key + ": ["
	for i, r := range refs {
		name := yamlScalar(r.Name)
		if i+1 < len(refs) {
			name += ","
		}
		switch {
		case i == 0:
			text += name
		case len(text)+1+len(name) < maxLine:
			text += " " + name
		default:
			w.line(0, "%s", text)
			text = strings.Repeat("  ", depth+1) + name
		}
	}
	w.line(0, "%s]", text)
}

func (w *yamlWriter) messageChange(m *MessageChange) {
	if s := (Setting{}); m.Rename == s && m.MsgType == s && m.MsgCat == s && m.GoName == s && m.Doc == s && m.Members.Empty() {
		w.line(1, "%s: {}", yamlScalar(m.Name))
		return
	}
	w.line(1, "%s:", yamlScalar(m.Name))
	w.setting(2, "rename", m.Rename)
	if m.MsgType.Given() {
		w.line(2, "msgtype: %s", yamlQuoted(m.MsgType.Text))
	}
	w.setting(2, "msgcat", m.MsgCat)
	w.setting(2, "name", m.GoName)
	w.setting(2, "doc", m.Doc)
	w.memberChange(2, &m.Members)
}

func (w *yamlWriter) blockChange(depth int, name string, b *BlockChange) {
	w.line(depth, "%s:", yamlScalar(name))
	w.setting(depth+1, "rename", b.Rename)
	w.setting(depth+1, "name", b.GoName)
	w.setting(depth+1, "doc", b.Doc)
	if !b.Rename.Given() && !b.GoName.Given() && !b.Doc.Given() && b.Members.Empty() {
		w.line(depth+1, "remove: []") // else it would declare a component without members
		return
	}
	w.memberChange(depth+1, &b.Members)
}

func (w *yamlWriter) memberChange(depth int, c *MemberChange) {
	w.memberList(depth, "fields", c.Fields)
	w.memberList(depth, "replace", c.Replace)
	w.refs(depth, "remove", c.Remove)
	w.refs(depth, "require", c.Require)
	w.refs(depth, "optional", c.Optional)
	if len(c.Add) > 0 {
		w.line(depth, "add:")
		twice := false
		seen := make(map[string]bool, len(c.Add))
		for _, a := range c.Add {
			twice = twice || seen[a.Member.Name]
			seen[a.Member.Name] = true
		}
		for _, a := range c.Add {
			w.member(depth+1, a.Member, twice, a)
		}
	}
	if len(c.Groups) > 0 {
		w.line(depth, "groups:")
		for _, g := range c.Groups {
			w.line(depth+1, "%s:", yamlScalar(g.Name))
			w.setting(depth+2, "name", g.GoName)
			w.setting(depth+2, "doc", g.Doc)
			w.memberChange(depth+2, &g.Members)
		}
	}
}

func (w *yamlWriter) memberList(depth int, key string, m *Members) {
	switch {
	case m == nil:
	case len(m.List) == 0:
		w.line(depth, "%s: {}", key)
	default:
		w.line(depth, "%s:", key)
		w.members(depth+1, m.List)
	}
}

func (w *yamlWriter) fieldChange(f *FieldChange) {
	var keys flow
	keys.setting("rename", f.Rename)
	keys.setting("number", f.Number)
	keys.setting("type", f.Type)
	keys.setting("enum", f.Enum)
	if f.Open.Given() {
		keys.add("open", strconv.FormatBool(f.Open.Text != ""))
	}
	keys.setting("length", f.Length)
	keys.setting("range", f.Range)
	keys.setting("name", f.GoName)
	keys.setting("doc", f.Doc)
	w.declaration(1, f.Name, keys, func(depth int) string {
		switch {
		case f.Change != nil:
			return w.valueChange(depth, f.Change)
		case len(f.Values) > 0:
			return w.values(depth, "values", f.Values)
		}
		return ""
	})
}

// valueChange writes the changes at depth, or returns them as one line when
// depth is 0.
func (w *yamlWriter) valueChange(depth int, c *ValueChange) string {
	if depth > 0 {
		w.line(depth, "values:")
		if c.Only != nil && len(c.Only) == 0 {
			w.line(depth+1, "only: []")
		}
		w.refs(depth+1, "only", c.Only)
		w.refs(depth+1, "remove", c.Remove)
	}
	var keys flow
	if c.Only != nil {
		keys = append(keys, "only: "+flowList(c.Only))
	}
	if len(c.Remove) > 0 {
		keys = append(keys, "remove: "+flowList(c.Remove))
	}
	for _, list := range []struct {
		key    string
		values []Value
	}{{"rename", c.Rename}, {"add", c.Add}, {"replace", c.Replace}} {
		switch {
		case list.values == nil || len(list.values) == 0 && list.key != "replace":
		case depth > 0 && len(list.values) > 0:
			w.values(depth+1, list.key, list.values)
		case depth > 0:
			w.line(depth+1, "%s: {}", list.key)
		default:
			keys = append(keys, w.values(0, list.key, list.values))
		}
	}
	return "values: " + keys.String()
}

func (f *flow) setting(key string, s Setting) {
	if s.Given() {
		f.add(key, yamlScalar(s.Text))
	}
}
