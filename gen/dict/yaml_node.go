package dict

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// entry is one "key: value" of a YAML map.
type entry struct {
	pos   Pos
	key   string
	value *yaml.Node
}

// entries returns the entries of a map in order. Null and {} have none. Keys
// given twice, and anything but a map, are findings.
func (r *yamlReader) entries(n *yaml.Node, context, want string) []entry {
	if isNull(n) {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.errs.Addf(WrongShape, r.pos(n), context, "%s where %s is wanted", kindName(n), want)
		return nil
	}
	list := make([]entry, 0, len(n.Content)/2)
	first := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if k.Kind != yaml.ScalarNode {
			r.errs.Addf(WrongShape, r.pos(k), context, "%s as a key: a key is plain text", kindName(k))
			continue
		}
		if line, ok := first[k.Value]; ok {
			r.errs.Repairf(DuplicateKey, r.pos(k), context, "the first one is kept", "duplicate key %q, first at line %d: remove one of them", k.Value, line)
			continue
		}
		first[k.Value] = k.Line
		list = append(list, entry{pos: r.pos(k), key: k.Value, value: n.Content[i+1]})
	}
	return list
}

// text returns the raw text of a scalar; null is empty.
func (r *yamlReader) text(n *yaml.Node, context string) string {
	if n.Kind != yaml.ScalarNode {
		r.errs.Addf(WrongShape, r.pos(n), context, "%s where text is wanted", kindName(n))
		return ""
	}
	if isNull(n) {
		return ""
	}
	return n.Value
}

// flag reads a boolean in any of the spellings of YAML 1.1.
func (r *yamlReader) flag(e entry, context string) bool {
	text := r.text(e.value, context)
	switch strings.ToLower(text) {
	case "true", "yes", "y", "on":
		return true
	case "", "false", "no", "n", "off":
		return false
	}
	r.errs.Repairf(BadFlag, e.pos, context, "taken as no", "%s %q: write true or false", e.key, text)
	return false
}

// isNull tells an empty value and null from quoted text.
func isNull(n *yaml.Node) bool {
	return n.Kind == 0 || n.Kind == yaml.ScalarNode && n.Tag == "!!null"
}

func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a map"
	case yaml.SequenceNode:
		return "a list"
	case yaml.ScalarNode:
		return "text"
	default:
		return "an alias"
	}
}
