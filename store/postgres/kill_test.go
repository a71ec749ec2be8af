package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/postgres"
)

// The server is killed and started again under load: those who wait get no
// error, nothing is lost, and no restart of ours is needed. This test and the
// others that kill the server run alone.
func TestServerKilledUnderLoad(t *testing.T) {
	ownServer(t)
	tables := postgres.Tables{Schema: schema(t)}
	s := open(t, postgres.Config{Tables: tables})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	l := startLoad(ctx, t, s, 16)
	for range 3 {
		l.goOn(ctx, t)
		killServer(t)
		must(t, pg.Restart())
	}
	l.goOn(ctx, t)
	if err := s.Err(); err != nil {
		t.Errorf("it goes on, but says %v", err)
	}
	l.finish(t, open(t, postgres.Config{Tables: tables}))
}

// With policy Fail the sessions stop, and can be opened again when the server is
// back. What was acknowledged is there.
func TestServerKilledFail(t *testing.T) {
	ownServer(t)
	tables := postgres.Tables{Schema: schema(t)}
	s := open(t, postgres.Config{Tables: tables, OnDown: postgres.Fail})
	l, idle := openLog(t, s, id), openLog(t, s, "IDLE")
	acked := uint64(0)
	killed := make(chan error)
	for {
		st := l.State()
		err := l.SaveOut(st.NextOut, payload(id, st.NextOut))
		if err == nil {
			err = l.Sync(t.Context())
		}
		if err != nil {
			if !errors.Is(err, store.ErrFailed) {
				t.Errorf("error %v, want store.ErrFailed", err)
			}
			break
		}
		if acked = st.NextOut; acked == 50 {
			go func() { killed <- pg.Kill() }()
		}
	}
	must(t, <-killed)
	for call, err := range map[string]error{
		"SaveOut": l.SaveOut(l.State().NextOut, nil), "Sync": l.Sync(t.Context()), "SetNextIn": l.SetNextIn(2),
	} {
		if !errors.Is(err, store.ErrFailed) {
			t.Errorf("%s after the failure: %v", call, err)
		}
	}
	if s.Err() == nil {
		t.Error("Err says nothing")
	}
	if _, err := s.Open(t.Context(), "OTHER"); err == nil {
		t.Error("a session was opened while the server is down")
	}
	if err := l.Close(); !errors.Is(err, store.ErrFailed) {
		t.Errorf("Close: %v", err)
	}
	must(t, pg.Restart())

	l = openLog(t, s, id)
	next := l.State().NextOut
	if next != acked+1 && next != acked+2 { // the last one may have made it
		t.Errorf("next out %d, acknowledged %d", next, acked)
	}
	wantMessages(t, l, 1, next-1)
	save(t, l, 5)
	syncLog(t, l)
	save(t, idle, 1) // had nothing to store, and did not fail
	syncLog(t, idle)
	must(t, s.Close())
}

// While the server is down what can wait waits, and no longer than asked for.
func TestServerDownWait(t *testing.T) {
	ownServer(t)
	tables := postgres.Tables{Schema: schema(t)}
	s := open(t, postgres.Config{Tables: tables, MaxPending: 10_000, CloseTimeout: 200 * time.Millisecond})
	l, gone := openLog(t, s, id), openLog(t, s, "GONE")
	save(t, l, 3)
	syncLog(t, l)
	killServer(t)

	short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	save(t, l, 1)
	save(t, gone, 1)
	for call, err := range map[string]error{
		"Sync":     l.Sync(short),
		"Open":     func() error { _, err := s.Open(short, "NEW"); return err }(),
		"Messages": func() (last error) { _, last = first(short, l); return last }(),
	} {
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v, want the end of its context", call, err)
		}
	}
	var err error
	for err == nil {
		st := l.State()
		err = l.SaveOut(st.NextOut, payload(id, st.NextOut))
	}
	if !errors.Is(err, postgres.ErrFull) || errors.Is(err, store.ErrFailed) {
		t.Errorf("SaveOut without room: %v, want ErrFull", err)
	}
	if err := gone.Close(); !errors.Is(err, store.ErrFailed) {
		t.Errorf("Close of a log whose message is not stored: %v", err)
	}

	must(t, pg.Restart())
	syncLog(t, l)
	wantMessages(t, l, 1, l.State().NextOut-1)
	if next := openLog(t, s, "GONE").State().NextOut; next != 1 && next != 2 {
		t.Errorf("GONE: next out %d", next)
	}
	save(t, l, 2)
	must(t, s.Close())
	wantMessages(t, openLog(t, open(t, postgres.Config{Tables: tables}), id), 1, l.State().NextOut-1)
}

// Close does not wait for ever, and says that it has lost something.
func TestServerDownClose(t *testing.T) {
	ownServer(t)
	s := open(t, postgres.Config{Tables: postgres.Tables{Schema: schema(t)}, CloseTimeout: 200 * time.Millisecond})
	l := openLog(t, s, id)
	killServer(t)
	save(t, l, 1)
	waits := make(chan error)
	go func() { waits <- l.Sync(t.Context()) }()
	if err := s.Close(); !errors.Is(err, store.ErrFailed) {
		t.Errorf("Close: %v", err)
	}
	if err := <-waits; err == nil {
		t.Error("Sync returned without error")
	}
	must(t, pg.Restart())
}

// killServer kills the server, and sees to it that the next test finds one.
func killServer(t *testing.T) {
	t.Helper()
	must(t, pg.Kill())
	t.Cleanup(func() {
		if t.Failed() && pg.Ping(context.Background()) != nil {
			if err := pg.Restart(); err != nil {
				t.Error(err)
			}
		}
	})
}

func first(ctx context.Context, l store.Log) (store.Message, error) {
	for m, err := range l.Messages(ctx, 1, 0) {
		return m, err
	}
	return store.Message{}, nil
}
