package sim_test

import (
	"fmt"

	"github.com/affixgo/affix/generated/fix42"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/session/sim"
)

// A venue that fills every order must fill it once, although an order may come
// twice: its number is remembered, as if in a database that survives crashes.
func Example() {
	var unfilled, twice int
	for seed := range uint64(50) {
		fills := map[string]int{}
		venue := func(_ *sim.Conn, d sim.Delivery) error {
			if d.PossDup && fills[d.Raw.Text(11)] > 0 {
				return nil // it was filled before the crash
			}
			fills[string(d.Raw.Text(11))]++
			return nil
		}
		order := func(n int) runtime.Message {
			return &fix42.NewOrderSingle{
				ClOrdID: fmt.Sprint("ORD-", n), HandlInst: '1', Symbol: "X", Side: fix42.SideBuy,
				TransactTime: stamp, OrdType: fix42.OrdTypeMarket, OrderQty: runtime.MustDecimal("1"),
			}
		}
		result := sim.Run(sim.Options{
			Seed:      seed,
			Initiator: sim.Party{Session: session.Config{Dictionary: fix42.Dictionary, SenderCompID: "TW", TargetCompID: "ISLD"}, Message: order},
			Acceptor:  sim.Party{Session: session.Config{Dictionary: fix42.Dictionary, SenderCompID: "ISLD", TargetCompID: "TW"}, Handle: venue},
		})
		if result.Err != nil {
			fmt.Println(result.Err)
		}
		unfilled += result.Sent - len(fills)
		for _, n := range fills {
			if n > 1 {
				twice++
			}
		}
	}
	fmt.Printf("%d orders not filled, %d filled twice\n", unfilled, twice)
	// Output: 0 orders not filled, 0 filled twice
}
