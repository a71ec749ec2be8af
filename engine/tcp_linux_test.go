package engine_test

import (
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/affixgo/affix/engine"
)

// options reads options of a socket.
func options(t *testing.T, c any) (keepAlive, idle, userTimeout int) {
	t.Helper()
	raw, err := c.(syscall.Conn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	const tcpUserTimeout = 18
	err = raw.Control(func(fd uintptr) {
		keepAlive, _ = syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_KEEPALIVE)
		idle, _ = syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_KEEPIDLE)
		userTimeout, _ = syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout)
	})
	if err != nil {
		t.Fatal(err)
	}
	return keepAlive, idle, userTimeout
}

// A peer that dies without a word is found by the system, on both sides.
func TestTCPOptions(t *testing.T) {
	dialer := engine.Dialer(engine.TCP{KeepAlive: 7 * time.Second, UserTimeout: 21 * time.Second},
		&net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)})
	l, err := engine.ListenConfig(engine.TCP{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	out, err := dialer.DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	in, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if on, idle, timeout := options(t, out); on != 1 || idle != 7 || timeout != 21000 {
		t.Errorf("dialed: keepalive %d, %d s, user timeout %d ms", on, idle, timeout)
	}
	if on, idle, timeout := options(t, in); on != 1 || idle != 15 || timeout != 30000 {
		t.Errorf("accepted: keepalive %d, %d s, user timeout %d ms", on, idle, timeout)
	}
	if ip := in.RemoteAddr().(*net.TCPAddr).IP; !ip.Equal(net.IPv4(127, 0, 0, 2)) {
		t.Errorf("dialed from %v", ip)
	}
	off := engine.Dialer(engine.TCP{KeepAlive: -1, UserTimeout: -1}, nil)
	plain, err := off.DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	if on, _, timeout := options(t, plain); on != 0 || timeout != 0 {
		t.Errorf("switched off: keepalive %d, user timeout %d ms", on, timeout)
	}
}
