package emit

import (
	"fmt"
	"strings"

	. "github.com/dave/jennifer/jen" //nolint:staticcheck // the emitters read like the Go they build

	"github.com/affixgo/affix/gen/model"
)

// The names of the tables; they are unexported, so no dictionary can clash
// with them.
func enumVar(e *model.Enum) string       { return "enum" + e.GoName }
func structVar(s *model.Struct) string   { return "layout" + s.GoName }
func groupVar(s *model.Struct) string    { return "group" + s.GoName }
func messageVar(m *model.Message) string { return "message" + m.GoName }

func headerDoc(d *model.Dictionary) string {
	return "Header is what every " + d.BeginString + " message begins with. BeginString (8), BodyLength (9) and\n" +
		"MsgType (35) are kept by the codec; a session fills in the CompIDs, MsgSeqNum and\nSendingTime."
}

func trailerDoc(d *model.Dictionary) string {
	return "Trailer is what every " + d.BeginString + " message ends with. CheckSum (10) is kept by the codec."
}

// components emits the shared components.
func (e *emitter) components(f *jenFile) {
	for _, s := range e.dict.Components {
		e.structType(f, s, s.GoName+" is a component: its fields stand where it is embedded. "+usedIn(e.usage.structs[s]), s.Doc)
	}
}

// groups emits the entry types of repeating groups:
//
//	var groupPartyIDsEntry = runtime.Group{
//		Entry: &layoutPartyIDsEntry,
//		Size:  unsafe.Sizeof(PartyIDsEntry{}),
//		Make:  runtime.MakeEntries[PartyIDsEntry],
//		Copy:  runtime.CopyEntries[PartyIDsEntry],
//		Clear: runtime.ClearEntries[PartyIDsEntry],
//	}
func (e *emitter) groups(f *jenFile) {
	for _, s := range e.dict.Groups {
		e.structType(f, s, fmt.Sprintf("%s is an entry of the repeating group %s (%d). Each begins with %s (%d). %s",
			s.GoName, s.Counter.Name, s.Counter.Tag, s.Delimiter.Name, s.Delimiter.Tag, usedIn(e.usage.structs[s])), s.Doc)
		f.Var().Id(groupVar(s)).Op("=").Add(runtimeID("Group")).Add(lines([]Code{
			Id("Entry").Op(":").Op("&").Id(structVar(s)),
			Id("Size").Op(":").Qual("unsafe", "Sizeof").Call(Id(s.GoName).Values()),
			Id("Make").Op(":").Add(runtimeID("MakeEntries")).Types(Id(s.GoName)),
			Id("Copy").Op(":").Add(runtimeID("CopyEntries")).Types(Id(s.GoName)),
			Id("Clear").Op(":").Add(runtimeID("ClearEntries")).Types(Id(s.GoName)),
		})).Line().Line()
	}
}

// structType emits a struct and its layout.
func (e *emitter) structType(f *jenFile, s *model.Struct, doc ...string) {
	comment(f, doc...)
	fields := e.structFields(s)
	unknown := s.Counter != nil
	if unknown {
		fields = append(fields, unknownField())
	}
	f.Type().Id(s.GoName).Struct(fields...).Line().Line()
	e.layout(f, s, s.GoName, unknown)
}

func unknownField() Code {
	return Id("Unknown").Index().Add(runtimeID("Field")).Comment("tags that the dictionary does not have here")
}

// structFields returns the fields of a Go struct, in the order of the
// dictionary, which the codec relies on.
func (e *emitter) structFields(s *model.Struct) []Code {
	var fields []Code
	for _, m := range s.Members {
		if m.Kind != model.MemberComponent && !stored(m.Field) {
			continue
		}
		fields = append(fields, e.structField(m))
	}
	return fields
}

// structField emits, for example:
//
//	ClOrdID string // 11, STRING, required
//	Parties
//	NoAllocs []AllocsEntry // 78
func (e *emitter) structField(m model.Member) Code {
	switch m.Kind {
	case model.MemberComponent:
		return Id(m.Struct.GoName)
	case model.MemberGroup:
		return Id(m.GoName).Index().Id(m.Struct.GoName).Comment(lineComment(memberNote(m)))
	}
	return Id(m.GoName).Add(goType(m.Field)).Comment(lineComment(memberNote(m)))
}

