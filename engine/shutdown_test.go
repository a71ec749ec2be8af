package engine_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
)

// shutdownIn shuts down and checks how long it took.
func shutdownIn(t *testing.T, e interface{ Shutdown(context.Context) error }, limit, want time.Duration) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	begin := time.Now()
	err := e.Shutdown(ctx)
	if d := time.Since(begin); d != want {
		t.Errorf("took %v, want %v", d, want)
	}
	return err
}

func TestShutdownLogsOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := engine.NewRouter()
		ended := 0
		r.OnLogout(func(*engine.Session, string) { ended++ })
		v := startVenue(t, r)
		p := v.logon(t, 1, "")
		go func() {
			p.expect("35=5")
			<-time.After(time.Second)
			p.send("35=5")
			p.expectClosed()
		}()
		if err := shutdownIn(t, v.Acceptor, time.Minute, time.Second); err != nil {
			t.Error(err)
		}
		if ended != 1 {
			t.Errorf("OnLogout called %d times", ended)
		}
		if seq, err := v.Send(t.Context(), order("A")); !errors.Is(err, engine.ErrShutdown) || seq != 0 {
			t.Errorf("Send: %d, %v", seq, err)
		}
		if err := v.Shutdown(t.Context()); err != nil {
			t.Error("second time:", err)
		}
	})
}

// The second Shutdown returns no earlier than the first, unless its context
// ends.
func TestShutdownTwiceAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		p := v.logon(t, 1, "")
		go v.Shutdown(context.Background())
		p.expect("35=5")
		if err := shutdownIn(t, v.Acceptor, time.Second, time.Second); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		p.send("35=5")
		if err := shutdownIn(t, v.Acceptor, time.Second, 0); err != nil {
			t.Error(err)
		}
	})
}

// A peer that neither reads nor answers cannot hold it up.
func TestShutdownWithDeafPeer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		v.logon(t, 1, "")
		go send(t, v.Session, "stuck")
		synctest.Wait()
		err := shutdownIn(t, v.Acceptor, time.Second, time.Second)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
}

// Nor can many of them hold it up one after the other.
func TestShutdownWithManyDeafPeers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) {
			for _, id := range []string{"B", "C", "D"} {
				cfg.Sessions = append(cfg.Sessions, session.Config{
					Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: id,
				})
			}
		})
		for _, id := range []string{"CLIENT", "B", "C", "D"} {
			p := v.connect(t)
			p.us = id
			p.send("35=A|98=0|108=30")
			p.expect("35=A|56=" + id)
		}
		err := shutdownIn(t, v.Acceptor, time.Minute, session.DefaultLogoutTimeout)
		if err != nil {
			t.Error(err)
		}
	})
}

func TestShutdownEndsHandlers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := make(chan struct{})
		v := startVenue(t, handling(func(ctx context.Context, _ *engine.Session, _ *fix44.NewOrderSingle) error {
			close(begun)
			<-ctx.Done()
			return ctx.Err()
		}))
		p := v.logon(t, 1, "")
		p.send(orderBody("A"))
		<-begun
		if err := shutdownIn(t, v.Acceptor, 5*time.Second, 5*time.Second); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
}

func TestShutdownDoesNotWaitForStubbornHandlers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun, end := make(chan struct{}), make(chan struct{})
		v := startVenue(t, handling(func(context.Context, *engine.Session, *fix44.NewOrderSingle) error {
			close(begun)
			<-end
			return nil
		}))
		p := v.logon(t, 1, "")
		p.send(orderBody("A"))
		<-begun
		err := shutdownIn(t, v.Acceptor, 5*time.Second, 6*time.Second)
		wantError(t, err, "goes on although its context has ended")
		close(end)
		synctest.Wait()
	})
}

func TestShutdownWhileConnecting(t *testing.T) {
	for _, how := range []string{"dialing", "waiting", "logging on", "late"} {
		t.Run(how, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newListener()
				late := make(chan struct{})
				c := startClient(t, l, engine.NewRouter(), func(cfg *engine.InitiatorConfig) {
					switch how {
					case "waiting":
						cfg.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, errDisk }
					case "late": // the connection is there just when nobody wants it any more
						cfg.Dial = func(context.Context, string, string) (net.Conn, error) {
							<-late
							ours, _ := net.Pipe()
							return ours, nil
						}
					}
				})
				if how == "logging on" {
					acceptFrom(t, l).expect("35=A")
				}
				synctest.Wait()
				wait := time.Duration(0)
				if how == "late" {
					wait = time.Millisecond
					go func() {
						<-time.After(wait)
						close(late)
					}()
				}
				if err := shutdownIn(t, c, time.Minute, wait); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// Connections that have not said who they are do not hold it up, nor does one
// whose Logon comes at that very moment.
func TestShutdownWithStrangers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		silent := v.connect(t)
		busy := v.logon(t, 1, "")
		second := v.connect(t) // waits for the first to end
		second.send("35=A|98=0|108=30")
		synctest.Wait()
		go func() {
			busy.expect("35=5")
			busy.send("35=5")
		}()
		if err := shutdownIn(t, v.Acceptor, time.Minute, 0); err != nil {
			t.Error(err)
		}
		silent.expectClosed()
		second.expectClosed()
	})
}

func TestShutdownBeforeStart(t *testing.T) {
	a, err := engine.NewAcceptor(engine.AcceptorConfig{
		Listener: newListener(), Sessions: oneSession(), Store: newMemory(), Router: engine.NewRouter(),
	})
	if err != nil {
		t.Fatal(err)
	}
	if a.Addr() != nil || a.Session("x") != nil || len(a.Sessions()) != 0 {
		t.Error("there is something before Start")
	}
	for range 2 {
		if err := a.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if err := a.Start(t.Context()); !errors.Is(err, engine.ErrShutdown) {
		t.Error(err)
	}
}
