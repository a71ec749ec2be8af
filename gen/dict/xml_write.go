package dict

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// WriteXML returns f as a QuickFIX XML dictionary. What that form cannot say is
// kept in attributes of our own, which other readers ignore: goName, doc,
// length, enum (on a field), beginString and name (on the root).
func WriteXML(f *File) []byte {
	w := &xmlWriter{}
	w.buf.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
	typ := "FIX"
	if strings.HasPrefix(f.BeginString, "FIXT") && f.Major < 5 {
		typ = "FIXT"
	}
	begin := f.BeginString
	if begin == xmlBeginString(typ, f.Major, f.Minor) {
		begin = ""
	}
	w.open("fix", "type", typ, "major", strconv.Itoa(f.Major), "minor", strconv.Itoa(f.Minor),
		"servicepack", strconv.Itoa(f.ServicePack), "?beginString", begin, "?transport", f.Transport, "?applVerID", f.ApplVerID,
		"?name", f.Name, "?doc", f.Doc)
	w.envelope("header", f.Header)
	w.envelope("trailer", f.Trailer)
	w.open("messages")
	for _, m := range f.Messages {
		w.open("message", "name", m.Name, "msgtype", m.MsgType, "?msgcat", m.MsgCat, "?goName", m.GoName, "?doc", m.Doc)
		w.members(m.Members)
		w.close("message")
	}
	w.close("messages")
	w.open("components")
	for _, c := range f.Components {
		w.open("component", "name", c.Name, "?goName", c.GoName, "?doc", c.Doc)
		w.members(c.Members)
		w.close("component")
	}
	w.close("components")
	w.open("fields")
	for _, d := range f.Fields {
		w.field(d)
	}
	w.close("fields")
	w.close("fix")
	return w.buf.Bytes()
}

type xmlWriter struct {
	buf     bytes.Buffer
	depth   int
	started int // length after the last start tag
}

func (w *xmlWriter) envelope(name string, b *Block) {
	if b == nil {
		b = &Block{}
	}
	w.open(name, "?goName", b.GoName, "?doc", b.Doc)
	w.members(b.Members)
	w.close(name)
}

func (w *xmlWriter) members(list []*Member) {
	for _, m := range list {
		required := "N"
		if m.Required {
			required = "Y"
		}
		w.open(m.Kind.String(), "name", m.Name, "required", required, "?goName", m.GoName, "?doc", m.Doc)
		w.members(m.Members)
		w.close(m.Kind.String())
	}
}

func (w *xmlWriter) field(f *Field) {
	w.open("field", "number", f.Number, "name", f.Name, "type", f.Type, "?enum", f.Enum, "?allowOtherValues", f.Open, "?length", f.Length, "?range", f.Range, "?goName", f.GoName, "?doc", f.Doc)
	for _, v := range f.Values {
		w.open("value", "enum", v.Value, "description", v.Text, "?goName", v.GoName, "?doc", v.Doc)
		w.close("value")
	}
	w.close("field")
}

// open writes a start tag. An attribute whose name begins with "?" is left out
// when it is empty.
func (w *xmlWriter) open(name string, attrs ...string) {
	fmt.Fprintf(&w.buf, "%*s<%s", w.depth, "", name)
	for i := 0; i+1 < len(attrs); i += 2 {
		key, optional := strings.CutPrefix(attrs[i], "?")
		if optional && attrs[i+1] == "" {
			continue
		}
		fmt.Fprintf(&w.buf, " %s='", key)
		_ = xml.EscapeText(&w.buf, []byte(attrs[i+1])) // a Buffer does not fail
		w.buf.WriteByte('\'')
	}
	w.buf.WriteString(">\n")
	w.started = w.buf.Len()
	w.depth++
}

// close writes an end tag, or makes an empty element of a start tag that
// nothing followed.
func (w *xmlWriter) close(name string) {
	w.depth--
	if w.buf.Len() == w.started {
		w.buf.Truncate(w.buf.Len() - len(">\n"))
		w.buf.WriteString("/>\n")
		return
	}
	fmt.Fprintf(&w.buf, "%*s</%s>\n", w.depth, "", name)
}
