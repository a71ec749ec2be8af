package enginetest

import (
	"context"
	"errors"
	"net"
	"sync"
	"syscall"
)

// Listener takes connections in memory: for the Listener of an acceptor, and by
// its Dial for initiators. It is safe for concurrent use.
type Listener struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

// Listen returns a Listener. There may be any number of them.
func Listen() *Listener {
	return &Listener{conns: make(chan net.Conn), done: make(chan struct{})}
}

// Accept returns the next connection. Its error is net.ErrClosed after Close.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close makes Accept and Dial fail from now on.
func (l *Listener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

// Addr returns the address, by which [Connect] finds the Listener.
func (l *Listener) Addr() net.Addr { return addr{l} }

// Dial connects to the Listener, whatever the address. It waits for Accept until
// ctx ends.
func (l *Listener) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := pipe(l.Addr())
	select {
	case l.conns <- server:
		return client, nil
	case <-l.done:
		return nil, &net.OpError{Op: "dial", Net: "memory", Addr: l.Addr(), Err: syscall.ECONNREFUSED}
	case <-ctx.Done():
		return nil, errors.Join(ctx.Err(), context.Cause(ctx))
	}
}

// addr is the address of a listener, or of nobody.
type addr struct{ listener *Listener }

func (addr) Network() string { return "memory" }

func (a addr) String() string {
	if a.listener == nil {
		return "memory:client"
	}
	return "memory:listener"
}

var clientAddr net.Addr = addr{}
