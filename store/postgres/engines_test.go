package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/postgres"
)

// seen counts what a handler was given, by id.
type seen struct {
	mu       sync.Mutex
	new, dup map[string]int
}

func newSeen() *seen { return &seen{new: map[string]int{}, dup: map[string]int{}} }

func (s *seen) add(id string, possDup bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if possDup {
		s.dup[id]++
	} else {
		s.new[id]++
	}
}

func (s *seen) has(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.new[id]+s.dup[id] > 0
}

// trading is a venue that answers every order, and a client, over TCP.
type trading struct {
	venue           *engine.Acceptor
	orders, reports *seen
	doubtful        *seen // orders whose report may be stored or not

	mu    sync.Mutex
	conns []net.Conn // of clients
}

func startVenue(t *testing.T, s store.Store) *trading {
	t.Helper()
	tr := &trading{orders: newSeen(), reports: newSeen(), doubtful: newSeen()}
	accept := engine.NewRouter()
	engine.On(accept, func(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
		dup := m.Header.PossDupFlag.Value()
		known := tr.orders.has(m.ClOrdID)
		tr.orders.add(m.ClOrdID, dup)
		if dup && known && !tr.doubtful.has(m.ClOrdID) {
			return nil // as an application does that has it already
		}
		_, err := s.Send(ctx, &fix44.ExecutionReport{
			OrderID: "V", ExecID: "E" + m.ClOrdID, ClOrdID: strings.Clone(m.ClOrdID), Instrument: m.Instrument, Side: m.Side,
			ExecType: fix44.ExecTypeNew, OrdStatus: fix44.OrdStatusNew,
			LeavesQty: m.OrderQty, CumQty: runtime.NewDecimal(0, 0), AvgPx: runtime.NewDecimal(0, 0),
		})
		if err == nil {
			err = s.Sync(ctx) // before we take the order for answered
		}
		if err != nil {
			tr.doubtful.add(m.ClOrdID, dup)
		}
		return err
	})
	var err error
	tr.venue, err = engine.NewAcceptor(engine.AcceptorConfig{
		Address:  "127.0.0.1:0",
		Sessions: []session.Config{{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "CLIENT"}},
		Store:    s, Router: accept, Reopen: quickly,
	})
	must(t, err)
	must(t, tr.venue.Start(t.Context()))
	return tr
}

func (tr *trading) startClient(t *testing.T, s store.Store) *engine.Initiator {
	t.Helper()
	report := engine.NewRouter()
	engine.On(report, func(_ context.Context, _ *engine.Session, m *fix44.ExecutionReport) error {
		tr.reports.add(m.ClOrdID, m.Header.PossDupFlag.Value())
		return nil
	})
	client, err := engine.NewInitiator(engine.InitiatorConfig{
		Addresses: []string{tr.venue.Addr().String()},
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			var d net.Dialer
			c, err := d.DialContext(ctx, network, address)
			if err == nil {
				tr.mu.Lock()
				tr.conns = append(tr.conns, c)
				tr.mu.Unlock()
			}
			return c, err
		},
		Session: session.Config{
			Dictionary: fix44.Dictionary, SenderCompID: "CLIENT", TargetCompID: "VENUE", HeartBtInt: time.Second,
		},
		Store: s, Router: report, Reconnect: quickly, Reopen: quickly,
	})
	must(t, err)
	must(t, client.Start(t.Context()))
	return client
}

// quickly is how long engines wait before they try again.
var quickly = engine.Backoff{Min: 10 * time.Millisecond, Max: 100 * time.Millisecond}

// cut breaks the connection between the engines.
func (tr *trading) cut() {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	for _, c := range tr.conns {
		_ = c.Close()
	}
	tr.conns = nil
}

// trader sends orders until it is told to stop or its session fails, and knows
// which ones were accepted.
type trader struct {
	sent   []string
	orders atomic.Int64
	err    error
	stop   chan struct{}
	done   chan struct{}
}

