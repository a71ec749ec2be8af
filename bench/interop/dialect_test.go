package interop_test

import (
	"context"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix42"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// dialect is a FIX version on the affix side: typed messages made of orders
// and reports, and orders and reports made of typed messages.
type dialect struct {
	name       string
	spec       string // dictionary of quickfix-go
	dictionary *runtime.Dictionary
	order      func(order) runtime.Message
	report     func(report) runtime.Message
	listen     func(*engine.Router, func(*engine.Session, order, bool) error, func(*engine.Session, report, bool) error)
}

var dialects = []dialect{
	{"FIX42", "FIX42.xml", fix42.Dictionary, order42, report42, listen42},
	{"FIX44", "FIX44.xml", fix44.Dictionary, order44, report44, listen44},
}

func number(s string) runtime.Decimal {
	if s == "" {
		return runtime.Decimal{}
	}
	return runtime.MustDecimal(s)
}

func order42(o order) runtime.Message {
	return &fix42.NewOrderSingle{
		ClOrdID: o.ClOrdID, Account: o.Account, Symbol: o.Symbol,
		HandlInst: fix42.HandlInst(o.HandlInst[0]), Side: fix42.Side(o.Side[0]), OrdType: fix42.OrdType(o.OrdType[0]),
		OrderQty: number(o.OrderQty), Price: number(o.Price), MinQty: number(o.MinQty),
		TransactTime: runtime.MustUTCTimestamp(o.TransactTime),
		TimeInForce:  fix42.TimeInForce(o.TimeInForce[0]), Text: o.Text, Currency: o.Curr,
	}
}

func order44(o order) runtime.Message {
	return &fix44.NewOrderSingle{
		ClOrdID: o.ClOrdID, Account: o.Account, Instrument: fix44.Instrument{Symbol: o.Symbol},
		HandlInst: fix44.HandlInst(o.HandlInst[0]), Side: fix44.Side(o.Side[0]), OrdType: fix44.OrdType(o.OrdType[0]),
		OrderQtyData: fix44.OrderQtyData{OrderQty: number(o.OrderQty)}, Price: number(o.Price), MinQty: number(o.MinQty),
		TransactTime: runtime.MustUTCTimestamp(o.TransactTime),
		TimeInForce:  fix44.TimeInForce(o.TimeInForce[0]), Text: o.Text, Currency: o.Curr,
	}
}

func report42(r report) runtime.Message {
	return &fix42.ExecutionReport{
		OrderID: r.OrderID, ExecID: r.ExecID, ClOrdID: r.ClOrdID, Symbol: r.Symbol,
		ExecTransType: fix42.ExecTransTypeNew,
		ExecType:      fix42.ExecType(r.ExecType[0]), OrdStatus: fix42.OrdStatus(r.OrdStatus[0]), Side: fix42.Side(r.Side[0]),
		OrderQty: number(r.OrderQty), Price: number(r.Price), LastShares: number(r.LastQty), LastPx: number(r.LastPx),
		LeavesQty: number(r.LeavesQty), CumQty: number(r.CumQty), AvgPx: number(r.AvgPx),
		TransactTime: runtime.MustUTCTimestamp(r.TransactTime), Text: r.Text,
	}
}

func report44(r report) runtime.Message {
	return &fix44.ExecutionReport{
		OrderID: r.OrderID, ExecID: r.ExecID, ClOrdID: r.ClOrdID, Instrument: fix44.Instrument{Symbol: r.Symbol},
		ExecType: fix44.ExecType(r.ExecType[0]), OrdStatus: fix44.OrdStatus(r.OrdStatus[0]), Side: fix44.Side(r.Side[0]),
		OrderQtyData: fix44.OrderQtyData{OrderQty: number(r.OrderQty)},
		Price:        number(r.Price), LastQty: number(r.LastQty), LastPx: number(r.LastPx),
		LeavesQty: number(r.LeavesQty), CumQty: number(r.CumQty), AvgPx: number(r.AvgPx),
		TransactTime: runtime.MustUTCTimestamp(r.TransactTime), Text: r.Text,
	}
}

// char returns the text of an enumeration of one character, "" if it is absent.
func char[T ~byte](c T) string {
	if c == 0 {
		return ""
	}
	return string([]byte{byte(c)})
}

func listen42(r *engine.Router, onOrder func(*engine.Session, order, bool) error, onReport func(*engine.Session, report, bool) error) {
	engine.On(r, func(_ context.Context, s *engine.Session, m *fix42.NewOrderSingle) error {
		return onOrder(s, order{
			ClOrdID: m.ClOrdID, Account: m.Account, Symbol: m.Symbol,
			HandlInst: char(m.HandlInst), Side: char(m.Side), OrdType: char(m.OrdType),
			OrderQty: m.OrderQty.String(), Price: m.Price.String(), TransactTime: m.TransactTime.String(),
			TimeInForce: char(m.TimeInForce), Text: m.Text, MinQty: m.MinQty.String(), Curr: m.Currency,
		}, m.Header.PossDupFlag.Value())
	})
	engine.On(r, func(_ context.Context, s *engine.Session, m *fix42.ExecutionReport) error {
		return onReport(s, report{
			OrderID: m.OrderID, ExecID: m.ExecID, ClOrdID: m.ClOrdID, Symbol: m.Symbol,
			ExecType: char(m.ExecType), OrdStatus: char(m.OrdStatus), Side: char(m.Side),
			OrderQty: m.OrderQty.String(), Price: m.Price.String(), LastQty: m.LastShares.String(), LastPx: m.LastPx.String(),
			LeavesQty: m.LeavesQty.String(), CumQty: m.CumQty.String(), AvgPx: m.AvgPx.String(),
			TransactTime: m.TransactTime.String(), Text: m.Text,
		}, m.Header.PossDupFlag.Value())
	})
}

func listen44(r *engine.Router, onOrder func(*engine.Session, order, bool) error, onReport func(*engine.Session, report, bool) error) {
	engine.On(r, func(_ context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
		return onOrder(s, order{
			ClOrdID: m.ClOrdID, Account: m.Account, Symbol: m.Symbol,
			HandlInst: char(m.HandlInst), Side: char(m.Side), OrdType: char(m.OrdType),
			OrderQty: m.OrderQty.String(), Price: m.Price.String(), TransactTime: m.TransactTime.String(),
			TimeInForce: char(m.TimeInForce), Text: m.Text, MinQty: m.MinQty.String(), Curr: m.Currency,
		}, m.Header.PossDupFlag.Value())
	})
	engine.On(r, func(_ context.Context, s *engine.Session, m *fix44.ExecutionReport) error {
		return onReport(s, report{
			OrderID: m.OrderID, ExecID: m.ExecID, ClOrdID: m.ClOrdID, Symbol: m.Symbol,
			ExecType: char(m.ExecType), OrdStatus: char(m.OrdStatus), Side: char(m.Side),
			OrderQty: m.OrderQty.String(), Price: m.Price.String(), LastQty: m.LastQty.String(), LastPx: m.LastPx.String(),
			LeavesQty: m.LeavesQty.String(), CumQty: m.CumQty.String(), AvgPx: m.AvgPx.String(),
			TransactTime: m.TransactTime.String(), Text: m.Text,
		}, m.Header.PossDupFlag.Value())
	})
}
