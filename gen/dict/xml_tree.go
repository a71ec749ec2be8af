package dict

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

// element is an XML element. Text is kept of documentation alone: the rest of a
// dictionary is in attributes.
type element struct {
	pos      Pos
	name     string
	attrs    []xml.Attr
	children []*element
	text     string
}

// child returns the first child of this name, or nil.
func (e *element) child(name string) *element {
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return nil
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
	if err := checkTokens(name, src, "<=", maxTokensXML); err != nil {
		r.errs = append(r.errs, err)
		return nil
	}
	d := xml.NewDecoder(bytes.NewReader(r.utf8(name, bytes.TrimPrefix(src, []byte(utf8BOM)))))
	d.CharsetReader = charsetReader
	d.Entity = xml.HTMLEntity
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
				r.errs.Addf(UnknownFormat, pos, "", "a second root element <%s>: a file holds one dictionary", e.name)
				return nil
			default:
				root = e
			}
			if stack = append(stack, e); len(stack) > maxElements {
				r.errs.Addf(TooDeep, pos, "", "elements nested deeper than %d: flatten the groups", maxElements)
				return nil
			}
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if n := len(stack); n > 0 && stack[n-1].name == "documentation" {
				stack[n-1].text += string(t)
			}
		}
	}
	if root == nil {
		r.errs.Addf(EmptyFile, Pos{File: name, Line: 1}, "", "the file is empty: a dictionary begins with <fix>")
	}
	return root
}

func (r *xmlReader) xmlError(pos Pos, err error) {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		r.errs.Addf(SyntaxError, Pos{File: pos.File, Line: syntax.Line}, "", "XML syntax error: %s", syntax.Msg)
		return
	}
	r.errs.Addf(Unreadable, pos, "", "XML: %s", strings.TrimPrefix(err.Error(), "xml: "))
}

var declaredEncoding = regexp.MustCompile(`^<\?xml[^>]*encoding\s*=`)

// utf8 returns src as UTF-8 where it claims to be that and is not: such files
// are ISO-8859-1.
func (r *xmlReader) utf8(name string, src []byte) []byte {
	if utf8.Valid(src) {
		return src
	}
	head := src[:min(len(src), 1<<12)]
	if at := bytes.Index(head, []byte("<?xml")); at >= 0 && declaredEncoding.Match(head[at:]) &&
		!bytes.Contains(bytes.ToLower(head[at:]), []byte("utf-8")) {
		return src // the decoder asks charsetReader
	}
	line := 1
	for rest := src; len(rest) > 0; {
		c, n := utf8.DecodeRune(rest)
		if c == utf8.RuneError && n == 1 {
			break
		}
		if c == '\n' {
			line++
		}
		rest = rest[n:]
	}
	r.errs.Repairf(Unreadable, Pos{File: name, Line: line}, "", "read as ISO-8859-1", "bytes that are not UTF-8: save the file as UTF-8, or declare its encoding")
	out, _ := io.ReadAll(&latin1Reader{in: bytes.NewReader(src)}) // a bytes.Reader does not fail
	return out
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
