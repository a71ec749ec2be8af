package venue

import (
	"fmt"
	"time"

	"github.com/affixgo/affix/examples/trade/book"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// Desk takes requests and answers them. It is not safe for concurrent use.
type Desk struct {
	now         func() time.Time
	instruments map[string]*instrument
	accounts    map[string]bool

	orders    map[string]*order // by OrderID
	requests  map[string]*order // by ClOrdID; nil where the request had no order
	lastOrder int
	lastExec  int
}

// NewDesk returns a desk with empty books. now gives the TransactTime (60) of
// reports.
func NewDesk(now func() time.Time) *Desk {
	d := &Desk{
		now: now, instruments: map[string]*instrument{}, accounts: accounts(),
		orders: map[string]*order{}, requests: map[string]*order{},
	}
	for _, i := range instruments() {
		d.instruments[i.symbol] = i
	}
	return d
}

// Apply carries out a request and returns its answers in the order in which
// they happened: for the order itself, and for those it traded with. The request
// is not kept.
func (d *Desk) Apply(request runtime.Message) ([]runtime.Message, error) {
	switch m := request.(type) {
	case *fix44.NewOrderSingle:
		return d.place(m), nil
	case *fix44.OrderCancelRequest:
		return d.cancel(m), nil
	case *fix44.OrderCancelReplaceRequest:
		return d.replace(m), nil
	}
	return nil, fmt.Errorf("venue: message %s is no request", request.MsgType())
}

// place is a NewOrderSingle (D).
func (d *Desk) place(m *fix44.NewOrderSingle) []runtime.Message {
	d.lastOrder++
	o := &order{
		Order:   book.Order{ID: fmt.Sprintf("O%06d", d.lastOrder), Side: sideOf(m.Side)},
		clOrdID: m.ClOrdID, account: m.Account, symbol: m.Symbol, side: m.Side,
		ordType: m.OrdType, timeInForce: m.TimeInForce, qty: m.OrderQty, price: m.Price,
	}
	d.orders[o.ID] = o
	refused := d.accept(o)
	if _, again := d.requests[m.ClOrdID]; !again {
		d.requests[m.ClOrdID] = o
	} else if refused == nil {
		refused = refuse(fix44.OrdRejReasonDuplicateOrder, "ClOrdID %s was used before", m.ClOrdID)
	}
	if refused != nil {
		o.rejected = true
		r := d.report(o, fix44.ExecTypeRejected)
		r.OrdRejReason, r.Text = refused.order, refused.text
		return []runtime.Message{r}
	}
	reports := []runtime.Message{d.report(o, fix44.ExecTypeNew)}
	reports = d.traded(reports, o.instrument.book.Match(&o.Order))
	switch {
	case o.Leaves() == 0:
	case o.immediate():
		o.canceled = true
		r := d.report(o, fix44.ExecTypeCanceled)
		r.Text = "nothing more to trade with"
		reports = append(reports, r)
	default:
		o.instrument.book.Rest(&o.Order)
	}
	return reports
}

// accept checks a new order and fills in what the book needs.
func (d *Desk) accept(o *order) *refusal {
	i, known := d.instruments[o.symbol]
	if !known {
		return refuse(fix44.OrdRejReasonUnknownSymbol, "%s is not traded here", o.symbol)
	}
	o.instrument = i
	var refused *refusal
	if o.Qty, refused = i.qty(o.qty); refused != nil {
		return refused
	}
	switch {
	case !d.accounts[o.account]:
		return refuse(fix44.OrdRejReasonUnknownAccount, "there is no account %q", o.account)
	case o.Side == 0:
		return refuse(fix44.OrdRejReasonUnsupportedOrderCharacteristic, "Side %v is not offered", o.side)
	case o.timeInForce != 0 && o.timeInForce != fix44.TimeInForceDay && o.timeInForce != fix44.TimeInForceImmediateOrCancel:
		return refuse(fix44.OrdRejReasonUnsupportedOrderCharacteristic, "TimeInForce %v is not offered", o.timeInForce)
	}
	switch o.ordType {
	case fix44.OrdTypeMarket:
		o.Market = true
		return nil
	case fix44.OrdTypeLimit:
		o.Price, refused = i.price(o.price)
		return refused
	}
	return refuse(fix44.OrdRejReasonUnsupportedOrderCharacteristic, "OrdType %v is not offered", o.ordType)
}

// cancel is an OrderCancelRequest (F).
func (d *Desk) cancel(m *fix44.OrderCancelRequest) []runtime.Message {
	o, refused := d.target(m.ClOrdID, m.OrigClOrdID)
	if refused != nil {
		return d.cancelReject(o, m.ClOrdID, m.OrigClOrdID, fix44.CxlRejResponseToOrderCancelRequest, refused)
	}
	o.instrument.book.Remove(&o.Order)
	o.canceled = true
	return []runtime.Message{d.answer(o, m.ClOrdID, m.OrigClOrdID, fix44.ExecTypeCanceled)}
}

// replace is an OrderCancelReplaceRequest (G). Its OrderQty is the new total,
// what is filled already included.
func (d *Desk) replace(m *fix44.OrderCancelReplaceRequest) []runtime.Message {
	o, refused := d.target(m.ClOrdID, m.OrigClOrdID)
	var qty, price int64
	if refused == nil {
		qty, refused = o.instrument.qty(m.OrderQty)
	}
	if refused == nil {
		price, refused = o.instrument.price(m.Price)
	}
	switch {
	case refused != nil:
	case m.Symbol != o.symbol || m.Side != o.side || m.OrdType != o.ordType:
		refused = refuseCancel(fix44.CxlRejReasonOther, "only quantity and price can be replaced")
	case qty <= o.Filled:
		refused = refuseCancel(fix44.CxlRejReasonTooLateToCancel, "%d are filled already", o.Filled)
	}
	if refused != nil {
		return d.cancelReject(o, m.ClOrdID, m.OrigClOrdID, fix44.CxlRejResponseToOrderCancel, refused)
	}
	// The report comes before the fills and shows the order as it is then.
	filled, notional := o.Filled, o.Notional
	fills := o.instrument.book.Replace(&o.Order, price, qty)
	o.qty, o.price = m.OrderQty, m.Price
	r := d.answer(o, m.ClOrdID, m.OrigClOrdID, fix44.ExecTypeReplaced)
	d.progress(r, o, filled, notional)
	return d.traded([]runtime.Message{r}, fills)
}

// target finds the order that a cancel or replace is about. The order is nil if
// there is none.
func (d *Desk) target(clOrdID, origClOrdID string) (*order, *refusal) {
	o := d.requests[origClOrdID]
	if _, again := d.requests[clOrdID]; again {
		return o, refuseCancel(fix44.CxlRejReasonDuplicateClOrdID, "ClOrdID %s was used before", clOrdID)
	}
	d.requests[clOrdID] = o
	switch {
	case o == nil:
		return nil, refuseCancel(fix44.CxlRejReasonUnknownOrder, "no order has the ClOrdID %s", origClOrdID)
	case !o.open():
		return o, refuseCancel(fix44.CxlRejReasonTooLateToCancel, "the order is %v", o.status(o.Filled))
	case o.clOrdID != origClOrdID:
		return o, refuseCancel(fix44.CxlRejReasonUnknownOrder, "the order goes by the ClOrdID %s now", o.clOrdID)
	}
	return o, nil
}

func sideOf(s fix44.Side) book.Side {
	switch s {
	case fix44.SideBuy:
		return book.Buy
	case fix44.SideSell:
		return book.Sell
	}
	return 0
}
