package proxy_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine/proxy"
)

// pipes is a listener for one end of net.Pipe.
type pipes struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (l *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *pipes) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "pipe"} }

type from struct {
	net.Conn
	addr string
}

func (c from) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(c.addr)) }

func (l *pipes) connect(addr, says string) net.Conn {
	ours, theirs := net.Pipe()
	l.conns <- from{theirs, addr}
	go func() { _, _ = ours.Write([]byte(says)) }()
	return ours
}

func TestListener(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inner := newPipes()
		var mu sync.Mutex
		var refused []string
		l := proxy.NewListener(inner, proxy.ListenerConfig{
			Trusted: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
			OnError: func(remote net.Addr, err error) {
				mu.Lock()
				defer mu.Unlock()
				refused = append(refused, remote.String()+" "+err.Error())
			},
		})
		silent := inner.connect("10.0.0.1:1", "")
		inner.connect("192.0.2.66:1", "PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\r\n")
		inner.connect("10.0.0.2:1", "8=FIX.4.4\x019=65\x01")
		inner.connect("10.0.0.3:1", "PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\r\nhello")
		c, err := l.Accept() // nobody waits for the silent one
		if err != nil {
			t.Fatal(err)
		}
		if c.RemoteAddr().String() != "192.0.2.1:1234" || c.LocalAddr().String() != "192.0.2.2:80" {
			t.Errorf("from %v to %v", c.RemoteAddr(), c.LocalAddr())
		}
		if h := c.(*proxy.Conn).Header(); h.Version != 1 {
			t.Errorf("%+v", h)
		}
		<-time.After(time.Minute) // no deadline is left
		got := make([]byte, 5)
		if _, err := io.ReadFull(c, got); err != nil || string(got) != "hello" {
			t.Errorf("%q, %v", got, err)
		}
		if _, err := silent.Read(got); err == nil {
			t.Error("the silent one is still there")
		}
		synctest.Wait()
		mu.Lock()
		if len(refused) != 3 {
			t.Errorf("refused %q", refused)
		}
		mu.Unlock()
		inner.connect("10.0.0.4:7", "PROXY UNKNOWN\r\n")
		if c, err = l.Accept(); err != nil || c.RemoteAddr().String() != "10.0.0.4:7" {
			t.Errorf("the balancer's own: %v, %v", c.RemoteAddr(), err)
		}

		inner.connect("10.0.0.1:2", "PROXY") // half a header
		synctest.Wait()
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if err := l.Close(); err != nil {
			t.Error("twice:", err)
		}
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	})
}

// Connections without a header are bounded; the others wait.
func TestListenerPending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inner := newPipes()
		l := proxy.NewListener(inner, proxy.ListenerConfig{Pending: 2})
		begin := time.Now()
		for range 4 {
			inner.connect("10.0.0.1:1", "")
		}
		if d := time.Since(begin); d != proxy.DefaultHeaderTimeout {
			t.Errorf("the last one was taken after %v", d)
		}
		_ = l.Close()
	})
}

// On real sockets, through a dialer that sends the header.
func TestListenerTCP(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := proxy.NewListener(inner, proxy.ListenerConfig{})
	defer l.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := new(net.Dialer).DialContext(ctx, "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if _, err := out.Write([]byte(v2(0x21, 0x11, four) + "hello")); err != nil {
		t.Fatal(err)
	}
	in, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if in.RemoteAddr().String() != "192.0.2.1:1234" {
		t.Error(in.RemoteAddr())
	}
	if err := in.(*proxy.Conn).CloseWrite(); err != nil {
		t.Error(err)
	}
	if rest, err := io.ReadAll(out); err != nil || len(rest) != 0 {
		t.Errorf("%q, %v", rest, err)
	}
}
