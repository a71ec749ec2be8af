package engine_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// certificate makes a certificate for localhost, and the pool that trusts it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "affix test"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
		DNSNames:     []string{"localhost"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// converse sends orders to a venue that answers each, over real sockets.
func converse(t *testing.T, server, client *tls.Config) {
	t.Helper()
	noGoroutines(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	v := startVenue(t, handling(func(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
		_, err := s.Send(ctx, order(m.ClOrdID))
		return err
	}), func(cfg *engine.AcceptorConfig) {
		cfg.Listener, cfg.Address, cfg.TLS = nil, "127.0.0.1:0", server
	})
	got := make(chan string)
	c := startClient(t, nil, handling(func(_ context.Context, _ *engine.Session, m *fix44.NewOrderSingle) error {
		got <- m.ClOrdID
		return nil
	}), func(cfg *engine.InitiatorConfig) {
		cfg.Dial, cfg.Addresses, cfg.TLS = nil, []string{v.Addr().String()}, client
	})
	if err := c.Session().WaitLoggedOn(ctx); err != nil {
		t.Fatal(err, v.logs)
	}
	for _, s := range []*engine.Session{v.Session, c.Session()} {
		if state := s.TLS(); (state != nil) != (server != nil) || state != nil && !state.HandshakeComplete {
			t.Errorf("%s: TLS: %+v", s.ID(), state)
		}
		if a, ok := s.RemoteAddr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
			t.Errorf("%s: remote address %v", s.ID(), s.RemoteAddr())
		}
	}
	const n = 500
	go func() {
		for i := range n {
			send(t, c.Session(), fmt.Sprint(i))
		}
	}()
	for i := range n {
		select {
		case id := <-got:
			if id != fmt.Sprint(i) {
				t.Fatalf("answer %d is for %s", i, id)
			}
		case <-ctx.Done():
			t.Fatal(ctx.Err())
		}
	}
	if err := c.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	if err := v.Shutdown(ctx); err != nil {
		t.Error(err)
	}
	if in, out := v.Status().NextIn, c.Session().Status().NextOut; in != out {
		t.Errorf("the venue expects %d, the client is at %d", in, out)
	}
	v.logs.want(t, "peer-logout")
	if v.RemoteAddr() != nil || v.TLS() != nil {
		t.Error("a session that is shut down has a peer")
	}
}

func TestTCP(t *testing.T) { converse(t, nil, nil) }

func TestTLS(t *testing.T) {
	cert, pool := certificate(t)
	converse(t, &tls.Config{Certificates: []tls.Certificate{cert}}, &tls.Config{RootCAs: pool})
}

// A client that does not trust the venue says nothing to it.
func TestTLSUntrusted(t *testing.T) {
	noGoroutines(t)
	cert, _ := certificate(t)
	v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) {
		cfg.Listener, cfg.Address = nil, "127.0.0.1:0"
		cfg.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
	})
	tried := make(chan string, 1)
	seen := new(logs)
	startClient(t, nil, engine.NewRouter(), func(cfg *engine.InitiatorConfig) {
		cfg.Addresses, cfg.TLS, cfg.Logger = []string{v.Addr().String()}, &tls.Config{}, seen.logger()
		cfg.Reconnect = engine.Backoff{Min: time.Millisecond}
		cfg.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			if strings.Contains(seen.String(), "certificate") {
				select {
				case tried <- seen.String():
				default:
				}
			}
			return new(net.Dialer).DialContext(ctx, network, address)
		}
	})
	if text := <-tried; !strings.Contains(text, "connecting failed") {
		t.Error(text)
	}
	if v.LoggedOn() {
		t.Error("logged on")
	}
}

// A stream that is reset in the middle ends the session, not the process.
func TestTCPReset(t *testing.T) {
	noGoroutines(t)
	v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) { cfg.Listener, cfg.Address = nil, "127.0.0.1:0" })
	for i := range 3 {
		c, err := net.Dial("tcp", v.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		p := newPeer(t, c)
		p.next = i + 1
		p.send("35=A|98=0|108=30")
		p.expect("35=A")
		_ = c.(*net.TCPConn).SetLinger(0)
		_ = c.Close()
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := v.Shutdown(ctx); err != nil {
		t.Error(err)
	}
}

func TestPortInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	st := newMemory()
	a, err := engine.NewAcceptor(engine.AcceptorConfig{
		Address: l.Addr().String(), Sessions: oneSession(), Store: st, Router: engine.NewRouter(),
	})
	if err != nil {
		t.Fatal(err)
	}
	err = a.Start(t.Context())
	wantError(t, err, "engine: acceptor: listen tcp "+l.Addr().String())
	wantError(t, err, "address already in use")
	// The session is free again, and so is the acceptor.
	_ = l.Close()
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	shutDown(t, a)
}

const holdDir = "AFFIX_TEST_HOLD_DIR"

// TestHoldStore is the other process of TestStoreHeldByAnotherProcess.
func TestHoldStore(t *testing.T) {
	dir := os.Getenv(holdDir)
	if dir == "" {
		t.Skip("only of use to TestStoreHeldByAnotherProcess, which starts it")
	}
	st, err := store.OpenFile(dir, store.FileConfig{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	fmt.Println("held")
	_, _ = os.Stdin.Read(make([]byte, 1))
}

func TestStoreHeldByAnotherProcess(t *testing.T) {
	dir := t.TempDir()
	other := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHoldStore$")
	other.Env = append(os.Environ(), holdDir+"="+dir)
	in, err := other.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	var line [5]byte
	if _, err := out.Read(line[:]); err != nil || string(line[:4]) != "held" {
		t.Fatalf("%q, %v", line, err)
	}
	var locked *store.LockedError
	if _, err := store.OpenFile(dir, store.FileConfig{}); !errors.As(err, &locked) || locked.PID != other.Process.Pid {
		t.Errorf("%v", err)
	}
	_ = in.Close()
	_ = other.Wait()

	// Free again, and good for an engine. The same session twice is refused.
	st, err := store.OpenFile(dir, store.FileConfig{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) { cfg.Store = st })
	twin, err := engine.NewInitiator(engine.InitiatorConfig{
		Addresses: []string{"nowhere:1"}, Store: st, Router: engine.NewRouter(),
		Session: session.Config{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "CLIENT"},
	})
	if err != nil {
		t.Fatal(err)
	}
	wantError(t, twin.Start(t.Context()), "engine: initiator: store: session is already open: "+v.ID())
	shutDown(t, v.Acceptor)
}
