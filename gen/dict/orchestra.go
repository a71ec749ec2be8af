package dict

import (
	"strings"
)

// orchestra is what the references of a FIX Orchestra file are resolved with:
// it refers by number, where the tree refers by name.
type orchestra struct {
	fields     map[string]string // name by tag
	components map[string]string // name by id
	groups     map[string]string // name by id
	codeSets   map[string]*element
	sharers    map[string]string // name of the field that declares the values of a code set
}

// The components that are the header and the trailer.
const (
	orchestraHeader  = "StandardHeader"
	orchestraTrailer = "StandardTrailer"
)

// repository reads a FIX Orchestra file (fixr:repository). A group of
// Orchestra is a component that holds one group; a code set stands at the field
// that bears its name, or the first one, and the others share its values.
// Pedigree (added, updated, deprecated) is not read.
func (r *xmlReader) repository(root *element) *File {
	f := &File{Pos: root.pos}
	name := root.attr("name")
	f.Major, f.Minor, f.ServicePack = versionOf(root.attr("version"))
	switch {
	case strings.HasPrefix(strings.ToUpper(name), "FIXT"):
		f.Major, f.Minor, f.ServicePack = 1, 1, 0
		f.BeginString = "FIXT.1.1"
	case strings.Contains(root.attr("version")+name, "Latest"):
		f.Major, f.Minor, f.ServicePack = 5, 0, 2
		f.BeginString, f.Name = "FIXT.1.1", "FIXLatest"
	default:
		f.BeginString = xmlBeginString("FIX", f.Major, f.Minor)
	}
	sections := make(map[string][]*element)
	for _, e := range root.children {
		sections[e.name] = append(sections[e.name], e.children...)
	}
	r.orch = &orchestra{
		fields:     names(sections["fields"]),
		components: names(sections["components"]),
		groups:     names(sections["groups"]),
		codeSets:   make(map[string]*element),
		sharers:    make(map[string]string),
	}
	r.codeSets(sections)
	for _, e := range r.named(sections["fields"], "field") {
		f.Fields = append(f.Fields, r.orchField(e))
	}
	for _, e := range r.named(sections["components"], "component") {
		b := &Block{Pos: e.pos, Name: e.attr("name"), Doc: synopsis(e)}
		b.Members = r.refs(e, b.Name)
		switch b.Name {
		case orchestraHeader:
			f.Header = b
			b.Name = "Header"
		case orchestraTrailer:
			f.Trailer = b
			b.Name = "Trailer"
		default:
			f.Components = append(f.Components, b)
		}
	}
	for _, e := range r.named(sections["groups"], "group") {
		if b := r.orchGroup(e); b != nil {
			f.Components = append(f.Components, b)
		}
	}
	for _, e := range r.named(sections["messages"], "message") {
		if m := r.orchMessage(e); m != nil {
			f.Messages = append(f.Messages, m)
		}
	}
	return f
}

// named returns the elements of this name that bear a name themselves.
func (r *xmlReader) named(list []*element, want string) []*element {
	var out []*element
	for _, e := range list {
		if e.name == want && r.nameOf(e, "") != "" {
			out = append(out, e)
		}
	}
	return out
}

// names maps id to name.
func names(list []*element) map[string]string {
	byID := make(map[string]string, len(list))
	for _, e := range list {
		if id := e.attr("id"); byID[id] == "" {
			byID[id] = e.attr("name")
		}
	}
	return byID
}

// codeSets finds the field that declares the values of each set.
func (r *xmlReader) codeSets(sections map[string][]*element) {
	o := r.orch
	for _, e := range sections["codeSets"] {
		if name := e.attr("name"); e.name == "codeSet" && o.codeSets[name] == nil {
			o.codeSets[name] = e
		}
	}
	for _, e := range sections["fields"] {
		set, name := e.attr("type"), e.attr("name")
		if o.codeSets[set] == nil {
			continue
		}
		if o.sharers[set] == "" || name == strings.TrimSuffix(set, "CodeSet") {
			o.sharers[set] = name
		}
	}
}

