package engine_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
)

// newCertificate makes a certificate for a name, that signs itself.
func newCertificate(t *testing.T, name string) (tls.Certificate, *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
		DNSNames:     []string{name},
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		IsCA:         true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, parsed
}

func pool(certs ...*x509.Certificate) *x509.CertPool {
	p := x509.NewCertPool()
	for _, c := range certs {
		p.AddCert(c)
	}
	return p
}

// Each endpoint is asked for by its own name, and its certificate is checked for
// that, also when it is tried after another one.
func TestTLSNamesOfEndpoints(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one, oneCert := newCertificate(t, "one.example.com")
		two, twoCert := newCertificate(t, "two.example.com")
		var mu sync.Mutex
		var asked []string
		server := &tls.Config{GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			mu.Lock()
			defer mu.Unlock()
			asked = append(asked, hello.ServerName)
			if hello.ServerName == "one.example.com" {
				return &two, nil // the wrong one
			}
			if hello.ServerName == "given.example.com" {
				return &one, nil
			}
			return &two, nil
		}}
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) { cfg.TLS = server })
		seen := new(logs)
		c := startClient(t, v.pipe, engine.NewRouter(), func(cfg *engine.InitiatorConfig) {
			cfg.Addresses, cfg.Logger = nil, seen.logger()
			cfg.TLS = &tls.Config{RootCAs: pool(oneCert, twoCert), MaxVersion: tls.VersionTLS12}
			cfg.Endpoints = []engine.Endpoint{
				{Address: "one.example.com:1"},
				{Address: "192.0.2.1:1", ServerName: "given.example.com"},
				{Address: "two.example.com:1"},
			}
		})
		waitLoggedOn(t, c.Session())
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		if got := strings.Join(asked, " "); got != "one.example.com given.example.com two.example.com" {
			t.Errorf("asked for %s", got)
		}
		seen.want(t, "TLS handshake", "not one.example.com", "not given.example.com")
		if s := c.Session().TLS(); s == nil || s.Version != tls.VersionTLS12 || s.ServerName != "two.example.com" {
			t.Errorf("%+v", s)
		}
		if v.Connections().Refused[engine.RefusedTLS] != 2 {
			t.Errorf("%+v", v.Connections())
		}
	})
}

// What is older than TLS 1.2 is not spoken.
func TestTLSVersion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cert, _ := newCertificate(t, "venue")
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) {
			cfg.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
		})
		c, err := v.pipe.dial(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		old := tls.Client(c, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11})
		if err := old.Handshake(); err == nil || !strings.Contains(err.Error(), "protocol version") {
			t.Errorf("%v", err)
		}
		_ = c.Close()
		synctest.Wait()
		v.logs.want(t, "reason=tls")
	})
}

// A client that connects and does not shake hands costs no longer than any
// other.
func TestTLSSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cert, _ := newCertificate(t, "venue")
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) {
			cfg.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
		})
		begin := time.Now()
		v.connect(t).expectClosed()
		if d := time.Since(begin); d != engine.DefaultLogonTimeout {
			t.Errorf("closed after %v", d)
		}
		synctest.Wait()
		if n := v.Connections().Refused[engine.RefusedTLS]; n != 1 {
			t.Errorf("%+v", v.Connections())
		}
	})
}

// A template that knows its clients by their certificates.
func TestTLSClientCertificate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cert, venueCert := newCertificate(t, "venue")
		mine, myCert := newCertificate(t, "alice")
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) {
			cfg.TLS = &tls.Config{
				Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool(myCert),
			}
			cfg.Template = func(_ context.Context, r engine.LogonRequest) (engine.Setup, error) {
				if r.TLS == nil || r.TLS.PeerCertificates[0].Subject.CommonName != "alice" {
					return engine.Setup{}, errors.New("who is that?")
				}
				return engine.Setup{
					Session: session.Config{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: r.Logon.Text(49)},
				}, nil
			}
		})
		start := func(certs ...tls.Certificate) *engine.Initiator {
			return startClient(t, v.pipe, engine.NewRouter(), func(cfg *engine.InitiatorConfig) {
				cfg.Session.SenderCompID = "ALICE"
				cfg.TLS = &tls.Config{RootCAs: pool(venueCert), Certificates: certs}
			})
		}
		nobody := start()
		pass(time.Minute)
		if nobody.Session().LoggedOn() {
			t.Error("without a certificate one is let in")
		}
		if err := nobody.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		alice := start(mine)
		waitLoggedOn(t, alice.Session())
		synctest.Wait()
		s := v.Acceptor.Session("FIX.4.4:VENUE->ALICE")
		if s == nil || s.TLS() == nil || s.TLS().PeerCertificates[0].Subject.CommonName != "alice" {
			t.Error("the session does not know its client")
		}
	})
}

// writeCertificate writes it to files, and makes sure that they look changed.
func writeCertificate(t *testing.T, dir string, cert tls.Certificate, n int) {
	t.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		"crt": {Type: "CERTIFICATE", Bytes: cert.Certificate[0]}, "key": {Type: "PRIVATE KEY", Bytes: key},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		when := time.Unix(int64(1_700_000_000+n), 0)
		if err := os.Chtimes(path, when, when); err != nil {
			t.Fatal(err)
		}
	}
}

// A certificate that is renewed is used from the next handshake on; one that is
// half written is not.
func TestCertificateFiles(t *testing.T) {
	dir := t.TempDir()
	old, _ := newCertificate(t, "old")
	renewed, _ := newCertificate(t, "renewed")
	if _, err := engine.CertificateFiles(filepath.Join(dir, "crt"), filepath.Join(dir, "key")); err == nil {
		t.Error("files that are not there are loaded")
	}
	writeCertificate(t, dir, old, 1)
	cert, err := engine.CertificateFiles(filepath.Join(dir, "crt"), filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) {
		cfg.Listener, cfg.TLS = l, &tls.Config{GetCertificate: cert.GetCertificate}
	})
	want := func(name string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		c, err := (&tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}}).DialContext(ctx, "tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if got := c.(*tls.Conn).ConnectionState().PeerCertificates[0].Subject.CommonName; got != name {
			t.Errorf("the certificate is %s, want %s", got, name)
		}
	}
	want("old")
	if err := os.WriteFile(filepath.Join(dir, "crt"), []byte("-----BEGIN"), 0o600); err != nil {
		t.Fatal(err)
	}
	want("old")
	wantError(t, cert.Err(), "engine: certificate: "+filepath.Join(dir, "crt"))
	writeCertificate(t, dir, renewed, 2)
	want("renewed")
	if err := cert.Err(); err != nil {
		t.Error(err)
	}
	if mine, err := cert.GetClientCertificate(nil); err != nil || mine == nil {
		t.Error(err)
	}
	_ = os.Remove(filepath.Join(dir, "key"))
	want("renewed")
}
