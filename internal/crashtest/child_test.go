package crashtest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/postgres"
)

const childEnv = "AFFIX_CRASHTEST_CHILD"

// TestMain turns the test binary into one of the two sides: role, directory,
// address, storage, "trade" or "quiet".
func TestMain(m *testing.M) {
	if words := strings.Split(os.Getenv(childEnv), "\n"); len(words) == 5 {
		if err := child(words); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

const (
	venueID  = "FIX.4.4:VENUE->CLIENT"
	clientID = "FIX.4.4:CLIENT->VENUE"
)

// side is one of the two.
type side struct {
	mu      sync.Mutex
	journal *os.File
}

// child runs until its standard input ends.
func child(words []string) error {
	role, dir, address := words[0], words[1], words[2]
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	st, err := storage(words[3]).open(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	s := &side{}
	if s.journal, err = os.OpenFile(journalPath(dir), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err != nil {
		return err
	}
	if role == "venue" {
		return s.venue(ctx, st, address)
	}
	return s.client(ctx, st, address, words[4] == "trade")
}

func journalPath(dir string) string { return filepath.Join(dir, "journal") }

// storage says where a side keeps its session: "group" or "async", which are
// levels of the file store, or the DSN of a database.
type storage string

func (s storage) open(ctx context.Context, dir string) (store.Store, error) {
	cfg := store.FileConfig{SegmentBytes: 64 << 10, Preallocate: 32 << 10}
	switch s {
	case "group":
	case "async":
		cfg.Durability = store.Async
	default:
		return postgres.Open(ctx, postgres.Config{DSN: string(s), Migrate: true, Tables: postgres.Tables{Schema: "affix_crashtest"}})
	}
	return store.OpenFile(filepath.Join(dir, "store"), cfg)
}

// note writes down that a message was handled. The line is with the kernel when
// it returns, and so survives the process.
func (s *side) note(h *fix44.Header, id string) error {
	dup := "new"
	if h.PossDupFlag.Value() {
		dup = "dup"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := fmt.Fprintf(s.journal, "%v %s %s\n", h.MsgSeqNum, dup, id)
	fmt.Println("handled")
	return err
}

// report tells the parent where the session stands, until ctx ends.
func report(ctx context.Context, s *engine.Session) {
	for tick := time.NewTicker(10 * time.Millisecond); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			st := s.Status()
			fmt.Println("at", st.NextIn, st.NextOut)
		}
	}
}

func awaitEnd() { _, _ = io.Copy(io.Discard, os.Stdin) }

func (s *side) venue(ctx context.Context, st store.Store, address string) error {
	r := engine.NewRouter()
	engine.On(r, func(ctx context.Context, sess *engine.Session, m *fix44.NewOrderSingle) error {
		if err := s.note(&m.Header, m.ClOrdID); err != nil {
			return err
		}
		_, err := sess.Send(ctx, &fix44.ExecutionReport{
			OrderID: "V-" + m.ClOrdID, ExecID: "E-" + m.ClOrdID, ClOrdID: m.ClOrdID, Instrument: m.Instrument, Side: m.Side,
			ExecType: fix44.ExecTypeNew, OrdStatus: fix44.OrdStatusNew,
			LeavesQty: m.OrderQty, CumQty: runtime.NewDecimal(0, 0), AvgPx: runtime.NewDecimal(0, 0),
		})
		return err
	})
	a, err := engine.NewAcceptor(engine.AcceptorConfig{
		Address:  address,
		Sessions: []session.Config{{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "CLIENT"}},
		Store:    st, Router: r,
	})
	if err != nil {
		return err
	}
	if err := a.Start(ctx); err != nil {
		return err
	}
	fmt.Println("address", a.Addr())
	sess := a.Session(venueID)
	if sess == nil {
		return errors.New("no session")
	}
	reporting, stop := context.WithCancel(ctx)
	go report(reporting, sess)
	awaitEnd()
	stop()
	return a.Shutdown(ctx)
}

func (s *side) client(ctx context.Context, st store.Store, address string, trade bool) error {
	r := engine.NewRouter()
	engine.On(r, func(_ context.Context, _ *engine.Session, m *fix44.ExecutionReport) error {
		return s.note(&m.Header, m.ClOrdID)
	})
	i, err := engine.NewInitiator(engine.InitiatorConfig{
		Addresses: []string{address},
		Session:   session.Config{Dictionary: fix44.Dictionary, SenderCompID: "CLIENT", TargetCompID: "VENUE", HeartBtInt: time.Second},
		Store:     st, Router: r, Reconnect: engine.Backoff{Min: time.Millisecond, Max: 20 * time.Millisecond},
	})
	if err != nil {
		return err
	}
	if err := i.Start(ctx); err != nil {
		return err
	}
	reporting, stop := context.WithCancel(ctx)
	go report(reporting, i.Session())
	if trade {
		for n := range 4 {
			go send(reporting, i.Session(), fmt.Sprintf("%d-%d", os.Getpid(), n))
		}
	}
	awaitEnd()
	stop()
	return i.Shutdown(ctx)
}

// send sends orders while the session is up.
func send(ctx context.Context, s *engine.Session, name string) {
	for n := 1; s.WaitLoggedOn(ctx) == nil; n++ {
		_, err := s.Send(ctx, &fix44.NewOrderSingle{
			ClOrdID: fmt.Sprintf("%s-%d", name, n), Instrument: fix44.Instrument{Symbol: "EUR/USD"}, Side: fix44.SideBuy,
			OrdType: fix44.OrdTypeMarket, TransactTime: runtime.NewUTCTimestamp(time.Now()),
			OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.NewDecimal(int64(n), 0)},
		})
		if err != nil && ctx.Err() == nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		<-time.After(500 * time.Microsecond) // let the other side keep pace
	}
}
