package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix41"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// arrivals notes when messages come out of a connection.
type arrivals struct {
	mu   sync.Mutex
	at   map[string][]time.Time // by MsgType
	text []string
}

// follow reads all that comes to p, and answers Logouts, until the end.
func follow(p *peer) *arrivals {
	a := &arrivals{at: make(map[string][]time.Time)}
	go func() {
		for {
			m := p.read(1000 * time.Hour)
			if m == "" {
				return
			}
			msgType := field(m, 35)
			a.mu.Lock()
			a.at[msgType] = append(a.at[msgType], time.Now())
			a.text = append(a.text, msgType+" "+field(m, 34)+" "+field(m, 11)+field(m, 43))
			a.mu.Unlock()
			if msgType == "5" {
				p.send("35=5")
			}
		}
	}()
	return a
}

func (a *arrivals) of(msgTypes ...string) (times []time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, t := range msgTypes {
		times = append(times, a.at[t]...)
	}
	slices.SortFunc(times, time.Time.Compare)
	return times
}

// atMost fails if more than n are within a span of length per.
func atMost(t testing.TB, times []time.Time, n int, per time.Duration) {
	t.Helper()
	for i := n; i < len(times); i++ {
		if d := times[i].Sub(times[i-n]); d <= per {
			t.Errorf("messages %d to %d came within %v", i-n+1, i+1, d)
			return
		}
	}
}

func throttled(throttles ...engine.Throttle) func(*engine.InitiatorConfig) {
	return func(cfg *engine.InitiatorConfig) {
		cfg.Throttle = throttles
		cfg.Session.HeartBtInt = -1
	}
}

// startThrottled logs a client on to a peer that reads everything.
func startThrottled(t *testing.T, throttles ...engine.Throttle) (*engine.Session, *peer, *arrivals) {
	t.Helper()
	l := newListener()
	i := startClient(t, l, engine.NewRouter(), throttled(throttles...))
	p := acceptFrom(t, l)
	p.expect("35=A")
	p.send("35=A|98=0|108=0")
	synctest.Wait()
	return i.Session(), p, follow(p)
}

func TestThrottleBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p, got := startThrottled(t,
			engine.Throttle{Messages: 10, Per: time.Second},
			engine.Throttle{Messages: 3, Per: 2 * time.Second, Types: []string{"D", "G"}},
		)
		begin := time.Now()
		var wg sync.WaitGroup
		for n := range 30 {
			wg.Go(func() { send(t, s, fmt.Sprint(n)) })
		}
		pass(time.Millisecond)
		info := s.Snapshot().Throttle
		if info == nil || info.OutWaiting != 27 || info.OutDelayed != 27 {
			t.Errorf("%+v", info)
		}
		p.send("35=1|112=NOW") // is answered at once
		synctest.Wait()
		if n := len(got.of("0")); n != 1 {
			t.Errorf("%d Heartbeats while orders wait", n)
		}
		wg.Wait()
		took := time.Since(begin)
		synctest.Wait()
		orders := got.of("D")
		atMost(t, orders, 3, 2*time.Second)
		if len(orders) != 30 || took < 18*time.Second || took > 19*time.Second {
			t.Errorf("%d orders took %v", len(orders), took)
		}
		// Another class is not held up by those that wait.
		for range 3 {
			send(t, s, "more")
		}
		go func() { send(t, s, "waits") }()
		synctest.Wait()
		before := time.Now()
		if _, err := s.Send(t.Context(), news()); err != nil || time.Since(before) > 0 {
			t.Errorf("%v after %v", err, time.Since(before))
		}
		pass(time.Minute)
		for n := range 1000 { // in turn, at odd moments
			send(t, s, fmt.Sprint(n))
			pass(time.Duration(n*7919%1301) * time.Millisecond)
		}
		atMost(t, got.of("D"), 3, 2*time.Second)
	})
}

func news() *fix44.News {
	return &fix44.News{Headline: "H", LinesOfTextGrp: fix44.LinesOfTextGrp{NoLinesOfText: []fix44.LinesOfTextEntry{{Text: "T"}}}}
}

// TestThrottleInOrder: those that wait go in the order of their calls.
func TestThrottleInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _, got := startThrottled(t, engine.Throttle{Messages: 1, Per: time.Second})
		for n := range 5 {
			go func() { send(t, s, fmt.Sprint(n)) }()
			synctest.Wait()
		}
		pass(10 * time.Second)
		if want := []string{"D 2 0", "D 3 1", "D 4 2", "D 5 3", "D 6 4"}; !slices.Equal(got.text, want) {
			t.Errorf("got %q", got.text)
		}
	})
}

func TestThrottleContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _, got := startThrottled(t, engine.Throttle{Messages: 1, Per: time.Hour})
		send(t, s, "first")
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		begin := time.Now()
		_, err := s.Send(ctx, order("waits"))
		if !errors.Is(err, context.DeadlineExceeded) || engine.NumberConsumed(err) || time.Since(begin) != time.Minute {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		if _, err := s.TrySend(order("try")); !errors.Is(err, engine.ErrThrottled) {
			t.Errorf("TrySend: %v", err)
		}
		if got := s.Snapshot().Throttle; got.OutWaiting != 0 {
			t.Errorf("%+v", got)
		}
		pass(time.Hour)
		if seq := send(t, s, "next"); seq != 3 { // no number was used up
			t.Errorf("number %d", seq)
		}
		if n := len(got.of("D")); n != 2 {
			t.Errorf("%d orders", n)
		}
	})
}

func TestThrottleRejects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _, got := startThrottled(t, engine.Throttle{Messages: 2, Per: time.Second, Policy: engine.ThrottleReject})
		var refused int
		for n := range 10 {
			_, err := s.Send(t.Context(), order(fmt.Sprint(n)))
			if errors.Is(err, engine.ErrThrottled) && !engine.NumberConsumed(err) {
				refused++
			} else if err != nil {
				t.Error(err)
			}
			pass(300 * time.Millisecond)
		}
		atMost(t, got.of("D"), 2, time.Second)
		if n := len(got.of("D")); n+refused != 10 || n < 5 || s.Snapshot().Throttle.OutRejected != uint64(refused) {
			t.Errorf("%d sent, %d refused", n, refused)
		}
		pass(time.Minute)
		_, err := s.Send(t.Context(), order(""))
		if err == nil || errors.Is(err, engine.ErrThrottled) {
			t.Errorf("a message that is no good: %v", err)
		}
		pass(time.Minute)
	})
}

func TestThrottleDropsOldest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _, got := startThrottled(t,
			engine.Throttle{Messages: 1, Per: time.Second, Policy: engine.ThrottleDropOldest, Waiting: 2})
		var mu sync.Mutex
		var dropped []string
		for n := range 6 {
			go func() {
				id := fmt.Sprint(n)
				if _, err := s.Send(t.Context(), order(id)); errors.Is(err, engine.ErrDropped) && !engine.NumberConsumed(err) {
					mu.Lock()
					defer mu.Unlock()
					dropped = append(dropped, id)
				} else if err != nil {
					t.Error(err)
				}
			}()
			synctest.Wait()
		}
		pass(10 * time.Second)
		mu.Lock()
		defer mu.Unlock()
		if want := []string{"1", "2", "3"}; !slices.Equal(dropped, want) {
			t.Errorf("dropped %v", dropped)
		}
		if want := []string{"D 2 0", "D 3 4", "D 4 5"}; !slices.Equal(got.text, want) {
			t.Errorf("got %q", got.text)
		}
		if info := s.Snapshot().Throttle; info.OutDropped != 3 {
			t.Errorf("%+v", info)
		}
	})
}

func TestThrottleBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _, got := startThrottled(t, engine.Throttle{Messages: 3, Per: time.Second})
		batch := func(n int) (msgs []runtime.Message) {
			for i := range n {
				msgs = append(msgs, order(fmt.Sprint(i)))
			}
			return msgs
		}
		for range 4 {
			if _, _, err := s.SendBatch(t.Context(), batch(2)); err != nil {
				t.Error(err)
			}
		}
		if _, _, err := s.SendBatch(t.Context(), batch(4)); !errors.Is(err, engine.ErrThrottled) || engine.NumberConsumed(err) {
			t.Errorf("a batch that is too large: %v", err)
		}
		pass(time.Minute)
		atMost(t, got.of("D"), 3, time.Second)
		if n := len(got.of("D")); n != 8 {
			t.Errorf("%d orders", n)
		}
	})
}

// TestThrottleSlowPeer has messages on their way to a peer that does not read:
// their span begins when they are written.
func TestThrottleSlowPeer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newListener()
		i := startClient(t, l, engine.NewRouter(), throttled(engine.Throttle{Messages: 2, Per: time.Second}))
		p := acceptFrom(t, l)
		p.expect("35=A")
		p.send("35=A|98=0|108=0")
		synctest.Wait()
		for n := range 4 {
			go func() { send(t, i.Session(), fmt.Sprint(n)) }()
			synctest.Wait()
		}
		pass(5 * time.Second)
		got := follow(p)
		pass(10 * time.Second)
		orders := got.of("D")
		atMost(t, orders, 2, time.Second)
		if len(orders) != 4 {
			t.Errorf("%d orders", len(orders))
		}
	})
}

