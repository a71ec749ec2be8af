package engine

import (
	"net"
	"syscall"
)

// prompt writes to a socket what it takes at once. The closure and what it
// works on are made once: writing allocates nothing.
type prompt struct {
	raw syscall.RawConn
	try func(fd uintptr) bool
	b   []byte
	n   int
	err error
}

// newPrompt returns nil for connections that cannot be tried: TLS, whose
// records must be written whole, pipes, and types that are not known, as they
// may do something of their own with what is written.
func newPrompt(c net.Conn) *prompt {
	var raw syscall.RawConn
	var err error
	switch c := c.(type) {
	case *net.TCPConn:
		raw, err = c.SyscallConn()
	case *net.UnixConn:
		raw, err = c.SyscallConn()
	}
	if raw == nil || err != nil || !canTry {
		return nil
	}
	p := &prompt{raw: raw}
	p.try = func(fd uintptr) bool {
		p.n, p.err = tryWrite(fd, p.b)
		return true // do not wait
	}
	return p
}

// write returns how much of b was written. It does not wait.
func (p *prompt) write(b []byte) (n int, err error) {
	p.b, p.n, p.err = b, 0, nil
	err = p.raw.Write(p.try)
	p.b = nil
	if err == nil {
		err = p.err
	}
	return p.n, err
}
