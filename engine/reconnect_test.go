package engine_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/session"
)

// attempts notes when an initiator connects, and where to.
type attempts struct {
	begin time.Time
	at    []time.Duration
	to    []string
}

func (a *attempts) note(address string) {
	if a.begin.IsZero() {
		a.begin = time.Now()
	}
	a.at = append(a.at, time.Since(a.begin))
	host, _, _ := net.SplitHostPort(address)
	a.to = append(a.to, host)
}

// Each order of endpoints, with one that is down, one that lets nobody in, and
// two that do but end the session after a second.
func TestEndpointOrder(t *testing.T) {
	tests := []struct {
		order engine.EndpointOrder
		want  string
	}{
		{engine.OrderFirst, "down refuses good down refuses good down refuses good"},
		{engine.OrderRoundRobin, "down refuses good other down refuses good other down"},
		{engine.OrderSticky, "down refuses good good good good good good good"},
	}
	for _, tt := range tests {
		t.Run(tt.order.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var tried attempts
				l := newListener()
				startClient(t, l, engine.NewRouter(), func(cfg *engine.InitiatorConfig) {
					cfg.Addresses, cfg.Order = nil, tt.order
					cfg.Reconnect = engine.Backoff{Min: time.Second, Max: time.Second, Jitter: -1}
					for _, host := range strings.Fields("down refuses good other") {
						cfg.Endpoints = append(cfg.Endpoints, engine.Endpoint{Address: host + ":1"})
					}
					cfg.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
						if len(tried.to) == 9 {
							<-ctx.Done()
							return nil, ctx.Err()
						}
						tried.note(address)
						if tried.to[len(tried.to)-1] == "down" {
							return nil, errors.New("connection refused")
						}
						return l.dial(ctx, network, address)
					}
				})
				go func() {
					for {
						c, err := l.Accept()
						if err != nil {
							return
						}
						p := newPeer(t, c)
						p.us, p.them = "VENUE", "CLIENT"
						m := p.read(time.Minute)
						if tried.to[len(tried.to)-1] == "refuses" {
							p.send("35=5|34=1|58=not you|141=Y")
						} else {
							p.send("35=A|34=" + field(m, 34) + "|98=0|108=30|141=Y")
							<-time.After(time.Second)
						}
						_ = p.conn.Close()
					}
				}()
				pass(time.Minute)
				if got := strings.Join(tried.to, " "); got != tt.want {
					t.Errorf("got  %s\nwant %s", got, tt.want)
				}
				_ = l.Close()
			})
		})
	}
}

// The wait doubles while nobody is there, is the venue's after a refusal, and
// ends with the attempts.
func TestReconnectWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tried attempts
		l, seen := newListener(), new(logs)
		r := engine.NewRouter()
		var events []session.EventKind
		r.OnEvent(func(_ *engine.Session, e session.Event) { events = append(events, e.Kind) })
		c := startClient(t, l, r, func(cfg *engine.InitiatorConfig) {
			cfg.Logger = seen.logger()
			cfg.Reconnect = engine.Backoff{
				Min: time.Second, Max: 4 * time.Second, Jitter: -1, AfterRefusal: 15 * time.Second, Attempts: 7,
			}
			cfg.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				tried.note(address)
				if len(tried.to) <= 4 {
					return nil, &net.DNSError{Err: "no such host", Name: "venue", IsNotFound: true}
				}
				return l.dial(ctx, network, address)
			}
		})
		synctest.Wait()
		var failed *engine.DialError
		if err := c.Session().Status().DialErr; !errors.As(err, &failed) || failed.Step != engine.DialResolve ||
			failed.Address != "venue:1" {
			t.Errorf("status: %v", err)
		}
		for range 3 {
			p := acceptFrom(t, l)
			p.expect("35=A")
			p.send("35=5|58=come back later")
			p.expectClosed()
		}
		pass(time.Hour)
		want := []time.Duration{0, 1, 3, 7, 11, 26, 41}
		for i := range want {
			want[i] *= time.Second
		}
		if !slices.Equal(tried.at, want) {
			t.Errorf("tried after %v, want %v", tried.at, want)
		}
		err := c.Session().Status().Err
		var given *engine.AttemptsError
		if !errors.Is(err, engine.ErrAttempts) || !errors.As(err, &given) || given.Attempts != 7 {
			t.Errorf("status: %v", err)
		}
		var last *engine.LogonError
		if !errors.As(err, &last) || last.Reason != session.ReasonLogonRefused || last.Text != "come back later" {
			t.Errorf("status: %v", err)
		}
		if err := c.Session().WaitLoggedOn(t.Context()); !errors.Is(err, engine.ErrAttempts) {
			t.Errorf("WaitLoggedOn: %v", err)
		}
		refused := session.EventLogonFailed
		if !slices.Equal(events, []session.EventKind{refused, refused, refused, session.EventDisabled}) {
			t.Errorf("events %v", events)
		}
		seen.want(t, "7 attempts to log on have failed", "resolving the name")

		send(t, c.Session(), "meanwhile")
		c.Session().Enable()
		p := acceptFrom(t, l)
		m := p.expect("35=A")
		p.send("35=A|34=2|98=0|108=30")
		waitLoggedOn(t, c.Session())
		if err := c.Session().Status(); err.Err != nil || err.DialErr != nil {
			t.Errorf("status: %+v", err)
		}
		if field(m, 34) != "5" {
			t.Errorf("the Logon is %s: what was sent is not stored", m)
		}
		_ = p.conn.Close()
	})
}

