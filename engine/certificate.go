package engine

import (
	"crypto/tls"
	"fmt"
	"os"
	"sync"
	"time"
)

// Certificate is one in files that may change while it is in use, as those do
// that are renewed every few weeks: each handshake has the one that is there
// then. Connections that are up keep theirs. It is safe for concurrent use.
type Certificate struct {
	certFile, keyFile string

	mu     sync.Mutex
	loaded *tls.Certificate
	stamps [2]stamp // of the files when they were loaded
	err    error
}

// stamp tells one state of a file from another.
type stamp struct {
	modified time.Time
	size     int64
}

// CertificateFiles loads a certificate, with those that signed it behind it, and
// its key from PEM files. For an acceptor:
//
//	cert, err := engine.CertificateFiles("venue.crt", "venue.key")
//	…
//	cfg.TLS = &tls.Config{GetCertificate: cert.GetCertificate}
//
// and for the client certificate of an initiator:
//
//	cfg.TLS = &tls.Config{GetClientCertificate: cert.GetClientCertificate}
func CertificateFiles(certFile, keyFile string) (*Certificate, error) {
	c := &Certificate{certFile: certFile, keyFile: keyFile}
	c.reload()
	if c.loaded == nil {
		return nil, c.err
	}
	return c, nil
}

// GetCertificate is for the field of that name in tls.Config.
func (c *Certificate) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	return c.current(), nil
}

// GetClientCertificate is for the field of that name in tls.Config.
func (c *Certificate) GetClientCertificate(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	return c.current(), nil
}

// Err returns why the files could not be loaded as they are now, nil if they
// could. The last good certificate stays in use meanwhile.
func (c *Certificate) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reload()
	return c.err
}

func (c *Certificate) current() *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reload()
	return c.loaded
}

// reload loads the files if they have changed. One that is half written, or
// whose key is still that of the old one, is tried again. Callers hold mu, but
// for the first time.
func (c *Certificate) reload() {
	var stamps [2]stamp
	for i, name := range []string{c.certFile, c.keyFile} {
		info, err := os.Stat(name)
		if err != nil {
			c.err = fmt.Errorf("engine: certificate: %w", err)
			return
		}
		stamps[i] = stamp{info.ModTime(), info.Size()}
	}
	if c.loaded != nil && c.err == nil && stamps == c.stamps {
		return
	}
	loaded, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		c.err = fmt.Errorf("engine: certificate: %s, %s: %w", c.certFile, c.keyFile, err)
		return
	}
	c.loaded, c.stamps, c.err = &loaded, stamps, nil
}
