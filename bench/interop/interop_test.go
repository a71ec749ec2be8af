package interop_test

import (
	"errors"
	"os"
	goruntime "runtime"
	"testing"
	"time"

	"github.com/affixgo/affix/session"
)

// TestMain gives the scheduler more processors than there are. A session of
// quickfix-go that has something to send spins until its writer takes it: on two
// processors two such sessions leave none for anybody else, and each message
// takes the ten milliseconds after which a goroutine is preempted.
func TestMain(m *testing.M) {
	goruntime.GOMAXPROCS(max(8, goruntime.NumCPU()))
	os.Exit(m.Run())
}

// scenario is run in each version with affix as initiator and as acceptor.
type scenario struct {
	name string
	run  func(t *testing.T, d dialect, affixInitiates bool)
}

var scenarios = []scenario{
	{"Trade", testTrade},
	{"Idle", testIdle},
	{"Gap", testGap},
	{"Cut", testCut},
	{"Refuse", testRefuse},
	{"Restart", testRestart},
	{"Reset", testReset},
	{"ResetBoth", testResetBoth},
}

func TestInterop(t *testing.T) {
	for _, d := range dialects {
		for _, affixInitiates := range []bool{true, false} {
			name := "quickfix-to-affix"
			if affixInitiates {
				name = "affix-to-quickfix"
			}
			t.Run(d.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				for _, s := range scenarios {
					t.Run(s.name, func(t *testing.T) {
						t.Parallel()
						s.run(t, d, affixInitiates)
					})
				}
			})
		}
	}
}

// A thousand orders, a thousand reports, and the initiator logs out.
func testTrade(t *testing.T, d dialect, affixInitiates bool) {
	p := newPair(t, d, affixInitiates, options{})
	sent := orders(0, 1000)
	p.sendOrders(sent)
	p.check(sent, nil)
	p.noResends()
	p.checkNumbers()
	p.stop(p.initiator)
	p.checkLogouts(1)
	p.checkNumbers()
}

// checkLogouts waits until both sides have logged out, and fails unless so
// many Logouts went in each direction.
func (p *pair) checkLogouts(each int) {
	p.t.Helper()
	p.await("logout", func() bool {
		x, _ := p.initiator.loggedOn()
		y, _ := p.acceptor.loggedOn()
		return !x && !y
	})
	if n := p.relay.count(toInitiator, "5"); n != each {
		p.t.Errorf("%s: %d Logouts, want %d", toInitiator, n, each)
	}
	if n := p.relay.count(toAcceptor, "5"); n > each || n < each-p.hasty {
		p.t.Errorf("%s: %d Logouts, want %d", toAcceptor, n, each)
	}
}

// noResends fails if anything was asked for again.
func (p *pair) noResends() {
	p.t.Helper()
	if n := p.relay.count(toAcceptor, "2"); n != 0 {
		p.t.Errorf("%s: %d ResendRequests, although nothing was lost", toAcceptor, n)
	}
	if n := p.relay.count(toInitiator, "2"); n > p.hasty {
		p.t.Errorf("%s: %d ResendRequests, although nothing was lost", toInitiator, n)
	}
}

// stop logs out from that side and ends it.
func (p *pair) stop(e endpoint) {
	p.t.Helper()
	if e == p.quick && e == p.acceptor {
		p.hasty++
	}
	if err := e.stop(); err != nil {
		p.t.Error(err)
	}
}

// Nothing to say for three heartbeat intervals.
func testIdle(t *testing.T, d dialect, affixInitiates bool) {
	p := newPair(t, d, affixInitiates, options{heartBtInt: time.Second})
	start := time.Now()
	p.await("three heartbeats of each side", func() bool {
		return p.relay.count(toAcceptor, "0") >= 3 && p.relay.count(toInitiator, "0") >= 3
	})
	took := time.Since(start)
	for _, to := range []direction{toAcceptor, toInitiator} {
		n := p.relay.count(to, "0")
		t.Logf("%s: %d heartbeats in %v, %d test requests", to, n, took, p.relay.count(to, "1"))
		if most := 2 + int(took/time.Second); n > most {
			t.Errorf("%s: %d heartbeats in %v, want at most %d", to, n, took, most)
		}
	}
	for _, e := range []endpoint{p.initiator, p.acceptor} {
		if up, times := e.loggedOn(); !up || times != 1 {
			t.Errorf("logged on: %v, %d times; want to be still on", up, times)
		}
	}
	sent := orders(0, 20)
	p.sendOrders(sent)
	p.check(sent, nil)
	p.checkNumbers()
}

// The relay loses an order and a report, and others later: each side asks for
// what it misses and gets it.
func testGap(t *testing.T, d dialect, affixInitiates bool) {
	p := newPair(t, d, affixInitiates, options{})
	lost := map[string]bool{"ORD-20": true, "E-ORD-40": true, "ORD-150": true, "ORD-151": true, "E-ORD-170": true, "E-ORD-171": true}
	p.relay.setLose(func(w wire) bool {
		id := w.raw.Text(11)
		if string(w.raw.MsgType()) == "8" {
			id = w.raw.Text(17)
		}
		lose := lost[id]
		delete(lost, id)
		return lose
	})
	sent := orders(0, 200)
	p.sendOrders(sent[:100])
	p.check(sent[:100], nil)
	p.sendOrders(sent[100:])
	p.check(sent, nil)
	for _, to := range []direction{toAcceptor, toInitiator} {
		asked := p.relay.count(to, "2")
		again := len(p.relay.seen(func(w wire) bool { return w.to != to && w.raw.Text(43) == "Y" }))
		t.Logf("%s: %d ResendRequests, %d messages sent again", to, asked, again)
		if asked == 0 || again == 0 {
			t.Errorf("%s: %d ResendRequests, %d messages sent again; want some", to, asked, again)
		}
	}
	p.checkNumbers()
}

