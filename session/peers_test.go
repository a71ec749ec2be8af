package session_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
)

// peer is one end of a connection in memory.
type peer struct {
	*harness
	inbox    [][]byte // on the way to this end
	sent     []string // ClOrdIDs, in order
	received []string
	pending  bool // a message is with the application
}

// step makes a step and puts what it transmits on the way to the other end.
func (p *peer) stepTo(other *peer, in session.Input) {
	p.t.Helper()
	p.wire = nil
	actions, err := p.step(in)
	if err != nil {
		p.t.Fatalf("%v: %v", in.Kind, err)
	}
	p.pending = false
	for _, a := range actions {
		if a.Kind == session.ActionDeliver {
			p.pending = true
			if string(a.Raw.MsgType()) == "D" {
				p.received = append(p.received, a.Raw.Text(11))
			}
		}
	}
	other.inbox = append(other.inbox, p.wire...)
}

// pump moves one message, or finishes one delivery. It reports false if there
// is nothing to do.
func (p *peer) pump(other *peer) bool {
	if p.pending {
		p.stepTo(other, session.Delivered(nil))
		return true
	}
	if len(p.inbox) == 0 {
		return false
	}
	frame := p.inbox[0]
	p.inbox = p.inbox[1:]
	p.stepTo(other, session.Received(parse(p.t, frame, p.cfg.Dictionary.Version), nil))
	return true
}

func (p *peer) order(other *peer, id string) {
	pending := p.pending
	p.stepTo(other, session.Send(anyOrder(p.cfg.Dictionary, id)))
	p.pending = pending
	p.sent = append(p.sent, id)
}

func (p *peer) logout(other *peer) {
	pending := p.pending
	p.stepTo(other, session.Logout("enough"))
	p.pending = pending
}

// TestPeersAgree: two machines over connections that break at any moment. In
// the end each has delivered what the other sent, once and in order.
func TestPeersAgree(t *testing.T) {
	t.Parallel()
	configs := []struct {
		name   string
		change func(*session.Config)
	}{
		{"fix42", func(*session.Config) {}},
		{"chunks", func(c *session.Config) { c.ResendRequestChunk = 3 }},
		{"little room", func(c *session.Config) { c.KeepMessages = 2 }},
		{"no room", func(c *session.Config) { c.KeepMessages = -1 }},
		{"next expected", func(c *session.Config) { c.Dictionary, c.NextExpected = fix44.Dictionary, true }},
		{"next expected, little room", func(c *session.Config) {
			c.Dictionary, c.NextExpected, c.KeepBytes = fix44.Dictionary, true, 400
		}},
	}
	for _, tt := range configs {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(150) {
				playPeers(t, seed, tt.change)
				if t.Failed() {
					t.Fatalf("seed %d", seed)
				}
			}
		})
	}
}

func playPeers(t *testing.T, seed uint64, change func(*session.Config)) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	acceptorConfig := testConfig()
	change(&acceptorConfig)
	initiatorConfig := acceptorConfig
	initiatorConfig.Role = session.Initiator
	initiatorConfig.SenderCompID, initiatorConfig.TargetCompID = "TW", "ISLD"
	a := &peer{harness: newHarness(t, initiatorConfig)}
	b := &peer{harness: newHarness(t, acceptorConfig)}

	drop := func() {
		for _, p := range []*peer{a, b} {
			pending := p.pending
			p.stepTo(p, session.Disconnected())
			p.inbox, p.pending = nil, pending
		}
	}
	connect := func() {
		for _, p := range []*peer{a, b} {
			for p.pending {
				p.stepTo(p, session.Delivered(nil)) // nobody reads it any more
			}
			p.inbox = nil
		}
		b.stepTo(a, session.Connected())
		a.stepTo(b, session.Connected())
	}
	connected := func() bool { return a.m.State().Connected() && b.m.State().Connected() }
	restart := func(p *peer) { // from what the store has
		if p.pending {
			return
		}
		m, err := session.New(p.cfg, session.Numbers{NextIn: p.expected, NextOut: p.next})
		if err != nil {
			t.Fatal(err)
		}
		p.m = m
	}
	for i := range 120 {
		a.now = a.now.Add(time.Second)
		b.now = a.now
		switch n := random.IntN(12); {
		case n == 0 && random.IntN(3) == 0:
			a.logout(b)
		case n == 0 && random.IntN(3) == 0:
			b.logout(a)
		case n == 0:
			drop()
			if random.IntN(2) == 0 {
				restart(a)
				restart(b)
			}
		case n == 1 && !connected():
			drop()
			connect()
		case n <= 3:
			a.order(b, fmt.Sprintf("A%d", i))
		case n <= 5:
			b.order(a, fmt.Sprintf("B%d", i))
		case n <= 8:
			a.pump(b)
		default:
			b.pump(a)
		}
	}
	drop()
	connect()
	for steps := 0; a.pump(b) || b.pump(a); steps++ {
		if steps > 20000 {
			t.Errorf("they never stop talking")
			return
		}
	}
	for _, p := range []*peer{a, b} {
		if p.m.State() != session.StateActive {
			t.Errorf("%s is %v", p.cfg.SenderCompID, p.m.State())
		}
	}
	if a.m.NextIn() != b.m.NextOut() || b.m.NextIn() != a.m.NextOut() {
		t.Errorf("numbers: %+v and %+v", a.m.Numbers(), b.m.Numbers())
	}
	if got, want := fmt.Sprint(b.received), fmt.Sprint(a.sent); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := fmt.Sprint(a.received), fmt.Sprint(b.sent); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
