package dict

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// ReadYAML reads a dictionary in the grammar of etc/README.md. Name is used in
// positions only; src is not kept.
func ReadYAML(name string, src []byte) (*File, error) {
	if err := checkSize(name, src); err != nil {
		return nil, err
	}
	r := &yamlReader{name: name}
	var f *File
	if root := r.parse(src); root != nil {
		f = r.file(root)
	}
	return r.errs.result(f)
}

// yamlReader walks yaml.Nodes, never decoded values: YES, 01 and 1e3 must stay
// the text they are.
type yamlReader struct {
	name string
	errs Errors
}

// parse returns the root of the document, or nil after a finding.
func (r *yamlReader) parse(src []byte) *yaml.Node {
	if err := checkTokens(r.name, src, ",:-?[{\n", maxTokensYAML); err != nil {
		r.errs = append(r.errs, err)
		return nil
	}
	var doc yaml.Node
	if err := guard(func() error { return yaml.Unmarshal(src, &doc) }); err != nil {
		r.syntaxError(err)
		return nil
	}
	if len(doc.Content) == 0 {
		r.errs.Addf(EmptyFile, Pos{File: r.name, Line: 1}, "", "the file is empty: a dictionary begins with version and beginString")
		return nil
	}
	if n := findAlias(doc.Content[0]); n != nil {
		r.errs.Addf(AliasUsed, r.pos(n), "", "anchors and aliases are not supported: write the value out")
		return nil
	}
	return doc.Content[0]
}

// guard runs parse and returns its panic as an error: versions of yaml.v3 have
// panicked on crafted inputs.
func guard(parse func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("yaml: the parser gave up: %v", p)
		}
	}()
	return parse()
}

var yamlLine = regexp.MustCompile(`^yaml: (?:unmarshal errors:\s+)?line (\d+): (?s:(.*))$`)

// syntaxError turns "yaml: line 3: text" into a finding at line 3.
func (r *yamlReader) syntaxError(err error) {
	line, text := 1, strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
		text = m[2]
	}
	r.errs.Addf(SyntaxError, Pos{File: r.name, Line: line}, "", "YAML syntax error: %s", strings.TrimSpace(text))
}

// findAlias returns the first node with an anchor or an alias. A few of them
// can expand into more nodes than fit into memory, and no dictionary has any.
func findAlias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return n
	}
	for _, c := range n.Content {
		if a := findAlias(c); a != nil {
			return a
		}
	}
	return nil
}

func (r *yamlReader) file(root *yaml.Node) *File {
	f := &File{Pos: Pos{File: r.name, Line: 1}}
	for _, e := range r.entries(root, "", "the dictionary") {
		switch e.key {
		case "version":
			r.version(f, e.value)
		case "beginString":
			f.BeginString = r.text(e.value, "beginString")
		case "transport":
			f.Transport = r.text(e.value, "transport")
		case "applVerID":
			f.ApplVerID = r.text(e.value, "applVerID")
		case "name":
			f.Name = r.text(e.value, "name")
		case "doc":
			f.Doc = r.text(e.value, "doc")
		case "header":
			f.Header = r.block(e, "Header")
		case "trailer":
			f.Trailer = r.block(e, "Trailer")
		case "messages":
			for _, m := range r.entries(e.value, "messages", "a map of messages") {
				f.Messages = append(f.Messages, r.message(m))
			}
		case "components":
			for _, c := range r.entries(e.value, "components", "a map of components") {
				f.Components = append(f.Components, r.block(c, c.key))
			}
		case "fields":
			for _, d := range r.entries(e.value, "fields", "a map of fields") {
				f.Fields = append(f.Fields, r.field(d))
			}
		case "extends":
			r.errs.Addf(UnknownKey, e.pos, "", "extends: an overlay needs its base: read it with overlay.Load, and say transport in the overlay itself")
		default:
			r.unknownKey(e, "", "version", "beginString", "transport", "applVerID", "name", "doc", "header", "trailer", "messages", "components", "fields")
		}
	}
	return f
}

func (r *yamlReader) version(f *File, n *yaml.Node) {
	for _, e := range r.entries(n, "version", "a map of major, minor and servicepack") {
		switch e.key {
		case "major":
			f.Major = r.number(e, "version")
		case "minor":
			f.Minor = r.number(e, "version")
		case "servicepack":
			f.ServicePack = r.number(e, "version")
		default:
			r.unknownKey(e, "version", "major", "minor", "servicepack")
		}
	}
}

// number reads a small number: "4", 4 or 04.
func (r *yamlReader) number(e entry, context string) int {
	text := r.text(e.value, context)
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil && text != "" {
		r.errs.Repairf(NotANumber, e.pos, context, "taken as none", "%s %q is not a number", e.key, text)
	}
	return int(n)
}

func (r *yamlReader) pos(n *yaml.Node) Pos { return Pos{File: r.name, Line: n.Line} }

func (r *yamlReader) unknownKey(e entry, context string, known ...string) {
	r.errs.Repairf(UnknownKey, e.pos, context, "skipped", "unknown key %s: the keys here are %s", fmt.Sprintf("%q", e.key), strings.Join(known, ", "))
}