// The connection is cut while messages are under way, and both sides send
// while they are disconnected.
func testCut(t *testing.T, d dialect, affixInitiates bool) {
	p := newPair(t, d, affixInitiates, options{})
	sent := orders(0, 400)
	p.relay.setCutAt(func(w wire) bool { return string(w.raw.MsgType()) == "D" && w.raw.Text(11) == "ORD-200" })
	p.sendOrders(sent[:350])
	p.await("the cut", func() bool {
		x, _ := p.initiator.loggedOn()
		y, _ := p.acceptor.loggedOn()
		return !x && !y
	})
	p.sendOrders(sent[350:])
	extra := reportsOf(orders(1000, 1050))
	for _, r := range extra {
		if err := p.acceptor.sendReport(r); err != nil {
			t.Fatal(err)
		}
	}
	p.relay.open()
	p.awaitLogons(2)
	p.check(sent, extra)
	p.checkNumbers()
	n, _ := p.acceptor.ledger().counts()
	t.Logf("%d orders, %d of them transmitted more than once", n, len(p.relay.seen(func(w wire) bool {
		return string(w.raw.MsgType()) == "D" && w.raw.Text(43) == "Y"
	})))
}

// Messages that affix refuses, for its dictionary and for its application, do
// not disturb the session.
func testRefuse(t *testing.T, d dialect, affixInitiates bool) {
	p := newPair(t, d, affixInitiates, options{})
	sent := orders(0, 40)
	p.sendOrders(sent[:20])
	p.check(sent[:20], nil)

	var err error
	var toQuick direction
	bad, unwanted := orderOf(1001), orderOf(1002)
	bad.Side = "Z"
	unwanted.Text = unwantedText
	if affixInitiates {
		toQuick = toAcceptor
		err = errors.Join(p.quick.sendReport(reportOf(bad)), p.quick.sendReport(reportOf(unwanted)))
	} else {
		toQuick = toInitiator
		err = errors.Join(p.quick.sendOrder(bad), p.quick.sendOrder(unwanted))
	}
	if err != nil {
		t.Fatal(err)
	}
	var rejects, refusals []wire
	p.await("a Reject and a BusinessMessageReject", func() bool {
		rejects = p.relay.seen(func(w wire) bool { return w.to == toQuick && string(w.raw.MsgType()) == "3" })
		refusals = p.relay.seen(func(w wire) bool { return w.to == toQuick && string(w.raw.MsgType()) == "j" })
		return len(rejects) > 0 && len(refusals) > 0
	})
	if r := rejects[0].raw; len(rejects) != 1 || r.Text(371) != "54" || r.Text(373) != "5" {
		t.Errorf("want one Reject of field 54 with reason 5, got %d: %s", len(rejects), r.Readable())
	}
	if r := refusals[0].raw; len(refusals) != 1 || r.Text(58) != errUnwanted.Error() {
		t.Errorf("want one BusinessMessageReject with the handler's error, got %d: %s", len(refusals), r.Readable())
	}
	p.refused = true
	p.sendOrders(sent[20:])
	p.check(sent, nil)
	p.checkNumbers()
}

// One side logs out, ends, and comes back with its store; then the other. The
// numbers go on, and nothing has to be resent.
func testRestart(t *testing.T, d dialect, affixInitiates bool) {
	p := newPair(t, d, affixInitiates, options{})
	sent := orders(0, 60)
	p.sendOrders(sent[:20])
	p.check(sent[:20], nil)
	for i, e := range []endpoint{p.affix, p.quick} {
		p.stop(e)
		p.checkLogouts(i + 1)
		if p.hasty == 0 {
			p.checkNumbers()
		}
		if err := e.start(); err != nil {
			t.Fatal(err)
		}
		p.awaitLogons(i + 2)
		p.sendOrders(sent[20*(i+1) : 20*(i+2)])
		p.check(sent[:20*(i+2)], nil)
	}
	p.noResends()
	if n := len(p.relay.seen(func(w wire) bool { return w.raw.Text(141) == "Y" })); n != 0 {
		t.Errorf("%d Logons reset the numbers", n)
	}
	p.checkNumbers()
}

// The initiator resets the numbers with every Logon.
func testReset(t *testing.T, d dialect, affixInitiates bool) {
	if affixInitiates {
		resets(t, d, affixInitiates, options{affixReset: session.ResetEveryLogon})
	} else {
		resets(t, d, affixInitiates, options{quickReset: true})
	}
}

// Both sides reset the numbers with every Logon.
func testResetBoth(t *testing.T, d dialect, affixInitiates bool) {
	resets(t, d, affixInitiates, options{affixReset: session.ResetEveryLogon, quickReset: true})
}

func resets(t *testing.T, d dialect, affixInitiates bool, o options) {
	p := newPair(t, d, affixInitiates, o)
	sent := orders(0, 40)
	p.sendOrders(sent[:20])
	p.check(sent[:20], nil)
	p.relay.cut()
	p.relay.open()
	p.awaitLogons(2)
	p.sendOrders(sent[20:])
	p.check(sent, nil)
	p.checkNumbers()
	if in, out := p.affix.numbers(); in != 22 || out != 22 {
		t.Errorf("affix expects %d and will send %d, want 22 and 22", in, out)
	}
	for _, w := range p.relay.seen(func(w wire) bool { return string(w.raw.MsgType()) == "A" }) {
		if w.raw.Text(34) != "1" || w.raw.Text(141) != "Y" {
			t.Errorf("%s: a Logon without reset: %s", w.to, w.raw.Readable())
		}
	}
	p.noResends()
	p.stop(p.acceptor) // now the acceptor logs out
	p.checkLogouts(1)
}
