package dict

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// element is an XML element without its text: dictionaries have attributes
// only.
type element struct {
	pos      Pos
	name     string
	attrs    []xml.Attr
	children []*element
}

func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// maxElements bounds the nesting of elements.
const maxElements = maxDepth + 8

// parse returns the root element, or nil after a finding.
func (r *xmlReader) parse(name string, src []byte) *element {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(src, []byte(utf8BOM))))
	d.CharsetReader = charsetReader
	var root *element
	var stack []*element
	for {
		line, _ := d.InputPos()
		pos := Pos{File: name, Line: line}
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.xmlError(pos, err)
			return nil
		}
		switch t := tok.(type) {
		case xml.StartElement:
			e := &element{pos: pos, name: t.Name.Local, attrs: t.Attr}
			switch {
			case len(stack) > 0:
				top := stack[len(stack)-1]
				top.children = append(top.children, e)
			case root != nil:
				r.errs.Addf(pos, "", "a second root element <%s>: a file holds one dictionary", e.name)
				return nil
			default:
				root = e
			}
			if stack = append(stack, e); len(stack) > maxElements {
				r.errs.Addf(pos, "", "elements nested deeper than %d: flatten the groups", maxElements)
				return nil
			}
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		}
	}
	if root == nil {
		r.errs.Addf(Pos{File: name, Line: 1}, "", "the file is empty: a dictionary begins with <fix>")
	}
	return root
}

func (r *xmlReader) xmlError(pos Pos, err error) {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		r.errs.Addf(Pos{File: pos.File, Line: syntax.Line}, "", "XML syntax error: %s", syntax.Msg)
		return
	}
	r.errs.Addf(pos, "", "XML: %s", strings.TrimPrefix(err.Error(), "xml: "))
}

// charsetReader converts the encodings that dictionaries declare to UTF-8.
func charsetReader(charset string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(charset) {
	case "iso-8859-1", "iso8859-1", "latin1", "windows-1252", "us-ascii", "ascii":
		return &latin1Reader{in: in}, nil
	case "utf8":
		return in, nil
	}
	return nil, fmt.Errorf("encoding %q: save the file as UTF-8", charset)
}

// latin1Reader converts ISO-8859-1, whose bytes are the first 256 code points.
type latin1Reader struct {
	in   io.Reader
	rest []byte // converted, not yet read
	buf  [512]byte
}

// Read implements io.Reader.
func (l *latin1Reader) Read(dst []byte) (int, error) {
	if len(l.rest) == 0 {
		n, err := l.in.Read(l.buf[:])
		if n == 0 {
			return 0, err
		}
		l.rest = l.rest[:0]
		for _, c := range l.buf[:n] {
			l.rest = utf8.AppendRune(l.rest, rune(c))
		}
	}
	n := copy(dst, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}
