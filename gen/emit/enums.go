package emit

import (
	"fmt"
	"strings"

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
//	// Side is the value of field 54, Side (CHAR). Used in [NewOrderSingle].
//	type Side byte
//
//	// The values of Side.
//	const (
//		SideBuy Side = '1' // Buy
//	)
//
//	// ParseSide returns the value that s is or names, see [runtime.ParseEnum].
//	func ParseSide(s string) (Side, error) { return runtime.ParseEnum[Side](&enumSide, s) }
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
	users, sharing := e.enumUsers(enum)
	also := ""
	if len(sharing) > 0 {
		also = " and of " + listFields(sharing)
	}
	comment(f, fmt.Sprintf("%s is %s of field %d, %s (%s)%s. %s",
		name, valueNoun(enum), enum.Field.Tag, enum.Field.Name, enum.Field.Type, also, usedIn(users)), enum.Field.Doc)
	char := enum.Class == model.ClassChar
	f.Type().Id(name)
	if char {
		f.Byte()
	} else {
		f.String()
	}
	f.Line().Line()

	comment(f, "The values of "+name+".")
	first := make(map[string]string, len(enum.Values))
	f.Const().DefsFunc(func(g *Group) {
		for _, v := range enum.Values {
			note := valueNote(v)
			if v.Alias {
				note += ", the same as " + first[v.Value]
			} else {
				first[v.Value] = v.GoName
			}
			literal := Lit(v.Value)
			if char {
				literal = LitRune(rune(v.Value[0]))
			}
			g.Id(v.GoName).Id(name).Op("=").Add(literal).Comment(lineComment(note))
		}
	}).Line().Line()

	text, valid, plain := "Text", "Contains", String()
	if char {
		text, valid, plain = "CharText", "HasChar", Byte()
	}
	comment(f, "Parse"+name+" returns the value that s is or names, see [runtime.ParseEnum].")
	f.Func().Id("Parse"+name).Params(Id("s").String()).Params(Id(name), Error()).Add(oneLine(
		Return(runtimeID("ParseEnum").Types(Id(name)).Call(Op("&").Id(enumVar(enum)), Id("s"))))).Line().Line()
	comment(f, "String returns the name of the value, or the value itself if the dictionary lacks it.")
	f.Func().Params(Id("v").Id(name)).Id("String").Params().String().Add(oneLine(
		Return(Id(enumVar(enum)).Dot(text).Call(plain.Clone().Call(Id("v")))))).Line().Line()
	comment(f, "Valid reports whether the dictionary has the value.")
	f.Func().Params(Id("v").Id(name)).Id("Valid").Params().Bool().Add(oneLine(
		Return(Id(enumVar(enum)).Dot(valid).Call(plain.Clone().Call(Id("v")))))).Line().Line()

	values := make([]Code, 0, len(enum.Values))
	for _, v := range enum.Values {
		if !v.Alias {
			values = append(values, enumRow(enum, v))
		}
	}
	table := []Code{Id("Name").Op(":").Lit(enum.Field.Name)}
	if enum.Open {
		table = append(table, Id("Open").Op(":").True())
	}
	table = append(table, Id("Values").Op(":").Index().Add(runtimeID("EnumValue")).Add(lines(values)))
	f.Var().Id(enumVar(enum)).Op("=").Add(runtimeID("Enum")).Values(table...).Line().Line()
}

// enumRow emits the value, its name, and what its constant is called if that
// cannot be told from the name:
//
//	{Value: "1", Name: "Buy"},
func enumRow(enum *model.Enum, v model.EnumValue) Code {
	row := []Code{Id("Value").Op(":").Lit(v.Value), Id("Name").Op(":").Lit(v.Name)}
	if ident := strings.TrimPrefix(v.GoName, enum.Field.GoName); fold(ident) != fold(v.Name) {
		row = append(row, Id("Ident").Op(":").Lit(ident))
	}
	return Values(row...)
}

// fold is what runtime.ParseEnum leaves of a name.
func fold(name string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, name))
}

func valueNoun(enum *model.Enum) string {
	if enum.Class == model.ClassMultiChar || enum.Class == model.ClassMultiString {
		return "one of the values"
	}
	return "the value"
}

func valueNote(v model.EnumValue) string {
	if doc := gist(v.Doc); doc != "" {
		return v.Name + ": " + doc
	}
	return v.Name
}
