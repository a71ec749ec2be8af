package dict

import "gopkg.in/yaml.v3"

// maxDepth bounds the nesting of groups; FIX Latest has seven levels.
const maxDepth = 32

// message reads
//
//	Heartbeat: {msgtype: '0', msgcat: admin, fields: {TestReqID: }}
func (r *yamlReader) message(e entry) *Message {
	m := &Message{Pos: e.pos, Name: e.key}
	for _, k := range r.entries(e.value, m.Name, "a map with msgtype and fields") {
		switch k.key {
		case "msgtype":
			m.MsgType = r.text(k.value, m.Name)
		case "msgcat":
			m.MsgCat = r.text(k.value, m.Name)
		case "name":
			m.GoName = r.text(k.value, m.Name)
		case "doc":
			m.Doc = r.text(k.value, m.Name)
		case "fields":
			m.Members = r.members(k.value, m.Name, 0)
		default:
			r.unknownKey(k, m.Name, "msgtype", "msgcat", "name", "doc", "fields")
		}
	}
	return m
}

// block reads a component, the header or the trailer: members directly below
// its name, or below "fields" when it needs a name or doc of its own.
func (r *yamlReader) block(e entry, name string) *Block {
	b := &Block{Pos: e.pos, Name: name}
	if !hasFields(e.value) {
		b.Members = r.members(e.value, name, 0)
		return b
	}
	for _, k := range r.entries(e.value, name, "a map") {
		switch k.key {
		case "name":
			b.GoName = r.text(k.value, name)
		case "doc":
			b.Doc = r.text(k.value, name)
		case "fields":
			b.Members = r.members(k.value, name, 0)
		default:
			r.unknownKey(k, name, "name", "doc", "fields")
		}
	}
	return b
}

// hasFields tells the long form of a block: no FIX field is called "fields".
func hasFields(n *yaml.Node) bool {
	if n.Kind != yaml.MappingNode {
		return false
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "fields" {
			return true
		}
	}
	return false
}

// members reads a map of members, or a list of names and one-entry maps.
func (r *yamlReader) members(n *yaml.Node, context string, depth int) []*Member {
	if depth > maxDepth {
		r.errs.Addf(TooDeep, r.pos(n), context, "groups nested deeper than %d: flatten them", maxDepth)
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		list := r.entries(n, context, "a map or list of members")
		members := make([]*Member, 0, len(list))
		for _, e := range list {
			members = append(members, r.member(e, context, depth))
		}
		return members
	}
	var members []*Member
	for _, item := range n.Content {
		switch {
		case item.Kind == yaml.ScalarNode && !isNull(item):
			members = append(members, &Member{Pos: r.pos(item), Name: item.Value})
		case item.Kind == yaml.MappingNode && len(item.Content) == 2:
			for _, e := range r.entries(item, context, "one member") {
				members = append(members, r.member(e, context, depth))
			}
		default:
			r.errs.Addf(WrongShape, r.pos(item), context, "a list item is a name or one \"Name: {...}\"")
		}
	}
	return members
}

func (r *yamlReader) member(e entry, context string, depth int) *Member {
	m := &Member{Pos: e.pos, Name: e.key}
	group := context + "/" + m.Name
	for _, k := range r.entries(e.value, group, "a map with type and required") {
		switch k.key {
		case "type":
			m.Kind = r.kind(k, group)
		case "required":
			m.Required = r.flag(k, group)
		case "name":
			m.GoName = r.text(k.value, group)
		case "doc":
			m.Doc = r.text(k.value, group)
		case "fields":
			m.Members = r.members(k.value, group, depth+1)
		default:
			r.unknownKey(k, group, "type", "required", "name", "doc", "fields")
		}
	}
	if m.Kind != KindGroup && m.Members != nil {
		r.errs.Repairf(MembersHere, m.Pos, group, "read as a group", "only a group has fields of its own: add \"type: group\"")
		m.Kind = KindGroup
	}
	if m.Kind != KindGroup && m.GoName != "" {
		r.errs.Repairf(MembersHere, m.Pos, group, "skipped", "only a group has a name here: put the name where the %s is declared", m.Kind)
		m.GoName = ""
	}
	return m
}

func (r *yamlReader) kind(e entry, context string) Kind {
	switch text := r.text(e.value, context); text {
	case "group":
		return KindGroup
	case "component":
		return KindComponent
	case "field", "":
		return KindField
	default:
		r.errs.Repairf(UnknownKind, e.pos, context, "taken as a field", "unknown type %q: a member is a field, group or component", text)
		return KindField
	}
}
