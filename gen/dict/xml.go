package dict

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// ReadXML reads a dictionary in QuickFIX XML or FIX Orchestra. Name is used in
// positions only; src is not kept.
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
		switch root.name {
		case "fix":
			f = r.file(root)
		case "repository":
			f = r.repository(root)
		default:
			r.errs.Addf(UnknownFormat, root.pos, "", "root element <%s>: a QuickFIX dictionary begins with <fix>, FIX Orchestra with <repository>", root.name)
		}
	}
	return r.errs.result(f)
}

type xmlReader struct {
	errs Errors
	orch *orchestra // nil for QuickFIX XML
}

func (r *xmlReader) file(root *element) *File {
	f := &File{
		Pos:         root.pos,
		Name:        root.attr("name"),
		BeginString: root.attr("beginString"),
		Major:       r.number(root, "major"),
		Minor:       r.number(root, "minor"),
		ServicePack: r.number(root, "servicepack"),
		Transport:   root.attr("transport"),
		ApplVerID:   root.attr("applVerID"),
		Doc:         root.attr("doc"),
	}
	if v := root.attr("version"); v != "" && root.attr("major") == "" {
		f.Major, f.Minor, f.ServicePack = versionOf(v)
	}
	if f.BeginString == "" {
		f.BeginString = xmlBeginString(root.attr("type"), f.Major, f.Minor)
	}
	for _, e := range root.children {
		switch r.spelling(e, "header", "trailer", "messages", "components", "fields") {
		case "header":
			f.Header = r.block(e, "Header")
		case "trailer":
			f.Trailer = r.block(e, "Trailer")
		case "messages":
			for _, m := range r.sub(e, "messages", "message") {
				if msg := r.message(m); msg.Name != "" {
					f.Messages = append(f.Messages, msg)
				}
			}
		case "components":
			for _, c := range r.sub(e, "components", "component") {
				if block := r.block(c, r.nameOf(c, "")); block.Name != "" {
					f.Components = append(f.Components, block)
				}
			}
		case "fields":
			for _, d := range r.sub(e, "fields", "field") {
				if field := r.field(d); field.Name != "" {
					f.Fields = append(f.Fields, field)
				}
			}
		default:
			r.unknown(e, "", "header, trailer, messages, components, fields")
		}
	}
	return f
}

// xmlBeginString derives the BeginString from the root attributes as QuickFIX
// does, "" if they do not tell. The applications of FIX 5.0 travel in FIXT.1.1.
func xmlBeginString(typ string, major, minor int) string {
	if typ == "" {
		typ = "FIX"
	}
	switch {
	case !typeForm.MatchString(typ) || major == 0:
		return ""
	case typ == "FIX" && major == 5:
		return "FIXT.1.1"
	default:
		return fmt.Sprintf("%s.%d.%d", typ, major, minor)
	}
}

var (
	typeForm    = regexp.MustCompile(`^FIX[A-Z]?$`)
	versionForm = regexp.MustCompile(`(?i)^FIXT?\.(\d{1,3})\.(\d{1,3})(?:\.?SP(\d{1,2}))?`)
)

// versionOf reads FIX.5.0.SP2, and the FIX.5.0SP2_EP247 of Orchestra.
func versionOf(text string) (major, minor, servicePack int) {
	if m := versionForm.FindStringSubmatch(text); m != nil {
		major, _ = strconv.Atoi(m[1]) // digits, by the form
		minor, _ = strconv.Atoi(m[2])
		servicePack, _ = strconv.Atoi(m[3])
	}
	return major, minor, servicePack
}

