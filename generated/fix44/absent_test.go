package fix44_test

import (
	"errors"
	"testing"
	"time"

	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// Fields of one byte lie side by side in memory. One that is absent is missed,
// and not written, whatever its neighbours are.
func TestAbsentByte(t *testing.T) {
	t.Parallel()
	full := fix44.NewOrderSingle{
		ClOrdID: "ORD-1", Instrument: fix44.Instrument{Symbol: "EUR/USD"}, TransactTime: runtime.NewUTCTimestamp(time.Unix(0, 0)),
		OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.NewDecimal(1, 0)}, LocateReqd: runtime.True, SolicitedFlag: runtime.True,
		SettlType: fix44.SettlTypeRegular, HandlInst: fix44.HandlInst('1'), Side: fix44.SideBuy, OrdType: fix44.OrdTypeMarket,
		TimeInForce: fix44.TimeInForceDay, PositionEffect: fix44.PositionEffectOpen,
	}
	if err := runtime.Check(&full); err != nil {
		t.Fatal(err)
	}
	wire, err := runtime.Marshal(&full)
	if err != nil {
		t.Fatal(err)
	}
	for tag, drop := range map[int]func(*fix44.NewOrderSingle){
		54: func(m *fix44.NewOrderSingle) { m.Side = 0 },
		40: func(m *fix44.NewOrderSingle) { m.OrdType = 0 },
	} {
		m := full
		drop(&m)
		var fault *runtime.FieldError
		if err := runtime.Check(&m); !errors.As(err, &fault) || fault.Tag != tag || fault.Reason != runtime.ReasonRequiredMissing {
			t.Errorf("without %d: %v", tag, err)
		}
		without, err := runtime.Marshal(&m)
		if err != nil || len(without) != len(wire)-len("54=1|") {
			t.Errorf("without %d: %q, %v", tag, without, err)
		}
	}
}