func memberNote(m model.Member) string {
	parts := []string{fmt.Sprint(m.Field.Tag)}
	if m.Field.Name != m.GoName {
		parts[0] += " " + m.Field.Name
	}
	if m.Kind == model.MemberField {
		parts = append(parts, m.Field.Type)
	}
	if m.Required {
		parts = append(parts, "required")
	}
	if m.Kind == model.MemberField && m.Field.Class == model.ClassData && m.Field.Length != nil {
		parts = append(parts, fmt.Sprintf("its length %s (%d) is kept by the codec", m.Field.Length.Name, m.Field.Length.Tag))
	}
	note := strings.Join(parts, ", ")
	if doc := gist(m.Field.Doc); doc != "" {
		note += ": " + doc
	}
	return note
}

// maxGist is how much of a field's documentation stands behind it.
const maxGist = 80

// gist returns the first sentence of a documentation, cut at a word.
func gist(doc string) string {
	doc = strings.Join(strings.Fields(clean(doc)), " ")
	if first, _, found := strings.Cut(doc, ". "); found {
		doc = first
	}
	doc = strings.TrimSuffix(doc, ".")
	if len(doc) <= maxGist {
		return doc
	}
	if at := strings.LastIndexByte(doc[:maxGist], ' '); at > 0 {
		return doc[:at] + " ..."
	}
	return "" // one word that long explains nothing
}

// stored says whether a field has a place in the struct: not the fields that
// frame a message, and not the length of a data field.
func stored(f *model.Field) bool {
	switch f.Tag {
	case 8, 9, 10, 35:
		return false
	}
	return f.Data == nil
}

// layout emits:
//
//	var layoutParties = runtime.Struct{
//		Name:    "Parties",
//		Members: []runtime.Member{
//			{Tag: 453, Offset: unsafe.Offsetof(Parties{}.NoPartyIDs), Group: &groupPartyIDsEntry},
//		},
//		Unknown: runtime.Unstored,
//	}
func (e *emitter) layout(f *jenFile, s *model.Struct, typeName string, unknown bool) {
	members := make([]Code, 0, len(s.Members))
	for _, m := range s.Members {
		members = append(members, e.layoutMember(m, typeName))
	}
	at := runtimeID("Unstored")
	if unknown {
		at = offsetOf(typeName, "Unknown")
	}
	f.Var().Id("layout" + typeName).Op("=").Add(runtimeID("Struct")).Add(lines([]Code{
		Id("Name").Op(":").Lit(s.Name),
		Id("Members").Op(":").Index().Add(runtimeID("Member")).Add(lines(members)),
		Id("Unknown").Op(":").Add(at),
	})).Line().Line()
}

func offsetOf(typeName, field string) *Statement {
	return Qual("unsafe", "Offsetof").Call(Id(typeName).Values().Dot(field))
}

func (e *emitter) layoutMember(m model.Member, typeName string) Code {
	values := make([]Code, 0, 4)
	if m.Kind == model.MemberComponent {
		values = append(values,
			Id("Component").Op(":").Op("&").Id(structVar(m.Struct)),
			Id("Offset").Op(":").Add(offsetOf(typeName, m.Struct.GoName)))
	} else {
		values = append(values, Id("Tag").Op(":").Lit(m.Field.Tag))
		if stored(m.Field) {
			values = append(values, Id("Offset").Op(":").Add(offsetOf(typeName, m.GoName)))
		} else {
			values = append(values, Id("Offset").Op(":").Add(runtimeID("Unstored")))
		}
	}
	if m.Required {
		values = append(values, Id("Required").Op(":").True())
	}
	if m.Outside {
		values = append(values, Id("Outside").Op(":").True())
	}
	if m.Kind == model.MemberGroup {
		values = append(values, Id("Group").Op(":").Op("&").Id(groupVar(m.Struct)))
	}
	return Values(values...)
}
