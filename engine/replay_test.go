package engine_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
)

// history makes a venue that has sent n orders of about a kilobyte, numbers 1
// to n, to nobody.
func history(t testing.TB, n int, options ...func(*engine.AcceptorConfig)) *venue {
	t.Helper()
	v := startVenue(t, engine.NewRouter(), options...)
	m := order("")
	m.Text = strings.Repeat("x", 1000)
	for i := range n {
		m.ClOrdID = fmt.Sprint("H", i+1)
		if _, err := v.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	return v
}

// A long replay does not fill the memory, nor hold up those who send; what they
// send stays behind it.
func TestReplayIsStreamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 5000 // more than the outbox takes
		read := &countingStore{Store: newMemory()}
		v := history(t, n, func(cfg *engine.AcceptorConfig) { cfg.Store = read })
		p := v.logon(t, 1, "")
		p.send("35=2|7=1|16=0")
		synctest.Wait()
		if got := read.messages(); got == 0 || got > 600 {
			t.Errorf("%d messages were read for a peer that reads none", got)
		}
		sent := make(chan struct{})
		go func() {
			for i := range 3 {
				send(t, v.Session, fmt.Sprint("live", i))
			}
			close(sent)
		}()
		p.send("35=1|112=alive?")
		<-sent
		for i := range n {
			p.expect(fmt.Sprintf("35=D|34=%d|43=Y|11=H%d", i+1, i+1))
		}
		p.expect(fmt.Sprintf("35=4|34=%d|43=Y|123=Y|36=%d", n+1, n+2)) // our Logon
		var behind []string
		for range 4 {
			m := p.read(time.Minute)
			behind = append(behind, field(m, 11)+field(m, 112))
			if want := fmt.Sprint(n + 1 + len(behind)); field(m, 34) != want {
				t.Errorf("expected number %s, got %s", want, m)
			}
		}
		if all := strings.Join(behind, " "); !strings.Contains(all, "live0") || !strings.Contains(all, "alive?") {
			t.Errorf("behind the replay came %s", all)
		}
		p.leave()
	})
}

// Asking again and again costs one more answer, not one each.
func TestRepeatedResendRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 1000
		v := history(t, n)
		p := v.logon(t, 1, "")
		for i := range session.DefaultResendRate {
			p.send(fmt.Sprintf("35=2|7=%d|16=0", i%7+1))
		}
		p.send("35=1|112=done")
		first := 0
		for {
			m := p.read(time.Minute)
			if field(m, 112) == "done" {
				break
			}
			if field(m, 11) == "H1" {
				first++
			}
		}
		if first > 2 {
			t.Errorf("the history was sent %d times", first)
		}
		p.leave()
	})
}

// Two answers that are put together hold all that was asked for, and nothing
// that is still to be sent for the first time.
func TestOverlappingResendRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 1000
		v := history(t, n)
		p := v.logon(t, 1, "")
		p.send(fmt.Sprintf("35=2|7=1|16=%d", n)) // under way
		synctest.Wait()
		p.send("35=2|7=20|16=30") // waits
		synctest.Wait()
		send(t, v.Session, "live")
		p.send("35=2|7=10|16=0") // waits with it
		p.send("35=1|112=done")
		for i := range n {
			p.expect(fmt.Sprintf("35=D|34=%d|43=Y|11=H%d", i+1, i+1))
		}
		for i := 10; i <= n; i++ {
			p.expect(fmt.Sprintf("35=D|34=%d|43=Y|11=H%d", i, i))
		}
		p.expect(fmt.Sprintf("35=4|34=%d|36=%d", n+1, n+2)) // our Logon
		if m := p.expect(fmt.Sprintf("35=D|34=%d|11=live", n+2)); field(m, 43) != "" {
			t.Errorf("flagged: %s", m)
		}
		p.expect(fmt.Sprintf("35=0|34=%d|112=done", n+3))
		p.leave()
	})
}

// Messages from before a reset do not go out after it.
func TestResetEndsReplay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := history(t, 2000)
		p := v.logon(t, 1, "")
		p.send("35=2|7=1|16=0")
		p.expect("35=D|11=H1")
		p.next = 1
		p.send("35=A|98=0|108=30|141=Y")
		last := 0
		for {
			m := p.read(time.Minute)
			if field(m, 35) == "A" {
				break
			}
			last++
		}
		if last > 1000 {
			t.Errorf("%d old messages after the reset", last)
		}
		if v.Status().Err != nil {
			t.Error(v.Status().Err)
		}
		p.send("35=1|112=new")
		p.expect("35=0|34=2|112=new")
		p.leave()
	})
}

// The peer goes while it is answered; its next connection begins clean.
func TestDisconnectDuringReplay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := history(t, 3000)
		p := v.logon(t, 1, "")
		p.send("35=2|7=1|16=0")
		p.expect("35=D|34=1|11=H1")
		_ = p.conn.Close()
		synctest.Wait()
		p = v.logon(t, 3, "")
		p.send("35=1|112=first")
		p.expect("35=0|34=3003|112=first")
		p.send("35=2|7=2999|16=3000")
		p.expect("35=D|34=2999|43=Y|11=H2999")
		p.expect("35=D|34=3000|43=Y|11=H3000")
		p.leave()
	})
}

