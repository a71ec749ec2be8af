package emit

import (
	"fmt"

	. "github.com/dave/jennifer/jen" //nolint:staticcheck // the emitters read like the Go they build

	"github.com/affixgo/affix/gen/model"
)

// message emits the struct of a message, its methods and its tables.
func (e *emitter) message(f *jenFile, m *model.Message) {
	noun := "an application message"
	if m.Admin {
		noun = "a session message"
	}
	comment(f, fmt.Sprintf("%s is message %q of %s, %s.", m.GoName, m.MsgType, e.dict.BeginString, noun))
	if m.Struct.Doc != "" {
		comment(f, m.Struct.Doc)
	}
	fields := append([]Code{Id("Header").Id("Header")}, e.structFields(m.Struct)...)
	fields = append(fields, unknownField(), Id("Trailer").Id("Trailer"))
	f.Type().Id(m.GoName).Struct(fields...).Line().Line()

	for _, method := range methods(m) {
		comment(f, method.doc)
		f.Func().Params(Id("m").Op("*").Id(m.GoName)).Add(method.signature).Block(method.body...).Line().Line()
	}

	e.layout(f, m.Struct, m.GoName, true)
	f.Var().Id(messageVar(m)).Op("=").Add(runtimeID("MessageType")).Add(lines(e.messageTable(m))).Line()
}

type method struct {
	doc       string
	signature *Statement
	body      []Code
}

// methods are the same for every message; all but Reset and Clone only call
// package runtime.
func methods(m *model.Message) []method {
	self := func() *Statement { return Id("m") }
	return []method{
		{"MsgType returns " + fmt.Sprintf("%q", m.MsgType) + ", the value of field 35.",
			Id("MsgType").Params().String(), []Code{Return(Lit(m.MsgType))}},
		{"MarshalFIX returns the message as a complete frame, see [runtime.Marshal].",
			Id("MarshalFIX").Params().Params(Index().Byte(), Error()), []Code{Return(runtimeID("Marshal").Call(self()))}},
		{"AppendFIX appends the message as a complete frame, see [runtime.Append].",
			Id("AppendFIX").Params(Id("dst").Index().Byte()).Params(Index().Byte(), Error()),
			[]Code{Return(runtimeID("Append").Call(Id("dst"), self()))}},
		{"UnmarshalFIX reads a complete frame, see [runtime.Unmarshal].",
			Id("UnmarshalFIX").Params(Id("data").Index().Byte()).Error(),
			[]Code{Return(runtimeID("Unmarshal").Call(Id("data"), self()))}},
		{"Validate reports the first thing the dictionary forbids, see [runtime.Check].",
			Id("Validate").Params().Error(), []Code{Return(runtimeID("Check").Call(self()))}},
		{"Reset makes every field absent.",
			Id("Reset").Params(), []Code{Op("*").Id("m").Op("=").Id(m.GoName).Values()}},
		{"Clone returns a copy that shares nothing that can change.",
			Id("Clone").Params().Op("*").Id(m.GoName), []Code{
				Id("c").Op(":=").Op("*").Id("m"),
				runtimeID("Detach").Call(Op("&").Id("c")),
				Return(Op("&").Id("c")),
			}},
		{"String returns the message for people to read, without credentials.",
			Id("String").Params().String(), []Code{Return(runtimeID("Text").Call(self()))}},
		{"FIXMessage tells package runtime where the message lies.",
			Id("FIXMessage").Params().Add(runtimeID("Ref")), []Code{
				Return(runtimeID("NewRef").Call(Op("&").Id(messageVar(m)), Qual("unsafe", "Pointer").Call(self())))}},
	}
}

// messageTable emits the fields of:
//
//	var messageNewOrderSingle = runtime.MessageType{
//		MsgType: "D",
//		Name:    "NewOrderSingle",
//		Version: &version,
//		Body:    &layoutNewOrderSingle,
//		Header:  unsafe.Offsetof(NewOrderSingle{}.Header),
//		Trailer: unsafe.Offsetof(NewOrderSingle{}.Trailer),
//		New:     func() runtime.Message { return new(NewOrderSingle) },
//	}
func (e *emitter) messageTable(m *model.Message) []Code {
	table := []Code{
		Id("MsgType").Op(":").Lit(m.MsgType),
		Id("Name").Op(":").Lit(m.Name),
	}
	if m.Admin {
		table = append(table, Id("Admin").Op(":").True())
	}
	return append(table,
		Id("Version").Op(":").Op("&").Id("version"),
		Id("Body").Op(":").Op("&").Id("layout"+m.GoName),
		Id("Header").Op(":").Add(offsetOf(m.GoName, "Header")),
		Id("Trailer").Op(":").Add(offsetOf(m.GoName, "Trailer")),
		Id("New").Op(":").Func().Params().Add(runtimeID("Message")).Block(Return(New(Id(m.GoName)))),
	)
}
