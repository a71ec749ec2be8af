package show

import (
	"github.com/affixgo/affix/gen/model"
)

// Entry is a field, a message or a component: one of the three is set.
type Entry struct {
	Field     *Field     `json:"field,omitempty"`
	Message   *Message   `json:"message,omitempty"`
	Component *Component `json:"component,omitempty"`
}

// Field is a field of a dictionary and where it is used.
type Field struct {
	Tag      int     `json:"tag"`
	Name     string  `json:"name"`
	GoName   string  `json:"goName"`
	Type     string  `json:"type"`
	Doc      string  `json:"doc,omitempty"`
	At       string  `json:"at"`               // file and line
	Length   string  `json:"length,omitempty"` // the length field of a DATA field
	Range    string  `json:"range,omitempty"`  // "1..31"
	Measures string  `json:"measures,omitempty"`
	Values   []Value `json:"values,omitempty"`
	Uses     []Use   `json:"uses"`
}

// Value is a value of a field. GoName is empty where the field has no
// enumerated type.
type Value struct {
	Value  string `json:"value"`
	Text   string `json:"text"`
	GoName string `json:"goName,omitempty"`
	Doc    string `json:"doc,omitempty"`
}

// Use is a place where something is a member.
type Use struct {
	Where    string `json:"where"` // "NewOrderSingle/NoAllocs"
	MsgType  string `json:"msgType,omitempty"`
	Kind     string `json:"kind"` // message, component, header, trailer
	Required bool   `json:"required"`
}

// Message is a message of a dictionary.
type Message struct {
	Name     string   `json:"name"`
	MsgType  string   `json:"msgType"`
	Category string   `json:"category"` // admin, app
	GoName   string   `json:"goName"`
	Doc      string   `json:"doc,omitempty"`
	At       string   `json:"at"`
	Members  []Member `json:"members"`
}

// Component is a component of a dictionary and where it is used. The header and
// the trailer are components that every message uses.
type Component struct {
	Name    string   `json:"name"`
	GoName  string   `json:"goName"`
	Doc     string   `json:"doc,omitempty"`
	At      string   `json:"at"`
	Members []Member `json:"members"`
	Uses    []Use    `json:"uses"`
	// Everywhere is set for the header and the trailer.
	Everywhere bool `json:"everywhere,omitempty"`
}

// Member is a member with its own members.
type Member struct {
	Kind     string   `json:"kind"` // field, group, component
	Name     string   `json:"name"`
	Tag      int      `json:"tag,omitempty"` // not of a component
	Type     string   `json:"type,omitempty"`
	GoName   string   `json:"goName"`
	Required bool     `json:"required"`
	First    bool     `json:"first,omitempty"` // every entry of the group begins with it
	Members  []Member `json:"members,omitempty"`
}

func newField(d *model.Dictionary, f *model.Field) *Field {
	e := &Field{Tag: f.Tag, Name: f.Name, GoName: f.GoName, Type: f.Type, Doc: f.Doc, At: f.Pos.String(), Uses: []Use{}}
	if f.Range != nil {
		e.Range = f.Range.String()
	}
	if f.Length != nil {
		e.Length = f.Length.Name
	}
	if f.Data != nil {
		e.Measures = f.Data.Name
	}
	for _, v := range f.Values {
		value := Value{Value: v.Value, Text: v.Name, Doc: v.Doc}
		if f.Enum != nil {
			value.GoName = v.GoName
		}
		e.Values = append(e.Values, value)
	}
	uses(d, func(m model.Member) bool { return m.Field == f }, &e.Uses)
	return e
}

func newMessage(m *model.Message) *Message {
	e := &Message{Name: m.Name, MsgType: m.MsgType, Category: "app", GoName: m.GoName, Doc: m.Struct.Doc, At: m.Struct.Pos.String(), Members: members(m.Struct)}
	if m.Admin {
		e.Category = "admin"
	}
	return e
}

func newComponent(d *model.Dictionary, s *model.Struct) *Component {
	e := &Component{Name: s.Name, GoName: s.GoName, Doc: s.Doc, At: s.Pos.String(), Members: members(s), Uses: []Use{}}
	e.Everywhere = s == d.Header || s == d.Trailer
	uses(d, func(m model.Member) bool { return m.Kind == model.MemberComponent && m.Struct == s }, &e.Uses)
	return e
}

func members(s *model.Struct) []Member {
	list := make([]Member, 0, len(s.Members))
	for _, m := range s.Members {
		e := Member{Kind: m.Kind.String(), GoName: m.GoName, Required: m.Required}
		if m.Field != nil {
			e.Name, e.Tag, e.Type = m.Field.Name, m.Field.Tag, m.Field.Type
		} else {
			e.Name = m.Struct.Name
		}
		if m.Struct != nil {
			e.Members = members(m.Struct)
		}
		if m.Kind == model.MemberGroup {
			markFirst(e.Members, m.Struct.Delimiter.Tag)
		}
		list = append(list, e)
	}
	return list
}

// markFirst marks the field that entries begin with; it may stand in a
// component.
func markFirst(list []Member, tag int) {
	for i := range list {
		if list[i].Kind == "component" {
			markFirst(list[i].Members, tag)
		}
		if list[i].Tag == tag {
			list[i].First = true
			return
		}
	}
}

// uses appends the places where a member is wanted: in the header, the trailer,
// the components and the messages, and in their groups.
func uses(d *model.Dictionary, wanted func(model.Member) bool, list *[]Use) {
	var walk func(s *model.Struct, u Use)
	walk = func(s *model.Struct, u Use) {
		for _, m := range s.Members {
			if wanted(m) {
				u.Required = m.Required
				*list = append(*list, u)
			}
			if m.Kind == model.MemberGroup {
				inner := u
				inner.Where += "/" + m.Field.Name
				walk(m.Struct, inner)
			}
		}
	}
	walk(d.Header, Use{Where: "Header", Kind: "header"})
	for _, m := range d.Messages {
		walk(m.Struct, Use{Where: m.Name, MsgType: m.MsgType, Kind: "message"})
	}
	for _, s := range d.Components {
		walk(s, Use{Where: s.Name, Kind: "component"})
	}
	walk(d.Trailer, Use{Where: "Trailer", Kind: "trailer"})
}
