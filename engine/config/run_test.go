package config_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/config"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// freePort returns an address on loopback that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// trade starts the engines of a file, sends an order over each initiator and
// waits for its report.
func trade(t *testing.T, files ...*config.File) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	reports := make(chan string, 10)
	router := engine.NewRouter()
	engine.On(router, func(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
		_, err := s.Send(ctx, &fix44.ExecutionReport{
			OrderID: "V-1", ExecID: "E-1", ClOrdID: m.ClOrdID, Instrument: m.Instrument, Side: m.Side,
			ExecType: fix44.ExecTypeNew, OrdStatus: fix44.OrdStatusNew, LeavesQty: m.OrderQty,
			CumQty: runtime.NewDecimal(0, 0), AvgPx: runtime.NewDecimal(0, 0),
		})
		return err
	})
	engine.On(router, func(_ context.Context, _ *engine.Session, m *fix44.ExecutionReport) error {
		reports <- m.ClOrdID
		return nil
	})
	opts := options
	opts.Router = router
	var all []*config.Engines
	for _, f := range files {
		engines, err := f.Build(ctx, opts)
		if err != nil {
			t.Fatal(err)
		}
		if err := engines.Start(ctx); err != nil {
			t.Fatal(err)
		}
		all = append(all, engines)
	}
	for _, engines := range all {
		for _, i := range engines.Initiators {
			if err := i.Session().WaitLoggedOn(ctx); err != nil {
				t.Fatal(err)
			}
			if engines.Session(i.Session().ID()) != i.Session() {
				t.Errorf("%s is not found", i.Session().ID())
			}
			if _, err := i.Session().Send(ctx, &fix44.NewOrderSingle{
				ClOrdID: i.Session().ID(), Instrument: fix44.Instrument{Symbol: "EUR/USD"}, Side: fix44.SideBuy,
				OrdType: fix44.OrdTypeMarket, OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.NewDecimal(1, 0)},
				TransactTime: runtime.NewUTCTimestamp(time.Now()),
			}); err != nil {
				t.Fatal(err)
			}
			select {
			case got := <-reports:
				if got != i.Session().ID() {
					t.Errorf("got a report for %s, want %s", got, i.Session().ID())
				}
			case <-ctx.Done():
				t.Fatal("no report")
			}
		}
	}
	for n := len(all) - 1; n >= 0; n-- {
		if err := all[n].Shutdown(ctx); err != nil {
			t.Error(err)
		}
	}
}

// TestRun: acceptors and initiators of one file trade with each other; two
// sessions share a listener and all share a file store beside the file.
func TestRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	address := freePort(t)
	name := filepath.Join(dir, "sessions.yaml")
	if err := os.WriteFile(name, []byte(strings.ReplaceAll(`
defaults:
  Dictionary: FIX.4.4
  Store: {Kind: file, Dir: log, File: {Durability: async}}
  Reconnect: {Min: 10ms}
sessions:
  - {SenderCompID: VENUE, TargetCompID: C1, Address: ADDRESS}
  - {SenderCompID: VENUE, TargetCompID: C2, Address: ADDRESS, Name: second}
  - {SenderCompID: C1, TargetCompID: VENUE, Addresses: ADDRESS}
  - {SenderCompID: C2, TargetCompID: VENUE, Addresses: [ADDRESS]}
`, "ADDRESS", address)), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := config.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	trade(t, f)
	if _, err := os.Stat(filepath.Join(dir, "log")); err != nil {
		t.Error(err)
	}
}

// TestBuildFails: what cannot be opened is an error, and nothing stays open.
func TestBuildFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "taken"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	text := `
defaults: {Dictionary: FIX44, SenderCompID: A, Address: "127.0.0.1:0"}
sessions:
  - {TargetCompID: B, Store: {Kind: file, Dir: log}}
  - {TargetCompID: C, Address: "127.0.0.1:1", Store: {Kind: file, Dir: taken}}
`
	opts := options
	opts.Router = engine.NewRouter()
	for range 2 { // the second time, log would be locked
		f, err := config.Parse(filepath.Join(dir, "s.yaml"), []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.Build(t.Context(), opts)
		if err == nil || !strings.Contains(err.Error(), "s.yaml:5: FIX.4.4:A->C: ") || strings.Contains(err.Error(), "log") {
			t.Errorf("got %v", err)
		}
	}
	f, err := config.Load(filepath.Join(dir, "nothing.yaml"))
	if f != nil || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, %v", f, err)
	}
}

