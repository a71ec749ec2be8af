package runtime_test

import (
	"strings"
	"unsafe"

	"github.com/affixgo/affix/runtime"
)

// A small version by hand, laid out as the generator does it: every test of
// the codec uses it.

type header struct {
	SenderCompID    string
	TargetCompID    string
	MsgSeqNum       runtime.Int
	PossDupFlag     runtime.Bool
	SendingTime     runtime.UTCTimestamp
	OrigSendingTime runtime.UTCTimestamp
	LastProcessed   runtime.Int
	Hops            []hop
}

type hop struct {
	HopCompID string
	Unknown   []runtime.Field
}

type trailer struct {
	Signature []byte
}

type instrument struct {
	Symbol     string
	SecurityID string
	IDSource   string
}

type party struct {
	PartyID string
	Role    runtime.Int
	Subs    []partySub
	Unknown []runtime.Field
}

type partySub struct {
	SubID   string
	SubType runtime.Int
	Unknown []runtime.Field
}

type side byte

type order struct {
	Header  header
	ClOrdID string
	Parties []party
	instrument
	Side     side
	Qty      runtime.Decimal
	Price    runtime.Decimal
	Inst     runtime.Set[side]
	When     runtime.UTCTimestamp
	Settle   runtime.LocalMktDate
	Locate   runtime.Bool
	Text     string
	RawData  []byte
	Currency string
	Unknown  []runtime.Field
	Trailer  trailer
}

func (*order) MsgType() string { return "D" }
func (o *order) Reset()        { *o = order{} }
func (o *order) FIXMessage() runtime.Ref {
	return runtime.NewRef(&messageOrder, unsafe.Pointer(o))
}
func (o *order) Clone() *order {
	c := *o
	runtime.Detach(&c)
	return &c
}

var enumSide = runtime.Enum{Name: "Side", Values: []runtime.EnumValue{
	{Value: "1", Name: "Buy"}, {Value: "2", Name: "Sell"}, {Value: "B", Name: "As defined"},
}}

// Any other currency will do as well.
var enumCurrency = runtime.Enum{Name: "Currency", Open: true, Values: []runtime.EnumValue{{Value: "USD", Name: "Dollar"}}}

var fields = []runtime.FieldDef{
	{Tag: 8, Name: "BeginString"},
	{Tag: 9, Name: "BodyLength", Kind: runtime.KindInt},
	{Tag: 10, Name: "CheckSum"},
	{Tag: 11, Name: "ClOrdID"},
	{Tag: 15, Name: "Currency", Enum: &enumCurrency},
	{Tag: 18, Name: "ExecInst", Kind: runtime.KindMultiChar, Enum: &enumSide},
	{Tag: 22, Name: "SecurityIDSource"},
	{Tag: 34, Name: "MsgSeqNum", Kind: runtime.KindInt},
	{Tag: 35, Name: "MsgType"},
	{Tag: 38, Name: "OrderQty", Kind: runtime.KindDecimal},
	{Tag: 43, Name: "PossDupFlag", Kind: runtime.KindBool},
	{Tag: 44, Name: "Price", Kind: runtime.KindDecimal, Range: &runtime.Range{Min: "-0.5", Max: "1000"}},
	{Tag: 48, Name: "SecurityID"},
	{Tag: 49, Name: "SenderCompID"},
	{Tag: 52, Name: "SendingTime", Kind: runtime.KindUTCTimestamp},
	{Tag: 54, Name: "Side", Kind: runtime.KindChar, Enum: &enumSide},
	{Tag: 55, Name: "Symbol"},
	{Tag: 56, Name: "TargetCompID"},
	{Tag: 58, Name: "Text"},
	{Tag: 60, Name: "TransactTime", Kind: runtime.KindUTCTimestamp},
	{Tag: 64, Name: "SettlDate", Kind: runtime.KindLocalMktDate},
	{Tag: 89, Name: "Signature", Kind: runtime.KindData},
	{Tag: 93, Name: "SignatureLength", Kind: runtime.KindLength, Data: 89},
	{Tag: 95, Name: "RawDataLength", Kind: runtime.KindLength, Data: 96},
	{Tag: 96, Name: "RawData", Kind: runtime.KindData},
	{Tag: 112, Name: "TestReqID"},
	{Tag: 114, Name: "LocateReqd", Kind: runtime.KindBool},
	{Tag: 122, Name: "OrigSendingTime", Kind: runtime.KindUTCTimestamp},
	{Tag: 369, Name: "LastMsgSeqNumProcessed", Kind: runtime.KindInt},
	{Tag: 448, Name: "PartyID"},
	{Tag: 452, Name: "PartyRole", Kind: runtime.KindInt},
	{Tag: 453, Name: "NoPartyIDs", Kind: runtime.KindInt},
	{Tag: 523, Name: "PartySubID"},
	{Tag: 554, Name: "Password"},
	{Tag: 627, Name: "NoHops", Kind: runtime.KindInt},
	{Tag: 628, Name: "HopCompID"},
	{Tag: 802, Name: "NoPartySubIDs", Kind: runtime.KindInt},
	{Tag: 803, Name: "PartySubIDType", Kind: runtime.KindInt},
}

var version = runtime.Version{
	Name: "TEST44", BeginString: "FIX.4.4", Fields: fields, Header: &layoutHeader, Trailer: &layoutTrailer,
}

var dictionary = &runtime.Dictionary{Version: &version, Messages: []*runtime.MessageType{&messageOrder}}

var messageOrder = runtime.MessageType{
	MsgType: "D", Name: "Order", Version: &version, Body: &layoutOrder,
	Header: unsafe.Offsetof(order{}.Header), Trailer: unsafe.Offsetof(order{}.Trailer),
	New: func() runtime.Message { return new(order) },
}

