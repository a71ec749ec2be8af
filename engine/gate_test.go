package engine_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
)

// from is a connection that comes from an address.
type from struct {
	net.Conn
	addr net.Addr
}

func (c from) RemoteAddr() net.Addr { return c.addr }

// connectFrom connects to a venue from an IP address.
func (v *venue) connectFrom(t testing.TB, ip string) *peer {
	t.Helper()
	ours, theirs := net.Pipe()
	v.pipe.conns <- from{theirs, &net.TCPAddr{IP: net.ParseIP(ip), Port: 1}}
	return newPeer(t, ours)
}

// leaveAsAsked answers the Logout that comes.
func (p *peer) leaveAsAsked() {
	p.expect("35=5")
	p.send("35=5")
	p.expectClosed()
}

// refusals collects what OnRefused is told.
type refusals struct {
	mu  sync.Mutex
	all []engine.Refusal
}

func (r *refusals) add(one engine.Refusal) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, one)
}

func (r *refusals) want(t testing.TB, v *venue, reason engine.RefusalReason, n int) {
	t.Helper()
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.all) != n || n > 0 && (r.all[n-1].Reason != reason || r.all[n-1].Err == nil || r.all[n-1].Remote == nil) {
		t.Errorf("refused %+v, want %d, the last because of %v", r.all, n, reason)
	}
	if got := v.Connections().Refused[reason]; int(got) != n {
		t.Errorf("%d were counted, want %d", got, n)
	}
	v.logs.want(t, "reason="+reason.String())
}

func TestConnectionsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen refusals
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) {
			cfg.Limits.Connections, cfg.OnRefused = 2, seen.add
		})
		p, other := v.logon(t, 1, ""), v.connect(t)
		v.connect(t).expectClosed()
		seen.want(t, v, engine.RefusedConnections, 1)
		if c := v.Connections(); c.Open != 2 || c.Pending != 1 {
			t.Errorf("%+v", c)
		}
		p.leave()
		synctest.Wait()
		v.logon(t, 3, "").leave()
		other.expectClosed()
		synctest.Wait()
		if c := v.Connections(); c.Open != 0 || c.Pending != 0 {
			t.Errorf("%+v", c)
		}
	})
}

func TestConnectionsPerAddressAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen refusals
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) {
			cfg.Limits.PerAddress, cfg.OnRefused = 1, seen.add
		})
		first := v.connectFrom(t, "192.0.2.1")
		v.connectFrom(t, "::ffff:192.0.2.1").expectClosed() // is the same
		seen.want(t, v, engine.RefusedPerAddress, 1)
		other := v.connectFrom(t, "192.0.2.2")
		other.send("35=A|98=0|108=30")
		other.expect("35=A")
		_ = first.conn.Close()
		synctest.Wait()
		v.connectFrom(t, "192.0.2.1")
		synctest.Wait()
		if c := v.Connections(); c.Open != 2 {
			t.Errorf("%+v", c)
		}
		other.leave()
	})
}

func TestAllow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen refusals
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) {
			cfg.Allow = []netip.Prefix{
				netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("::ffff:10.0.0.0/104"),
			}
			cfg.OnRefused = seen.add
		})
		for i, ip := range []string{"192.0.3.1", "2001:db9::1", "11.0.0.1"} {
			v.connectFrom(t, ip).expectClosed()
			seen.want(t, v, engine.RefusedAddress, i+1)
		}
		v.connect(t).expectClosed() // from no IP address at all
		for i, ip := range []string{"192.0.2.7", "::ffff:192.0.2.7", "2001:db8::1", "10.1.2.3"} {
			p := v.connectFrom(t, ip)
			p.next = 2*i + 1
			p.send("35=A|98=0|108=30")
			p.expect("35=A")
			p.leave()
		}
	})
}

func TestAcceptRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) { cfg.Limits.AcceptRate = 2 })
		begin := time.Now()
		for range 10 {
			v.connect(t) // waits until it is taken
		}
		if d := time.Since(begin); d != 4*time.Second {
			t.Errorf("ten connections were taken in %v", d)
		}
		pass(time.Minute)
	})
}