// A session that is disabled logs out, stays away, and stores what is sent.
func TestDisable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		c := startClient(t, v.pipe, engine.NewRouter())
		waitLoggedOn(t, c.Session())
		synctest.Wait()
		if err := c.Session().Disable(t.Context(), "maintenance"); err != nil {
			t.Fatal(err)
		}
		pass(time.Hour)
		if v.LoggedOn() || !errors.Is(c.Session().Status().Err, engine.ErrDisabled) {
			t.Errorf("logged on %v, %v", v.LoggedOn(), c.Session().Status().Err)
		}
		v.logs.want(t, "maintenance")
		send(t, v.Session, "A")
		c.Session().Enable()
		waitLoggedOn(t, c.Session())
		synctest.Wait()
		if in, out := c.Session().Status().NextIn, v.Status().NextOut; in != out {
			t.Errorf("%d in, %d out", in, out)
		}

		// The other side, with a peer that does not answer.
		if err := v.Disable(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
		pass(time.Hour)
		if c.Session().LoggedOn() {
			t.Error("a disabled session has let its peer in")
		}
		v.logs.want(t, "the session is disabled")
		v.Enable()
		waitLoggedOn(t, c.Session())
	})
}

// What a peer that does not answer is given is the context.
func TestDisableWithDeafPeer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) {
			cfg.Sessions[0].LogoutTimeout = time.Hour
		})
		p := v.logon(t, 1, "")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		if err := v.Disable(ctx, ""); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		p.expectClosed()
	})
}

func TestEndpointErrors(t *testing.T) {
	tests := []struct {
		name string
		set  func(*engine.InitiatorConfig)
		want string
	}{
		{"none", func(c *engine.InitiatorConfig) { c.Addresses = nil }, "there are no Addresses or Endpoints"},
		{"both", func(c *engine.InitiatorConfig) { c.Endpoints = make([]engine.Endpoint, 1) }, "both Addresses and Endpoints"},
		{"no port", func(c *engine.InitiatorConfig) { c.Addresses = []string{"a:1", "b"} }, "endpoint 2: address b: missing port"},
		{"order", func(c *engine.InitiatorConfig) { c.Order = 9 }, "unknown Order 9"},
		{"no name", func(c *engine.InitiatorConfig) { c.Addresses, c.TLS = []string{":1"}, &tls.Config{} }, "set ServerName"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg := engine.InitiatorConfig{Addresses: []string{"venue:1"}, Store: newMemory(), Router: engine.NewRouter()}
			tt.set(&cfg)
			_, err := engine.NewInitiator(cfg)
			wantError(t, err, tt.want)
		})
	}
}
