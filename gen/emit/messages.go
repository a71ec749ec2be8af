package emit

import (
	"fmt"

	. "github.com/dave/jennifer/jen" //nolint:staticcheck // the emitters read like the Go they build

	"github.com/affixgo/affix/gen/model"
)

// message emits the struct of a message, its methods and its tables.
func (e *emitter) message(f *jenFile, m *model.Message) {
	noun, protocol := "an application message", e.dict.Title()
	if m.Admin {
		noun, protocol = "a session message", e.dict.BeginString
	}
	comment(f, fmt.Sprintf("%s is message %q of %s, %s. %s",
		m.GoName, m.MsgType, protocol, noun, required(m.Struct)), m.Struct.Doc)
	fields := append([]Code{Id("Header").Id("Header")}, e.structFields(m.Struct)...)
	fields = append(fields, unknownField(), Id("Trailer").Id("Trailer"))
	f.Type().Id(m.GoName).Struct(fields...).Line().Line()

	for _, method := range methods(m) {
		comment(f, method.doc)
		f.Func().Params(Id("m").Op("*").Id(m.GoName)).Add(method.signature).Add(method.body).Line().Line()
	}

	e.layout(f, m.Struct, m.GoName, true)
	f.Var().Id(messageVar(m)).Op("=").Add(runtimeID("MessageType")).Add(lines(e.messageTable(m))).Line()
}

type method struct {
	doc       string
	signature *Statement
	body      *Statement
}

// methods are the same for every message; all but Reset and Clone only call
// package runtime.
func methods(m *model.Message) []method {
	self := func() *Statement { return Id("m") }
	call := func(name string, args ...Code) *Statement { return oneLine(Return(runtimeID(name).Call(args...))) }
	return []method{
		{fmt.Sprintf("MsgType returns %q, the value of field 35.", m.MsgType),
			Id("MsgType").Params().String(), oneLine(Return(Lit(m.MsgType)))},
		{"MarshalFIX returns the message as a complete frame, see [runtime.Marshal].",
			Id("MarshalFIX").Params().Params(Index().Byte(), Error()), call("Marshal", self())},
		{"AppendFIX appends the message as a complete frame, see [runtime.Append].",
			Id("AppendFIX").Params(Id("dst").Index().Byte()).Params(Index().Byte(), Error()), call("Append", Id("dst"), self())},
		{"UnmarshalFIX reads a complete frame, see [runtime.Unmarshal].",
			Id("UnmarshalFIX").Params(Id("data").Index().Byte()).Error(), call("Unmarshal", Id("data"), self())},
		{"MarshalJSON returns the message as JSON with field names, see [runtime.MarshalJSON].",
			Id("MarshalJSON").Params().Params(Index().Byte(), Error()), call("MarshalJSON", self())},
		{"UnmarshalJSON reads what MarshalJSON writes, see [runtime.UnmarshalJSON].",
			Id("UnmarshalJSON").Params(Id("data").Index().Byte()).Error(), call("UnmarshalJSON", Id("data"), self())},
		{"Validate reports the first thing the dictionary forbids, see [runtime.Check].",
			Id("Validate").Params().Error(), call("Check", self())},
		{"Reset makes every field absent.",
			Id("Reset").Params(), oneLine(Op("*").Id("m").Op("=").Id(m.GoName).Values())},
		{"Clone returns a copy that shares nothing that can change.",
			Id("Clone").Params().Op("*").Id(m.GoName), Block(
				Id("c").Op(":=").Op("*").Id("m"),
				runtimeID("Detach").Call(Op("&").Id("c")),
				Return(Op("&").Id("c")),
			)},
		{"String returns the message for people to read, without credentials, see [runtime.Text].",
			Id("String").Params().String(), call("Text", self())},
		{"FIXHeader returns the header, for code that serves every message of the version.",
			Id("FIXHeader").Params().Op("*").Id("Header"), oneLine(Return(Op("&").Id("m").Dot("Header")))},
		{"FIXMessage tells package runtime where the message lies.",
			Id("FIXMessage").Params().Add(runtimeID("Ref")),
			call("NewRef", Op("&").Id(messageVar(m)), Qual("unsafe", "Pointer").Call(self()))},
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
		Id("New").Op(":").Func().Params().Add(runtimeID("Message")).Add(oneLine(Return(New(Id(m.GoName))))),
	)
}
