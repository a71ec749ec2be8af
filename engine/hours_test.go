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

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/schedule"
	"github.com/affixgo/affix/generated/fix40"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
)

// until lets time go by until a moment.
func until(t testing.TB, text string) {
	t.Helper()
	when, err := time.Parse(time.DateTime, text)
	if err != nil {
		t.Fatal(err)
	}
	pass(time.Until(when))
}

// forex is open from Sunday to Friday in New York, with a break each day.
var forex = schedule.Schedule{
	Zone: "America/New_York",
	Windows: []schedule.Window{{
		Days:       []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday},
		Connect:    schedule.Daily(17, 0, 0),
		Start:      schedule.Daily(17, 5, 0),
		End:        schedule.Daily(16, 55, 0),
		Disconnect: schedule.Daily(16, 56, 0),
	}},
}

// keeps makes engines keep to a schedule, with numbers for each window and
// without heartbeats, of which there would be many.
func keepsVenue(s schedule.Schedule) func(*engine.AcceptorConfig) {
	return func(cfg *engine.AcceptorConfig) {
		cfg.Schedule = s
		for i := range cfg.Sessions {
			if len(s.Windows) > 0 {
				cfg.Sessions[i].Reset = session.ResetNewWindow
			}
		}
	}
}

func keepsClient(s schedule.Schedule) func(*engine.InitiatorConfig) {
	return func(cfg *engine.InitiatorConfig) {
		cfg.Schedule = s
		cfg.Session.HeartBtInt = -1
		if len(s.Windows) > 0 {
			cfg.Session.Reset = session.ResetNewWindow
		}
	}
}

// diary notes when a session logs on and out.
type diary struct {
	mu    sync.Mutex
	zone  string
	lines []string
}

func (d *diary) router() *engine.Router {
	r := engine.NewRouter()
	note := func(s *engine.Session, what string) {
		loc, _ := time.LoadLocation(d.zone)
		d.mu.Lock()
		defer d.mu.Unlock()
		d.lines = append(d.lines, fmt.Sprintf("%s %s %d", time.Now().In(loc).Format("Mon Jan _2 15:04:05 MST"), what, s.Status().Epoch))
	}
	r.OnLoggedOn(func(s *engine.Session) { note(s, "on") })
	r.OnLogout(func(s *engine.Session, _ string) { note(s, "off") })
	engine.On(r, func(context.Context, *engine.Session, *fix44.NewOrderSingle) error { return nil })
	return r
}

func (d *diary) want(t testing.TB, lines ...string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if diff := cmp.Diff(lines, d.lines); diff != "" {
		t.Error(diff)
	}
}

// TestWindows runs both sides over the weekend on which clocks go forward, and
// the one on which they go back.
func TestWindows(t *testing.T) {
	for _, test := range []struct {
		from, to string
		want     []string
	}{
		{"2000-03-30 00:00:00", "2000-04-05 00:00:00", []string{
			"Wed Mar 29 19:00:00 EST on 2",
			"Thu Mar 30 16:55:00 EST off 2",
			"Thu Mar 30 17:05:00 EST on 3",
			"Fri Mar 31 16:55:00 EST off 3",
			"Sun Apr  2 17:05:00 EDT on 4",
			"Mon Apr  3 16:55:00 EDT off 4",
			"Mon Apr  3 17:05:00 EDT on 5",
			"Tue Apr  4 16:55:00 EDT off 5",
			"Tue Apr  4 17:05:00 EDT on 6",
		}},
		{"2000-10-27 12:00:00", "2000-10-31 00:00:00", []string{
			"Fri Oct 27 08:00:00 EDT on 2",
			"Fri Oct 27 16:55:00 EDT off 2",
			"Sun Oct 29 17:05:00 EST on 3",
			"Mon Oct 30 16:55:00 EST off 3",
			"Mon Oct 30 17:05:00 EST on 4",
		}},
	} {
		synctest.Test(t, func(t *testing.T) {
			until(t, test.from)
			ours, theirs := &diary{zone: "America/New_York"}, &diary{zone: "America/New_York"}
			v := startVenue(t, theirs.router(), keepsVenue(forex))
			startClient(t, v.pipe, ours.router(), keepsClient(forex))
			until(t, test.to)
			ours.want(t, test.want...)
			if got := v.Status().Epoch; int(got) != len(test.want)/2+2 {
				t.Errorf("the venue is in epoch %d", got)
			}
		})
	}
}

