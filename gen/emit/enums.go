package emit

import (
	"fmt"

	. "github.com/dave/jennifer/jen" //nolint:staticcheck // the emitters read like the Go they build

	"github.com/affixgo/affix/gen/model"
)

func (e *emitter) enums(f *jenFile) {
	for _, enum := range e.dict.Enums {
		e.enum(f, enum)
	}
}

// enum emits:
//
//	// Side is the value of field 54 (CHAR).
//	type Side byte
//
//	// The values of Side.
//	const (
//		SideBuy Side = '1' // Buy
//	)
//
//	// String returns the name of the value, or the value if it has none.
//	func (v Side) String() string { return enumSide.CharText(byte(v)) }
//
//	// Valid reports whether the dictionary has the value.
//	func (v Side) Valid() bool { return enumSide.HasChar(byte(v)) }
//
//	var enumSide = runtime.Enum{…}
func (e *emitter) enum(f *jenFile, enum *model.Enum) {
	name := enum.GoName
	comment(f, fmt.Sprintf("%s is %s of field %d, %s (%s).", name, valueNoun(enum), enum.Field.Tag, enum.Field.Name, enum.Field.Type))
	if enum.Field.Doc != "" {
		comment(f, enum.Field.Doc)
	}
	char := enum.Class == model.ClassChar
	f.Type().Id(name)
	if char {
		f.Byte()
	} else {
		f.String()
	}
	f.Line().Line()

	comment(f, "The values of "+name+".")
	f.Const().DefsFunc(func(g *Group) {
		for _, v := range enum.Values {
			literal := Lit(v.Value)
			if char {
				literal = LitRune(rune(v.Value[0]))
			}
			g.Id(v.GoName).Id(name).Op("=").Add(literal).Comment(valueNote(v))
		}
	}).Line().Line()

	text, valid, plain := "Text", "Contains", String()
	if char {
		text, valid, plain = "CharText", "HasChar", Byte()
	}
	comment(f, "String returns the name of the value, or the value itself if the dictionary lacks it.")
	f.Func().Params(Id("v").Id(name)).Id("String").Params().String().Block(
		Return(Id(enumVar(enum)).Dot(text).Call(plain.Clone().Call(Id("v"))))).Line().Line()
	comment(f, "Valid reports whether the dictionary has the value.")
	f.Func().Params(Id("v").Id(name)).Id("Valid").Params().Bool().Block(
		Return(Id(enumVar(enum)).Dot(valid).Call(plain.Clone().Call(Id("v"))))).Line().Line()

	values := make([]Code, len(enum.Values))
	for i, v := range enum.Values {
		values[i] = Values(Id("Value").Op(":").Lit(v.Value), Id("Name").Op(":").Lit(v.Name))
	}
	f.Var().Id(enumVar(enum)).Op("=").Add(runtimeID("Enum")).Values(
		Id("Name").Op(":").Lit(enum.Field.Name),
		Id("Values").Op(":").Index().Add(runtimeID("EnumValue")).Add(lines(values)),
	).Line().Line()
}

func valueNoun(enum *model.Enum) string {
	if enum.Class == model.ClassMultiChar || enum.Class == model.ClassMultiString {
		return "one of the values"
	}
	return "the value"
}

func valueNote(v model.EnumValue) string {
	if v.Doc != "" {
		return v.Doc
	}
	return v.Name
}
