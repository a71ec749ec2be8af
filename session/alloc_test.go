package session_test

import (
	"testing"
	"time"

	"github.com/affixgo/affix/generated/fix42"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// active brings a session up without the harness, whose checks allocate.
func active(t testing.TB, cfg session.Config) *session.Machine {
	t.Helper()
	h := newHarness(t, cfg)
	h.play("connect", "")
	h.play("recv", "A 1 98=0|108=30|")
	h.play("delivered", "ok")
	if h.m.State() != session.StateActive {
		t.Fatalf("the session is %v", h.m.State())
	}
	return h.m
}

// inboundFrames makes n orders in sequence, parsed.
func inboundFrames(t testing.TB, n int) []*runtime.Raw {
	t.Helper()
	h := newHarness(t, testConfig())
	frames := make([]*runtime.Raw, n)
	for i := range frames {
		frames[i] = h.inbound("D", itoa(i+2), "11=ORD-"+itoa(i)+"|21=1|38=100|40=2|44=10.25|54=1|55=EUR/USD|60=NOW|")
	}
	return frames
}

func order() *fix42.NewOrderSingle {
	return &fix42.NewOrderSingle{
		ClOrdID: "ORD-1", HandlInst: fix42.HandlInstAutomatedExecutionNoIntervention, Symbol: "EUR/USD", Side: fix42.SideBuy,
		TransactTime: runtime.NewUTCTimestamp(start), OrdType: fix42.OrdTypeLimit,
		OrderQty: runtime.MustDecimal("100"), Price: runtime.MustDecimal("10.25"),
	}
}

func TestSteadyPathAllocatesNothing(t *testing.T) {
	const runs = 1000
	t.Run("receive", func(t *testing.T) {
		m := active(t, testConfig())
		frames := inboundFrames(t, runs+1)
		into := new(fix42.NewOrderSingle)
		actions := make([]session.Action, 0, 8)
		next := 0
		got := testing.AllocsPerRun(runs, func() {
			actions, _ = m.Step(actions[:0], start, session.Received(frames[next], into))
			if len(actions) != 1 || !actions[0].Decoded {
				t.Fatalf("message %d: %+v", next, actions)
			}
			actions, _ = m.Step(actions[:0], start, session.Delivered(nil))
			_ = m.Deadline()
			next++
		})
		if got != 0 {
			t.Errorf("%v allocations a message", got)
		}
	})
	t.Run("send", func(t *testing.T) {
		m := active(t, testConfig())
		message := order()
		actions := make([]session.Action, 0, 8)
		now := start
		got := testing.AllocsPerRun(runs, func() {
			now = now.Add(time.Millisecond)
			actions, _ = m.Step(actions[:0], now, session.Send(message))
			if len(actions) != 2 {
				t.Fatalf("%+v", actions)
			}
		})
		if got != 0 {
			t.Errorf("%v allocations a message", got)
		}
	})
	t.Run("heartbeats", func(t *testing.T) {
		m := active(t, testConfig())
		h := newHarness(t, testConfig())
		frames := make([]*runtime.Raw, runs+1)
		for i := range frames {
			frames[i] = h.inbound("1", itoa(i+2), "112=HELLO|")
		}
		actions := make([]session.Action, 0, 8)
		next := 0
		got := testing.AllocsPerRun(runs, func() {
			actions, _ = m.Step(actions[:0], start, session.Received(frames[next], nil))
			next++
		})
		if got != 0 {
			t.Errorf("%v allocations a TestRequest", got)
		}
	})
}

func BenchmarkReceive(b *testing.B) {
	const n = 1024
	frames := inboundFrames(b, n)
	into := new(fix42.NewOrderSingle)
	actions := make([]session.Action, 0, 8)
	b.ReportAllocs()
	for done := 0; ; {
		b.StopTimer()
		m := active(b, testConfig())
		b.StartTimer()
		for _, raw := range frames {
			actions, _ = m.Step(actions[:0], start, session.Received(raw, into))
			actions, _ = m.Step(actions[:0], start, session.Delivered(nil))
			if done++; done == b.N {
				return
			}
		}
	}
}

func BenchmarkSend(b *testing.B) {
	m := active(b, testConfig())
	message := order()
	actions := make([]session.Action, 0, 8)
	now := start
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(time.Microsecond)
		actions, _ = m.Step(actions[:0], now, session.Send(message))
	}
}
