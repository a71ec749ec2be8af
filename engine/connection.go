package engine

import (
	"net"
	"time"

	"github.com/affixgo/affix/engine/schedule"
	"github.com/affixgo/affix/session"
)

// lingerTime is how long the peer's last bytes are read and dropped after ours
// are written: closing with unread input would reset the connection, and the
// peer might never see our Logout.
const lingerTime = time.Second

// connection is a session's way to its peer. Its outbox dies with it, so that
// what was meant for one connection cannot reach the next.
//
// Only the goroutine that reads it closes it in good order; others ask for it.
// The fields are guarded by the session's mu.
type connection struct {
	net.Conn
	prompt    *prompt // nil if the connection cannot be tried
	outbox    outbox
	finishing bool           // write what waits, then close
	dead      bool           // it failed, or was given up: nothing is written any more
	wasUp     bool           // a session was logged on
	why       session.Reason // it is ending without a Logout, if that is known better than the machine does
	whyText   string
	closed    bool           // it was logged out because its window is over
	hours     schedule.State // the window it belongs to

	readAt time.Time // of the last bytes; of the reading goroutine alone
}

// because notes why the connection is ending; what comes first counts. Callers
// hold the session's mu.
func (c *connection) because(why session.Reason, text string) {
	if c.why == session.ReasonNone && !c.dead && !c.finishing {
		c.why, c.whyText = why, text
	}
}

// finish asks for the connection to be closed once the outbox is written.
// Callers hold the session's mu.
func (c *connection) finish() {
	c.finishing = true
	_ = c.SetReadDeadline(time.Now()) // the reader sees it, wherever it waits
}

// lose gives the connection up at once. Callers hold the session's mu.
func (c *connection) lose() {
	c.dead = true
	c.outbox.clear()
	c.abort()
}

// abort closes at once and waits for nothing, as tls.Conn.Close does, which
// says goodbye first.
func (c *connection) abort() { abort(c.Conn) }

func abort(c net.Conn) {
	if secured, ok := c.(interface{ NetConn() net.Conn }); ok {
		c = secured.NetConn()
	}
	_ = c.Close()
}

// writeChunk is how much is written under one deadline: a peer that is slow but
// reads is not cut off.
const writeChunk = 256 << 10

// put writes b and returns how much of it was written: without wait what the
// socket takes at once. With wait the peer has timeout for each chunk.
func (c *connection) put(b []byte, timeout time.Duration, wait bool) (n int, err error) {
	if c.prompt != nil {
		if n, err = c.prompt.write(b); err != nil || n == len(b) {
			return n, err
		}
	}
	if !wait {
		return n, nil
	}
	for n < len(b) {
		if err := c.SetWriteDeadline(time.Now().Add(timeout)); err != nil {
			return n, err
		}
		k, err := c.Write(b[n:min(n+writeChunk, len(b))])
		n += k
		if err != nil {
			return n, err
		}
	}
	if c.prompt != nil { // it sets no deadline, and must not fail by an old one
		return n, c.SetWriteDeadline(time.Time{})
	}
	return n, nil
}

// endWrite ends our side and reports whether the peer can end its own.
func (c *connection) endWrite() bool {
	half, ok := c.Conn.(interface{ CloseWrite() error })
	return ok && half.CloseWrite() == nil
}

// linger waits for the peer to end its side, and closes.
func (c *connection) linger() {
	if c.SetReadDeadline(time.Now().Add(lingerTime)) == nil {
		var drop [512]byte
		for {
			if _, err := c.Read(drop[:]); err != nil {
				break
			}
		}
	}
	_ = c.Close()
}