// TestThrottledResend: what was sent while the session was down, and what the
// peer asks for again, is counted when it goes out.
func TestThrottledResend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newListener()
		i := startClient(t, l, engine.NewRouter(), throttled(engine.Throttle{Messages: 5, Per: time.Second}))
		s := i.Session()
		for n := range 23 {
			send(t, s, fmt.Sprint(n)) // at once: it is stored
		}
		p := acceptFrom(t, l)
		p.expect("35=A|34=24")
		p.send("35=A|98=0|108=0")
		p.send("35=2|7=1|16=0")
		got := follow(p)
		synctest.Wait()
		live := make(chan struct{})
		go func() {
			send(t, s, "live")
			close(live)
		}()
		pass(1500 * time.Millisecond)
		p.send("35=1|112=T")
		pass(time.Minute)
		<-live
		atMost(t, got.of("D"), 5, time.Second)
		if orders := got.of("D"); len(orders) != 24 || orders[23].Sub(orders[0]) > 6*time.Second {
			t.Errorf("%d orders in %v", len(orders), orders[len(orders)-1].Sub(orders[0]))
		}
		var last string
		for _, text := range got.text {
			if strings.HasPrefix(text, "D ") {
				last = text
			}
		}
		if last != "D 26 live" && last != "D 25 live" {
			t.Errorf("the last order was %q: %q", last, got.text)
		}
	})
}

// TestThrottleOverConnections: a new connection does not begin with a new span.
func TestThrottleOverConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newListener()
		i := startClient(t, l, engine.NewRouter(), throttled(engine.Throttle{Messages: 2, Per: time.Minute}),
			func(cfg *engine.InitiatorConfig) { cfg.Reconnect.Min = time.Millisecond })
		var all []time.Time
		waits := make(chan error, 1)
		for n := range 2 {
			p := acceptFrom(t, l)
			p.next = 1 + n
			p.expect("35=A")
			p.send("35=A|98=0|108=0")
			got := follow(p)
			synctest.Wait()
			if n == 0 {
				send(t, i.Session(), "A")
				send(t, i.Session(), "B")
				go func() {
					_, err := i.Session().Send(context.Background(), order("C")) // goes into the store, then
					waits <- err
				}()
				synctest.Wait()
				p.conn.Close()
			} else {
				p.send("35=2|7=4|16=0")
				pass(2 * time.Minute)
			}
			all = append(all, got.of("D")...)
		}
		atMost(t, all, 2, time.Minute)
		if err := <-waits; err != nil || len(all) != 3 {
			t.Errorf("%d orders, %v", len(all), err)
		}
	})
}

func TestThrottleShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newListener()
		i := startClient(t, l, engine.NewRouter(), throttled(engine.Throttle{Messages: 1, Per: time.Hour}))
		p := acceptFrom(t, l)
		p.expect("35=A")
		p.send("35=A|98=0|108=0")
		follow(p)
		synctest.Wait()
		send(t, i.Session(), "A")
		done := make(chan error, 1)
		go func() {
			_, err := i.Session().Send(context.Background(), order("B"))
			done <- err
		}()
		synctest.Wait()
		if err := i.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		if err := <-done; err != nil && !errors.Is(err, engine.ErrShutdown) {
			t.Error(err)
		}
	})
}

