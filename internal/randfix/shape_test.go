package randfix_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/internal/randfix"
	"github.com/affixgo/affix/runtime"
)

// A Decoder that has seen many messages of one sequence of fields finds in the
// next what one that has seen none finds, whatever is wrong with it.
func TestDecoderOfOneShape(t *testing.T) {
	t.Parallel()
	now := runtime.NewUTCTimestamp(time.Date(2026, time.November, 24, 9, 30, 0, 123e6, time.UTC))
	header := fix44.Header{SenderCompID: "A", TargetCompID: "B", MsgSeqNum: runtime.NewInt(7), SendingTime: now}
	snapshot := &fix44.MarketDataSnapshotFullRefresh{Header: header, Instrument: fix44.Instrument{Symbol: "EUR/USD"}}
	for i := range 5 {
		snapshot.NoMDEntries = append(snapshot.NoMDEntries, fix44.MDFullGrpMDEntriesEntry{
			MDEntryType: '0', MDEntryPx: runtime.NewDecimal(int64(100+i), 2), MDEntryTime: runtime.NewUTCTimeOnly(now.Time()),
			MDEntryPositionNo: runtime.NewInt(int64(i)), QuoteEntryID: "Q",
		})
	}
	for _, m := range []runtime.Message{
		&fix44.NewOrderSingle{
			Header: header, ClOrdID: "ORD-1", Account: "ACC", HandlInst: '1', Instrument: fix44.Instrument{Symbol: "F", SecurityIDSource: "4"},
			Side: fix44.SideBuy, TransactTime: now, OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.NewDecimal(100, 0)},
			OrdType: fix44.OrdTypeLimit, Price: runtime.MustDecimal("1.25"), SettlDate: runtime.NewLocalMktDate(2026, time.November, 25),
			LocateReqd: runtime.True, TimeInForce: fix44.TimeInForceDay,
		},
		snapshot,
	} {
		oneShape(t, m)
	}
}

func oneShape(t *testing.T, m runtime.Message) {
	t.Helper()
	frame := must(runtime.Marshal(m))
	v := fix44.Dictionary.Version
	var good runtime.Raw
	if err := good.Parse(frame, v); err != nil {
		t.Fatal(err)
	}
	var decoder runtime.Decoder
	into, fresh := m.FIXMessage().Type.New(), m.FIXMessage().Type.New()
	rng := rand.New(rand.NewPCG(11, 12))
	accepted, refused := 0, 0
	for range 1500 {
		for range 1 + rng.IntN(8) {
			if f := decoder.Decode(&good, into, runtime.Policy{}); !f.OK() || runtime.Text(into) != runtime.Text(m) {
				t.Fatalf("%v\n%s\n%s", f, runtime.Text(into), runtime.Text(m))
			}
		}
		// The fields from MsgType on, without CheckSum.
		fields := frame[len("8=FIX.4.4|9=123") : len(frame)-len("10=123|")-1]
		var raw runtime.Raw
		if raw.Parse(runtime.AppendFrame(nil, "FIX.4.4", randfix.Mutate(rng, fields, v)), v) != nil {
			continue
		}
		want := runtime.Decode(&raw, fresh, runtime.Policy{})
		got := decoder.Decode(&raw, into, runtime.Policy{})
		if got != want || want.OK() && runtime.Text(into) != runtime.Text(fresh) {
			t.Fatalf("%s\ngot  %v %s\nwant %v %s", raw.Readable(), got, runtime.Text(into), want, runtime.Text(fresh))
		}
		if want.OK() {
			accepted++
		} else {
			refused++
		}
	}
	if accepted == 0 || refused == 0 {
		t.Errorf("%d messages were good and %d were not: the test needs both", accepted, refused)
	}
}
