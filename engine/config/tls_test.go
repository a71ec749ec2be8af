package config_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/engine/config"
)

// certificate writes one for loopback, which signs itself, and its key.
func certificate(t *testing.T, dir, name string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []struct{ kind, file string }{{"CERTIFICATE", ".pem"}, {"PRIVATE KEY", ".key"}} {
		data := der
		if f.file == ".key" {
			data = secret
		}
		text := pem.EncodeToMemory(&pem.Block{Type: f.kind, Bytes: data})
		if err := os.WriteFile(filepath.Join(dir, name+f.file), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRunTLS: both sides show certificates, whose files stand beside the file.
func TestRunTLS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	certificate(t, dir, "venue")
	certificate(t, dir, "client")
	f, err := config.Parse(filepath.Join(dir, "s.yaml"), []byte(strings.ReplaceAll(`
defaults: {Dictionary: FIX44, Store: {Kind: memory}}
sessions:
  - {SenderCompID: V, TargetCompID: C, Address: ADDRESS, TLS: {CertFile: venue.pem, KeyFile: venue.key, CAFile: client.pem}}
  - {SenderCompID: C, TargetCompID: V, Addresses: ADDRESS, TLS: {CertFile: client.pem, KeyFile: client.key, CAFile: venue.pem, MinVersion: 1.3}}
`, "ADDRESS", freePort(t))))
	if err != nil {
		t.Fatal(err)
	}
	trade(t, f)
}
