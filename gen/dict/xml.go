package dict

import (
	"fmt"
	"strconv"
	"strings"
)

// ReadXML reads a QuickFIX XML dictionary. Name is used in positions only; src
// is not kept.
//
// It takes what real files hold: ISO-8859-1, a byte order mark, comments before
// the declaration, missing attributes and ones it does not know.
func ReadXML(name string, src []byte) (*File, error) {
	if err := checkSize(name, src); err != nil {
		return nil, err
	}
	r := &xmlReader{}
	var f *File
	if root := r.parse(name, src); root != nil {
		f = r.file(root)
	}
	if err := r.errs.Err(); err != nil {
		return nil, err
	}
	return f, nil
}

type xmlReader struct {
	errs Errors
}

func (r *xmlReader) file(root *element) *File {
	f := &File{
		Pos:         root.pos,
		Name:        root.attr("name"),
		BeginString: root.attr("beginString"),
		Major:       r.number(root, "major"),
		Minor:       r.number(root, "minor"),
		ServicePack: r.number(root, "servicepack"),
		Doc:         root.attr("doc"),
	}
	if root.name != "fix" {
		r.errs.Addf(root.pos, "", "root element <%s>: a QuickFIX dictionary begins with <fix>", root.name)
		return f
	}
	if f.BeginString == "" {
		f.BeginString = xmlBeginString(root.attr("type"), f.Major, f.Minor)
	}
	for _, e := range root.children {
		switch e.name {
		case "header":
			f.Header = r.block(e, "Header")
		case "trailer":
			f.Trailer = r.block(e, "Trailer")
		case "messages":
			for _, m := range r.sub(e, "messages", "message") {
				f.Messages = append(f.Messages, r.message(m))
			}
		case "components":
			for _, c := range r.sub(e, "components", "component") {
				f.Components = append(f.Components, r.block(c, r.nameOf(c, "")))
			}
		case "fields":
			for _, d := range r.sub(e, "fields", "field") {
				f.Fields = append(f.Fields, r.field(d))
			}
		default:
			r.unknown(e, "", "header, trailer, messages, components, fields")
		}
	}
	return f
}

// xmlBeginString derives the BeginString from the root attributes, "" if they
// do not tell. The applications of FIX 5.0 travel in FIXT.1.1.
func xmlBeginString(typ string, major, minor int) string {
	switch {
	case typ != "" && typ != "FIX" && typ != "FIXT", major == 0:
		return ""
	case typ == "FIXT":
		return fmt.Sprintf("FIXT.%d.%d", major, minor)
	case major >= 5:
		return "FIXT.1.1"
	default:
		return fmt.Sprintf("FIX.%d.%d", major, minor)
	}
}

func (r *xmlReader) field(e *element) *Field {
	f := &Field{
		Pos:    e.pos,
		Name:   r.nameOf(e, ""),
		Number: strings.TrimSpace(e.attr("number")),
		Type:   e.attr("type"),
		Enum:   e.attr("enum"),
		Length: e.attr("length"),
		GoName: e.attr("goName"),
		Doc:    e.attr("doc"),
	}
	if _, err := strconv.Atoi(f.Length); err == nil {
		f.Length = "" // some venues give a maximal length
	}
	for _, v := range r.sub(e, f.Name, "value") {
		f.Values = append(f.Values, Value{
			Pos:    v.pos,
			Value:  v.attr("enum"),
			Text:   v.attr("description"),
			GoName: v.attr("goName"),
			Doc:    v.attr("doc"),
		})
	}
	return f
}

func (r *xmlReader) message(e *element) *Message {
	m := &Message{
		Pos:     e.pos,
		Name:    r.nameOf(e, ""),
		MsgType: e.attr("msgtype"),
		MsgCat:  e.attr("msgcat"),
		GoName:  e.attr("goName"),
		Doc:     e.attr("doc"),
	}
	m.Members = r.members(e, m.Name, 0)
	return m
}

func (r *xmlReader) block(e *element, name string) *Block {
	return &Block{Pos: e.pos, Name: name, GoName: e.attr("goName"), Doc: e.attr("doc"), Members: r.members(e, name, 0)}
}

func (r *xmlReader) members(e *element, context string, depth int) []*Member {
	if depth > maxDepth {
		r.errs.Addf(e.pos, context, "groups nested deeper than %d: flatten them", maxDepth)
		return nil
	}
	members := make([]*Member, 0, len(e.children))
	for _, c := range e.children {
		m := &Member{Pos: c.pos}
		switch c.name {
		case "field":
			m.Kind = KindField
		case "group":
			m.Kind = KindGroup
		case "component":
			m.Kind = KindComponent
		default:
			r.unknown(c, context, "field, group, component")
			continue
		}
		m.Name = r.nameOf(c, context)
		m.Required = r.required(c, context+"/"+m.Name)
		if m.Kind == KindGroup {
			m.GoName, m.Doc = c.attr("goName"), c.attr("doc")
			m.Members = r.members(c, context+"/"+m.Name, depth+1)
		} else if len(c.children) > 0 && c.children[0].name != "value" {
			r.errs.Addf(c.pos, context, "%s %s has members: only a group has, write <group>", m.Kind, m.Name)
		}
		members = append(members, m)
	}
	return members
}

// required takes C (conditional) and O (optional) for N, as venues mean them.
func (r *xmlReader) required(e *element, context string) bool {
	switch text := e.attr("required"); strings.ToUpper(text) {
	case "Y":
		return true
	case "", "N", "C", "O":
		return false
	default:
		r.errs.Addf(e.pos, context, "required=%q: write Y or N", text)
		return false
	}
}

func (r *xmlReader) nameOf(e *element, context string) string {
	name := e.attr("name")
	if name == "" {
		r.errs.Addf(e.pos, context, "<%s> without a name: add the attribute", e.name)
	}
	return name
}

// number reads a small number, 0 when there is none.
func (r *xmlReader) number(e *element, attr string) int {
	text := strings.TrimSpace(e.attr(attr))
	if text == "" {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		r.errs.Addf(e.pos, "", "%s %q is not a number", attr, text)
	}
	return int(n)
}

// sub returns the children of e with the wanted name and reports the others.
func (r *xmlReader) sub(e *element, context, want string) []*element {
	list := make([]*element, 0, len(e.children))
	for _, c := range e.children {
		if c.name == want {
			list = append(list, c)
		} else {
			r.unknown(c, context, want)
		}
	}
	return list
}

func (r *xmlReader) unknown(e *element, context, known string) {
	r.errs.Addf(e.pos, context, "unknown element <%s>: the elements here are %s", e.name, known)
}