// failing is a listener that fails so many times before each connection.
type failing struct {
	*listener
	left int
	errs int
}

func (l *failing) Accept() (net.Conn, error) {
	if l.left > 0 {
		l.left--
		l.errs++
		return nil, &net.OpError{Op: "accept", Err: syscall.EMFILE}
	}
	return l.listener.Accept()
}

// Without file descriptors the acceptor waits, says so once, and goes on.
func TestNoFileDescriptors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &failing{listener: newListener(), left: 100}
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) { cfg.Listener = l })
		begin := time.Now()
		c, err := l.dial(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		if d := time.Since(begin); d < 90*time.Second || d > 100*time.Second {
			t.Errorf("went on after %v", d)
		}
		p := newPeer(t, c)
		p.send("35=A|98=0|108=30")
		p.expect("35=A")
		if n := strings.Count(v.logs.String(), "too many open files"); n != 1 {
			t.Errorf("logged %d times", n)
		}
		v.logs.want(t, "accepting connections again")
		p.leave()
	})
}

// Those who are refused cannot fill the log.
func TestRefusalsDoNotFloodTheLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		for range 1000 {
			p := v.connect(t)
			p.send("35=0")
			p.expectClosed()
		}
		if n := strings.Count(v.logs.String(), "connection refused"); n != 10 {
			t.Errorf("logged %d times", n)
		}
		pass(time.Second)
		v.connect(t).send("35=0")
		synctest.Wait()
		v.logs.want(t, "not_logged_before=990")
		if n := v.Connections().Refused[engine.RefusedNoLogon]; n != 1001 {
			t.Errorf("%d were counted", n)
		}
	})
}

// A template decides by all that is known of the peer, and sees the Logon before
// anything is reset.
func TestTemplate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen refusals
		special := handling(func(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
			_, err := s.Send(ctx, order("special "+m.ClOrdID))
			return err
		})
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) {
			cfg.OnRefused, cfg.TemplateSessions = seen.add, 2
			cfg.Template = func(_ context.Context, r engine.LogonRequest) (engine.Setup, error) {
				them := r.Logon.Text(49)
				switch {
				case r.Remote == nil || r.TLS != nil:
					return engine.Setup{}, errors.New("what is that?")
				case them == "SPY 2":
					return engine.Setup{}, &engine.Refuse{Text: "for the log", Silent: true}
				case them == "SPY":
					return engine.Setup{}, errors.New("we know who you are")
				case them == "LATE":
					return engine.Setup{}, &engine.Refuse{Text: "no more\x01seats"}
				case them == "PANIC":
					panic("oops")
				case them == "LIAR":
					them = "SOMEBODY"
				}
				return engine.Setup{
					Session: session.Config{Dictionary: fix44.Dictionary, SenderCompID: r.Logon.Text(56), TargetCompID: them},
					Router:  special,
				}, nil
			}
		})
		as := func(us string) *peer {
			p := v.connect(t)
			p.us = us
			p.send("35=A|98=0|108=30|141=Y")
			return p
		}
		for i, us := range []string{"SPY", "SPY 2", "LIAR", "PANIC"} {
			as(us).expectClosed()
			seen.want(t, v, engine.RefusedTemplate, i+1)
		}
		p := as("LATE")
		p.expect("35=5|34=1|49=VENUE|56=LATE|58=no more seats")
		p.expectClosed()
		if n := len(v.Sessions()); n != 1 {
			t.Errorf("%d sessions", n)
		}

		one := as("ONE")
		one.expect("35=A|34=1|49=VENUE|56=ONE")
		one.send(orderBody("A"))
		one.expect("35=D|11=special A")
		one.leave()
		synctest.Wait()
		two := as("TWO")
		two.expect("35=A")
		as("THREE").expectClosed()
		synctest.Wait()
		v.logs.want(t, "reason=template-sessions")
		if s := v.Acceptor.Session("FIX.4.4:VENUE->ONE"); s == nil || s.LoggedOn() {
			t.Error("a session of the template does not stay")
		}
		as("ONE").expect("35=A")

		// Room again.
		go two.leaveAsAsked()
		if err := v.Remove(t.Context(), "FIX.4.4:VENUE->TWO"); err != nil {
			t.Error(err)
		}
		as("THREE").expect("35=A")
	})
}

