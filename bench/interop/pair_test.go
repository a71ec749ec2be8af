package interop_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/affixgo/affix/bench/corpus"
	"github.com/affixgo/affix/bench/internal/port"
	"github.com/affixgo/affix/session"
)

// patience is how long anything may take before the test fails.
const patience = 45 * time.Second

// settling is how long numbers may take to agree once messages have arrived.
const settling = 5 * time.Second

// options are what scenarios do differently.
type options struct {
	heartBtInt time.Duration       // 30 s if zero
	affixReset session.ResetPolicy // of the affix side
	quickReset bool                // ResetOnLogon=Y on the quickfix-go side
}

// setup is one end of a session.
type setup struct {
	options
	dialect   dialect
	us, them  string
	initiates bool
	port      int // to connect to, or to listen on
}

// endpoint is an engine with an application, ours or quickfix-go's.
type endpoint interface {
	start() error
	stop() error // logs out; start may follow
	sendOrder(order) error
	sendReport(report) error
	ledger() *ledger
	loggedOn() (now bool, times int)
	numbers() (in, out int) // expected next, to be used next
	journal() string
}

// pair is an initiator and an acceptor with the relay between them.
type pair struct {
	t                   *testing.T
	initiator, acceptor endpoint
	affix, quick        endpoint // the same two
	relay               *relay

	// hasty counts how often an acceptor of quickfix-go was stopped: it sends a
	// Logout and closes at once (LogoutTimeout is an initiator's setting there),
	// so that ours may not reach it, and is missed after the next logon.
	hasty int

	refused bool // the test has had messages refused
}

var serial atomic.Int64

// newPair starts a pair and waits until it is logged on.
func newPair(t *testing.T, d dialect, affixInitiates bool, o options) *pair {
	t.Helper()
	if o.heartBtInt == 0 {
		o.heartBtInt = 30 * time.Second
	}
	spec, err := corpus.QuickFIXSpec(d.spec)
	if err != nil {
		t.Fatal(err)
	}
	listen, err := port.Free()
	if err != nil {
		t.Fatal(err)
	}
	r := newRelay(t, fmt.Sprintf("127.0.0.1:%d", listen))
	n := serial.Add(1) // quickfix-go keeps one registry of all sessions
	initiates, accepts := setup{o, d, fmt.Sprint("INI", n), fmt.Sprint("ACC", n), true, r.port()},
		setup{o, d, fmt.Sprint("ACC", n), fmt.Sprint("INI", n), false, listen}
	p := &pair{t: t, relay: r}
	if affixInitiates {
		a, q := &affixEnd{setup: initiates}, &quickEnd{setup: accepts, spec: spec}
		p.initiator, p.acceptor, p.affix, p.quick = a, q, a, q
	} else {
		a, q := &affixEnd{setup: accepts}, &quickEnd{setup: initiates, spec: spec}
		p.initiator, p.acceptor, p.affix, p.quick = q, a, a, q
	}
	t.Cleanup(p.end)
	for _, e := range []endpoint{p.acceptor, p.initiator} {
		if err := e.start(); err != nil {
			t.Fatal(err)
		}
	}
	p.awaitLogons(1)
	return p
}

// end stops everything and, if the test has failed, says what happened.
func (p *pair) end() {
	for _, e := range []endpoint{p.initiator, p.acceptor} {
		if err := e.stop(); err != nil {
			p.t.Error(err)
		}
	}
	p.relay.stop()
	if p.t.Failed() {
		p.t.Logf("on the wire:\n%s", p.relay.trace())
		p.t.Logf("affix:\n%s", p.affix.journal())
		p.t.Logf("quickfix-go:\n%s", p.quick.journal())
	}
}

// await waits until ok holds.
func (p *pair) await(what string, ok func() bool) {
	p.t.Helper()
	if !becomes(patience, ok) {
		p.t.Fatalf("waited in vain: %s", what)
	}
}

// becomes reports whether ok holds before the time is over. It looks again and
// again, as not all that is waited for tells when it happens: the numbers in
// stores do not.
func becomes(within time.Duration, ok func() bool) bool {
	look, end := time.NewTicker(2*time.Millisecond), time.NewTimer(within)
	defer look.Stop()
	defer end.Stop()
	for !ok() {
		select {
		case <-look.C:
		case <-end.C:
			return ok()
		}
	}
	return true
}

// awaitLogons waits until both sides are up, and have been so often.
func (p *pair) awaitLogons(times int) {
	p.t.Helper()
	p.await(fmt.Sprintf("logon %d", times), func() bool {
		x, xs := p.initiator.loggedOn()
		y, ys := p.acceptor.loggedOn()
		return x && y && xs >= times && ys >= times
	})
}

func (p *pair) sendOrders(orders []order) {
	p.t.Helper()
	for _, o := range orders {
		if err := p.initiator.sendOrder(o); err != nil {
			p.t.Fatal(err)
		}
	}
}

// orders returns the orders from..to-1.
func orders(from, to int) []order {
	var all []order
	for n := from; n < to; n++ {
		all = append(all, orderOf(n))
	}
	return all
}

func reportsOf(orders []order) []report {
	var all []report
	for _, o := range orders {
		all = append(all, reportOf(o))
	}
	return all
}

// check waits until all these orders have come, and the report of each, and
// fails if anything has come wrongly. extra are reports that the acceptor sent
// on its own.
func (p *pair) check(sent []order, extra []report) {
	p.t.Helper()
	p.await(fmt.Sprintf("%d orders and %d reports", len(sent), len(sent)+len(extra)), func() bool {
		orders, _ := p.acceptor.ledger().counts()
		_, reports := p.initiator.ledger().counts()
		return orders >= len(sent) && reports >= len(sent)+len(extra)
	})
	for _, wrong := range [][]string{
		p.acceptor.ledger().checkOrders(sent),
		p.initiator.ledger().checkReports(reportsOf(sent), extra),
		p.relay.repeats(),
	} {
		for _, w := range wrong {
			p.t.Error(w)
		}
	}
	for _, to := range []direction{toAcceptor, toInitiator} {
		for _, msgType := range []string{"3", "j"} {
			if n := p.relay.count(to, msgType); n != 0 && !p.refused {
				p.t.Errorf("%s: %d messages were rejected (35=%s)", to, n, msgType)
			}
		}
	}
}

// checkNumbers fails unless each side expects what the other will send.
func (p *pair) checkNumbers() {
	p.t.Helper()
	if !becomes(settling, func() bool {
		affixIn, affixOut := p.affix.numbers()
		quickIn, quickOut := p.quick.numbers()
		return affixIn == quickOut && affixOut == quickIn
	}) {
		affixIn, affixOut := p.affix.numbers()
		quickIn, quickOut := p.quick.numbers()
		p.t.Errorf("affix expects %d and will send %d; quickfix-go will send %d and expects %d",
			affixIn, affixOut, quickOut, quickIn)
	}
}