// TestWindowsWithoutABreak has a window begin when the one before it ends.
func TestWindowsWithoutABreak(t *testing.T) {
	daily := schedule.Schedule{
		Zone:    "Europe/London",
		Windows: []schedule.Window{{Start: schedule.Daily(22, 0, 0), End: schedule.Daily(22, 0, 0)}},
	}
	synctest.Test(t, func(t *testing.T) {
		until(t, "2000-03-24 23:00:00")
		ours, theirs := &diary{zone: "Europe/London"}, &diary{zone: "Europe/London"}
		v := startVenue(t, theirs.router(), keepsVenue(daily))
		i := startClient(t, v.pipe, ours.router(), keepsClient(daily),
			func(cfg *engine.InitiatorConfig) { cfg.Reconnect.Min = time.Nanosecond })
		until(t, "2000-03-27 12:00:00")
		ours.want(t,
			"Fri Mar 24 23:00:00 GMT on 2",
			"Sat Mar 25 22:00:00 GMT off 2",
			"Sat Mar 25 22:00:00 GMT on 3",
			"Sun Mar 26 22:00:00 BST off 3",
			"Sun Mar 26 22:00:00 BST on 4",
		)
		if a, b := i.Session().Status(), v.Status(); a.NextOut != 2 || b.NextIn != 2 || b.Epoch != 4 {
			t.Errorf("%+v, %+v", a, b)
		}
	})
}

// TestRestarts ends a client and starts it anew in the same window, then in the
// next one.
func TestRestarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		until(t, "2000-01-03 23:00:00") // Monday, 18:00 in New York
		v := startVenue(t, new(diary).router(), keepsVenue(forex))
		st := newMemory()
		run := func(wantSeq, wantEpoch uint64) {
			t.Helper()
			i := startClient(t, v.pipe, engine.NewRouter(), keepsClient(forex),
				func(cfg *engine.InitiatorConfig) { cfg.Store = st })
			waitLoggedOn(t, i.Session())
			if seq, epoch := send(t, i.Session(), "A"), i.Session().Status().Epoch; seq != wantSeq || epoch != wantEpoch {
				t.Errorf("message %d of epoch %d, want %d of %d", seq, epoch, wantSeq, wantEpoch)
			}
			pass(time.Second)
			shutDown(t, i)
		}
		run(2, 2)
		run(5, 2) // behind a Logout and a Logon
		pass(10 * time.Hour)
		run(8, 2)
		until(t, "2000-01-04 22:03:00") // open for connections only
		run(2, 3)
		until(t, "2000-01-10 15:00:00") // in the midst of another one
		run(2, 4)
		run(5, 4)
		if got := v.Status().Epoch; got != 4 {
			t.Errorf("the venue is in epoch %d", got)
		}
	})
}

// TestRestartOfTheVenue is the same for the side that waits.
func TestRestartOfTheVenue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		until(t, "2000-01-03 23:00:00")
		st := newMemory()
		start := func() *venue {
			return startVenue(t, engine.NewRouter(), keepsVenue(forex),
				func(cfg *engine.AcceptorConfig) { cfg.Store = st })
		}
		v := start()
		v.logon(t, 1, "").leave()
		v.logon(t, 3, "").leave()
		shutDown(t, v.Acceptor)
		v = start()
		v.logon(t, 5, "").leave()
		shutDown(t, v.Acceptor)
		until(t, "2000-01-04 23:00:00")
		v = start()
		p := v.connect(t)
		p.send("35=A|98=0|108=30") // new numbers, although it does not say so
		if m := p.expect("35=A|34=1"); field(m, 141) != "" {
			t.Errorf("answered with ResetSeqNumFlag: %s", m)
		}
		p.leave()
	})
}

func TestConnectEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		until(t, "2000-01-03 21:57:00")
		l, log := newListener(), new(logs)
		i := startClient(t, l, engine.NewRouter(), keepsClient(forex),
			func(cfg *engine.InitiatorConfig) { cfg.Logger = log.logger() })
		at := func(want string) {
			t.Helper()
			if got := time.Now().UTC().Format(time.TimeOnly); got != want {
				t.Errorf("it is %s, want %s", got, want)
			}
		}
		lost := <-l.conns
		at("22:00:00")
		pass(100 * time.Second)
		lost.Close()
		p := acceptFrom(t, l)
		at("22:01:41") // after the shortest wait, as there was no session yet
		early := make([]byte, 1)
		_ = p.conn.SetReadDeadline(time.Now().Add(198 * time.Second))
		if n, err := p.conn.Read(early); n > 0 || err == nil {
			t.Error("something came before the session opens")
		}
		p.expect("35=A|34=1|141=Y")
		at("22:05:00")
		p.send("35=A|98=0|108=0|141=Y")
		until(t, "2000-01-04 21:54:59")
		p.expect("35=5|58=The session's window has ended")
		at("21:55:00")
		p.send("35=5")
		p.expectClosed()
		synctest.Wait()
		if got := i.Session().Snapshot(); got.LastEnd.Reason != session.ReasonSchedule || got.LastError != nil || got.Schedule.Open {
			t.Errorf("%+v", got)
		}
		log.want(t, "the session's window has ended")
		until(t, "2000-01-04 21:59:59")
		select {
		case <-l.conns:
			t.Error("connected between windows")
		default:
		}
		p = newPeer(t, <-l.conns)
		p.write([]byte("8")) // speaks too early
		p.expectClosed()
		log.want(t, "the peer has spoken before our Logon")
	})
}

// TestConnectEarlyIsNoAttempt has a peer that drops connections without a Logon,
// and an initiator that gives up soon: not before the session opens.
func TestConnectEarlyIsNoAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		until(t, "2000-01-03 22:00:00")
		v := startVenue(t, engine.NewRouter(), keepsVenue(forex))
		i := startClient(t, v.pipe, engine.NewRouter(), keepsClient(forex),
			func(cfg *engine.InitiatorConfig) { cfg.Reconnect.Attempts = 2 })
		until(t, "2000-01-03 22:04:59")
		if got := i.Session().Snapshot(); got.Disabled {
			t.Errorf("%+v", got)
		}
		pass(time.Second)
		if !i.Session().LoggedOn() {
			t.Error("not logged on when the session opens")
		}
	})
}

// TestLogoutIgnored has a peer that does not answer the Logout.
func TestLogoutIgnored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		until(t, "2000-01-04 21:00:00")
		v := startVenue(t, engine.NewRouter(), keepsVenue(forex),
			func(cfg *engine.AcceptorConfig) { cfg.Sessions[0].LogoutTimeout = time.Hour })
		p := v.connect(t)
		p.send("35=A|98=0|108=0|141=Y")
		p.expect("35=A")
		until(t, "2000-01-04 21:54:59")
		p.expect("35=5")
		if m := p.read(time.Hour); m != "" {
			t.Errorf("got %s", m)
		}
		if got := time.Now().UTC().Format(time.TimeOnly); got != "21:56:00" {
			t.Errorf("cut at %s", got)
		}
		synctest.Wait()
		if end := v.Snapshot().LastEnd; end == nil || end.Reason != session.ReasonSchedule {
			t.Errorf("ended by %+v", end)
		}
	})
}

func TestLogonRefusedByHours(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		until(t, "2000-01-04 21:59:00")
		v := startVenue(t, engine.NewRouter(), keepsVenue(forex))
		p := v.connect(t)
		p.send("35=A|98=0|108=30|141=Y")
		p.expect("35=5|58=The session is closed until 20000104-22:05:00 UTC")
		p.expectClosed()
		if got := v.Status(); got.Epoch != 1 {
			t.Errorf("a Logon that was refused has reset the numbers: %+v", got)
		}
		until(t, "2000-01-04 22:05:00")
		v.logon(t, 1, "").leave()
	})
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter(), keepsVenue(forex),
			func(cfg *engine.AcceptorConfig) { cfg.SilentWhenClosed = true })
		p := v.connect(t) // on a Saturday
		p.send("35=A|98=0|108=30")
		p.expectClosed()
		v.logs.want(t, "outside of the session's windows")
	})
}

func TestSendWhenClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter(), keepsVenue(forex))
		i := startClient(t, v.pipe, engine.NewRouter(), keepsClient(forex))
		_, err := i.Session().Send(t.Context(), order("A"))
		if !errors.Is(err, engine.ErrClosed) || engine.NumberConsumed(err) {
			t.Errorf("got %v", err)
		}
		h := i.Session().Hours()
		if h.Connect || h.What != schedule.TransitionConnect || h.Next.UTC().Format(time.DateTime) != "2000-01-02 22:00:00" {
			t.Errorf("%+v", h)
		}
		until(t, "2000-01-02 22:06:00")
		if h := i.Session().Hours(); !h.Logon || h.What != schedule.TransitionLogout {
			t.Errorf("%+v", h)
		}
		send(t, i.Session(), "A")
		pass(time.Second)
		shutDown(t, v.Acceptor)
		send(t, i.Session(), "B") // goes out with the next connection
	})
}

// TestShutdownWhenClosed ends an initiator that waits for its window, and one
// that waits for its Logon.
func TestShutdownWhenClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newListener()
		for _, moment := range []string{"2000-01-02 21:00:00", "2000-01-02 22:01:00"} {
			i := startClient(t, l, engine.NewRouter(), keepsClient(forex))
			if strings.Contains(moment, "22:01") {
				newPeer(t, <-l.conns)
			}
			until(t, moment)
			begin := time.Now()
			if err := i.Shutdown(t.Context()); err != nil || time.Since(begin) > 0 {
				t.Errorf("%s: %v, after %v", moment, err, time.Since(begin))
			}
		}
	})
}

// TestScheduledResets resets a session that never ends, once a day.
func TestScheduledResets(t *testing.T) {
	daily := schedule.Schedule{Resets: []schedule.Reset{{Zone: "America/New_York", At: schedule.Daily(16, 1, 0)}}}
	for name, sides := range map[string][2]schedule.Schedule{
		"client": {daily, {}}, "venue": {{}, daily}, "both": {daily, daily},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { testScheduledResets(t, sides[0], sides[1]) })
		})
	}
}

func testScheduledResets(t *testing.T, client, acceptor schedule.Schedule) {
	until(t, "2000-03-31 00:00:00")
	var mu sync.Mutex
	var resets, orders []string
	r := engine.NewRouter()
	r.OnEvent(func(_ *engine.Session, e session.Event) {
		if e.Kind == session.EventSequenceReset {
			mu.Lock()
			defer mu.Unlock()
			resets = append(resets, time.Now().UTC().Format("02 15:04"))
		}
	})
	engine.On(r, func(_ context.Context, _ *engine.Session, m *fix44.NewOrderSingle) error {
		mu.Lock()
		defer mu.Unlock()
		orders = append(orders, m.ClOrdID)
		return nil
	})
	v := startVenue(t, r, keepsVenue(acceptor))
	i := startClient(t, v.pipe, engine.NewRouter(), keepsClient(client))
	var want []string
	for n := range 8 * 12 {
		id := fmt.Sprint(n)
		want = append(want, id)
		send(t, i.Session(), id)
		pass(time.Hour)
	}
	mu.Lock()
	defer mu.Unlock()
	// If both ask, both get it: the second reset follows the first.
	if want := []string{"31 21:01", "01 21:01", "02 20:01", "03 20:01"}; !slices.Equal(slices.Compact(resets), want) {
		t.Errorf("reset at %v, want %v", resets, want)
	}
	if !slices.Equal(orders, want) {
		t.Errorf("got %v", orders)
	}
	if a, b := i.Session().Status(), v.Status(); a.Epoch < 5 || a.Epoch != b.Epoch || a.NextOut != b.NextIn || !v.LoggedOn() {
		t.Errorf("%+v, %+v", a, b)
	}
}

