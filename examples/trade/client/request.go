package client

import (
	"fmt"
	"time"

	"github.com/affixgo/affix/examples/trade/script"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// clOrdID is unique over all runs: R3-0042 is line 42 of run 3.
func clOrdID(run, id int) string { return fmt.Sprintf("R%d-%04d", run, id) }

// closeID is the ClOrdID of a cancel that no line asks for.
func closeID(run, n int) string { return fmt.Sprintf("R%d-C%03d", run, n) }

// request makes the message of a line. current gives the ClOrdID that an order
// goes by now: each replace gives it a new one, and OrigClOrdID must be the last.
func request(run int, l script.Line, current func(clOrdID string) string, now time.Time) runtime.Message {
	id := clOrdID(run, l.ID)
	orig := "NEVER-SENT"
	if l.Ref > 0 {
		orig = current(clOrdID(run, l.Ref))
	}
	instrument := fix44.Instrument{Symbol: l.Symbol}
	quantity := fix44.OrderQtyData{OrderQty: l.Qty}
	switch l.Action {
	case script.Cancel:
		return &fix44.OrderCancelRequest{
			ClOrdID: id, OrigClOrdID: orig, Account: l.Account, Instrument: instrument,
			Side: l.Side, OrderQtyData: quantity, TransactTime: runtime.NewUTCTimestamp(now),
		}
	case script.Replace:
		return &fix44.OrderCancelReplaceRequest{
			ClOrdID: id, OrigClOrdID: orig, Account: l.Account, Instrument: instrument,
			Side: l.Side, OrderQtyData: quantity, OrdType: l.Type, Price: l.Price,
			TimeInForce: l.TimeInForce, TransactTime: runtime.NewUTCTimestamp(now),
		}
	default:
		if l.Ref > 0 { // on purpose: the venue has to notice
			id = clOrdID(run, l.Ref)
		}
		return &fix44.NewOrderSingle{
			ClOrdID: id, Account: l.Account, Instrument: instrument,
			Side: l.Side, OrderQtyData: quantity, OrdType: l.Type, Price: l.Price,
			TimeInForce: l.TimeInForce, TransactTime: runtime.NewUTCTimestamp(now),
		}
	}
}

// cancelOf makes the request that cancels an open order, from the last report
// on it.
func cancelOf(r *fix44.ExecutionReport, id string, now time.Time) *fix44.OrderCancelRequest {
	return &fix44.OrderCancelRequest{
		ClOrdID: id, OrigClOrdID: r.ClOrdID, OrderID: r.OrderID, Account: r.Account,
		Instrument: r.Instrument, Side: r.Side, OrderQtyData: r.OrderQtyData,
		TransactTime: runtime.NewUTCTimestamp(now),
	}
}
