package crashtest_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// smallDisk mounts a file system of 2 MiB, or skips the test.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=2m"); err != nil {
		t.Skip("needs the right to mount a file system: ", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill takes all the room there is.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	must(t, err)
	for b := make([]byte, 64<<10); len(b) > 0; {
		if _, err := f.Write(b); errors.Is(err, syscall.ENOSPC) {
			b = b[:len(b)/2]
		} else {
			must(t, err)
		}
	}
	must(t, f.Close())
}

// Both sides keep their messages on a disk that becomes full. The sessions stop,
// and go on by themselves once there is room; nothing that Send has accepted is
// lost, and nothing came that was not accepted, twice least of all.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t)
	open := func(name string) *store.File {
		f, err := store.OpenFile(filepath.Join(disk, name), store.FileConfig{Preallocate: -1})
		must(t, err)
		return f
	}
	backoff := engine.Backoff{Min: 5 * time.Millisecond, Max: 50 * time.Millisecond}
	venueStore, clientStore := open("venue"), open("client")

	var got atomic.Int64
	handled := map[string]int{} // of the reading goroutine
	r := engine.NewRouter()
	engine.On(r, func(_ context.Context, _ *engine.Session, m *fix44.NewOrderSingle) error {
		if handled[m.ClOrdID] == 0 {
			got.Add(1)
		} else if !m.Header.PossDupFlag.Value() {
			t.Errorf("%s came twice without PossDupFlag", m.ClOrdID)
		}
		handled[m.ClOrdID]++
		return nil
	})
	a, err := engine.NewAcceptor(engine.AcceptorConfig{
		Address:  "127.0.0.1:0",
		Sessions: []session.Config{{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "CLIENT"}},
		Store:    venueStore, Router: r, Reopen: backoff,
	})
	must(t, err)
	must(t, a.Start(t.Context()))
	i, err := engine.NewInitiator(engine.InitiatorConfig{
		Addresses: []string{a.Addr().String()},
		Session:   session.Config{Dictionary: fix44.Dictionary, SenderCompID: "CLIENT", TargetCompID: "VENUE", HeartBtInt: time.Second},
		Store:     clientStore, Router: engine.NewRouter(), Reconnect: backoff, Reopen: backoff,
	})
	must(t, err)
	must(t, i.Start(t.Context()))
	client := i.Session()

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	accepted, doubtful := 0, 0
	send := func() error {
		_, err := client.Send(ctx, &fix44.NewOrderSingle{
			ClOrdID: strconv.Itoa(accepted + doubtful), Instrument: fix44.Instrument{Symbol: "X"}, Side: fix44.SideBuy,
			OrdType: fix44.OrdTypeMarket, TransactTime: runtime.NewUTCTimestamp(time.Now()),
			OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.NewDecimal(1, 0)},
		})
		switch {
		case err == nil:
			accepted++
		case engine.NumberConsumed(err):
			doubtful++
		}
		return err
	}
	for range 3 {
		must(t, client.WaitLoggedOn(ctx))
		for range 50 {
			must(t, send())
		}
		filler := filepath.Join(disk, "filler")
		fill(t, filler)
		var failed *engine.StoreError
		for err = nil; err == nil; {
			err = send()
		}
		if !errors.As(err, &failed) || !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
		if st := client.Status(); !errors.As(st.Err, &failed) || st.Since.IsZero() {
			t.Errorf("status: %v since %v", st.Err, st.Since)
		}
		<-time.After(100 * time.Millisecond) // it tries, in vain
		must(t, os.Remove(filler))
	}
	must(t, client.WaitLoggedOn(ctx))
	must(t, send())
	for deadline := time.Now().Add(20 * time.Second); got.Load() < int64(accepted) && time.Now().Before(deadline); {
		<-time.After(time.Millisecond)
	}
	must(t, i.Shutdown(ctx))
	must(t, a.Shutdown(ctx))
	if n := int(got.Load()); n < accepted || n > accepted+doubtful {
		t.Errorf("%d accepted and %d doubtful, %d came", accepted, doubtful, n)
	}
	if c, v := client.Status(), a.Sessions()[0].Status(); c.NextOut != v.NextIn || v.NextOut != c.NextIn {
		t.Errorf("client %d/%d, venue %d/%d", c.NextIn, c.NextOut, v.NextIn, v.NextOut)
	}
	must(t, venueStore.Close())
	must(t, clientStore.Close())
}
