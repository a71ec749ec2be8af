// Command tls is a venue and a client that speak TLS 1.3 and show each other
// certificates: the client is who its certificate says.
package main

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
	"log"
	"math/big"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/examples/standin"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) (err error) {
	authority, err := newAuthority()
	if err != nil {
		return err
	}
	venueCert, err := authority.issue("venue.example.com", x509.ExtKeyUsageServerAuth)
	if err != nil {
		return err
	}
	clientCert, err := authority.issue("CLIENT", x509.ExtKeyUsageClientAuth)
	if err != nil {
		return err
	}

	venue, err := standin.Venue(ctx, func(cfg *engine.AcceptorConfig) {
		cfg.TLS = &tls.Config{
			MinVersion:   tls.VersionTLS13,
			Certificates: []tls.Certificate{venueCert},
			ClientCAs:    authority.pool,
			ClientAuth:   tls.RequireAndVerifyClientCert,
		}
		cfg.Authenticate = func(_ context.Context, r engine.LogonRequest) error {
			owner := r.TLS.PeerCertificates[0].Subject.CommonName
			if owner != r.Logon.Text(49) {
				return engine.Refuse{Silent: true} // a certificate of somebody else
			}
			fmt.Println(owner, "is authenticated by its certificate")
			return nil
		}
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, venue.Shutdown(ctx)) }()

	client, reports, err := standin.Client(ctx, venue.Addr().String(), func(cfg *engine.InitiatorConfig) {
		cfg.TLS = &tls.Config{
			MinVersion:   tls.VersionTLS13,
			ServerName:   "venue.example.com", // the host of the address, unless it is set
			RootCAs:      authority.pool,      // the system's, unless it is set
			Certificates: []tls.Certificate{clientCert},
		}
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, client.Shutdown(ctx)) }()
	if err := client.Session().WaitLoggedOn(ctx); err != nil {
		return err
	}
	fmt.Println("logged on over", tls.VersionName(client.Session().TLS().Version))
	if _, err := client.Session().Send(ctx, standin.Order("ORD-1")); err != nil {
		return err
	}
	select {
	case m := <-reports:
		fmt.Println(m.ClOrdID, m.OrdStatus)
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// authority signs certificates, in memory. In earnest they come from files, by
// tls.LoadX509KeyPair.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool
}

func newAuthority() (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := certificate("Example CA", 1)
	template.IsCA, template.BasicConstraintsValid, template.KeyUsage = true, true, x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &authority{cert: cert, key: key, pool: pool}, nil
}

func (a *authority) issue(name string, usage x509.ExtKeyUsage) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := certificate(name, 2)
	template.DNSNames, template.ExtKeyUsage = []string{name}, []x509.ExtKeyUsage{usage}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key.Public(), a.key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

func certificate(name string, serial int64) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
}
