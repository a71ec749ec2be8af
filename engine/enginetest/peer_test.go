package enginetest_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/enginetest"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// startVenue starts an acceptor that answers orders with News.
func startVenue(t testing.TB, l net.Listener, more ...session.Config) *engine.Acceptor {
	t.Helper()
	router := engine.NewRouter()
	engine.On(router, func(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
		return &session.BusinessRejectError{Text: "no " + m.ClOrdID}
	})
	a, err := engine.NewAcceptor(engine.AcceptorConfig{
		Listener: l, Router: router, Store: store.NewMemory(store.MemoryConfig{}),
		Sessions: append([]session.Config{{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "CLIENT"}}, more...),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shutDown(t, a) })
	return a
}

func shutDown(t testing.TB, e interface{ Shutdown(context.Context) error }) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := e.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Error("shutdown:", err)
	}
}

func startClient(t testing.TB, dial func(context.Context, string, string) (net.Conn, error), address string) *engine.Initiator {
	t.Helper()
	i, err := engine.NewInitiator(engine.InitiatorConfig{
		Addresses: []string{address}, Dial: dial, Router: engine.NewRouter(), Store: store.NewMemory(store.MemoryConfig{}),
		Session: session.Config{Dictionary: fix44.Dictionary, SenderCompID: "CLIENT", TargetCompID: "VENUE"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := i.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shutDown(t, i) })
	return i
}

// newOrder is an order that the dictionary has nothing against.
func newOrder(id string) *fix44.NewOrderSingle {
	return &fix44.NewOrderSingle{
		ClOrdID: id, Instrument: fix44.Instrument{Symbol: "X"}, Side: fix44.SideBuy, OrdType: fix44.OrdTypeMarket,
		TransactTime: runtime.NewUTCTimestamp(time.Now()), OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.NewDecimal(1, 0)},
	}
}

const order = "35=D|11=A|55=X|54=1|60=20260102-10:00:00|38=100|40=1"

// everywhere runs a test in virtual time on connections in memory, and in real
// time on sockets.
func everywhere(t *testing.T, test func(t *testing.T, l net.Listener)) {
	t.Run("bubble", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { test(t, enginetest.Listen()) })
	})
	t.Run("memory", func(t *testing.T) { test(t, enginetest.Listen()) })
	t.Run("TCP", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		test(t, l)
	})
}

func TestAcceptor(t *testing.T) {
	everywhere(t, func(t *testing.T, l net.Listener) {
		p := enginetest.Connect(t, startVenue(t, l))
		if m := p.Logon("141=Y"); m.Get(49) != "VENUE" || m.Get(56) != "CLIENT" || m.Seq() != 1 || m.Get(141) != "Y" || m.Type() != "A" {
			t.Errorf("Logon %s", m)
		}
		p.Send(order)
		m := p.Expect("35=j|58=no A|380=*|!44|372=D")
		if m.Has(44) || !m.Has(58) || len(m.All(58)) != 1 {
			t.Errorf("%s", m)
		}
		p.Send("35=1|112=there?")
		p.Expect("35=0|112=there?")
		p.Send("35=0|34=9") // of its own, and a gap
		p.Expect("35=2|7=4|16=0")
		p.Send("35=4|43=Y|34=4|122=20260102-10:00:00|123=Y|36=10")
		p.Next = 10
		p.Send("35=D|11=A|9=5") // a wrong length
		p.SendRaw([]byte("rubbish"))
		p.ExpectNothing(time.Millisecond)
		p.Logout("58=bye")
	})
}

func TestInitiator(t *testing.T) {
	everywhere(t, func(t *testing.T, l net.Listener) {
		t.Cleanup(func() { _ = l.Close() })
		var dial func(context.Context, string, string) (net.Conn, error)
		address := "venue:1"
		if memory, ok := l.(*enginetest.Listener); ok {
			dial = memory.Dial
		} else {
			address = l.Addr().String()
		}
		c := startClient(t, dial, address)
		p := enginetest.Accept(t, l)
		if m := p.Logon(""); m.Get(49) != "CLIENT" || p.Identity.SenderCompID != "VENUE" || p.Identity.BeginString != "FIX.4.4" {
			t.Errorf("Logon %s, Peer %+v", m, p.Identity)
		}
		if err := c.Session().WaitLoggedOn(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Session().Send(t.Context(), newOrder("hello")); err != nil {
			t.Fatal(err)
		}
		p.Expect("35=D|34=2|11=hello")
		p.Logout("")
	})
}

// Days go by, with heartbeats that the test does not see.
func TestQuietDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := startVenue(t, enginetest.Listen())
		p := enginetest.Connect(t, a)
		p.Play(`
			# a week
			logon   108=60
			wait    84h
			nothing 84h
			send    ` + order + `
			expect  35=j
			logout  58=bye
		`)
		if in := a.Sessions()[0].Status().NextIn; in < 7*24*60/2 {
			t.Errorf("only %d messages have come", in)
		}
	})
}

