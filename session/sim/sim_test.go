package sim_test

import (
	"flag"
	"fmt"
	goruntime "runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/affixgo/affix/generated/fix40"
	"github.com/affixgo/affix/generated/fix42"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/generated/fix50sp2"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/session/sim"
)

var (
	sessions = flag.Int("sim.sessions", 450, "how many sessions TestSim plays")
	seed     = flag.Int64("sim.seed", -1, "play this seed of each kind alone, and print it")
	kind     = flag.String("sim.kind", "", "play this kind alone")
)

// stamp is a time of the day before, as orders need one.
var stamp = runtime.NewUTCTimestamp(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))

func order40(n int) runtime.Message {
	return &fix40.NewOrderSingle{
		ClOrdID: fmt.Sprint("ORD-", n), HandlInst: fix40.HandlInst("1"), Symbol: "X", Side: fix40.Side("1"), OrdType: fix40.OrdType("1"), OrderQty: runtime.NewInt(1),
	}
}

func order42(n int) runtime.Message {
	return &fix42.NewOrderSingle{
		ClOrdID: fmt.Sprint("ORD-", n), HandlInst: '1', Symbol: "X", Side: '1', TransactTime: stamp, OrdType: '1',
		OrderQty: runtime.MustDecimal("1"),
	}
}

func order44(n int) runtime.Message {
	return &fix44.NewOrderSingle{
		ClOrdID: fmt.Sprint("ORD-", n), Instrument: fix44.Instrument{Symbol: "X"}, Side: '1', TransactTime: stamp, OrdType: '1',
		OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.MustDecimal("1")},
	}
}

func userRequest(n int) runtime.Message {
	return &fix50sp2.UserRequest{UserRequestID: fmt.Sprint("R", n), UserRequestType: "1", Username: "u"}
}

// kinds are what is played, each with its own faults.
func kinds() []simKind {
	safe := sim.DefaultFaults() // without what TCP does not do: loss within a connection
	safe.Drop, safe.Duplicate, safe.Damage = 0, 0, 0
	resets := *safe
	resets.Reset = 0.005
	gentle := *safe
	return []simKind{
		{name: "fix42", message: order42, dictionary: fix42.Dictionary},
		{name: "fix40", message: order40, dictionary: fix40.Dictionary},
		{name: "fix44", message: order44, dictionary: fix44.Dictionary},
		{name: "fixt", message: userRequest, dictionary: fix50sp2.Dictionary},
		{name: "chunks", message: order42, dictionary: fix42.Dictionary, change: func(c *session.Config) { c.ResendRequestChunk = 3 }},
		{name: "closed", message: order42, dictionary: fix42.Dictionary, change: func(c *session.Config) { c.ResendClosed = true }},
		{name: "little-room", message: order42, dictionary: fix42.Dictionary, change: func(c *session.Config) { c.KeepMessages = 2 }},
		{name: "no-room", message: order42, dictionary: fix42.Dictionary, change: func(c *session.Config) { c.KeepMessages = -1 }},
		{name: "next-expected", message: order44, dictionary: fix44.Dictionary, change: func(c *session.Config) { c.NextExpected = true }},
		{name: "every-logon", message: order42, dictionary: fix42.Dictionary, change: func(c *session.Config) { c.Reset = session.ResetEveryLogon }},
		{name: "gap-fill", message: order42, dictionary: fix42.Dictionary, change: func(c *session.Config) { c.Recovery = session.RecoverGapFill }},
		{name: "ephemeral", message: order42, dictionary: fix42.Dictionary, change: func(c *session.Config) { c.Recovery = session.RecoverNone }},
		{name: "garbled", message: order42, dictionary: fix42.Dictionary, change: func(c *session.Config) { c.Garbled = session.GarbledReject }},
		{name: "resets", message: order42, dictionary: fix42.Dictionary, faults: &resets},
		{name: "next-expected-resets", message: order44, dictionary: fix44.Dictionary, faults: &resets, change: func(c *session.Config) {
			c.NextExpected, c.LastProcessed, c.ResetAt = true, true, 40
		}},
		{name: "threshold", message: order42, dictionary: fix42.Dictionary, faults: &gentle, change: func(c *session.Config) { c.ResetAt = 20 }},
	}
}

type simKind struct {
	name       string
	message    func(int) runtime.Message
	dictionary *runtime.Dictionary
	faults     *sim.Faults
	change     func(*session.Config)
}

func (k simKind) options(seed uint64) sim.Options {
	cfg := session.Config{Dictionary: k.dictionary, SenderCompID: "TW", TargetCompID: "ISLD"}
	if k.change != nil {
		k.change(&cfg)
	}
	other := cfg
	other.SenderCompID, other.TargetCompID = cfg.TargetCompID, cfg.SenderCompID
	return sim.Options{
		Seed: seed, Faults: k.faults,
		Initiator: sim.Party{Session: cfg, Message: k.message},
		Acceptor:  sim.Party{Session: other, Message: k.message},
	}
}

// TestSim plays many sessions of each kind. A seed that fails prints what
// happened; play it again with -sim.kind and -sim.seed.
func TestSim(t *testing.T) {
	t.Parallel()
	var played []simKind
	for _, k := range kinds() {
		if *kind == "" || *kind == k.name {
			played = append(played, k)
		}
	}
	if *seed >= 0 {
		for _, k := range played {
			o := k.options(uint64(*seed))
			o.Trace = true
			result := sim.Run(o)
			t.Logf("%s: %v\n%s", k.name, result.Err, strings.Join(result.Transcript, "\n"))
		}
		return
	}
	var total sim.Result
	var mu sync.Mutex
	var group sync.WaitGroup
	workers := goruntime.GOMAXPROCS(0)
	for worker := range workers {
		group.Go(func() {
			for i := worker; i < *sessions && !t.Failed(); i += workers {
				k := played[i%len(played)]
				result := sim.Run(k.options(uint64(i)))
				if result.Err != nil {
					t.Errorf("%s: %v\n%s", k.name, result.Err, strings.Join(result.Transcript, "\n"))
				}
				mu.Lock()
				total.Sent += result.Sent
				total.Delivered += result.Delivered
				total.Again += result.Again
				total.Connections += result.Connections
				total.Crashes += result.Crashes
				total.Elapsed += result.Elapsed
				mu.Unlock()
			}
		})
	}
	group.Wait()
	t.Logf("%d sessions: %d messages sent, %d delivered, %d again; %d connections, %d crashes, %v simulated",
		*sessions, total.Sent, total.Delivered, total.Again, total.Connections, total.Crashes, total.Elapsed.Round(time.Hour))
}