// Two Logons of the same stranger at once ask the template once.
func TestTemplateIsAskedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) {
			cfg.Template = func(context.Context, engine.LogonRequest) (engine.Setup, error) {
				asked++
				<-time.After(time.Second)
				return engine.Setup{
					Session: session.Config{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "NEW"},
				}, nil
			}
		})
		var peers []*peer
		for range 3 {
			p := v.connect(t)
			p.us = "NEW"
			p.send("35=A|98=0|108=30")
			peers = append(peers, p)
		}
		in := 0
		for _, p := range peers {
			if strings.Contains(p.read(time.Minute), "35=A") {
				in++
			}
		}
		if asked != 1 || in != 1 {
			t.Errorf("asked %d times, %d are in", asked, in)
		}
	})
}

func TestAddAndRemove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		cfg := session.Config{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "NEW"}
		s, err := v.Add(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		send(t, s, "early")
		if _, err := v.Add(t.Context(), cfg); !errors.Is(err, engine.ErrKnown) {
			t.Errorf("twice: %v", err)
		}
		desk := cfg
		desk.TargetSubID = "DESK"
		if _, err := v.Add(t.Context(), desk); !errors.Is(err, engine.ErrKnown) {
			t.Errorf("one that a Logon cannot tell apart: %v", err)
		}
		if _, err := v.Add(t.Context(), session.Config{}); err == nil {
			t.Error("a session without anything was added")
		}
		logon := func(seq int) *peer {
			p := v.connect(t)
			p.us, p.next = "NEW", seq
			p.send("35=A|98=0|108=30")
			return p
		}
		p := logon(1)
		p.expect("35=A|34=2")
		go p.leaveAsAsked()
		if err := v.Remove(t.Context(), s.ID()); err != nil {
			t.Error(err)
		}
		if err := v.Remove(t.Context(), s.ID()); !errors.Is(err, engine.ErrUnknown) {
			t.Errorf("removed twice: %v", err)
		}
		if _, err := s.Send(t.Context(), order("late")); err == nil {
			t.Error("a session that was removed sends")
		}
		logon(3).expectClosed()
		v.logs.want(t, "reason=unknown-session")

		// What the store has is still there.
		if s, err = v.Add(t.Context(), cfg); err != nil {
			t.Fatal(err)
		}
		if st := s.Status(); st.NextIn != 3 || st.NextOut != 4 {
			t.Errorf("%+v", st)
		}
		logon(3).expect("35=A|34=4")
		if err := v.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		if _, err := v.Add(t.Context(), cfg); !errors.Is(err, engine.ErrNotRunning) {
			t.Errorf("after Shutdown: %v", err)
		}
	})
}

// Sessions come and go while others trade and the acceptor is shut down.
func TestAddAndRemoveAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				cfg := session.Config{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: fmt.Sprint("C", i%4)}
				for range 50 {
					s, err := v.Add(context.Background(), cfg)
					if err != nil && !errors.Is(err, engine.ErrKnown) && !errors.Is(err, engine.ErrNotRunning) {
						t.Error(err)
					}
					if err == nil {
						p := v.connect(t)
						p.us = cfg.TargetCompID
						p.send("35=A|98=0|108=30|141=Y")
						p.read(time.Minute)
						_ = p.conn.Close()
						if err := v.Remove(context.Background(), s.ID()); err != nil {
							t.Error(err)
						}
					}
				}
			})
		}
		all.Wait()
		if n := len(v.Sessions()); n != 1 {
			t.Errorf("%d sessions are left", n)
		}
	})
}