func startTrader(name string, s *engine.Session) *trader {
	tr := &trader{stop: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(tr.done)
		for n := 1; ; n++ {
			select {
			case <-tr.stop:
				return
			case <-time.After(200 * time.Microsecond):
			}
			id := fmt.Sprintf("%s-%d", name, n)
			_, err := s.Send(context.Background(), &fix44.NewOrderSingle{
				ClOrdID: id, Instrument: fix44.Instrument{Symbol: "X"}, Side: fix44.SideBuy,
				OrdType: fix44.OrdTypeMarket, TransactTime: runtime.NewUTCTimestamp(time.Now()),
				OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.NewDecimal(1, 0)},
			})
			if err != nil {
				tr.err = err
				return
			}
			tr.sent = append(tr.sent, id)
			tr.orders.Add(1)
		}
	}()
	return tr
}

func (tr *trader) goOn(t *testing.T) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for enough := tr.orders.Load() + 30; tr.orders.Load() < enough; pause(time.Millisecond) {
		select {
		case <-tr.done:
			t.Fatal("trading has ended: ", tr.err)
		default:
		}
		if time.Now().After(deadline) {
			t.Fatal("trading does not go on")
		}
	}
}

// Two engines trade while their database is killed, their connection is cut, and
// another node takes the client over: both sides agree in the end, no order and
// no report is lost, and none came twice without PossDupFlag.
func TestEnginesTradeOn(t *testing.T) {
	ownServer(t)
	tables := postgres.Tables{Schema: schema(t)}
	venueStore := open(t, postgres.Config{Tables: tables})
	tr := startVenue(t, venueStore)
	client := tr.startClient(t, open(t, postgres.Config{Tables: tables, Owner: "first"}))
	must(t, client.Session().WaitLoggedOn(t.Context()))
	first := startTrader("FIRST", client.Session())
	for i := range 3 {
		first.goOn(t)
		if i == 1 {
			tr.cut() // with resends out of the database on its way back
		}
		killServer(t)
		if i == 2 {
			tr.cut()
		}
		must(t, pg.Restart())
	}
	first.goOn(t)

	// The second node knows nothing of the first, which is not even dead.
	nextClient := tr.startClient(t, open(t, postgres.Config{Tables: tables, Owner: "second"}))
	<-first.done
	if !errors.Is(first.err, store.ErrStale) {
		t.Errorf("the first client stopped with %v", first.err)
	}
	<-client.Session().Done()
	must(t, nextClient.Session().WaitLoggedOn(t.Context()))
	second := startTrader("SECOND", nextClient.Session())
	second.goOn(t)
	killServer(t)
	must(t, pg.Restart())
	second.goOn(t)
	tr.cut()
	second.goOn(t)
	close(second.stop)
	<-second.done
	must(t, second.err)

	// Send does not wait for a commit that another goroutine waits for, so the
	// last orders of the first client may have had no time to be stored.
	all := append(tr.stored(t, tables), second.sent...)
	slices.Sort(all)
	all = slices.Compact(all)
	for i, id := range first.sent {
		if tail := first.sent[i:]; !slices.Contains(all, id) && slices.ContainsFunc(tail, func(id string) bool { return slices.Contains(all, id) }) {
			t.Errorf("%s is lost, but not what followed it", id)
		}
	}
	for _, s := range []*seen{tr.orders, tr.reports} {
		for deadline := time.Now().Add(20 * time.Second); missing(s, all) > 0 && time.Now().Before(deadline); {
			pause(5 * time.Millisecond)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_ = client.Shutdown(ctx) // has failed, and says so
	must(t, nextClient.Shutdown(ctx))
	must(t, tr.venue.Shutdown(ctx))

	for name, s := range map[string]*seen{"orders": tr.orders, "reports": tr.reports} {
		if n := missing(s, all); n > 0 {
			t.Errorf("%d of %d %s never came", n, len(all), name)
		}
		for id, n := range s.new {
			if n > 1 {
				t.Errorf("%s: %s came %d times without PossDupFlag", name, id, n)
			}
			if !slices.Contains(all, id) {
				t.Errorf("%s: %s was transmitted, but is not stored", name, id)
			}
		}
		t.Logf("%s: %d, of them %d new, %d flagged", name, len(all), len(s.new), len(s.dup))
	}
	ours, theirs := nextClient.Session().Status(), tr.venue.Sessions()[0].Status()
	if ours.NextOut != theirs.NextIn || ours.NextIn != theirs.NextOut {
		t.Errorf("client %d/%d, venue %d/%d", ours.NextIn, ours.NextOut, theirs.NextIn, theirs.NextOut)
	}
}

// With OnDown Fail the sessions stop while the database is down, and go on by
// themselves when it is back: what was accepted before is not lost.
func TestEnginesGoOnAfterFailure(t *testing.T) {
	ownServer(t)
	tables := postgres.Tables{Schema: schema(t)}
	fail := postgres.Config{Tables: tables, OnDown: postgres.Fail}
	tr := startVenue(t, open(t, fail))
	client := tr.startClient(t, open(t, fail))
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var sent []string
	for _, name := range []string{"FIRST", "SECOND", "THIRD"} {
		must(t, client.Session().WaitLoggedOn(ctx))
		trader := startTrader(name, client.Session())
		trader.goOn(t)
		if name == "THIRD" {
			close(trader.stop)
			<-trader.done
			must(t, trader.err)
		} else {
			killServer(t)
			<-trader.done
			var failed *engine.StoreError
			if !errors.As(trader.err, &failed) || !errors.Is(trader.err, store.ErrFailed) {
				t.Fatal(trader.err)
			}
			must(t, pg.Restart())
		}
		sent = append(sent, trader.sent...)
	}
	for _, s := range []*seen{tr.orders, tr.reports} {
		for deadline := time.Now().Add(10 * time.Second); missing(s, sent) > 0 && time.Now().Before(deadline); {
			pause(5 * time.Millisecond)
		}
	}
	must(t, client.Shutdown(ctx))
	must(t, tr.venue.Shutdown(ctx))
	stored := tr.stored(t, tables)
	for name, s := range map[string]*seen{"orders": tr.orders, "reports": tr.reports} {
		if n := missing(s, sent); n > 0 {
			t.Errorf("%d of %d %s never came", n, len(sent), name)
		}
		for id, n := range s.new {
			twice := n > 1 && (name != "reports" || !tr.doubtful.has(id))
			if twice || !slices.Contains(stored, id) {
				t.Errorf("%s: %s came %d times without PossDupFlag, stored: %v", name, id, n, slices.Contains(stored, id))
			}
		}
	}
	ours, theirs := client.Session().Status(), tr.venue.Sessions()[0].Status()
	if ours.NextOut != theirs.NextIn || ours.NextIn != theirs.NextOut {
		t.Errorf("client %d/%d, venue %d/%d", ours.NextIn, ours.NextOut, theirs.NextIn, theirs.NextOut)
	}
}

// stored returns the ids of the orders in the tables.
func (*trading) stored(t *testing.T, tables postgres.Tables) (ids []string) {
	t.Helper()
	rows, err := newPool(t).Query(t.Context(), `SELECT substring(encode(m.body, 'escape') FROM '11=([A-Z0-9-]+)')
		FROM "`+tables.Schema+`".message m JOIN "`+tables.Schema+`".session s ON s.id = m.session
		WHERE s.name = 'FIX.4.4:CLIENT->VENUE' AND encode(m.body, 'escape') LIKE '%35=D%'`)
	must(t, err)
	ids, err = pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, err)
	return ids
}

func missing(s *seen, ids []string) (n int) {
	for _, id := range ids {
		if !s.has(id) {
			n++
		}
	}
	return n
}
