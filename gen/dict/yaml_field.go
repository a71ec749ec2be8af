package dict

import "gopkg.in/yaml.v3"

// field reads
//
//	Side: {number: 54, type: CHAR, values: {'1': Buy, '2': Sell}}
func (r *yamlReader) field(e entry) *Field {
	f := &Field{Pos: e.pos, Name: e.key}
	for _, k := range r.entries(e.value, f.Name, "a map with number and type") {
		switch k.key {
		case "number":
			f.Number = r.text(k.value, f.Name)
		case "type":
			f.Type = r.text(k.value, f.Name)
		case "values":
			f.Values = r.values(f.Name, k.value)
		case "enum":
			f.Enum = r.text(k.value, f.Name)
		case "open":
			f.Open = openText(r.flag(k, f.Name))
		case "length":
			f.Length = r.text(k.value, f.Name)
		case "range":
			f.Range = r.text(k.value, f.Name)
		case "name":
			f.GoName = r.text(k.value, f.Name)
		case "doc":
			f.Doc = r.text(k.value, f.Name)
		default:
			r.unknownKey(k, f.Name, "number", "type", "values", "enum", "open", "length", "range", "name", "doc")
		}
	}
	return f
}

// values reads a map of values, or a list of maps of one entry: a value that
// stands twice needs that.
func (r *yamlReader) values(context string, n *yaml.Node) []Value {
	var values []Value
	list := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		list = n.Content
	}
	for _, item := range list {
		if n.Kind == yaml.SequenceNode && (item.Kind != yaml.MappingNode || len(item.Content) != 2) {
			r.errs.Addf(WrongShape, r.pos(item), context, "a list item is one \"'1': text\"")
			continue
		}
		values = append(values, r.valueMap(context, item)...)
	}
	return values
}

func (r *yamlReader) valueMap(context string, n *yaml.Node) []Value {
	var values []Value
	for _, e := range r.entries(n, context, "a map of values") {
		v := Value{Pos: e.pos, Value: e.key}
		if e.value.Kind != yaml.MappingNode {
			v.Text = r.text(e.value, context)
			values = append(values, v)
			continue
		}
		for _, k := range r.entries(e.value, context, "text or a map") {
			switch k.key {
			case "text":
				v.Text = r.text(k.value, context)
			case "name":
				v.GoName = r.text(k.value, context)
			case "doc":
				v.Doc = r.text(k.value, context)
			default:
				r.unknownKey(k, context, "text", "name", "doc")
			}
		}
		values = append(values, v)
	}
	return values
}

// openText is how the tree holds "open".
func openText(open bool) string {
	if open {
		return "true"
	}
	return ""
}