var layoutHeader = runtime.Struct{Name: "Header", Unknown: runtime.Unstored, Members: []runtime.Member{
	{Tag: 8, Offset: runtime.Unstored, Required: true},
	{Tag: 9, Offset: runtime.Unstored, Required: true},
	{Tag: 35, Offset: runtime.Unstored, Required: true},
	{Tag: 49, Offset: unsafe.Offsetof(header{}.SenderCompID), Required: true},
	{Tag: 56, Offset: unsafe.Offsetof(header{}.TargetCompID), Required: true},
	{Tag: 34, Offset: unsafe.Offsetof(header{}.MsgSeqNum), Required: true},
	{Tag: 43, Offset: unsafe.Offsetof(header{}.PossDupFlag)},
	{Tag: 52, Offset: unsafe.Offsetof(header{}.SendingTime), Required: true},
	{Tag: 122, Offset: unsafe.Offsetof(header{}.OrigSendingTime)},
	{Tag: 369, Offset: unsafe.Offsetof(header{}.LastProcessed)},
	{Tag: 627, Offset: unsafe.Offsetof(header{}.Hops), Group: &groupHop},
}}

var layoutTrailer = runtime.Struct{Name: "Trailer", Unknown: runtime.Unstored, Members: []runtime.Member{
	{Tag: 93, Offset: runtime.Unstored},
	{Tag: 89, Offset: unsafe.Offsetof(trailer{}.Signature)},
	{Tag: 10, Offset: runtime.Unstored, Required: true},
}}

var layoutInstrument = runtime.Struct{Name: "Instrument", Unknown: runtime.Unstored, Members: []runtime.Member{
	{Tag: 55, Offset: unsafe.Offsetof(instrument{}.Symbol)},
	{Tag: 48, Offset: unsafe.Offsetof(instrument{}.SecurityID)},
	{Tag: 22, Offset: unsafe.Offsetof(instrument{}.IDSource), Required: true},
}}

var layoutHop = runtime.Struct{Name: "Hop", Unknown: unsafe.Offsetof(hop{}.Unknown), Members: []runtime.Member{
	{Tag: 628, Offset: unsafe.Offsetof(hop{}.HopCompID)},
}}

var groupHop = runtime.Group{
	Entry: &layoutHop, Size: unsafe.Sizeof(hop{}), Make: runtime.MakeEntries[hop], Copy: runtime.CopyEntries[hop], Clear: runtime.ClearEntries[hop],
}

var layoutSub = runtime.Struct{Name: "PartySub", Unknown: unsafe.Offsetof(partySub{}.Unknown), Members: []runtime.Member{
	{Tag: 523, Offset: unsafe.Offsetof(partySub{}.SubID)},
	{Tag: 803, Offset: unsafe.Offsetof(partySub{}.SubType), Required: true},
}}

var groupSub = runtime.Group{
	Entry: &layoutSub, Size: unsafe.Sizeof(partySub{}),
	Make: runtime.MakeEntries[partySub], Copy: runtime.CopyEntries[partySub], Clear: runtime.ClearEntries[partySub],
}

var layoutParty = runtime.Struct{Name: "Party", Unknown: unsafe.Offsetof(party{}.Unknown), Members: []runtime.Member{
	{Tag: 448, Offset: unsafe.Offsetof(party{}.PartyID)},
	{Tag: 452, Offset: unsafe.Offsetof(party{}.Role)},
	{Tag: 802, Offset: unsafe.Offsetof(party{}.Subs), Group: &groupSub},
}}

var groupParty = runtime.Group{
	Entry: &layoutParty, Size: unsafe.Sizeof(party{}), Make: runtime.MakeEntries[party], Copy: runtime.CopyEntries[party], Clear: runtime.ClearEntries[party],
}

var layoutOrder = runtime.Struct{Name: "Order", Unknown: unsafe.Offsetof(order{}.Unknown), Members: []runtime.Member{
	{Tag: 11, Offset: unsafe.Offsetof(order{}.ClOrdID), Required: true},
	{Tag: 453, Offset: unsafe.Offsetof(order{}.Parties), Group: &groupParty},
	{Component: &layoutInstrument, Offset: unsafe.Offsetof(order{}.instrument)},
	{Tag: 54, Offset: unsafe.Offsetof(order{}.Side), Required: true},
	{Tag: 38, Offset: unsafe.Offsetof(order{}.Qty)},
	{Tag: 44, Offset: unsafe.Offsetof(order{}.Price)},
	{Tag: 18, Offset: unsafe.Offsetof(order{}.Inst)},
	{Tag: 60, Offset: unsafe.Offsetof(order{}.When)},
	{Tag: 64, Offset: unsafe.Offsetof(order{}.Settle)},
	{Tag: 114, Offset: unsafe.Offsetof(order{}.Locate)},
	{Tag: 58, Offset: unsafe.Offsetof(order{}.Text)},
	{Tag: 95, Offset: runtime.Unstored},
	{Tag: 96, Offset: unsafe.Offsetof(order{}.RawData)},
	{Tag: 15, Offset: unsafe.Offsetof(order{}.Currency)},
}}

// start is a good header, up to SendingTime.
const start = "35=D|49=A|56=B|34=2|52=20261124-10:00:00|"

// frame completes fields written with '|' for SOH.
func frame(fields string) []byte {
	b := []byte("\x01" + strings.ReplaceAll(strings.TrimSuffix(fields, "|"), "|", "\x01"))
	return runtime.AppendFrame(nil, "FIX.4.4", b)
}

func readable(b []byte) string { return strings.ReplaceAll(string(b), "\x01", "|") }
