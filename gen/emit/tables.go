package emit

import (
	. "github.com/dave/jennifer/jen" //nolint:staticcheck // the emitters read like the Go they build

	"github.com/affixgo/affix/gen/model"
)

func (e *emitter) doc(*jenFile) {}

// dictionary emits:
//
//	// Dictionary is FIX.4.4 as sessions need it.
//	var Dictionary = &runtime.Dictionary{Version: &version, Messages: …}
//
//	var version = runtime.Version{Name: "FIX44", BeginString: "FIX.4.4", …}
func (e *emitter) dictionary(f *jenFile) {
	messages := make([]Code, len(e.dict.Messages))
	for i, m := range e.dict.Messages {
		messages[i] = Op("&").Id(messageVar(m))
	}
	comment(f, "Dictionary is "+e.dict.Title()+" as a session needs it.")
	f.Var().Id("Dictionary").Op("=").Op("&").Add(runtimeID("Dictionary")).Add(lines([]Code{
		Id("Version").Op(":").Op("&").Id("version"),
		Id("Messages").Op(":").Index().Op("*").Add(runtimeID("MessageType")).Add(lines(messages)),
	})).Line().Line()
	version := []Code{
		Id("Name").Op(":").Lit(e.dict.Name),
		Id("BeginString").Op(":").Lit(e.dict.BeginString),
	}
	if e.dict.ApplVerID != "" {
		version = append(version, Id("ApplVerID").Op(":").Lit(e.dict.ApplVerID))
	}
	f.Var().Id("version").Op("=").Add(runtimeID("Version")).Add(lines(append(version,
		Id("Fields").Op(":").Id("fields"),
		Id("Header").Op(":").Op("&").Id(structVar(e.dict.Header)),
		Id("Trailer").Op(":").Op("&").Id(structVar(e.dict.Trailer)),
	))).Line()
}

// fields emits the table of all fields, by tag:
//
//	{Tag: 54, Name: "Side", Kind: runtime.KindChar, Enum: &enumSide},
//	{Tag: 205, Name: "MaturityDay", Kind: runtime.KindInt, Range: &runtime.Range{Min: "1", Max: "31"}},
func (e *emitter) fields(f *jenFile) {
	rows := make([]Code, len(e.dict.Fields))
	for i, field := range e.dict.Fields {
		rows[i] = fieldRow(field)
	}
	f.Var().Id("fields").Op("=").Index().Add(runtimeID("FieldDef")).Add(lines(rows)).Line()
}

// rangeEnds leaves an open end out.
func rangeEnds(r *model.Range) []Code {
	var ends []Code
	if r.Min != "" {
		ends = append(ends, Id("Min").Op(":").Lit(r.Min))
	}
	if r.Max != "" {
		ends = append(ends, Id("Max").Op(":").Lit(r.Max))
	}
	return ends
}

func fieldRow(f *model.Field) Code {
	row := []Code{Id("Tag").Op(":").Lit(f.Tag), Id("Name").Op(":").Lit(f.Name)}
	if k := kind(f); k != "KindString" {
		row = append(row, Id("Kind").Op(":").Add(runtimeID(k)))
	}
	if f.Enum != nil {
		row = append(row, Id("Enum").Op(":").Op("&").Id(enumVar(f.Enum)))
	}
	if f.Data != nil {
		row = append(row, Id("Data").Op(":").Lit(f.Data.Tag))
	}
	if f.Range != nil {
		row = append(row, Id("Range").Op(":").Op("&").Add(runtimeID("Range")).Values(rangeEnds(f.Range)...))
	}
	return Values(row...)
}
