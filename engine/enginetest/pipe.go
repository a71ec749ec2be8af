package enginetest

import (
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// window is how many bytes are on their way at most in one direction: who
// writes more waits for the other side to read.
const window = 64 << 10

// stream is one direction of a connection.
type stream struct {
	mu      sync.Mutex
	data    []byte
	ended   bool // nothing more is written
	broken  bool // nothing more is read
	changed chan struct{}
}

func newStream() *stream { return &stream{changed: make(chan struct{})} }

// wake lets those that wait look again. Callers hold mu.
func (s *stream) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *stream) read(b []byte, until *deadline) (int, error) {
	for {
		if until.over() {
			return 0, os.ErrDeadlineExceeded
		}
		s.mu.Lock()
		switch {
		case s.broken:
			s.mu.Unlock()
			return 0, net.ErrClosed
		case len(s.data) > 0 || len(b) == 0:
			n := copy(b, s.data)
			s.data = s.data[n:]
			s.wake()
			s.mu.Unlock()
			return n, nil
		case s.ended:
			s.mu.Unlock()
			return 0, io.EOF
		}
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
		case <-until.wait():
		}
	}
}

func (s *stream) write(b []byte, until *deadline) (n int, err error) {
	for {
		if until.over() {
			return n, os.ErrDeadlineExceeded
		}
		s.mu.Lock()
		if s.ended || s.broken {
			s.mu.Unlock()
			return n, io.ErrClosedPipe
		}
		if part := min(len(b)-n, window-len(s.data)); part > 0 {
			s.data = append(s.data, b[n:n+part]...)
			n += part
			s.wake()
		}
		changed := s.changed
		s.mu.Unlock()
		if n == len(b) {
			return n, nil
		}
		select {
		case <-changed:
		case <-until.wait():
		}
	}
}

// end is the end of what is written.
func (s *stream) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	s.wake()
}

// shut is the end of reading.
func (s *stream) shut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken, s.data = true, nil
	s.wake()
}

// conn is one end of a connection in memory.
type conn struct {
	in, out             *stream
	readUntil, writeUnt *deadline
	local, remote       net.Addr
}

// pipe returns both ends of a connection. Unlike those of net.Pipe they have a
// buffer, and can be closed for writing.
func pipe(addr net.Addr) (client, server net.Conn) {
	a, b := newStream(), newStream()
	client = &conn{in: a, out: b, readUntil: newDeadline(), writeUnt: newDeadline(), local: clientAddr, remote: addr}
	server = &conn{in: b, out: a, readUntil: newDeadline(), writeUnt: newDeadline(), local: addr, remote: clientAddr}
	return client, server
}

func (c *conn) Read(b []byte) (int, error)  { return c.in.read(b, c.readUntil) }
func (c *conn) Write(b []byte) (int, error) { return c.out.write(b, c.writeUnt) }

// Close ends both directions. What was written can still be read.
func (c *conn) Close() error {
	c.out.end()
	c.in.shut()
	c.readUntil.set(time.Time{}) // stops the timers
	c.writeUnt.set(time.Time{})
	return nil
}

// CloseWrite ends what we write.
func (c *conn) CloseWrite() error {
	c.out.end()
	return nil
}

func (c *conn) LocalAddr() net.Addr  { return c.local }
func (c *conn) RemoteAddr() net.Addr { return c.remote }

func (c *conn) SetDeadline(t time.Time) error {
	c.readUntil.set(t)
	c.writeUnt.set(t)
	return nil
}

func (c *conn) SetReadDeadline(t time.Time) error {
	c.readUntil.set(t)
	return nil
}

func (c *conn) SetWriteDeadline(t time.Time) error {
	c.writeUnt.set(t)
	return nil
}
