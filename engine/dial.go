package engine

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"
)

// DefaultDialTimeout is that of [InitiatorConfig].
const DefaultDialTimeout = 10 * time.Second

// DialStep is how far an attempt to connect came.
type DialStep uint8

// The steps.
const (
	DialResolve DialStep = iota // finding out the address behind the name
	DialConnect                 // connecting to the address
	DialTLS                     // the TLS handshake
)

// String returns the step as it stands in messages: "TLS handshake".
func (s DialStep) String() string {
	switch s {
	case DialResolve:
		return "resolving the name"
	case DialConnect:
		return "connecting"
	case DialTLS:
		return "TLS handshake"
	}
	return fmt.Sprintf("step %d", uint8(s))
}

// DialError is an attempt to connect that failed. Err is that of package net or
// crypto/tls, such as a *net.DNSError or a *tls.CertificateVerificationError.
type DialError struct {
	Address string
	Step    DialStep
	Err     error
}

func (e *DialError) Error() string {
	return fmt.Sprintf("engine: %s: %v: %v", e.Address, e.Step, e.Err)
}

func (e *DialError) Unwrap() error { return e.Err }

// dial makes a connection that is ready for FIX.
func (i *Initiator) dial(ctx context.Context, e Endpoint) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, i.cfg.DialTimeout)
	defer cancel()
	c, err := i.cfg.Dial(ctx, "tcp", e.Address)
	if err != nil {
		step := DialConnect
		var dns *net.DNSError
		if errors.As(err, &dns) {
			step = DialResolve
		}
		return nil, &DialError{Address: e.Address, Step: step, Err: err}
	}
	cfg := i.cfg.tls(e)
	if cfg == nil {
		return c, nil
	}
	secured := tls.Client(c, cfg)
	if err := secured.HandshakeContext(ctx); err != nil {
		_ = c.Close()
		return nil, &DialError{Address: e.Address, Step: DialTLS, Err: err}
	}
	return secured, nil
}
