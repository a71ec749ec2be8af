package dict

import (
	"bytes"

	"gopkg.in/yaml.v3"
)

// ReadOverlay reads an overlay in the grammar of docs/dictionary-tools.md. Name
// is used in positions only; src is not kept.
func ReadOverlay(name string, src []byte) (*Overlay, error) {
	if err := checkSize(name, src); err != nil {
		return nil, err
	}
	r := &yamlReader{name: name}
	var o *Overlay
	if root := r.parse(src); root != nil {
		o = r.overlay(root)
	}
	if err := r.errs.Err(); err != nil {
		return nil, err
	}
	return o, nil
}

// IsOverlay reports whether src is YAML that extends another dictionary.
func IsOverlay(src []byte) bool {
	if len(src) > MaxSize || looksLikeXML("", src) || !bytes.Contains(src, []byte("extends")) {
		return false
	}
	r := &yamlReader{}
	root := r.parse(src)
	if root == nil || root.Kind != yaml.MappingNode {
		return false
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == "extends" {
			return true
		}
	}
	return false
}

func (r *yamlReader) overlay(root *yaml.Node) *Overlay {
	o := &Overlay{Pos: Pos{File: r.name, Line: 1}}
	for _, e := range r.entries(root, "", "the overlay") {
		switch e.key {
		case "extends":
			o.Extends = r.setting(e, "")
		case "name":
			o.Name = r.setting(e, "")
		case "beginString":
			o.BeginString = r.setting(e, "")
		case "doc":
			o.Doc = r.setting(e, "")
		case "transport":
			o.Transport = r.setting(e, "")
		case "applVerID":
			o.ApplVerID = r.setting(e, "")
		case "version":
			var f File
			r.version(&f, e.value)
			o.Version = &Version{Pos: e.pos, Major: f.Major, Minor: f.Minor, ServicePack: f.ServicePack}
		case "header":
			o.Header = r.blockChange(e, "Header")
		case "trailer":
			o.Trailer = r.blockChange(e, "Trailer")
		case "messages":
			o.Messages = section(r, e.value, "messages", r.messageChange)
		case "components":
			o.Components = section(r, e.value, "components", func(e entry) *BlockChange { return r.blockChange(e, e.key) })
		case "fields":
			o.Fields = section(r, e.value, "fields", r.fieldChange)
		default:
			r.unknownKey(e, "", "extends", "version", "beginString", "name", "transport", "applVerID", "doc", "header", "trailer", "messages", "components", "fields")
		}
	}
	if o.Extends.Text == "" && len(r.errs) == 0 {
		r.errs.Addf(BaseMissing, o.Pos, "", "extends names no dictionary: give the path of one, or a name such as FIX44")
	}
	return o
}

// section reads
//
//	messages: {only: [Logon, NewOrderSingle], remove: [News], Heartbeat: {...}}
//
// A message that is itself called only or remove is told by its map.
func section[T any](r *yamlReader, n *yaml.Node, context string, change func(entry) T) Section[T] {
	var s Section[T]
	for _, e := range r.entries(n, context, "a map of "+context) {
		switch {
		case e.key == "only" && e.value.Kind != yaml.MappingNode:
			s.Only = r.refs(e, context)
		case e.key == "remove" && e.value.Kind != yaml.MappingNode:
			s.Remove = r.refs(e, context)
		default:
			s.Changes = append(s.Changes, change(e))
		}
	}
	return s
}

func (r *yamlReader) setting(e entry, context string) Setting {
	return Setting{Pos: e.pos, Text: r.text(e.value, context)}
}

// refs reads a list of names, never nil; a single name will do.
func (r *yamlReader) refs(e entry, context string) []Ref {
	list := []Ref{}
	items := e.value.Content
	switch {
	case isNull(e.value):
		return list
	case e.value.Kind == yaml.ScalarNode:
		items = []*yaml.Node{e.value}
	case e.value.Kind != yaml.SequenceNode:
		r.errs.Addf(WrongShape, r.pos(e.value), context, "%s where a list of names is wanted", kindName(e.value))
		return list
	}
	first := make(map[string]bool)
	for _, item := range items {
		name := r.text(item, context)
		switch {
		case name == "":
			r.errs.Addf(NameMissing, r.pos(item), context, "%s: an empty name: remove it", e.key)
		case first[name]:
			r.errs.Addf(DuplicateKey, r.pos(item), context, "%s lists %s twice: remove one of them", e.key, name)
		default:
			first[name] = true
			list = append(list, Ref{Pos: r.pos(item), Name: name})
		}
	}
	return list
}

// fieldChange reads a field as [yamlReader.field] does, with changes of values
// and a new name.
func (r *yamlReader) fieldChange(e entry) *FieldChange {
	f := &FieldChange{Pos: e.pos, Name: e.key}
	for _, k := range r.entries(e.value, f.Name, "a map of what to change") {
		switch k.key {
		case "rename":
			f.Rename = r.setting(k, f.Name)
		case "number":
			f.Number = r.setting(k, f.Name)
		case "type":
			f.Type = r.setting(k, f.Name)
		case "values":
			if isValueChange(k.value) {
				f.Change = r.valueChange(k, f.Name)
			} else {
				f.Values = r.values(f.Name, k.value)
			}
		case "enum":
			f.Enum = r.setting(k, f.Name)
		case "open":
			f.Open = Setting{Pos: k.pos, Text: openText(r.flag(k, f.Name))}
		case "length":
			f.Length = r.setting(k, f.Name)
		case "range":
			f.Range = r.setting(k, f.Name)
		case "name":
			f.GoName = r.setting(k, f.Name)
		case "doc":
			f.Doc = r.setting(k, f.Name)
		default:
			r.unknownKey(k, f.Name, "rename", "number", "type", "values", "enum", "open", "length", "range", "name", "doc")
		}
	}
	return f
}

// isValueChange tells {add: {...}, remove: [...]} from values that happen to be
// called so: those have texts.
func isValueChange(n *yaml.Node) bool {
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 {
		return false
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		kind := n.Content[i+1].Kind
		switch n.Content[i].Value {
		case "only", "remove":
			if kind != yaml.SequenceNode {
				return false
			}
		case "add", "rename", "replace":
			if kind != yaml.MappingNode && kind != yaml.SequenceNode {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func (r *yamlReader) valueChange(e entry, context string) *ValueChange {
	c := &ValueChange{Pos: e.pos}
	for _, k := range r.entries(e.value, context, "a map of changes") {
		switch k.key {
		case "only":
			c.Only = r.refs(k, context)
		case "remove":
			c.Remove = r.refs(k, context)
		case "rename":
			c.Rename = r.values(context, k.value)
		case "add":
			c.Add = r.values(context, k.value)
		case "replace":
			c.Replace = append([]Value{}, r.values(context, k.value)...)
		}
	}
	if c.Replace != nil && (c.Only != nil || c.Remove != nil || c.Rename != nil || c.Add != nil) {
		r.errs.Addf(WrongShape, e.pos, context, "replace gives all values anew: leave out the other changes")
	}
	return c
}
