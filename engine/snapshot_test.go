package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
)

// takesOrders is a router whose handler takes every order.
func takesOrders() *engine.Router {
	return handling(func(context.Context, *engine.Session, *fix44.NewOrderSingle) error { return nil })
}

func TestSnapshotOfASessionThatIsUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		v := startVenue(t, takesOrders())
		if got := v.Snapshots()[0]; got.State != session.StateDisconnected || got.Up || got.Remote != "" || !got.Connected.IsZero() {
			t.Errorf("before the connection: %+v", got)
		}
		p := v.logon(t, 1, "")
		pass(time.Second)
		// The clock of the peer is ahead by two seconds.
		p.send("35=0|52=" + time.Now().Add(2*time.Second).UTC().Format("20060102-15:04:05.000"))
		pass(time.Second)
		p.send(orderBody("A"))
		p.send(orderBody("B"))
		pass(time.Second)
		go func() { send(t, v.Session, "C") }()
		p.expect("35=D")
		synctest.Wait()

		got := v.Snapshot()
		if n := got.Handled.Count; n != 3 { // the Logon too
			t.Errorf("%d messages handled, want 3", n)
		}
		if n := got.Written.Count; n != 2 {
			t.Errorf("%d writes, want 2", n)
		}
		bytesIn, bytesOut := got.Counters.BytesIn, got.Counters.BytesOut
		if bytesIn < 300 || bytesIn > 700 || bytesOut < 150 || bytesOut > 400 {
			t.Errorf("%d bytes in, %d out", bytesIn, bytesOut)
		}
		want := engine.Snapshot{
			Session: "FIX.4.4:VENUE->CLIENT", Role: session.Acceptor, BeginString: "FIX.4.4",
			SenderCompID: "VENUE", TargetCompID: "CLIENT", Time: time.Now(),
			State: session.StateActive, Up: true, NextIn: 5, NextOut: 3, Epoch: 1, Created: got.Created,
			Remote: "pipe", Connected: began, LoggedOn: began, HeartBtInt: 30 * time.Second,
			ClockOffset: 2 * time.Second, ClockSeen: began.Add(time.Second),
			LastIn:  engine.MessageInfo{Seq: 4, MsgType: "D", Time: began.Add(2 * time.Second)},
			LastOut: engine.MessageInfo{Seq: 2, MsgType: "D", Time: began.Add(3 * time.Second)},
			Counters: engine.Counters{
				MessagesIn: 4, MessagesOut: 2, BytesIn: bytesIn, BytesOut: bytesOut, Connects: 1, Logons: 1,
			},
			Handled: got.Handled, Written: got.Written,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSnapshotOfTrouble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		v := startVenue(t, handling(func(_ context.Context, _ *engine.Session, m *fix44.NewOrderSingle) error {
			if m.ClOrdID == "BLOCKS" {
				<-release
			}
			return errors.New("refused")
		}))
		p := v.logon(t, 1, "")
		p.write([]byte("8=FIX.4.4\x019=5\x0135=0\x0110=000\x01"))
		p.send("35=0|34=5")
		p.expect("35=2")
		synctest.Wait()
		got := v.Snapshot()
		if got.State != session.StateRecovering || got.Missing == nil || got.Missing.Ranges[0] != (session.Range{From: 2, To: 4}) {
			t.Errorf("%v, missing %+v", got.State, got.Missing)
		}
		p.next = 6
		p.send("35=4|34=2|43=Y|122=20000101-00:00:00|123=Y|36=5")
		p.send("35=2|7=1|16=0")
		p.expect("35=4")
		p.send("35=3|45=2|58=no")
		p.send(orderBody("A"))
		p.expect("35=j")
		p.send(orderBody("BLOCKS"))
		pass(5 * time.Second)
		got = v.Snapshot()
		if since := time.Since(got.HandlerSince); since != 5*time.Second {
			t.Errorf("a handler is at work since %v", since)
		}
		c := got.Counters
		c.BytesIn, c.BytesOut, c.MessagesIn, c.MessagesOut = 0, 0, 0, 0
		if diff := cmp.Diff(engine.Counters{
			Resent: 1, ResendRequests: 1, Gaps: 1, RejectsOut: 1, RejectsIn: 1, Garbled: 1, Connects: 1, Logons: 1,
		}, c); diff != "" {
			t.Error(diff)
		}
		v.logs.want(t, `msg="message rejected" session=FIX.4.4:VENUE->CLIENT reason=handler seq=8 msg_type=D text=refused`,
			`msg="the peer rejected a message" session=FIX.4.4:VENUE->CLIENT seq=7 msg_type=3 ref_seq=2 text=no`)
		close(release)
		p.expect("35=j")
	})
}

