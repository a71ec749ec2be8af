package proxy

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"
	"syscall"
	"time"
)

// The defaults of [ListenerConfig].
const (
	DefaultHeaderTimeout = 5 * time.Second
	DefaultPending       = 256
)

// ListenerConfig says what connections a [Listener] takes. The zero value takes
// headers from everybody, which is only right where nobody but the balancer can
// connect: who sends a header says where it comes from.
type ListenerConfig struct {
	// Trusted are the addresses of the balancers; connections from others are
	// closed. If empty, all are trusted.
	Trusted []netip.Prefix
	// Timeout is how long a header may take. If zero, 5 s.
	Timeout time.Duration
	// Pending is how many connections may be without a header at once; further
	// ones wait in the system's queue. If zero, 256.
	Pending int
	// OnError is told of connections that are closed because they have no
	// header, or come from elsewhere, for several at once. It must not block.
	OnError func(remote net.Addr, err error)
}

// Listener takes connections that begin with a header of the PROXY protocol, and
// hands them out behind it. They are of type *[Conn]. A header that is late
// holds up nobody else.
type Listener struct {
	inner  net.Listener
	cfg    ListenerConfig
	ready  chan net.Conn
	failed chan error
	room   chan struct{}
	done   chan struct{}
	wait   sync.WaitGroup

	mu      sync.Mutex
	closed  bool
	pending map[net.Conn]struct{}
}

// NewListener takes connections from inner, which belongs to the Listener from
// now on. Close must be called.
func NewListener(inner net.Listener, cfg ListenerConfig) *Listener {
	if cfg.Timeout <= 0 {
		cfg.Timeout = DefaultHeaderTimeout
	}
	if cfg.Pending <= 0 {
		cfg.Pending = DefaultPending
	}
	l := &Listener{
		inner: inner, cfg: cfg,
		ready: make(chan net.Conn), failed: make(chan error),
		room: make(chan struct{}, cfg.Pending), done: make(chan struct{}),
		pending: make(map[net.Conn]struct{}),
	}
	l.wait.Add(1)
	go l.accept()
	return l
}

// Accept returns the next connection whose header has been read.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.ready:
		return c, nil
	case err := <-l.failed:
		return nil, err
	case <-l.done:
		return nil, fmt.Errorf("proxy: %w", net.ErrClosed)
	}
}

// Addr returns the address that is listened on.
func (l *Listener) Addr() net.Addr { return l.inner.Addr() }

// Close stops listening, and closes the connections without a header. It returns
// when no goroutine of the listener is left.
func (l *Listener) Close() error {
	l.mu.Lock()
	first := !l.closed
	l.closed = true
	if first {
		close(l.done)
	}
	for c := range l.pending {
		_ = c.Close()
	}
	l.mu.Unlock()
	err := l.inner.Close()
	l.wait.Wait()
	if !first {
		return nil
	}
	return err
}

func (l *Listener) accept() {
	defer l.wait.Done()
	for {
		select {
		case l.room <- struct{}{}:
		case <-l.done:
			return
		}
		c, err := l.inner.Accept()
		if err == nil && l.begin(c) {
			go l.read(c)
			continue
		}
		<-l.room
		if err == nil {
			continue // it is closed
		}
		select {
		case l.failed <- err:
		case <-l.done:
			return
		}
		if errors.Is(err, net.ErrClosed) {
			return
		}
	}
}

// begin notes a connection whose header will be read.
func (l *Listener) begin(c net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		_ = c.Close()
		return false
	}
	l.pending[c] = struct{}{}
	l.wait.Add(1)
	return true
}

// read reads the header of a connection, and hands it out.
func (l *Listener) read(c net.Conn) {
	defer l.wait.Done()
	h, err := l.header(c)
	<-l.room
	l.mu.Lock()
	delete(l.pending, c)
	closed := l.closed
	l.mu.Unlock()
	if err != nil {
		_ = c.Close()
		if f := l.cfg.OnError; f != nil && !closed {
			f(c.RemoteAddr(), err)
		}
		return
	}
	select {
	case l.ready <- &Conn{Conn: c, header: h}:
	case <-l.done:
		_ = c.Close()
	}
}

func (l *Listener) header(c net.Conn) (*Header, error) {
	if !l.trusts(c.RemoteAddr()) {
		return nil, errors.New("proxy: the address is not trusted")
	}
	if err := c.SetReadDeadline(time.Now().Add(l.cfg.Timeout)); err != nil {
		return nil, err
	}
	h, err := ReadHeader(c)
	if err != nil {
		return nil, err
	}
	return h, c.SetReadDeadline(time.Time{})
}

func (l *Listener) trusts(remote net.Addr) bool {
	if len(l.cfg.Trusted) == 0 {
		return true
	}
	from, err := netip.ParseAddrPort(remote.String())
	return err == nil && slices.ContainsFunc(l.cfg.Trusted, func(p netip.Prefix) bool {
		return p.Contains(from.Addr().Unmap().WithZone(""))
	})
}

// Conn is a connection behind its header.
type Conn struct {
	net.Conn
	header *Header
}

// Header returns what the balancer has said.
func (c *Conn) Header() *Header { return c.header }

// RemoteAddr returns the address of the client, or of the balancer if the
// connection is its own.
func (c *Conn) RemoteAddr() net.Addr { return either(c.header.Source, c.Conn.RemoteAddr()) }

// LocalAddr returns the address that the client connected to.
func (c *Conn) LocalAddr() net.Addr { return either(c.header.Destination, c.Conn.LocalAddr()) }

func either(told netip.AddrPort, own net.Addr) net.Addr {
	if told.IsValid() {
		return net.TCPAddrFromAddrPort(told)
	}
	return own
}

// CloseWrite ends our side of the connection.
func (c *Conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return errors.ErrUnsupported
}

// SyscallConn returns the socket of the connection.
func (c *Conn) SyscallConn() (syscall.RawConn, error) {
	if socket, ok := c.Conn.(syscall.Conn); ok {
		return socket.SyscallConn()
	}
	return nil, errors.ErrUnsupported
}