func (r *xmlReader) orchField(e *element) *Field {
	f := &Field{Pos: e.pos, Name: e.attr("name"), Number: e.attr("id"), Type: e.attr("type"), Doc: synopsis(e)}
	if id := e.attr("lengthId"); id != "" {
		f.Length = r.orch.fields[id]
	}
	set := r.orch.codeSets[f.Type]
	if set == nil {
		return f
	}
	if sharer := r.orch.sharers[f.Type]; sharer != f.Name && len(set.children) > 0 {
		f.Enum, f.Type = sharer, set.attr("type")
		return f
	}
	f.Type = set.attr("type")
	for _, c := range set.children {
		if c.name != "code" {
			continue
		}
		v := Value{Pos: c.pos, Value: c.attr("value"), Text: c.attr("name")}
		if doc := synopsis(c); words(doc) != words(v.Text) {
			v.Doc = doc
		}
		f.Values = append(f.Values, v)
	}
	return f
}

// words is text without what a name drops.
func words(text string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, strings.ToLower(text))
}

// orchGroup makes the component that holds the group.
func (r *xmlReader) orchGroup(e *element) *Block {
	b := &Block{Pos: e.pos, Name: e.attr("name"), Doc: synopsis(e)}
	counter := e.child("numInGroup")
	if counter == nil {
		r.errs.Repairf(EmptyGroup, e.pos, b.Name, "left out", "group without a counter: add numInGroup")
		return nil
	}
	name, ok := r.orch.fields[counter.attr("id")]
	if !ok {
		r.errs.Repairf(UnknownField, counter.pos, b.Name, "left out", "unknown field, id %q: declare it under fields or correct the id", counter.attr("id"))
		return nil
	}
	b.Members = []*Member{{Pos: counter.pos, Kind: KindGroup, Name: name, Members: r.refs(e, b.Name)}}
	return b
}

func (r *xmlReader) orchMessage(e *element) *Message {
	m := &Message{Pos: e.pos, Name: e.attr("name"), MsgType: e.attr("msgType"), MsgCat: "app", Doc: synopsis(e)}
	if e.attr("category") == "Session" {
		m.MsgCat = "admin"
	}
	if scenario := e.attr("scenario"); scenario != "" && scenario != "base" {
		r.errs.Repairf(MessageTwice, e.pos, m.Name, "left out", "scenario %q: a message is generated from its base scenario", scenario)
		return nil
	}
	if body := e.child("structure"); body != nil {
		m.Members = r.refs(body, m.Name)
	}
	return m
}

// refs reads references. Those to the header and trailer are left out: every
// message has both. A forbidden one is none.
func (r *xmlReader) refs(e *element, context string) []*Member {
	members := make([]*Member, 0, len(e.children))
	for _, c := range e.children {
		m := &Member{Pos: c.pos, Required: c.attr("presence") == "required"}
		var known map[string]string
		code := UnknownComponent
		switch c.name {
		case "fieldRef":
			known, code = r.orch.fields, UnknownField
		case "componentRef":
			m.Kind, known = KindComponent, r.orch.components
		case "groupRef":
			m.Kind, known = KindComponent, r.orch.groups
		default: // numInGroup, annotation
			continue
		}
		id := c.attr("id")
		m.Name = known[id]
		if m.Name == "" {
			kind := strings.TrimSuffix(c.name, "Ref")
			r.errs.Repairf(code, c.pos, context, "left out", "unknown %s, id %q: declare it under %ss or correct the id", kind, id, kind)
			continue
		}
		if c.attr("presence") == "forbidden" || m.Kind == KindComponent && (m.Name == orchestraHeader || m.Name == orchestraTrailer) {
			continue
		}
		members = append(members, m)
	}
	return members
}

// synopsis is the first paragraph of the documentation of e, on one line.
func synopsis(e *element) string {
	a := e.child("annotation")
	if a == nil {
		return ""
	}
	for _, d := range a.children {
		if p := d.attr("purpose"); d.name == "documentation" && (p == "" || p == "SYNOPSIS") {
			first, _, _ := strings.Cut(strings.TrimSpace(d.text), "\n\n")
			return strings.Join(strings.Fields(first), " ")
		}
	}
	return ""
}
