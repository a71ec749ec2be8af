package venue

import (
	"fmt"

	"github.com/affixgo/affix/examples/trade/book"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// report is an ExecutionReport (8) on an order as it is now.
func (d *Desk) report(o *order, execType fix44.ExecType) *fix44.ExecutionReport {
	d.lastExec++
	r := d.describe(o)
	r.ExecID, r.ExecType = fmt.Sprintf("E%06d", d.lastExec), execType
	return r
}

// describe has what all reports on an order share.
func (d *Desk) describe(o *order) *fix44.ExecutionReport {
	r := &fix44.ExecutionReport{
		OrderID: o.ID, ClOrdID: o.clOrdID, Account: o.account,
		Instrument:   fix44.Instrument{Symbol: o.symbol},
		Side:         o.side,
		OrderQtyData: fix44.OrderQtyData{OrderQty: o.qty},
		OrdType:      o.ordType, Price: o.price, TimeInForce: o.timeInForce,
		TransactTime: runtime.NewUTCTimestamp(d.now()),
	}
	d.progress(r, o, o.Filled, o.Notional)
	return r
}

// progress sets the fields that tell how far the order was.
func (d *Desk) progress(r *fix44.ExecutionReport, o *order, filled, notional int64) {
	leaves := int64(0)
	if !o.rejected && !o.canceled {
		leaves = o.Qty - filled
	}
	r.OrdStatus = o.status(filled)
	r.CumQty = runtime.NewDecimal(filled, 0)
	r.LeavesQty = runtime.NewDecimal(leaves, 0)
	r.AvgPx = runtime.NewDecimal(0, 0)
	if o.instrument != nil {
		r.AvgPx = o.instrument.average(notional, filled)
	}
}

// answer is the report that a cancel or replace was carried out: from now on
// the order goes by the ClOrdID of that request.
func (d *Desk) answer(o *order, clOrdID, origClOrdID string, execType fix44.ExecType) *fix44.ExecutionReport {
	o.clOrdID = clOrdID
	r := d.report(o, execType)
	r.OrigClOrdID = origClOrdID
	return r
}

// traded appends two reports for each fill: for the order that came in, and for
// the one that was there.
func (d *Desk) traded(reports []runtime.Message, fills []book.Fill) []runtime.Message {
	for _, f := range fills {
		taker, maker := d.orders[f.Taker.ID], d.orders[f.Maker.ID]
		reports = append(reports,
			d.trade(taker, f, f.TakerFilled, f.TakerNotional),
			d.trade(maker, f, f.MakerFilled, f.MakerNotional))
	}
	return reports
}

func (d *Desk) trade(o *order, f book.Fill, filled, notional int64) *fix44.ExecutionReport {
	r := d.report(o, fix44.ExecTypeTrade)
	r.LastQty = runtime.NewDecimal(f.Qty, 0)
	r.LastPx = runtime.NewDecimal(f.Price, o.instrument.scale)
	d.progress(r, o, filled, notional)
	return r
}

// cancelReject is an OrderCancelReject (9). Of an unknown order FIX wants
// OrderID "NONE" and OrdStatus Rejected.
func (d *Desk) cancelReject(o *order, clOrdID, origClOrdID string, to fix44.CxlRejResponseTo, why *refusal) []runtime.Message {
	r := &fix44.OrderCancelReject{
		OrderID: "NONE", ClOrdID: clOrdID, OrigClOrdID: origClOrdID,
		OrdStatus: fix44.OrdStatusRejected, CxlRejResponseTo: to, CxlRejReason: why.cancel,
		TransactTime: runtime.NewUTCTimestamp(d.now()), Text: why.text,
	}
	if o != nil {
		r.OrderID, r.Account, r.OrdStatus = o.ID, o.account, o.status(o.Filled)
	}
	return []runtime.Message{r}
}

// Knows reports whether a request with this ClOrdID has been dealt with.
func (d *Desk) Knows(clOrdID string) bool {
	_, known := d.requests[clOrdID]
	return known
}

// Status answers a request that came with PossResend (97=Y) and is known: an
// ExecutionReport that says how the order stands and changes nothing, which is
// why its ExecID is 0. A request without an order gets the answer "unknown
// order" once more.
func (d *Desk) Status(clOrdID, origClOrdID string) runtime.Message {
	o := d.requests[clOrdID]
	if o == nil {
		return d.cancelReject(nil, clOrdID, origClOrdID, fix44.CxlRejResponseToOrderCancelRequest,
			refuseCancel(fix44.CxlRejReasonUnknownOrder, "no order has the ClOrdID %s", origClOrdID))[0]
	}
	r := d.describe(o)
	r.ClOrdID, r.OrigClOrdID = clOrdID, origClOrdID
	r.ExecID, r.ExecType = "0", fix44.ExecTypeOrderStatus
	return r
}
