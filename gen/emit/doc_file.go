package emit

import (
	"fmt"

	"github.com/affixgo/affix/gen/model"
)

// packageDoc is what pkg.go.dev shows first.
func (e *emitter) packageDoc() []string {
	doc := []string{fmt.Sprintf("Package %s has the messages of %s as Go structs.", e.pkg, e.dict.Title()), ""}
	for _, text := range []string{
		"Fields that are zero are absent. A component is embedded, a repeating group is a slice; an " +
			"empty slice that is not nil is a group with an explicit count of zero. The comment behind a " +
			"field gives its tag and its FIX type, and says whether it is required.",
		fmt.Sprintf("The package is generated from %s; package runtime does the work.", e.dict.Source),
	} {
		doc = append(doc, wrap(text)...)
	}
	return append(doc, e.example()...)
}

// example shows a message there and back:
//
//	order := &fix44.NewOrderSingle{
//		ClOrdID: "A1",
//		Side:    fix44.SideBuy,
//	}
//	frame, err := order.MarshalFIX() // 8=FIX.4.4|9=...
//
// It sets what can be set without knowing the dictionary: texts, and the first
// value of enumerated fields.
func (e *emitter) example() []string {
	m := exampleMessage(e.dict)
	if m == nil {
		return nil
	}
	literals := e.exampleFields(m.Struct)
	if len(literals) == 0 {
		return nil
	}
	doc := []string{"", "A message there and back:", "", fmt.Sprintf("\tm := &%s.%s{", e.pkg, m.GoName)}
	longest := 0
	for _, l := range literals {
		longest = max(longest, len(l.name))
	}
	for _, l := range literals {
		doc = append(doc, fmt.Sprintf("\t\t%-*s %s,", longest+1, l.name+":", l.value))
	}
	return append(doc,
		"\t}",
		fmt.Sprintf("\tframe, err := m.MarshalFIX() // 8=%s|9=...|35=%s|...", e.dict.BeginString, m.MsgType),
		"\t...",
		fmt.Sprintf("\tvar got %s.%s", e.pkg, m.GoName),
		"\terr = got.UnmarshalFIX(frame)",
		"\t...",
		"\tfmt.Println(&got) // "+m.Name+"{...}")
}

// exampleMessage is NewOrderSingle, else the first message of the application.
func exampleMessage(d *model.Dictionary) *model.Message {
	var first *model.Message
	for _, m := range d.Messages {
		if m.MsgType == "D" {
			return m
		}
		if first == nil && !m.Admin {
			first = m
		}
	}
	return first
}

// maxExample is how many fields the example sets.
const maxExample = 3

// literal is a field of a struct literal.
type literal struct{ name, value string }

// exampleFields returns literals for some fields of a message, required ones
// first.
func (e *emitter) exampleFields(s *model.Struct) []literal {
	var literals []literal
	for _, want := range []bool{true, false} {
		for _, m := range s.Members {
			if len(literals) == maxExample || !want && len(literals) > 0 {
				return literals
			}
			if m.Kind != model.MemberField || m.Required != want || !stored(m.Field) {
				continue
			}
			if value := e.exampleValue(m.Field); value != "" {
				literals = append(literals, literal{m.GoName, value})
			}
		}
	}
	return literals
}

func (e *emitter) exampleValue(f *model.Field) string {
	switch {
	case f.Class == model.ClassMultiChar || f.Class == model.ClassMultiString:
		return ""
	case f.Enum != nil:
		return e.pkg + "." + f.Enum.Values[0].GoName
	case f.Class == model.ClassString:
		return `"A1"`
	}
	return ""
}
