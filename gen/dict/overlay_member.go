package dict

import "gopkg.in/yaml.v3"

// changeKeys are the keys of a map that changes a component, the header or the
// trailer. A map with none of them lists members: no FIX field has such a name.
var changeKeys = [...]string{"rename", "name", "doc", "fields", "replace", "add", "remove", "require", "optional", "groups"}

func (r *yamlReader) messageChange(e entry) *MessageChange {
	m := &MessageChange{Pos: e.pos, Name: e.key}
	for _, k := range r.entries(e.value, m.Name, "a map of what to change") {
		switch k.key {
		case "rename":
			m.Rename = r.setting(k, m.Name)
		case "msgtype":
			m.MsgType = r.setting(k, m.Name)
		case "msgcat":
			m.MsgCat = r.setting(k, m.Name)
		case "name":
			m.GoName = r.setting(k, m.Name)
		case "doc":
			m.Doc = r.setting(k, m.Name)
		default:
			if !r.memberChange(&m.Members, k, m.Name, 0) {
				r.unknownKey(k, m.Name, append([]string{"msgtype", "msgcat"}, changeKeys[:]...)...)
			}
		}
	}
	return m
}

func (r *yamlReader) blockChange(e entry, name string) *BlockChange {
	b := &BlockChange{Pos: e.pos, Name: name}
	if !hasChangeKey(e.value) {
		b.Members.Fields = &Members{Pos: e.pos, List: r.members(e.value, name, 0)}
		return b
	}
	for _, k := range r.entries(e.value, name, "a map of what to change") {
		switch k.key {
		case "rename":
			b.Rename = r.setting(k, name)
		case "name":
			b.GoName = r.setting(k, name)
		case "doc":
			b.Doc = r.setting(k, name)
		default:
			if !r.memberChange(&b.Members, k, name, 0) {
				r.unknownKey(k, name, changeKeys[:]...)
			}
		}
	}
	return b
}

func hasChangeKey(n *yaml.Node) bool {
	if n.Kind != yaml.MappingNode {
		return false
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		for _, k := range changeKeys {
			if n.Content[i].Value == k {
				return true
			}
		}
	}
	return false
}

// memberChange reads one key and returns false if it is none of its own.
func (r *yamlReader) memberChange(c *MemberChange, k entry, context string, depth int) bool {
	switch k.key {
	case "fields":
		c.Fields = &Members{Pos: k.pos, List: r.members(k.value, context, depth)}
	case "replace":
		c.Replace = &Members{Pos: k.pos, List: r.members(k.value, context, depth)}
	case "remove":
		c.Remove = r.refs(k, context)
	case "require":
		c.Require = r.refs(k, context)
	case "optional":
		c.Optional = r.refs(k, context)
	case "add":
		c.Add = r.additions(k.value, context, depth)
	case "groups":
		if depth > maxDepth {
			r.errs.Addf(TooDeep, k.pos, context, "groups nested deeper than %d: flatten them", maxDepth)
			return true
		}
		for _, e := range r.entries(k.value, context, "a map of groups") {
			c.Groups = append(c.Groups, r.groupChange(e, context+"/"+e.key, depth+1))
		}
	default:
		return false
	}
	return true
}

func (r *yamlReader) groupChange(e entry, context string, depth int) *GroupChange {
	g := &GroupChange{Pos: e.pos, Name: e.key}
	for _, k := range r.entries(e.value, context, "a map of what to change") {
		switch k.key {
		case "name":
			g.GoName = r.setting(k, context)
		case "doc":
			g.Doc = r.setting(k, context)
		default:
			if k.key == "fields" || !r.memberChange(&g.Members, k, context, depth) {
				r.unknownKey(k, context, "name", "doc", "replace", "add", "remove", "require", "optional", "groups")
			}
		}
	}
	return g
}

// additions reads members that may say where they go:
//
//	add:
//	  RecvWindow: {after: MsgType}
func (r *yamlReader) additions(n *yaml.Node, context string, depth int) []Addition {
	var list []Addition
	add := func(e entry) {
		a := Addition{}
		e.value = r.placed(e.value, context+"/"+e.key, &a)
		a.Member = r.member(e, context, depth)
		list = append(list, a)
	}
	if n.Kind != yaml.SequenceNode {
		for _, e := range r.entries(n, context, "a map or list of members") {
			add(e)
		}
		return list
	}
	for _, item := range n.Content {
		switch {
		case item.Kind == yaml.ScalarNode && !isNull(item):
			list = append(list, Addition{Member: &Member{Pos: r.pos(item), Name: item.Value}})
		case item.Kind == yaml.MappingNode && len(item.Content) == 2:
			for _, e := range r.entries(item, context, "one member") {
				add(e)
			}
		default:
			r.errs.Addf(WrongShape, r.pos(item), context, "a list item is a name or one \"Name: {...}\"")
		}
	}
	return list
}

// placed takes after and before out of a map and returns the rest.
func (r *yamlReader) placed(n *yaml.Node, context string, a *Addition) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return n
	}
	rest := *n
	rest.Content = nil
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		ref := func() Ref { return Ref{Pos: r.pos(key), Name: r.text(value, context)} }
		switch key.Value {
		case "after":
			a.After = ref()
		case "before":
			a.Before = ref()
		default:
			rest.Content = append(rest.Content, key, value)
		}
	}
	if a.After.Name != "" && a.Before.Name != "" {
		r.errs.Addf(WrongShape, a.Before.Pos, context, "both after and before: keep one of them")
	}
	return &rest
}
