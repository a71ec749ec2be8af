package dynamic_test

import (
	"fmt"
	"strings"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/runtime/dynamic"
)

// A dictionary by the name of one of those in etc, or by the path of a file in any
// format that the generator reads. session.Config takes it as it is.
func ExampleLoad() {
	fix44, err := dynamic.Load("FIX44", dynamic.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	order, err := dynamic.New(fix44, "NewOrderSingle")
	if err != nil {
		fmt.Println(err)
		return
	}
	for tag, value := range map[int]string{11: "ORD-1", 55: "EUR/USD", 54: "1", 60: "20261124-10:00:00", 38: "1000000", 40: "2", 44: "1.0712"} {
		if err := order.Set(tag, value); err != nil {
			fmt.Println(err)
		}
	}
	party, err := order.Add(453)
	if err == nil {
		err = party.Set(448, "DESK")
	}
	fmt.Println(order, err)
	fmt.Println(order.Validate())

	fmt.Println(order.Set(38, "a lot"))
	_ = order.Set(54, "Z")
	fmt.Println(order.Validate())
	// Output:
	// NewOrderSingle{ClOrdID=ORD-1 NoPartyIDs=[{PartyID=DESK}] Symbol=EUR/USD Side=Buy(1) TransactTime=20261124-10:00:00 OrderQty=1000000 OrdType=Limit(2) Price=1.0712} <nil>
	// <nil>
	// runtime: NewOrderSingle: Incorrect data format for value: tag 38 (OrderQty) = "a lot"
	// runtime: NewOrderSingle: Value is incorrect (out of range) for this tag: tag 54 (Side)
}

// Validation alone, as a tool for logs wants it.
func ExampleParse() {
	venue, err := dynamic.Parse("venue.yaml", []byte(venue), dynamic.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, fields := range []string{"35=U1|49=US|20001=7", "35=U1|49=US|20001=101", "35=U1|49=US|54=1"} {
		frame := runtime.AppendFrame(nil, "FIX.4.4", []byte("\x01"+strings.ReplaceAll(fields, "|", "\x01")))
		var raw runtime.Raw
		if err := raw.Parse(frame, venue.Version); err != nil {
			fmt.Println(err)
			continue
		}
		fault := venue.Validate(&raw, runtime.Policy{})
		fmt.Println(venue.Lookup(raw.MsgType()).Describe(fault, &raw))
	}
	// Output:
	// <nil>
	// runtime: Ping: Value is incorrect (out of range) for this tag: tag 20001 (Lot) = "101"
	// runtime: Ping: Required tag missing: tag 20001 (Lot)
}