// TestResetBetweenWindows resets while there is no connection, and while there
// is no program.
func TestResetBetweenWindows(t *testing.T) {
	weekly := schedule.Schedule{
		Zone: "Europe/London",
		Windows: []schedule.Window{{
			Start: schedule.Weekly(time.Sunday, 22, 5, 0), End: schedule.Weekly(time.Friday, 22, 0, 0),
		}},
		Resets: []schedule.Reset{{At: schedule.Weekly(time.Saturday, 22, 0, 0)}},
	}
	synctest.Test(t, func(t *testing.T) {
		until(t, "2000-03-20 12:00:00")
		st := newMemory()
		start := func() *venue {
			return startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) {
				cfg.Schedule, cfg.Store = weekly, st
			})
		}
		v := start()
		v.logon(t, 1, "").leave()
		until(t, "2000-03-25 21:59:59")
		if got := v.Status(); got.NextIn != 3 || got.Epoch != 1 {
			t.Errorf("%+v", got)
		}
		pass(time.Second)
		if got := v.Status(); got.NextIn != 1 || got.Epoch != 2 {
			t.Errorf("%+v", got)
		}
		until(t, "2000-03-26 21:05:00") // clocks went forward that morning
		v.logon(t, 1, "").leave()
		shutDown(t, v.Acceptor)
		until(t, "2000-04-03 12:00:00")
		v = start()
		if got := v.Status(); got.NextIn != 1 || got.Epoch != 3 {
			t.Errorf("%+v", got)
		}
		v.logon(t, 1, "").leave()
		shutDown(t, v.Acceptor)
		v = start()
		if got := v.Status(); got.NextIn != 3 || got.Epoch != 3 {
			t.Errorf("%+v", got)
		}
	})
}

// TestResetAtTheEnd has the reset at the moment at which a window ends: the
// session is logged out with the old numbers, and reset behind that.
func TestResetAtTheEnd(t *testing.T) {
	day := schedule.Schedule{
		Windows: []schedule.Window{{Start: schedule.Daily(8, 0, 0), End: schedule.Daily(17, 0, 0)}},
		Resets:  []schedule.Reset{{At: schedule.Daily(17, 0, 0)}},
	}
	synctest.Test(t, func(t *testing.T) {
		until(t, "2000-01-03 16:59:50")
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) { cfg.Schedule = day })
		p := v.logon(t, 1, "")
		p.expect("35=5|34=2")
		p.send("35=5")
		p.expectClosed()
		synctest.Wait()
		if got := v.Status(); got.NextIn != 1 || got.NextOut != 1 || got.Epoch != 2 {
			t.Errorf("%+v", got)
		}
	})
}

func TestOperationsChecked(t *testing.T) {
	t.Parallel()
	bad := schedule.Schedule{Zone: "Europe/Lodnon", Windows: []schedule.Window{{Start: schedule.Daily(8, 0, 0)}}}
	_, err := engine.NewInitiator(engine.InitiatorConfig{
		Operation: engine.Operation{Schedule: bad},
		Session:   session.Config{Dictionary: fix44.Dictionary, SenderCompID: "A", TargetCompID: "B", Reset: session.ResetNewWindow},
	})
	wantError(t, err, `engine: initiator: schedule: Zone: unknown time zone "Europe/Lodnon": did you mean "Europe/London"?`)
	wantError(t, err, `schedule: Windows[0].End: is missing`)
	var p *schedule.Problem
	if !errors.As(err, &p) || p.Path != "Zone" {
		t.Errorf("the problem is %+v", p)
	}
	resets := schedule.Schedule{Resets: []schedule.Reset{{At: schedule.Daily(17, 0, 0)}}}
	sessions := oneSession()
	sessions[0].Reset = session.ResetNewWindow
	sessions = append(sessions, session.Config{Dictionary: fix40.Dictionary, SenderCompID: "VENUE", TargetCompID: "OTHER"})
	_, err = engine.NewAcceptor(engine.AcceptorConfig{
		Sessions: sessions, Operation: engine.Operation{Schedule: bad},
		Operations: map[string]engine.Operation{
			"FIX.4.4:VENUE->CLIENT": {Schedule: resets},
			"FIX.4.0:VENUE->OTHER":  {Schedule: resets},
			"FIX.4.4:VENUE->NOBODY": {},
		},
	})
	wantError(t, err, "engine: acceptor: session 1: the Session's Reset is new-window, but the Schedule has no Windows")
	wantError(t, err, "engine: acceptor: session 2: the Schedule has Resets, but FIX.4.0 has no ResetSeqNumFlag (141)")
	wantError(t, err, `Operations has "FIX.4.4:VENUE->NOBODY", which is none of the Sessions`)
	if strings.Contains(err.Error(), "Lodnon") {
		t.Errorf("the operation of sessions without their own is checked although there are none: %v", err)
	}
}
