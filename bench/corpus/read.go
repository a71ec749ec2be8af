package corpus

import (
	"time"

	"github.com/quickfixgo/fix44"
	"github.com/quickfixgo/fix44/executionreport"
	"github.com/quickfixgo/fix44/marketdatasnapshotfullrefresh"
	"github.com/quickfixgo/fix44/newordersingle"
	"github.com/quickfixgo/quickfix"
	"github.com/shopspring/decimal"
)

// The functions here take every field out of a message that quickfix-go has
// parsed, with its typed getters: parsing alone leaves bytes. (A message that
// affix has decoded is a struct of typed fields already.) They panic if a field
// is missing.

func take[T any](v T, err quickfix.MessageRejectError) T {
	if err != nil {
		panic("corpus: " + err.Error())
	}
	return v
}

func number(d decimal.Decimal, err quickfix.MessageRejectError) Number {
	d = take(d, err)
	return Number{d.CoefficientInt64(), -d.Exponent()}
}

func char[T ~string](v T, err quickfix.MessageRejectError) byte { return take(v, err)[0] }

func digits(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

func dateOf(s string) Date {
	return Date{digits(s[:4]), time.Month(digits(s[4:6])), digits(s[6:])}
}

func clockOf(s string) time.Duration {
	return time.Duration(digits(s[:2]))*time.Hour + time.Duration(digits(s[3:5]))*time.Minute +
		time.Duration(digits(s[6:8]))*time.Second + time.Duration(digits(s[9:]))*time.Millisecond
}

func readHeader(h fix44.Header) Header {
	return Header{
		MsgSeqNum:    take(h.GetMsgSeqNum()),
		SenderCompID: take(h.GetSenderCompID()),
		TargetCompID: take(h.GetTargetCompID()),
		SendingTime:  take(h.GetSendingTime()),
	}
}

// ReadOrder takes all fields out of a NewOrderSingle.
func ReadOrder(message *quickfix.Message) Order {
	m := newordersingle.FromMessage(message)
	return Order{
		Header:       readHeader(m.Header),
		ClOrdID:      take(m.GetClOrdID()),
		Account:      take(m.GetAccount()),
		Symbol:       take(m.GetSymbol()),
		HandlInst:    char(m.GetHandlInst()),
		Side:         char(m.GetSide()),
		OrdType:      char(m.GetOrdType()),
		TimeInForce:  char(m.GetTimeInForce()),
		TransactTime: take(m.GetTransactTime()),
		OrderQty:     number(m.GetOrderQty()),
		Price:        number(m.GetPrice()),
	}
}

// ReadReport takes all fields out of an ExecutionReport.
func ReadReport(message *quickfix.Message) Report {
	m := executionreport.FromMessage(message)
	return Report{
		Header:           readHeader(m.Header),
		OrderID:          take(m.GetOrderID()),
		SecondaryOrderID: take(m.GetSecondaryOrderID()),
		ClOrdID:          take(m.GetClOrdID()),
		ExecID:           take(m.GetExecID()),
		ExecType:         char(m.GetExecType()),
		OrdStatus:        char(m.GetOrdStatus()),
		SettlType:        char(m.GetSettlType()),
		Account:          take(m.GetAccount()),
		Symbol:           take(m.GetSymbol()),
		SecurityID:       take(m.GetSecurityID()),
		IDSource:         string(take(m.GetSecurityIDSource())),
		SecurityExchange: take(m.GetSecurityExchange()),
		Currency:         take(m.GetCurrency()),
		LastMkt:          take(m.GetLastMkt()),
		SettlDate:        dateOf(take(m.GetSettlDate())),
		Side:             char(m.GetSide()),
		OrdType:          char(m.GetOrdType()),
		TimeInForce:      char(m.GetTimeInForce()),
		OrderQty:         number(m.GetOrderQty()),
		Price:            number(m.GetPrice()),
		LastQty:          number(m.GetLastQty()),
		LastPx:           number(m.GetLastPx()),
		LeavesQty:        number(m.GetLeavesQty()),
		CumQty:           number(m.GetCumQty()),
		AvgPx:            number(m.GetAvgPx()),
		TransactTime:     take(m.GetTransactTime()),
	}
}

// ReadSnapshot takes all fields out of a MarketDataSnapshotFullRefresh, the
// entries into the memory of entries, which may be nil.
func ReadSnapshot(message *quickfix.Message, entries []Entry) Snapshot {
	m := marketdatasnapshotfullrefresh.FromMessage(message)
	s := Snapshot{
		Header:  readHeader(m.Header),
		MDReqID: take(m.GetMDReqID()),
		Symbol:  take(m.GetSymbol()),
		Entries: entries[:0],
	}
	group := take(m.GetNoMDEntries())
	for i := range group.Len() {
		e := group.Get(i)
		s.Entries = append(s.Entries, Entry{
			Type:         char(e.GetMDEntryType()),
			Px:           number(e.GetMDEntryPx()),
			Size:         number(e.GetMDEntrySize()),
			Time:         clockOf(take(e.GetMDEntryTime())),
			QuoteEntryID: take(e.GetQuoteEntryID()),
			PositionNo:   take(e.GetMDEntryPositionNo()),
		})
	}
	return s
}