// By hand, the Peer answers nothing.
func TestManual(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := enginetest.Connect(t, startVenue(t, enginetest.Listen()))
		p.Manual, p.Timeout = true, time.Hour
		p.Logon("")
		p.Expect("35=0")
		p.Expect("35=1")
		p.ExpectClosed()
	})
}

// A Peer that does not read is given up.
func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := startVenue(t, enginetest.Listen())
		p := enginetest.Connect(t, a)
		p.Logon("")
		p.Pause()
		go func() {
			for i := range 5000 {
				if _, err := a.Sessions()[0].Send(context.Background(), newOrder(fmt.Sprint(i))); err != nil {
					t.Error(err)
				}
			}
		}()
		<-time.After(time.Second)
		p.Resume()
		for i := range 5000 {
			p.Expect(fmt.Sprint("35=D|11=", i))
		}
		p.Pause()
		p.Send("35=2|7=1|16=0")
		<-time.After(time.Minute)
		if e := a.Sessions()[0].Snapshot().LastEnd; e == nil || e.Reason != session.ReasonSlowPeer {
			t.Errorf("%+v", e)
		}
	})
}

// failed is a test that fails.
type failed struct {
	testing.TB
	text string
}

func (f *failed) Helper() {}

func (f *failed) Fatalf(format string, args ...any) {
	f.text = fmt.Sprintf(format, args...)
	panic(f)
}

func (f *failed) Fatal(args ...any) { f.Fatalf("%s", fmt.Sprint(args...)) }

// failure runs what ends a test, and returns the text.
func failure(t *testing.T, run func(t testing.TB)) (text string) {
	f := &failed{TB: t}
	defer func() {
		if p := recover(); p != f {
			t.Errorf("it does not fail, but %v", p)
		}
		text = f.text
	}()
	run(f)
	return ""
}

func TestFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := startVenue(t, enginetest.Listen())
		n := 0
		for _, tt := range []struct {
			run  func(p *enginetest.Peer)
			want string
		}{
			{func(p *enginetest.Peer) { p.Expect("35=8") }, "nothing has come for 10s"},
			{func(p *enginetest.Peer) { p.Send(order); p.Expect("35=8") }, `field 35 is "j"`},
			{func(p *enginetest.Peer) { p.Send(order); p.Expect("35=j|44=*") }, "no field 44"},
			{func(p *enginetest.Peer) { p.Send(order); p.Expect("35=j|!58") }, "there is 58=no A"},
			{func(p *enginetest.Peer) { p.Send(order); p.Expect("what?") }, "want tag=value"},
			{func(p *enginetest.Peer) { p.Send(order); p.ExpectNothing(time.Second) }, "got 8=FIX.4.4"},
			{func(p *enginetest.Peer) { p.Send(order); p.ExpectClosed() }, "got 8=FIX.4.4"},
			{func(p *enginetest.Peer) { p.ExpectClosed() }, "it is not after 10s"},
			{func(p *enginetest.Peer) { p.Close(); p.Expect("35=8") }, "the engine has closed the connection"},
			{func(p *enginetest.Peer) { p.Close(); p.ExpectNothing(time.Second) }, "the engine has closed the connection"},
			{func(p *enginetest.Peer) { p.Send("11=A") }, "no MsgType"},
			{func(p *enginetest.Peer) { p.Send("35=D|price=1") }, "is no field"},
			{func(p *enginetest.Peer) { p.Play("\n# x\ndance 35=A") }, `line 3: unknown step "dance"`},
			{func(p *enginetest.Peer) { p.Play("wait long") }, "line 1"},
		} {
			text := failure(t, func(f testing.TB) {
				p := enginetest.Connect(f, a)
				defer p.Close()
				p.Logon("141=Y")
				tt.run(p)
			})
			if !strings.Contains(text, tt.want) || !strings.Contains(text, "sent 8=FIX.4.4") {
				t.Errorf("%d: got %q, want %s", n, text, tt.want)
			}
			n++
			synctest.Wait()
		}
		many := startVenue(t, enginetest.Listen(),
			session.Config{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "B"})
		if text := failure(t, func(f testing.TB) { enginetest.Connect(f, many) }); !strings.Contains(text, "2 sessions") {
			t.Error(text)
		}
		p := enginetest.ConnectAs(t, many, enginetest.Identity{BeginString: "FIX.4.4", SenderCompID: "B", TargetCompID: "VENUE"})
		p.Logon("")
		l := enginetest.Listen()
		if text := failure(t, func(f testing.TB) { enginetest.Accept(f, l) }); !strings.Contains(text, "nobody has connected") {
			t.Error(text)
		}
		if _, err := l.Dial(t.Context(), "", ""); err == nil || !strings.Contains(err.Error(), "refused") {
			t.Error(err)
		}
	})
}

// Both sides are engines.
func TestTwoEngines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := enginetest.Listen()
		a := startVenue(t, l)
		c := startClient(t, l.Dial, "venue:1")
		if err := c.Session().WaitLoggedOn(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if !a.Sessions()[0].LoggedOn() {
			t.Error("not logged on")
		}
		if _, err := c.Session().Send(t.Context(), newOrder("A")); err != nil {
			t.Error(err)
		}
	})
}
