package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

const (
	// maxFile is the largest file that is read, in bytes.
	maxFile = 16 << 20
	// maxNodes bounds what aliases can blow a file up to.
	maxNodes = 4 << 20
)

// parse returns the root of the one document in data, nil after a problem.
func (r *reader) parse(data []byte) *yaml.Node {
	if len(data) > maxFile {
		r.problem(0, "", fmt.Sprintf("the file has %d bytes", len(data)), fmt.Sprintf("keep it below %d", maxFile))
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	if err := guard(func() error { return dec.Decode(&doc) }); err != nil {
		if errors.Is(err, io.EOF) {
			r.problem(0, "", "the file is empty", "write sessions:, and below it a list of sessions")
			return nil
		}
		r.syntax(err)
		return nil
	}
	if err := guard(func() error { return dec.Decode(&more) }); err == nil {
		r.problem(more.Line, "", "a second document", "one file is one document: leave out the --- line")
	} else if !errors.Is(err, io.EOF) {
		r.syntax(err)
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

var yamlLine = regexp.MustCompile(`^yaml: (?:unmarshal errors:\s+)?(?:line (\d+): )?(?s:(.*))$`)

// syntax reports "yaml: line 3: text" at line 3.
func (r *reader) syntax(err error) {
	line, text := 1, err.Error()
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			line = n
		}
		text = strings.TrimSpace(m[2])
	}
	r.problem(line, "", "not YAML: "+text, "look at this line and the one before: indentation, quotes, colons")
}

// entry is one "key: value" of a map.
type entry struct {
	line  int
	key   string
	value *yaml.Node
}

// entries returns the entries of a map in order, those merged with << behind
// its own. Null has none; anything else but a map is a problem.
func (r *reader) entries(n *yaml.Node, key, want string) []entry {
	n = r.resolve(n)
	if isNull(n) {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.problem(n.Line, key, fmt.Sprintf("%s where %s is wanted", nodeName(n), want), "")
		return nil
	}
	var list []entry
	var merged []*yaml.Node
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := r.resolve(n.Content[i])
		switch line, again := first[k.Value]; {
		case k.Kind != yaml.ScalarNode:
			r.problem(k.Line, key, nodeName(k)+" as a key", "a key is plain text")
		case k.Tag == "!!merge":
			merged = append(merged, n.Content[i+1])
		case again:
			r.problem(k.Line, join(key, k.Value), fmt.Sprintf("given twice, first in line %d", line), "remove one of them")
		default:
			first[k.Value] = k.Line
			list = append(list, entry{k.Line, k.Value, n.Content[i+1]})
		}
	}
	for _, m := range merged {
		list = r.merge(list, first, m, key)
	}
	return list
}

// merge adds what << names and the map does not have itself.
func (r *reader) merge(list []entry, have map[string]int, from *yaml.Node, key string) []entry {
	from = r.resolve(from)
	sources := []*yaml.Node{from}
	if from.Kind == yaml.SequenceNode {
		sources = from.Content
	}
	if r.depth++; r.depth > 100 {
		r.problem(from.Line, key, "<< within << without end", "")
		return list
	}
	defer func() { r.depth-- }()
	for _, s := range sources {
		for _, e := range r.entries(s, key, "a map to merge") {
			if _, ok := have[e.key]; !ok {
				have[e.key] = e.line
				list = append(list, e)
			}
		}
	}
	return list
}

// items returns the items of a list; null has none, and a single value is a
// list of one.
func (r *reader) items(n *yaml.Node) []*yaml.Node {
	n = r.resolve(n)
	switch {
	case isNull(n):
		return nil
	case n.Kind == yaml.SequenceNode:
		return n.Content
	}
	return []*yaml.Node{n}
}

// resolve follows aliases, and counts what is looked at.
func (r *reader) resolve(n *yaml.Node) *yaml.Node {
	if r.visits++; r.visits > maxNodes {
		if r.visits == maxNodes+1 {
			r.problem(n.Line, "", "aliases blow the file up beyond all measure", "write the values out")
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: n.Line}
	}
	for i := 0; n.Kind == yaml.AliasNode && n.Alias != nil && i < 100; i++ {
		n = n.Alias
	}
	return n
}

// isNull tells an empty value and null from quoted text.
func isNull(n *yaml.Node) bool {
	return n.Kind == 0 || n.Kind == yaml.ScalarNode && n.Tag == "!!null"
}

func nodeName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a map"
	case yaml.SequenceNode:
		return "a list"
	case yaml.ScalarNode:
		return "text"
	}
	return "an alias"
}

// join makes the key of something inside of something.
func join(key, name string) string {
	if key == "" {
		return name
	}
	return key + "." + name
}
