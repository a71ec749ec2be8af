package corpus

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// Size is how many messages of a kind there are.
const Size = 256

// Number is a decimal number: Coef times ten to the power of minus Scale.
type Number struct {
	Coef  int64
	Scale int32
}

// Header is what the messages have in their header besides 8, 9 and 35.
type Header struct {
	MsgSeqNum    int
	SenderCompID string
	TargetCompID string
	SendingTime  time.Time
}

// Order is a NewOrderSingle (35=D) of 18 fields, framing included.
type Order struct {
	Header
	ClOrdID, Account, Symbol              string
	HandlInst, Side, OrdType, TimeInForce byte
	TransactTime                          time.Time
	OrderQty, Price                       Number
}

// Report is an ExecutionReport (35=8) of 34 fields, framing included.
type Report struct {
	Header
	OrderID, SecondaryOrderID, ClOrdID, ExecID string
	ExecType, OrdStatus, SettlType             byte
	Account, Symbol, SecurityID, IDSource      string
	SecurityExchange, Currency, LastMkt        string
	SettlDate                                  Date
	Side, OrdType, TimeInForce                 byte
	OrderQty, Price, LastQty, LastPx           Number
	LeavesQty, CumQty, AvgPx                   Number
	TransactTime                               time.Time
}

// Snapshot is a MarketDataSnapshotFullRefresh (35=W).
type Snapshot struct {
	Header
	MDReqID, Symbol string
	Entries         []Entry
}

// Entry is an entry of a Snapshot.
type Entry struct {
	Type         byte
	Px, Size     Number
	Time         time.Duration // since midnight
	QuoteEntryID string
	PositionNo   int
}

// Date is a day of the calendar.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// String returns the date as FIX has it: "20261124".
func (d Date) String() string { return fmt.Sprintf("%04d%02d%02d", d.Year, d.Month, d.Day) }

// midnight is when the day of the corpus begins.
var midnight = time.Date(2026, time.November, 24, 0, 0, 0, 0, time.UTC)

// maker draws values. The same seed makes the same values on every machine.
type maker struct {
	*rand.Rand
	now time.Time
	seq int
}

func newMaker(seed uint64) *maker {
	return &maker{
		Rand: rand.New(rand.NewPCG(seed, 0x4649582e342e34)),
		now:  midnight.Add(9*time.Hour + 30*time.Minute),
		seq:  900 + int(seed)*37,
	}
}

func pick[T any](m *maker, from ...T) T { return from[m.IntN(len(from))] }

var symbols = []string{"EUR/USD", "AAPL", "BRK.B", "VOD.L", "ESZ6", "7203.T", "GBP/JPY", "SAP", "MSFT", "F"}

func (m *maker) header() Header {
	m.seq += 1 + m.IntN(9)
	m.now = m.now.Add(time.Duration(1+m.IntN(900)) * time.Millisecond)
	return Header{
		MsgSeqNum:    m.seq,
		SenderCompID: pick(m, "BUYSIDE", "FUND-17", "DESK3"),
		TargetCompID: pick(m, "EXCHANGE", "VENUE", "BROKER-A"),
		SendingTime:  m.now,
	}
}

// id is a prefix and a number of varying length.
func (m *maker) id(prefix string) string {
	return fmt.Sprintf("%s%d", prefix, m.IntN([...]int{1e4, 1e6, 1e8}[m.IntN(3)]))
}

func (m *maker) price() Number {
	scale := pick[int32](m, 2, 2, 4, 5)
	return Number{int64(1 + m.IntN([...]int{1e4, 1e6, 1e7}[m.IntN(3)])), scale}
}

func (m *maker) quantity() Number { return Number{int64(1+m.IntN(500)) * 100, 0} }

func (m *maker) time() time.Time {
	return m.now.Add(-time.Duration(m.IntN(2000)) * time.Millisecond)
}

// Orders returns Size orders.
func Orders() []Order {
	m := newMaker(1)
	all := make([]Order, Size)
	for i := range all {
		all[i] = Order{
			Header: m.header(), ClOrdID: m.id("ORD-"), Account: m.id("ACC"), Symbol: pick(m, symbols...),
			HandlInst: pick[byte](m, '1', '1', '2'), Side: pick[byte](m, '1', '2', '5'), OrdType: '2',
			TimeInForce: pick[byte](m, '0', '1', '3'), TransactTime: m.time(),
			OrderQty: m.quantity(), Price: m.price(),
		}
	}
	return all
}

// Reports returns Size reports.
func Reports() []Report {
	m := newMaker(2)
	all := make([]Report, Size)
	for i := range all {
		quantity, done, price := m.quantity(), m.quantity(), m.price()
		status := byte('1')
		if done.Coef >= quantity.Coef {
			done, status = quantity, '2'
		}
		all[i] = Report{
			Header: m.header(), OrderID: m.id("O-2026-"), SecondaryOrderID: m.id("X"), ClOrdID: m.id("ORD-"),
			ExecID: m.id("E-2026-"), ExecType: 'F', OrdStatus: status, SettlType: pick[byte](m, '0', '1', '3'),
			Account: m.id("ACC"), Symbol: pick(m, symbols...), SecurityID: fmt.Sprintf("US%010d", m.IntN(1e9)),
			IDSource: "4", SecurityExchange: pick(m, "XNAS", "XNYS", "XLON"), Currency: pick(m, "USD", "GBP", "JPY"),
			LastMkt: pick(m, "XNAS", "BATS", "XLON"), SettlDate: Date{2026, time.November, 25 + m.IntN(5)},
			Side: pick[byte](m, '1', '2', '5'), OrdType: '2', TimeInForce: pick[byte](m, '0', '1', '3'),
			OrderQty: quantity, Price: price, LastQty: Number{1 + m.Int64N(done.Coef), 0}, LastPx: price,
			LeavesQty: Number{quantity.Coef - done.Coef, 0}, CumQty: done,
			AvgPx:        Number{price.Coef*100 + m.Int64N(100), price.Scale + 2},
			TransactTime: m.time(),
		}
	}
	return all
}

// Snapshots returns count snapshots of that many entries.
func Snapshots(count, entries int) []Snapshot {
	m := newMaker(uint64(entries))
	all := make([]Snapshot, count)
	for i := range all {
		s := Snapshot{
			Header: m.header(), MDReqID: m.id("MD"), Symbol: pick(m, symbols...), Entries: make([]Entry, entries),
		}
		for j := range s.Entries {
			s.Entries[j] = Entry{
				Type: pick[byte](m, '0', '1', '1', '2'), Px: m.price(), Size: m.quantity(), Time: m.time().Sub(midnight),
				QuoteEntryID: m.id("Q"), PositionNo: 1 + m.IntN(20),
			}
		}
		all[i] = s
	}
	return all
}
