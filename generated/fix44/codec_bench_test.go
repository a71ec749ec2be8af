package fix44_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// variants is how many differing messages a benchmark cycles through: one
// message over and over would train the branch predictor.
const variants = 256

var origin = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

func at(i int) time.Time { return origin.Add(time.Duration(i) * 1337 * time.Millisecond) }

func text(rng *rand.Rand, prefix string, most int) string {
	return fmt.Sprintf("%s%0*d", prefix, 1+rng.IntN(most), rng.IntN(1_000_000))
}

func price(rng *rand.Rand) runtime.Decimal {
	return runtime.NewDecimal(int64(rng.IntN(10_000_000)+1), rng.IntN(6))
}

func newOrders() []runtime.Message {
	rng := rand.New(rand.NewPCG(1, 1))
	messages := make([]runtime.Message, variants)
	for i := range messages {
		m := &fix44.NewOrderSingle{
			Header:       header(rng, i),
			ClOrdID:      text(rng, "ORD-", 12),
			Account:      text(rng, "ACC", 6),
			HandlInst:    fix44.HandlInst('1' + byte(rng.IntN(3))),
			Instrument:   fix44.Instrument{Symbol: text(rng, "SYM", 4), SecurityExchange: "XLON"},
			Side:         fix44.Side('1' + byte(rng.IntN(2))),
			TransactTime: runtime.NewUTCTimestamp(at(i)),
			OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.NewDecimal(int64(rng.IntN(100_000)+1), 0)},
			OrdType:      fix44.OrdTypeLimit,
			Price:        price(rng),
			Currency:     "EUR",
			TimeInForce:  fix44.TimeInForce('0' + byte(rng.IntN(5))),
		}
		messages[i] = m
	}
	return messages
}

func header(rng *rand.Rand, i int) fix44.Header {
	return fix44.Header{
		SenderCompID: "CLIENT", TargetCompID: "VENUE", MsgSeqNum: runtime.NewInt(int64(i*rng.IntN(1000) + 1)),
		SendingTime: runtime.NewUTCTimestamp(at(i)),
	}
}

func executionReports() []runtime.Message {
	rng := rand.New(rand.NewPCG(2, 2))
	messages := make([]runtime.Message, variants)
	for i := range messages {
		messages[i] = &fix44.ExecutionReport{
			Header:  header(rng, i),
			OrderID: text(rng, "V", 10), ClOrdID: text(rng, "ORD-", 12), OrigClOrdID: text(rng, "ORD-", 12),
			Parties: fix44.Parties{NoPartyIDs: []fix44.PartyIDsEntry{
				{PartyID: text(rng, "P", 5), PartyIDSource: 'D', PartyRole: fix44.PartyRoleExecutingFirm},
				{PartyID: text(rng, "Q", 5), PartyIDSource: 'D', PartyRole: fix44.PartyRoleClientID},
			}},
			ExecID: text(rng, "E", 14), ExecType: fix44.ExecTypeTrade,
			OrdStatus: fix44.OrdStatus('1' + byte(rng.IntN(2))), Account: text(rng, "ACC", 6),
			Instrument: fix44.Instrument{
				Symbol: text(rng, "SYM", 4), SecurityID: text(rng, "US", 10),
				SecurityIDSource: fix44.SecurityIDSourceISINNumber, SecurityExchange: "XLON",
			},
			Side:         fix44.Side('1' + byte(rng.IntN(2))),
			OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.NewDecimal(int64(rng.IntN(100_000)+1), 0)},
			OrdType:      fix44.OrdTypeLimit, Price: price(rng), Currency: "EUR", TimeInForce: fix44.TimeInForceDay,
			LastQty: runtime.NewDecimal(int64(rng.IntN(10_000)+1), 0), LastPx: price(rng),
			LeavesQty: runtime.NewDecimal(int64(rng.IntN(100_000)), 0), CumQty: runtime.NewDecimal(int64(rng.IntN(100_000)), 0),
			AvgPx: price(rng), TradeDate: runtime.LocalMktDateFromTime(at(i)), TransactTime: runtime.NewUTCTimestamp(at(i)),
			Text: text(rng, "fill ", 20),
		}
	}
	return messages
}