func TestResendPredicate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := history(t, 3, func(cfg *engine.AcceptorConfig) {
			cfg.Sessions[0].Resend = func(seq uint64, _ []byte, _ time.Time) bool {
				if seq == 2 {
					panic("no idea")
				}
				return seq > 1
			}
		})
		p := v.logon(t, 1, "")
		p.send("35=2|7=1|16=3")
		p.expect("35=4|34=1|36=2")
		p.expect("35=D|34=2|11=H2") // rather twice than never
		p.expect("35=D|34=3|11=H3")
		p.leave()
		v.logs.want(t, "no idea")
	})
}

// The connection is cut at every byte of a conversation; nothing is lost,
// nothing comes in a wrong order, and what comes twice is flagged.
func TestNothingIsLostWhenConnectionsAreCut(t *testing.T) {
	for cut := 200; cut < 4000; cut += 97 {
		synctest.Test(t, func(t *testing.T) {
			var got []string
			r := handling(func(_ context.Context, _ *engine.Session, m *fix44.NewOrderSingle) error {
				got = append(got, m.ClOrdID)
				return nil
			})
			v := startVenue(t, r)
			cuts := &cutter{dial: v.pipe.dial, left: cut}
			c := startClient(t, v.pipe, engine.NewRouter(), func(cfg *engine.InitiatorConfig) { cfg.Dial = cuts.connect })
			waitLoggedOn(t, c.Session())
			const n = 40
			for i := range n {
				send(t, c.Session(), fmt.Sprint(i))
			}
			pass(10 * time.Minute)
			if len(got) != n {
				t.Fatalf("cut at %d: %d of %d arrived: %q\n%s", cut, len(got), n, got, v.logs)
			}
			for i, id := range got {
				if id != fmt.Sprint(i) {
					t.Fatalf("cut at %d: got %q", cut, got)
				}
			}
			if in, out := v.Status().NextIn, c.Session().Status().NextOut; in != out {
				t.Errorf("cut at %d: the venue expects %d, the client is at %d", cut, in, out)
			}
		})
	}
}

// The same with several senders, and connections that break down again and
// again, at both ends.
func TestNothingIsLostUnderLoad(t *testing.T) {
	for seed := range uint64(10) {
		synctest.Test(t, func(t *testing.T) {
			const senders, n = 4, 200
			got := make(map[string]int)
			r := handling(func(_ context.Context, _ *engine.Session, m *fix44.NewOrderSingle) error {
				sender, k, _ := strings.Cut(m.ClOrdID, "-")
				if k != fmt.Sprint(got[sender]) {
					t.Errorf("seed %d: %s came, %d was due", seed, m.ClOrdID, got[sender])
				}
				got[sender]++
				return nil
			})
			v := startVenue(t, r)
			random := rand.New(rand.NewPCG(seed, 1))
			connections := 0
			c := startClient(t, v.pipe, engine.NewRouter(), func(cfg *engine.InitiatorConfig) {
				cfg.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
					if connections++; connections > 20 {
						return v.pipe.dial(ctx, network, address)
					}
					cut := &cutter{dial: v.pipe.dial, left: 300 + random.IntN(20000)}
					return cut.connect(ctx, network, address)
				}
			})
			for i := range senders {
				go func() {
					for k := range n {
						send(t, c.Session(), fmt.Sprint(i, "-", k))
						<-time.After(time.Duration(k%7) * 50 * time.Millisecond)
					}
				}()
			}
			pass(time.Hour)
			for sender, k := range got {
				if k != n {
					t.Errorf("seed %d: %d of sender %s arrived", seed, k, sender)
				}
			}
			if in, out := v.Status().NextIn, c.Session().Status().NextOut; in != out || len(got) != senders || connections < 3 {
				t.Errorf("seed %d: %d in, %d out, %v, %d connections", seed, in, out, got, connections)
			}
		})
	}
}

// The numbers go on over connections.
func TestReconnectKeepsNumbers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		c := startClient(t, v.pipe, engine.NewRouter(), func(cfg *engine.InitiatorConfig) {
			cfg.Session.HeartBtInt = time.Hour
		})
		for i := range 5 {
			waitLoggedOn(t, c.Session())
			if s := c.Session().Status(); s.NextOut != uint64(2+2*i) || s.Epoch != 1 {
				t.Fatalf("connection %d: %+v", i, s)
			}
			if err := c.Session().Logout(t.Context(), "see you"); err != nil {
				t.Fatal(err)
			}
		}
		if v.Status().State.LoggedOn() != (c.Session().Status().State == session.StateActive) {
			t.Error("the sides disagree")
		}
	})
}
