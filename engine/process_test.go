package engine_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
)

const venueDir = "AFFIX_TEST_VENUE_DIR"

// TestVenueProcess is the other process of TestTwoProcesses.
func TestVenueProcess(t *testing.T) {
	dir := os.Getenv(venueDir)
	if dir == "" {
		t.Skip("only of use to TestTwoProcesses, which starts it")
	}
	cert, err := engine.CertificateFiles(filepath.Join(dir, "crt"), filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	v := startVenue(t, handling(func(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
		_, err := s.Send(ctx, order(m.ClOrdID))
		return err
	}), func(cfg *engine.AcceptorConfig) {
		cfg.Listener, cfg.Address = nil, "127.0.0.1:0"
		cfg.TLS = &tls.Config{GetCertificate: cert.GetCertificate}
	})
	fmt.Println("listening", v.Addr())
	_, _ = io.Copy(io.Discard, os.Stdin)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := v.Shutdown(ctx); err != nil {
		t.Error(err)
	}
}

// Two processes trade over TLS; the one that is shut down logs out.
func TestTwoProcesses(t *testing.T) {
	noGoroutines(t)
	dir := t.TempDir()
	cert, parsed := newCertificate(t, "venue.example.com")
	writeCertificate(t, dir, cert, 1)
	other := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestVenueProcess$")
	other.Env = append(os.Environ(), venueDir+"="+dir)
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
	line, err := bufio.NewReader(out).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "listening ")
	if err != nil || !ok {
		t.Fatalf("%q, %v", line, err)
	}
	got := make(chan string)
	gone := make(chan string, 1)
	r := handling(func(_ context.Context, _ *engine.Session, m *fix44.NewOrderSingle) error {
		got <- m.ClOrdID
		return nil
	})
	r.OnLogout(func(_ *engine.Session, reason string) {
		select {
		case gone <- reason:
		default:
		}
	})
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	c := startClient(t, nil, r, func(cfg *engine.InitiatorConfig) {
		cfg.Dial, cfg.Addresses = nil, nil
		cfg.Endpoints = []engine.Endpoint{{Address: address, ServerName: "venue.example.com"}}
		cfg.TLS = &tls.Config{RootCAs: roots}
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := c.Session().WaitLoggedOn(ctx); err != nil {
		t.Fatal(err)
	}
	const n = 200
	go func() {
		for i := range n {
			send(t, c.Session(), fmt.Sprint(i))
		}
	}()
	wait := func(from chan string) string {
		select {
		case text := <-from:
			return text
		case <-ctx.Done():
			t.Fatal(ctx.Err())
			return ""
		}
	}
	for i := range n {
		if id := wait(got); id != fmt.Sprint(i) {
			t.Fatalf("answer %d is for %s", i, id)
		}
	}
	_ = in.Close()
	if reason := wait(gone); reason != "peer-logout" {
		t.Errorf("ended by %s", reason)
	}
	if err := other.Wait(); err != nil {
		t.Error(err)
	}
}
