package config

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/session"
)

// TLS says how a connection is secured. The files are PEM.
type TLS struct {
	// Enabled speaks TLS although nothing else here is set, as an initiator may
	// whose venue has a certificate that the system trusts. Without it, TLS is
	// spoken if anything else is set.
	Enabled bool
	// CertFile and KeyFile are our certificate, with its chain, and its key. An
	// acceptor needs them; an initiator if the venue asks for a certificate. They
	// are read anew when they change.
	CertFile, KeyFile string
	// CAFile has the certificates that sign the peer's. If empty, an initiator
	// trusts those of the system, and an acceptor asks for none.
	CAFile string
	// ServerName is the name that the peer's certificate must have, and that is
	// sent as SNI. If empty, the host of the address. Initiators only.
	ServerName string
	// InsecureSkipVerify takes any certificate. For tests.
	InsecureSkipVerify bool
	// MinVersion is the oldest version spoken. If zero, 1.2.
	MinVersion TLSVersion
}

// TLSVersion is a version of TLS.
type TLSVersion uint8

// The versions of TLS.
const (
	TLSDefault TLSVersion = iota // 1.2
	TLS10                        // insecure
	TLS11                        // insecure
	TLS12
	TLS13
)

// String returns the version as files write it: "1.2".
func (v TLSVersion) String() string {
	switch v {
	case TLSDefault:
		return ""
	case TLS10:
		return "1.0"
	case TLS11:
		return "1.1"
	case TLS12:
		return "1.2"
	case TLS13:
		return "1.3"
	}
	return fmt.Sprintf("TLSVersion(%d)", uint8(v))
}

func (v TLSVersion) number() uint16 {
	switch v {
	case TLS10:
		return tls.VersionTLS10
	case TLS11:
		return tls.VersionTLS11
	case TLS13:
		return tls.VersionTLS13
	}
	return tls.VersionTLS12
}

// config loads the files. It returns nil where no TLS is wanted.
func (t TLS) config(role session.Role, dir string) (*tls.Config, error) {
	if t == (TLS{}) {
		return nil, nil
	}
	cfg := &tls.Config{
		MinVersion:         t.MinVersion.number(),
		ServerName:         t.ServerName,
		InsecureSkipVerify: t.InsecureSkipVerify,
	}
	var errs []error
	switch {
	case t.CertFile != "" && t.KeyFile != "":
		cert, err := engine.CertificateFiles(pathIn(dir, t.CertFile), pathIn(dir, t.KeyFile))
		if err != nil {
			errs = append(errs, fmt.Errorf("TLS.CertFile: %w", err))
			break
		}
		cfg.GetCertificate, cfg.GetClientCertificate = cert.GetCertificate, cert.GetClientCertificate
	case t.CertFile != "":
		errs = append(errs, errors.New("TLS.KeyFile is missing: a certificate needs its key"))
	case t.KeyFile != "":
		errs = append(errs, errors.New("TLS.CertFile is missing: a key needs its certificate"))
	case role == session.Acceptor:
		errs = append(errs, errors.New("TLS.CertFile is missing: an acceptor needs a certificate"))
	}
	if t.CAFile == "" {
		return cfg, errors.Join(errs...)
	}
	pem, err := os.ReadFile(pathIn(dir, t.CAFile))
	if err != nil {
		return nil, errors.Join(append(errs, fmt.Errorf("TLS.CAFile: %w", err))...)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		errs = append(errs, fmt.Errorf("TLS.CAFile: %s has no certificate in it", t.CAFile))
	}
	if role == session.Acceptor {
		cfg.ClientCAs, cfg.ClientAuth = pool, tls.RequireAndVerifyClientCert
	} else {
		cfg.RootCAs = pool
	}
	return cfg, errors.Join(errs...)
}
