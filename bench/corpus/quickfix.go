package corpus

import (
	"github.com/quickfixgo/enum"
	"github.com/quickfixgo/field"
	"github.com/quickfixgo/fix44"
	"github.com/quickfixgo/fix44/executionreport"
	"github.com/quickfixgo/fix44/marketdatasnapshotfullrefresh"
	"github.com/quickfixgo/fix44/newordersingle"
	"github.com/quickfixgo/quickfix"
	"github.com/shopspring/decimal"
)

func (n Number) quickfix() (decimal.Decimal, int32) { return decimal.New(n.Coef, -n.Scale), n.Scale }

func (h *Header) quickfix(to fix44.Header) {
	to.SetSenderCompID(h.SenderCompID)
	to.SetTargetCompID(h.TargetCompID)
	to.SetMsgSeqNum(h.MsgSeqNum)
	to.SetSendingTime(h.SendingTime)
}

// text makes an enumeration of quickfix-go, which are strings, of a byte.
func text[T ~string](c byte) T { return T([]byte{c}) }

// QuickFIX returns a new message.
func (o *Order) QuickFIX() *quickfix.Message {
	m := newordersingle.New(
		field.NewClOrdID(o.ClOrdID), field.NewSide(text[enum.Side](o.Side)),
		field.NewTransactTime(o.TransactTime), field.NewOrdType(text[enum.OrdType](o.OrdType)),
	)
	o.quickfix(m.Header)
	m.SetAccount(o.Account)
	m.SetHandlInst(text[enum.HandlInst](o.HandlInst))
	m.SetSymbol(o.Symbol)
	m.SetOrderQty(o.OrderQty.quickfix())
	m.SetPrice(o.Price.quickfix())
	m.SetTimeInForce(text[enum.TimeInForce](o.TimeInForce))
	return m.Message
}

// QuickFIX returns a new message.
func (r *Report) QuickFIX() *quickfix.Message {
	m := executionreport.New(
		field.NewOrderID(r.OrderID), field.NewExecID(r.ExecID),
		field.NewExecType(text[enum.ExecType](r.ExecType)), field.NewOrdStatus(text[enum.OrdStatus](r.OrdStatus)),
		field.NewSide(text[enum.Side](r.Side)), field.NewLeavesQty(r.LeavesQty.quickfix()),
		field.NewCumQty(r.CumQty.quickfix()), field.NewAvgPx(r.AvgPx.quickfix()),
	)
	r.quickfix(m.Header)
	m.SetSecondaryOrderID(r.SecondaryOrderID)
	m.SetClOrdID(r.ClOrdID)
	m.SetAccount(r.Account)
	m.SetSettlType(text[enum.SettlType](r.SettlType))
	m.SetSettlDate(r.SettlDate.String())
	m.SetSymbol(r.Symbol)
	m.SetSecurityID(r.SecurityID)
	m.SetSecurityIDSource(enum.SecurityIDSource(r.IDSource))
	m.SetSecurityExchange(r.SecurityExchange)
	m.SetOrderQty(r.OrderQty.quickfix())
	m.SetOrdType(text[enum.OrdType](r.OrdType))
	m.SetPrice(r.Price.quickfix())
	m.SetCurrency(r.Currency)
	m.SetTimeInForce(text[enum.TimeInForce](r.TimeInForce))
	m.SetLastQty(r.LastQty.quickfix())
	m.SetLastPx(r.LastPx.quickfix())
	m.SetLastMkt(r.LastMkt)
	m.SetTransactTime(r.TransactTime)
	return m.Message
}

// timeOfDay is how FIX writes a UTCTimeOnly, which quickfix-go takes as text.
const timeOfDay = "15:04:05.000"

// QuickFIX returns a new message.
func (s *Snapshot) QuickFIX() *quickfix.Message {
	m := marketdatasnapshotfullrefresh.New()
	s.quickfix(m.Header)
	m.SetMDReqID(s.MDReqID)
	m.SetSymbol(s.Symbol)
	group := marketdatasnapshotfullrefresh.NewNoMDEntriesRepeatingGroup()
	for i := range s.Entries {
		from, to := &s.Entries[i], group.Add()
		to.SetMDEntryType(text[enum.MDEntryType](from.Type))
		to.SetMDEntryPx(from.Px.quickfix())
		to.SetMDEntrySize(from.Size.quickfix())
		to.SetMDEntryTime(midnight.Add(from.Time).Format(timeOfDay))
		to.SetQuoteEntryID(from.QuoteEntryID)
		to.SetMDEntryPositionNo(from.PositionNo)
	}
	m.SetNoMDEntries(group)
	return m.Message
}
