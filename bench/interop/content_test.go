package interop_test

import (
	"fmt"
	"strconv"
	"time"

	"github.com/quickfixgo/quickfix"
)

// order and report are what is traded, with all values as they stand on the
// wire: what one side meant and what the other has read are compared as such.
type order struct {
	ClOrdID, Account, Symbol        string
	HandlInst, Side, OrdType        string
	OrderQty, Price, TransactTime   string
	TimeInForce, Text, MinQty, Curr string
}

type report struct {
	OrderID, ExecID, ClOrdID, Symbol string
	ExecType, OrdStatus, Side        string
	OrderQty, Price, LastQty, LastPx string
	LeavesQty, CumQty, AvgPx         string
	TransactTime, Text               string
}

var day = time.Date(2026, time.November, 24, 8, 0, 0, 0, time.UTC)

// orderOf is order n. All its values follow from n.
func orderOf(n int) order {
	o := order{
		ClOrdID: "ORD-" + strconv.Itoa(n), Account: "ACC" + strconv.Itoa(n%7),
		Symbol:    [...]string{"EUR/USD", "AAPL", "BRK.B", "VOD.L"}[n%4],
		HandlInst: "1", Side: [...]string{"1", "2", "5"}[n%3], OrdType: "2",
		OrderQty: strconv.Itoa(100 * (1 + n%50)), Price: fmt.Sprintf("%d.%02d", 1+n%300, n%100),
		TransactTime: day.Add(time.Duration(n) * 137 * time.Millisecond).Format("20060102-15:04:05.000"),
		TimeInForce:  [...]string{"0", "1", "3"}[n%3],
	}
	if n%5 == 0 {
		o.Text = "a=b|c, über " + strconv.Itoa(n)
	}
	if n%4 == 1 {
		o.MinQty = "0"
		o.Curr = "EUR"
	}
	return o
}

// reportOf is the answer to an order.
func reportOf(o order) report {
	return report{
		OrderID: "O-" + o.ClOrdID, ExecID: "E-" + o.ClOrdID, ClOrdID: o.ClOrdID, Symbol: o.Symbol,
		ExecType: "0", OrdStatus: "0", Side: o.Side,
		OrderQty: o.OrderQty, Price: o.Price, LastQty: "0", LastPx: "0.0000",
		LeavesQty: o.OrderQty, CumQty: "0", AvgPx: "0.00",
		TransactTime: o.TransactTime, Text: o.Text,
	}
}

// field is a tag and where its value is kept.
type field struct {
	tag   quickfix.Tag
	value *string
}

func (o *order) fields() []field {
	return []field{
		{11, &o.ClOrdID}, {1, &o.Account}, {55, &o.Symbol}, {21, &o.HandlInst}, {54, &o.Side}, {40, &o.OrdType},
		{38, &o.OrderQty}, {44, &o.Price}, {60, &o.TransactTime}, {59, &o.TimeInForce}, {58, &o.Text},
		{110, &o.MinQty}, {15, &o.Curr},
	}
}

func (r *report) fields() []field {
	return []field{
		{37, &r.OrderID}, {17, &r.ExecID}, {11, &r.ClOrdID}, {55, &r.Symbol}, {150, &r.ExecType},
		{39, &r.OrdStatus}, {54, &r.Side}, {38, &r.OrderQty}, {44, &r.Price}, {32, &r.LastQty}, {31, &r.LastPx},
		{151, &r.LeavesQty}, {14, &r.CumQty}, {6, &r.AvgPx}, {60, &r.TransactTime}, {58, &r.Text},
	}
}

// quick makes a message of quickfix-go.
func quick(msgType string, fields []field) *quickfix.Message {
	m := quickfix.NewMessage()
	m.Header.SetString(35, msgType)
	for _, f := range fields {
		if *f.value != "" {
			m.Body.SetString(f.tag, *f.value)
		}
	}
	return m
}

// readQuick fills fields from a message of quickfix-go.
func readQuick(m *quickfix.Message, fields []field) error {
	for _, f := range fields {
		if !m.Body.Has(f.tag) {
			continue
		}
		v, err := m.Body.GetString(f.tag)
		if err != nil {
			return err
		}
		*f.value = v
	}
	return nil
}
