package affix_test

import (
	"fmt"
	"strings"

	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// A message without any session: to bytes, back, and checked.
func Example() {
	order := &fix44.NewOrderSingle{
		Header: fix44.Header{
			SenderCompID: "CLIENT", TargetCompID: "VENUE", MsgSeqNum: runtime.NewInt(2),
			SendingTime: runtime.MustUTCTimestamp("20261124-09:30:00.000"),
		},
		ClOrdID:      "ORD-1",
		Instrument:   fix44.Instrument{Symbol: "EUR/USD"},
		Side:         fix44.SideBuy,
		OrdType:      fix44.OrdTypeLimit,
		OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.NewDecimal(1_000_000, 0)},
		Price:        runtime.MustDecimal("1.0712"),
		TransactTime: runtime.MustUTCTimestamp("20261124-09:30:00.000"),
	}
	wire, err := order.MarshalFIX()
	fmt.Println(strings.ReplaceAll(string(wire), "\x01", "|"), err)

	var got fix44.NewOrderSingle
	err = got.UnmarshalFIX(wire)
	fmt.Println(got.Symbol, got.Side, got.OrderQty, err)

	got.ClOrdID = ""
	fmt.Println(got.Validate())
	// Output:
	// 8=FIX.4.4|9=130|35=D|49=CLIENT|56=VENUE|34=2|52=20261124-09:30:00.000|11=ORD-1|55=EUR/USD|54=1|60=20261124-09:30:00.000|38=1000000|40=2|44=1.0712|10=013| <nil>
	// EUR/USD Buy 1000000 <nil>
	// runtime: NewOrderSingle: Required tag missing: tag 11 (ClOrdID)
}
