package engine

import (
	"testing"
	"time"

	"github.com/affixgo/affix/runtime"
)

var order = runtime.AppendFrame(nil, "FIX.4.4", []byte("\x0135=D\x0149=CLIENT\x0156=VENUE\x0134=17\x0152=20261128-17:00:00.000"+
	"\x0111=ORD-1\x0155=EUR/USD\x0154=1\x0160=20261128-17:00:00.000\x0138=100\x0140=1"))

// count counts a message that comes, one that goes, and how long both took.
func count(t *stats, raw *runtime.Raw, now time.Time) {
	t.now = now
	t.received(raw, order)
	t.delivered(now)
	t.transmitted(17, order)
	t.written.Add(time.Microsecond)
}

func parsed(tb testing.TB) *runtime.Raw {
	raw := new(runtime.Raw)
	if err := raw.Parse(order, nil); err != nil {
		tb.Fatal(err)
	}
	return raw
}

// BenchmarkStats is what counting costs a message that comes and its answer
// together.
func BenchmarkStats(b *testing.B) {
	var t stats
	raw, now := parsed(b), time.Now()
	b.ReportAllocs()
	for b.Loop() {
		count(&t, raw, now)
	}
}

func TestStatsAllocateNothing(t *testing.T) {
	var s stats
	raw, now := parsed(t), time.Now()
	if got := testing.AllocsPerRun(1000, func() { count(&s, raw, now) }); got > 0 {
		t.Errorf("%g allocations", got)
	}
	var out Snapshot
	s.show(&out)
	if out.LastIn.MsgType != "D" || out.LastOut.Seq != 17 || out.Handled.Count != out.Written.Count {
		t.Errorf("%+v", out)
	}
}

// The MsgType is read of the beginning of a message, whatever that is.
func TestMsgTypeOf(t *testing.T) {
	for text, want := range map[string]string{
		"8=FIX.4.4\x019=5\x0135=AE\x01": "AE", "8=FIX.4.4\x019=5\x0135=A": "A", "8=FIX.4.4\x019=5\x0135=": "",
		"8=FIX.4.4\x019=5\x0134=1\x01": "", "8=FIX.4.4\x019=5": "", "": "", "\x01\x01\x01": "",
	} {
		if got := string(msgTypeOf([]byte(text))); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
