package corpus

import (
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

func (n Number) affix() runtime.Decimal { return runtime.NewDecimal(n.Coef, int(n.Scale)) }

func (h *Header) affix() fix44.Header {
	return fix44.Header{
		SenderCompID: h.SenderCompID,
		TargetCompID: h.TargetCompID,
		MsgSeqNum:    runtime.NewInt(int64(h.MsgSeqNum)),
		SendingTime:  runtime.NewUTCTimestamp(h.SendingTime),
	}
}

// Affix sets the fields of m, which must be reset.
func (o *Order) Affix(m *fix44.NewOrderSingle) {
	m.Header = o.affix()
	m.ClOrdID = o.ClOrdID
	m.Account = o.Account
	m.HandlInst = fix44.HandlInst(o.HandlInst)
	m.Symbol = o.Symbol
	m.Side = fix44.Side(o.Side)
	m.TransactTime = runtime.NewUTCTimestamp(o.TransactTime)
	m.OrderQty = o.OrderQty.affix()
	m.OrdType = fix44.OrdType(o.OrdType)
	m.Price = o.Price.affix()
	m.TimeInForce = fix44.TimeInForce(o.TimeInForce)
}

// Affix sets the fields of m, which must be reset.
func (r *Report) Affix(m *fix44.ExecutionReport) {
	m.Header = r.affix()
	m.OrderID = r.OrderID
	m.SecondaryOrderID = r.SecondaryOrderID
	m.ClOrdID = r.ClOrdID
	m.ExecID = r.ExecID
	m.ExecType = fix44.ExecType(r.ExecType)
	m.OrdStatus = fix44.OrdStatus(r.OrdStatus)
	m.Account = r.Account
	m.SettlType = fix44.SettlType(r.SettlType)
	m.SettlDate = runtime.NewLocalMktDate(r.SettlDate.Year, r.SettlDate.Month, r.SettlDate.Day)
	m.Symbol = r.Symbol
	m.SecurityID = r.SecurityID
	m.SecurityIDSource = fix44.SecurityIDSource(r.IDSource)
	m.SecurityExchange = r.SecurityExchange
	m.Side = fix44.Side(r.Side)
	m.OrderQty = r.OrderQty.affix()
	m.OrdType = fix44.OrdType(r.OrdType)
	m.Price = r.Price.affix()
	m.Currency = r.Currency
	m.TimeInForce = fix44.TimeInForce(r.TimeInForce)
	m.LastQty = r.LastQty.affix()
	m.LastPx = r.LastPx.affix()
	m.LastMkt = r.LastMkt
	m.LeavesQty = r.LeavesQty.affix()
	m.CumQty = r.CumQty.affix()
	m.AvgPx = r.AvgPx.affix()
	m.TransactTime = runtime.NewUTCTimestamp(r.TransactTime)
}

// Affix sets the fields of m, which must be reset; entries is memory for the
// group, of which as much as is needed is overwritten, and may be nil.
func (s *Snapshot) Affix(m *fix44.MarketDataSnapshotFullRefresh, entries []fix44.MDFullGrpMDEntriesEntry) {
	m.Header = s.affix()
	m.MDReqID = s.MDReqID
	m.Symbol = s.Symbol
	if cap(entries) < len(s.Entries) {
		entries = make([]fix44.MDFullGrpMDEntriesEntry, len(s.Entries))
	}
	m.NoMDEntries = entries[:len(s.Entries)]
	for i := range s.Entries {
		from, to := &s.Entries[i], &m.NoMDEntries[i]
		to.MDEntryType = fix44.MDEntryType(from.Type)
		to.MDEntryPx = from.Px.affix()
		to.MDEntrySize = from.Size.affix()
		to.MDEntryTime = runtime.NewUTCTimeOnly(midnight.Add(from.Time))
		to.QuoteEntryID = from.QuoteEntryID
		to.MDEntryPositionNo = runtime.NewInt(int64(from.PositionNo))
	}
}

// AffixMessage returns a new message.
func (o *Order) AffixMessage() *fix44.NewOrderSingle {
	m := new(fix44.NewOrderSingle)
	o.Affix(m)
	return m
}

// AffixMessage returns a new message.
func (r *Report) AffixMessage() *fix44.ExecutionReport {
	m := new(fix44.ExecutionReport)
	r.Affix(m)
	return m
}

// AffixMessage returns a new message.
func (s *Snapshot) AffixMessage() *fix44.MarketDataSnapshotFullRefresh {
	m := new(fix44.MarketDataSnapshotFullRefresh)
	s.Affix(m, nil)
	return m
}