// TestRunQuickFIX: an acceptor and two initiators from settings files of
// QuickFIX trade; the second initiator is not named by the acceptor's.
func TestRunQuickFIX(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	host, port, err := net.SplitHostPort(freePort(t))
	if err != nil {
		t.Fatal(err)
	}
	var files []*config.File
	for _, f := range []struct{ name, text string }{{"acceptor.cfg", `
[DEFAULT]
ConnectionType=acceptor
SocketAcceptHost=HOST
SocketAcceptPort=PORT
SenderCompID=VENUE
DynamicSessions=Y
FileStorePath=venue
FileLogPath=log
StartTime=00:00:00
EndTime=00:00:00
TimeZone=America/New_York
[SESSION]
BeginString=FIX.4.4
TargetCompID=C1
DataDictionary=spec/FIX44.xml
`}, {"initiator.cfg", `
[DEFAULT]
ConnectionType=initiator
SocketConnectHost=HOST
SocketConnectPort=PORT
TargetCompID=VENUE
BeginString=FIX.4.4
HeartBtInt=30
ReconnectInterval=1
ResetOnLogon=Y
DataDictionary=spec/FIX44.xml
FileLogPath=log
[SESSION]
SenderCompID=C1
[SESSION]
SenderCompID=C2
`}} {
		name := filepath.Join(dir, f.name)
		if err := os.WriteFile(name, []byte(strings.NewReplacer("HOST", host, "PORT", port).Replace(f.text)), 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := config.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	trade(t, files...)
	for _, name := range []string{"FIX.4.4-VENUE-C2", "FIX.4.4-C2-VENUE"} {
		if found, err := filepath.Glob(filepath.Join(dir, "log", name+"*")); err != nil || len(found) == 0 {
			t.Errorf("no messages of %s are logged: %v", name, err)
		}
	}
}

// TestRunBalanced: behind the PROXY protocol a peer has the address that the
// balancer tells; sessions may be changed between Load and Build.
func TestRunBalanced(t *testing.T) {
	t.Parallel()
	f, err := config.Parse("s.yaml", []byte(strings.ReplaceAll(`
defaults: {Dictionary: FIX44, Store: {Kind: memory}}
sessions:
  - {SenderCompID: V, TargetCompID: C, Address: ADDRESS, ProxyProtocol: {}, Allow: [192.0.2.0/24]}
  - {SenderCompID: C, TargetCompID: V, Addresses: ADDRESS}
`, "ADDRESS", freePort(t))))
	if err != nil {
		t.Fatal(err)
	}
	f.Sessions[1].Initiator.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, address)
		if err == nil {
			_, err = c.Write([]byte("PROXY TCP4 192.0.2.7 192.0.2.1 4000 9876\r\n"))
		}
		return c, err
	}
	trade(t, f)
}

// TestDictionaryFile: a dictionary may be a file, which is read once.
func TestDictionaryFile(t *testing.T) {
	t.Parallel()
	f, err := config.Parse("s.yaml", []byte(`
defaults: {Dictionary: ../../etc/FIX42.yaml, SenderCompID: A, Store: {Kind: memory}, Address: "127.0.0.1:0"}
sessions:
  - {TargetCompID: B}
  - {TargetCompID: C}
  - {TargetCompID: D, Dictionary: nothing.xml}
`))
	if err != nil {
		t.Fatal(err)
	}
	err = f.Check(config.Options{})
	if err == nil || !strings.HasPrefix(err.Error(), "s.yaml:6: nothing.xml:A->D: Dictionary: cannot be read: ") || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v", err)
	}
	if d := f.Sessions[0].Config.Dictionary; d == nil || d != f.Sessions[1].Config.Dictionary || d.BeginString() != "FIX.4.2" {
		t.Errorf("got the dictionaries %v and %v", d, f.Sessions[1].Config.Dictionary)
	}
}

// TestBuildHides: what a store says about its database has no secrets in it.
func TestBuildHides(t *testing.T) {
	t.Parallel()
	for _, dsn := range []string{"postgres://u:hushhush@127.0.0.1:1/d", "postgres://u:${env:PW}@127.0.0.1:1/d", "{env: PW}", "host=127.0.0.1 port=nope password=hushhush"} {
		loader := config.Loader{LookupEnv: func(string) (string, bool) { return "hushhush", true }}
		f, err := loader.Parse("s.yaml", []byte(`
sessions:
  - {Dictionary: FIX44, SenderCompID: A, TargetCompID: B, Address: "127.0.0.1:0", Store: {Kind: postgres, Postgres: {DSN: "`+dsn+`"}}}
`))
		if strings.HasPrefix(dsn, "{") {
			f, err = loader.Parse("s.yaml", []byte(`
sessions:
  - {Dictionary: FIX44, SenderCompID: A, TargetCompID: B, Address: "127.0.0.1:0", Store: {Kind: postgres, Postgres: {DSN: {env: PW}}}}
`))
		}
		if err != nil {
			t.Fatal(err)
		}
		opts := options
		opts.Router = engine.NewRouter()
		if _, err = f.Build(t.Context(), opts); err == nil || strings.Contains(err.Error(), "hushhush") {
			t.Errorf("%s: got %v", dsn, err)
		}
	}
}

// TestRunAdmin: the admin of a file shows its sessions while they run.
func TestRunAdmin(t *testing.T) {
	t.Parallel()
	loader := config.Loader{LookupEnv: func(string) (string, bool) { return "0123456789-abcdef", true }}
	f, err := loader.Parse("s.yaml", []byte(`
admin: {Address: "127.0.0.1:0", Tokens: [{Name: ops, Secret: {env: ADMIN_TOKEN}}]}
sessions:
  - {Dictionary: FIX44, SenderCompID: A, TargetCompID: B, Address: "127.0.0.1:0", Store: {Kind: memory}}
`))
	if err != nil {
		t.Fatal(err)
	}
	opts := options
	opts.Router = engine.NewRouter()
	engines, err := f.Build(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	if err := engines.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+engines.AdminAddr().String()+"/sessions", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+f.Admin.Tokens[0].Secret)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || !strings.Contains(string(body), "FIX.4.4:A-") {
		t.Errorf("got %s, %v", body, err)
	}
	var out strings.Builder
	if err := f.Effective(&out); err != nil || strings.Contains(out.String(), f.Admin.Tokens[0].Secret) || !strings.Contains(out.String(), "admin:") {
		t.Errorf("got %v\n%s", err, &out)
	}
	if err := engines.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}