func TestInboundThrottle(t *testing.T) {
	type taken struct{ orders int }
	router := func(n *taken) *engine.Router {
		r := engine.NewRouter()
		engine.On(r, func(context.Context, *engine.Session, *fix44.NewOrderSingle) error {
			n.orders++
			return nil
		})
		engine.On(r, func(context.Context, *engine.Session, *fix41.NewOrderSingle) error {
			n.orders++
			return nil
		})
		return r
	}
	limit := func(p engine.InboundPolicy) func(*engine.AcceptorConfig) {
		return func(cfg *engine.AcceptorConfig) {
			cfg.InboundThrottle = []engine.InboundThrottle{{Messages: 3, Per: time.Second, Types: []string{"D"}, Policy: p}}
		}
	}
	synctest.Test(t, func(t *testing.T) {
		var n taken
		v := startVenue(t, router(&n), limit(engine.InboundReject))
		p := v.logon(t, 1, "")
		for range 5 {
			p.send(orderBody("A"))
		}
		for range 2 {
			p.expect("35=j|372=D|380=0|58=Too many messages: at most 3 in 1s")
		}
		p.send("35=1|112=T")
		p.expect("35=0|112=T")
		p.send(strings.Replace(orderBody("B"), "|", "|43=Y|122=20000101-00:00:00|", 1))
		pass(1001 * time.Millisecond)
		p.send(orderBody("C"))
		synctest.Wait()
		if got := v.Snapshot().Throttle.InRejected; n.orders != 5 || got != 2 {
			t.Errorf("%d orders, %d rejected", n.orders, got)
		}
		p.leave()
	})
	synctest.Test(t, func(t *testing.T) {
		var n taken
		v := startVenue(t, router(&n), limit(engine.InboundLogout))
		p := v.logon(t, 1, "")
		for range 4 {
			p.send(orderBody("A"))
		}
		p.expect("35=5|58=Too many messages: at most 3 in 1s")
		if n.orders != 3 {
			t.Errorf("%d orders", n.orders)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		var n taken
		v := startVenue(t, router(&n), limit(engine.InboundReject), func(cfg *engine.AcceptorConfig) {
			cfg.Sessions[0].Dictionary = fix41.Dictionary
		})
		p := v.connect(t)
		p.version = "FIX.4.1"
		p.send("35=A|98=0|108=30")
		p.expect("35=A")
		for range 4 {
			p.send("35=D|11=A|21=1|55=X|54=1|38=100|40=1")
		}
		p.expect("35=3|45=5|58=Too many messages: at most 3 in 1s")
	})
}

func TestThrottlesChecked(t *testing.T) {
	t.Parallel()
	_, err := engine.NewInitiator(engine.InitiatorConfig{
		Session: session.Config{Dictionary: fix44.Dictionary, SenderCompID: "A", TargetCompID: "B"},
		Operation: engine.Operation{
			Throttle: []engine.Throttle{
				{},
				{Messages: 1, Per: time.Second, Types: []string{"D", "0"}, Policy: 7},
				{Messages: 1, Per: time.Second, Waiting: 3},
			},
			InboundThrottle: []engine.InboundThrottle{{Messages: 2_000_000, Per: -1, Policy: 9}},
		},
	})
	for _, want := range []string{
		"engine: initiator: Throttle[0]: Messages is 0: must be 1 to 1000000",
		"engine: initiator: Throttle[0]: Per is 0s: must be positive",
		`engine: initiator: Throttle[1]: Types has "0", but session messages are not throttled`,
		"engine: initiator: Throttle[1]: there is no Policy ThrottlePolicy(7)",
		"engine: initiator: Throttle[2]: Waiting is 3 with Policy block",
		"engine: initiator: InboundThrottle[0]: Messages is 2000000",
		"engine: initiator: InboundThrottle[0]: Per is -1ns",
		"engine: initiator: InboundThrottle[0]: there is no Policy InboundPolicy(9)",
	} {
		wantError(t, err, want)
	}
	var p engine.ThrottlePolicy
	if err := p.UnmarshalText([]byte("drop-oldest")); err != nil || p != engine.ThrottleDropOldest {
		t.Errorf("%v, %v", p, err)
	}
	wantError(t, p.UnmarshalText([]byte("drop")), `"drop" is no throttle policy`)
	var in engine.InboundPolicy
	if err := in.UnmarshalText([]byte("logout")); err != nil || in != engine.InboundLogout {
		t.Errorf("%v, %v", in, err)
	}
}

// TestThrottleOnSockets is the least that must hold on real ones, whose clocks
// nobody stops.
func TestThrottleOnSockets(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var got []string
	r := engine.NewRouter()
	engine.On(r, func(_ context.Context, _ *engine.Session, m *fix44.NewOrderSingle) error {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, m.ClOrdID)
		return nil
	})
	v := startVenue(t, r, func(cfg *engine.AcceptorConfig) { cfg.Listener, cfg.Address = nil, "127.0.0.1:0" })
	i := startClient(t, newListener(), engine.NewRouter(), throttled(engine.Throttle{Messages: 5, Per: 50 * time.Millisecond}),
		func(cfg *engine.InitiatorConfig) {
			cfg.Dial, cfg.Addresses = nil, []string{v.Acceptor.Addr().String()}
		})
	waitLoggedOn(t, i.Session())
	begin := time.Now()
	var senders sync.WaitGroup
	for n := range 20 {
		senders.Go(func() { send(t, i.Session(), fmt.Sprint(n)) })
	}
	senders.Wait()
	if took := time.Since(begin); took < 150*time.Millisecond {
		t.Errorf("20 messages took %v", took)
	}
	shutDown(t, i)
	mu.Lock()
	defer mu.Unlock()
	if len(got) != 20 {
		t.Errorf("%d arrived", len(got))
	}
}