func snapshots(entries int) []runtime.Message {
	rng := rand.New(rand.NewPCG(3, uint64(entries)))
	messages := make([]runtime.Message, variants)
	for i := range messages {
		m := &fix44.MarketDataSnapshotFullRefresh{
			Header: header(rng, i), MDReqID: text(rng, "R", 8),
			Instrument: fix44.Instrument{Symbol: text(rng, "SYM", 4)},
		}
		for range entries {
			m.NoMDEntries = append(m.NoMDEntries, fix44.MDFullGrpMDEntriesEntry{
				MDEntryType: fix44.MDEntryType('0' + byte(rng.IntN(2))), MDEntryPx: price(rng),
				MDEntrySize: runtime.NewDecimal(int64(rng.IntN(1_000_000)+1), 0), MDEntryTime: runtime.NewUTCTimeOnly(at(i)),
				MDEntryPositionNo: runtime.NewInt(int64(rng.IntN(20) + 1)), OrderID: text(rng, "O", 8),
			})
		}
		messages[i] = m
	}
	return messages
}

var corpora = []struct {
	name     string
	messages func() []runtime.Message
}{
	{"NewOrderSingle", newOrders},
	{"ExecutionReport", executionReports},
	{"MarketData10", func() []runtime.Message { return snapshots(10) }},
	{"MarketData100", func() []runtime.Message { return snapshots(100) }},
}

func frames(tb testing.TB, messages []runtime.Message) [][]byte {
	tb.Helper()
	out := make([][]byte, len(messages))
	for i, m := range messages {
		b, err := runtime.Marshal(m)
		if err != nil {
			tb.Fatal(err)
		}
		if err := runtime.UnmarshalPolicy(b, m.FIXMessage().Type.New(), runtime.Policy{}); err != nil {
			tb.Fatal(err)
		}
		out[i] = b
	}
	return out
}

// BenchmarkEncode writes typed messages as a session does: with its header, and
// validated.
func BenchmarkEncode(b *testing.B) {
	composer, err := runtime.NewComposer(fix44.Dictionary.Version,
		[]runtime.Field{{Tag: 49, Value: "CLIENT"}, {Tag: 56, Value: "VENUE"}}, runtime.Millis)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range corpora {
		b.Run(c.name, func(b *testing.B) {
			messages := c.messages()
			buf := make([]byte, 0, 64<<10)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				var f runtime.Fault
				buf, f = composer.AppendMessage(buf[:0], messages[i%variants],
					runtime.Stamp{MsgSeqNum: uint64(i), SendingTime: at(i % variants)})
				if !f.OK() {
					b.Fatal(f)
				}
				i++
			}
			b.SetBytes(int64(len(buf)))
		})
	}
}

// BenchmarkDecode reads frames as a session does: framing, checksum, index,
// strict validation and every field typed.
func BenchmarkDecode(b *testing.B) {
	for _, c := range corpora {
		b.Run(c.name, func(b *testing.B) {
			data := frames(b, c.messages())
			into := c.messages()[0].FIXMessage().Type.New()
			var framer runtime.Framer
			var raw runtime.Raw
			var decoder runtime.Decoder
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				found := framer.Next(data[i%variants])
				if err := raw.Parse(found.Frame, fix44.Dictionary.Version); err != nil {
					b.Fatal(err)
				}
				if f := decoder.Decode(&raw, into, runtime.Policy{}); !f.OK() {
					b.Fatal(f)
				}
				i++
			}
			b.SetBytes(int64(len(data[0])))
		})
	}
}

// BenchmarkRoundTrip is what a user without a session does.
func BenchmarkRoundTrip(b *testing.B) {
	for _, c := range corpora[:2] {
		b.Run(c.name, func(b *testing.B) {
			messages := c.messages()
			into := messages[0].FIXMessage().Type.New()
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				data, err := runtime.Marshal(messages[i%variants])
				if err != nil {
					b.Fatal(err)
				}
				if err := runtime.Unmarshal(data, into); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
	}
}