// Whatever ends a connection has its reason, in the snapshot as in the event.
func TestSnapshotSaysHowItEnded(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		end    func(t *testing.T, v *venue, p *peer)
		reason session.Reason
		isOK   bool
	}{
		{"the peer logs out", func(_ *testing.T, _ *venue, p *peer) { p.leave() }, session.ReasonPeerLogout, true},
		{"the peer logs out, and says why", func(_ *testing.T, _ *venue, p *peer) {
			p.send("35=5|58=no more")
			p.expect("35=5")
		}, session.ReasonPeerLogout, false},
		{"we log out", func(t *testing.T, v *venue, p *peer) {
			go func() {
				if err := v.Logout(t.Context(), ""); err != nil {
					t.Error(err)
				}
			}()
			p.expect("35=5")
			p.send("35=5")
			p.expectClosed()
		}, session.ReasonLogout, true},
		{"the connection breaks", func(_ *testing.T, _ *venue, p *peer) { _ = p.conn.Close() }, session.ReasonLost, false},
		{"the peer neither reads nor writes", func(*testing.T, *venue, *peer) { pass(2 * time.Minute) }, session.ReasonSlowPeer, false},
		{"a number too low", func(_ *testing.T, _ *venue, p *peer) {
			p.send("35=0|34=1")
			p.expect("35=5")
			p.send("35=5")
			p.expectClosed()
		}, session.ReasonSeqNumTooLow, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				v := startVenue(t, takesOrders())
				tt.end(t, v, v.logon(t, 1, ""))
				synctest.Wait()
				got := v.Snapshot()
				if got.LastEnd == nil || got.LastEnd.Reason != tt.reason {
					t.Errorf("ended with %+v, want %v", got.LastEnd, tt.reason)
				}
				if diff := cmp.Diff(map[session.Reason]uint64{tt.reason: 1}, got.Counters.Disconnects); diff != "" {
					t.Error(diff)
				}
				if (got.LastError == nil) != tt.isOK {
					t.Errorf("the last error is %+v", got.LastError)
				}
				if !got.Connected.IsZero() || !got.LoggedOn.IsZero() {
					t.Errorf("connected since %v, logged on since %v", got.Connected, got.LoggedOn)
				}
			})
		})
	}
}

func TestSnapshotOfAnInitiatorWithoutPeer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := startClient(t, newListener(), engine.NewRouter(), func(cfg *engine.InitiatorConfig) {
			cfg.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no route") }
		})
		pass(time.Millisecond)
		got := i.Snapshots()[0]
		if got.Counters.ConnectFailures == 0 || got.LastError == nil || got.LastError.Reason != session.ReasonUnreachable ||
			!strings.Contains(got.LastError.Text, "no route") {
			t.Errorf("%d failures, last error %+v", got.Counters.ConnectFailures, got.LastError)
		}
	})
}

// A snapshot comes back from JSON as it was.
func TestSnapshotInJSON(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, takesOrders())
		p := v.logon(t, 1, "")
		p.send(orderBody("A"))
		p.send("35=0|34=9")
		p.expect("35=2")
		_ = p.conn.Close()
		synctest.Wait()
		want := v.Snapshot()
		b, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got engine.Snapshot
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatal(err)
		}
		want.Time, want.Connected = want.Time.Round(0), want.Connected.Round(0)
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
			t.Error(diff)
		}
		for _, text := range []string{`"state":"disconnected"`, `"disconnects":{"connection-lost":1}`, `"last_in":{"seq":9,"msg_type":"0",`} {
			if !strings.Contains(string(b), text) {
				t.Errorf("%s is not in %s", text, b)
			}
		}
	})
}

func TestHistogram(t *testing.T) {
	t.Parallel()
	var h engine.Histogram
	if h.Quantile(0.5) != 0 {
		t.Error("an empty histogram has a median")
	}
	for _, d := range []time.Duration{-1, 0, 1024, 1025, time.Millisecond, time.Hour} {
		h.Add(d)
	}
	if h.Count != 6 || h.Buckets[0] != 3 || h.Buckets[1] != 1 || h.Buckets[10] != 1 || h.Buckets[engine.HistogramBuckets-1] != 1 {
		t.Errorf("%+v", h)
	}
	if got := h.Quantile(0.5); got != 1024 {
		t.Errorf("the median is up to %v", got)
	}
	for i := range engine.HistogramBuckets - 1 {
		var one engine.Histogram
		one.Add(engine.HistogramBound(i))
		one.Add(engine.HistogramBound(i) + 1)
		if one.Buckets[i] != 1 || one.Buckets[i+1] != 1 {
			t.Errorf("bucket %d does not end at its bound", i)
		}
	}
	b, err := json.Marshal(h)
	var back engine.Histogram
	if err != nil || json.Unmarshal(b, &back) != nil || back != h {
		t.Errorf("%s reads as %+v, %v", b, back, err)
	}
}