func (r *xmlReader) field(e *element) *Field {
	f := &Field{
		Pos:    e.pos,
		Name:   r.nameOf(e, ""),
		Number: strings.TrimSpace(e.attr("number")),
		Type:   e.attr("type"),
		Enum:   e.attr("enum"),
		Open:   openText(strings.EqualFold(e.attr("allowOtherValues"), "true") || e.attr("allowOtherValues") == "Y"),
		Length: e.attr("length"),
		Range:  e.attr("range"),
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
	if typ := e.attr("type"); m.MsgType == "" && typ != "" {
		m.MsgType = typ
		r.errs.Repairf(MisspeltElement, e.pos, m.Name, "read as msgtype", "attribute type=%q: write msgtype", typ)
	}
	m.Members = r.members(e, m.Name, 0)
	return m
}

func (r *xmlReader) block(e *element, name string) *Block {
	return &Block{Pos: e.pos, Name: name, GoName: e.attr("goName"), Doc: e.attr("doc"), Members: r.members(e, name, 0)}
}

func (r *xmlReader) members(e *element, context string, depth int) []*Member {
	if depth > maxDepth {
		r.errs.Addf(TooDeep, e.pos, context, "groups nested deeper than %d: flatten them", maxDepth)
		return nil
	}
	members := make([]*Member, 0, len(e.children))
	for _, c := range e.children {
		m := &Member{Pos: c.pos}
		switch r.spelling(c, "field", "group", "component") {
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
		if m.Name = r.nameOf(c, context); m.Name == "" {
			continue
		}
		m.Required = r.required(c, context+"/"+m.Name)
		r.below(c, m, context, depth)
		members = append(members, m)
	}
	return members
}

// below reads what stands in a member: the members of a group, by rights.
func (r *xmlReader) below(e *element, m *Member, context string, depth int) {
	path := context + "/" + m.Name
	switch {
	case m.Kind == KindGroup:
		m.GoName, m.Doc = e.attr("goName"), e.attr("doc")
		m.Members = r.members(e, path, depth+1)
	case len(e.children) == 0:
	case e.children[0].name == "value":
		r.errs.Repairf(UnknownKey, e.children[0].pos, path, "skipped", "values at a reference: list them where the field is declared")
	case m.Kind == KindField:
		r.errs.Repairf(MembersHere, e.pos, context, "read as a group", "field %s has members: only a group has, write <group>", m.Name)
		m.Kind = KindGroup
		m.Members = r.members(e, path, depth+1)
	default:
		r.errs.Repairf(MembersHere, e.pos, context, "skipped", "component %s has members: only a group has, write <group>", m.Name)
	}
}

// required takes C (conditional) and O (optional) for N, as venues mean them.
func (r *xmlReader) required(e *element, context string) bool {
	switch text := e.attr("required"); strings.ToUpper(strings.TrimSpace(text)) {
	case "Y":
		return true
	case "", "N", "C", "O":
		return false
	default:
		r.errs.Repairf(BadFlag, e.pos, context, "taken as N", "required=%q: write Y or N", text)
		return false
	}
}

func (r *xmlReader) nameOf(e *element, context string) string {
	name := strings.TrimSpace(e.attr("name"))
	if name == "" {
		r.errs.Repairf(NameMissing, e.pos, context, "left out", "<%s> without a name: add the attribute", e.name)
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
		r.errs.Repairf(NotANumber, e.pos, "", "taken as none", "%s %q is not a number", attr, text)
		return 0
	}
	return int(n)
}

// sub returns the children of e with the wanted name and reports the others.
func (r *xmlReader) sub(e *element, context, want string) []*element {
	list := make([]*element, 0, len(e.children))
	for _, c := range e.children {
		if r.spelling(c, want) == want {
			list = append(list, c)
		} else {
			r.unknown(c, context, want)
		}
	}
	return list
}

func (r *xmlReader) unknown(e *element, context, known string) {
	if strings.EqualFold(e.name, "anyFields") {
		r.errs.Repairf(AnyFields, e.pos, context, "skipped", "element <%s>: remove it, unknown tags are kept or rejected by the policy at run time", e.name)
		return
	}
	r.errs.Repairf(UnknownKey, e.pos, context, "skipped", "unknown element <%s>: the elements here are %s", e.name, known)
}
