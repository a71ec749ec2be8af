package session_test

import (
	"testing"
	"time"

	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// clocked is an acceptor's machine whose clock may jump.
type clocked struct {
	t   *testing.T
	m   *session.Machine
	now time.Time
	seq int
}

func newClocked(t *testing.T, window time.Duration) *clocked {
	t.Helper()
	m, err := session.New(session.Config{
		Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "CLIENT", SendingTimeWindow: window,
	}, session.Numbers{})
	if err != nil {
		t.Fatal(err)
	}
	c := &clocked{t: t, m: m, now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC), seq: 1}
	c.step(session.Connected())
	c.receive("35=A", c.now, "98=0|108=30")
	c.step(session.Delivered(nil))
	if m.State() != session.StateActive {
		t.Fatal(m.State())
	}
	return c
}

// step returns the types of the messages that are sent, and why the connection
// ends if it does.
func (c *clocked) step(in session.Input) (sent string, end session.Reason) {
	c.t.Helper()
	actions, err := c.m.Step(nil, c.now, in)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, a := range actions {
		switch a.Kind {
		case session.ActionTransmit:
			var raw runtime.Raw
			if err := raw.Parse(a.Bytes, nil); err != nil {
				c.t.Fatal(err)
			}
			sent += string(raw.MsgType())
		case session.ActionDisconnect:
			end = a.Event.Reason
		}
	}
	return sent, end
}

// receive brings a message with a SendingTime.
func (c *clocked) receive(msgType string, sending time.Time, body string) (sent string, end session.Reason) {
	c.t.Helper()
	var b []byte
	b = runtime.AppendField(b, 35, msgType[3:])
	b = runtime.AppendFieldUint(b, 34, uint64(c.seq))
	b = runtime.AppendField(b, 49, "CLIENT")
	b = runtime.AppendField(b, 52, sending.Format("20060102-15:04:05"))
	b = runtime.AppendField(b, 56, "VENUE")
	for _, f := range splitFields(body) {
		b = runtime.AppendField(b, f.Tag, f.Value)
	}
	c.seq++
	raw := new(runtime.Raw)
	if err := raw.Parse(runtime.AppendFrame(nil, "FIX.4.4", b), fix44.Dictionary.Version); err != nil {
		c.t.Fatal(err)
	}
	return c.step(session.Received(raw, nil))
}

// A wall clock that jumps by an hour, without anything that does not: the peer
// is asked before it is given up, nothing is sent without end, and the session
// goes on.
func TestClockJumps(t *testing.T) {
	t.Parallel()
	for _, jump := range []time.Duration{time.Hour, -time.Hour, 24 * time.Hour, -24 * time.Hour} {
		t.Run(jump.String(), func(t *testing.T) {
			t.Parallel()
			c := newClocked(t, -1)
			c.now = c.now.Add(jump)
			for range 100 { // the timer fires again and again at the same moment
				if sent, end := c.step(session.Timer()); end != session.ReasonNone || len(sent) > 1 {
					t.Fatalf("sent %q, ended by %v", sent, end)
				}
			}
			if sent, end := c.receive("35=1", c.now, "112=x"); sent != "0" || end != session.ReasonNone {
				t.Errorf("sent %q, ended by %v", sent, end)
			}
			// From the first message on all is as before.
			c.now = c.now.Add(30 * time.Second)
			if sent, _ := c.step(session.Timer()); sent != "0" {
				t.Errorf("sent %q in place of a heartbeat", sent)
			}
			c.now = c.now.Add(7 * time.Second)
			if sent, _ := c.step(session.Timer()); sent != "1" {
				t.Errorf("sent %q in place of a TestRequest", sent)
			}
			c.now = c.now.Add(time.Minute)
			if _, end := c.step(session.Timer()); end != session.ReasonHeartbeatLost {
				t.Errorf("ended by %v", end)
			}
		})
	}
}

// The SendingTime of the peer is held to the wall clock, as it is now.
func TestClockJumpsAndSendingTime(t *testing.T) {
	t.Parallel()
	for _, jump := range []time.Duration{time.Hour, -time.Hour} {
		c := newClocked(t, 0)
		peer := c.now
		c.now = c.now.Add(jump)
		if sent, _ := c.receive("35=1", peer, "112=x"); sent != "35" {
			t.Errorf("jump by %v: sent %q, want a Reject and a Logout", jump, sent)
		}
		c = newClocked(t, 0)
		c.now = c.now.Add(jump)
		if sent, _ := c.receive("35=1", c.now, "112=x"); sent != "0" {
			t.Errorf("both clocks jump by %v: sent %q", jump, sent)
		}
	}
}

func splitFields(body string) []runtime.Field {
	var all []runtime.Field
	for len(body) > 0 {
		var f runtime.Field
		i := 0
		for ; body[i] != '='; i++ {
			f.Tag = f.Tag*10 + int(body[i]-'0')
		}
		body = body[i+1:]
		for i = 0; i < len(body) && body[i] != '|'; i++ {
		}
		f.Value = body[:i]
		body = body[min(i+1, len(body)):]
		all = append(all, f)
	}
	return all
}
