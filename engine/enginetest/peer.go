package enginetest

import (
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/runtime"
)

// DefaultTimeout is how long a [Peer] waits for what is expected.
const DefaultTimeout = 10 * time.Second

// Peer is the other side of a session. Its methods are for the goroutine of the
// test; they end the test if something is not as expected.
type Peer struct {
	// Identity of the Peer. That of a Peer that accepts is taken from the first
	// message of the engine, unless it is set before.
	Identity Identity
	// Next is the MsgSeqNum (34) of its next message.
	Next int
	// Timeout is how long it waits for what is expected; 10 s at first.
	Timeout time.Duration
	// Manual leaves TestRequests and Heartbeats to the test. It is set before
	// the Logon.
	Manual bool

	t        testing.TB
	conn     net.Conn
	accepted bool
	done     chan struct{} // the reading goroutine has ended
	writing  sync.Mutex    // MUST be locked BEFORE mu

	mu      sync.Mutex
	queue   []Message // not taken yet
	garbled string
	ended   bool
	paused  bool
	closed  bool
	changed chan struct{}
	log     []string // the conversation, for whoever looks for the fault
}

// Connect connects to an acceptor with a single session, as its peer. The
// acceptor listens on a [Listener] or on TCP. The connection is closed when the
// test ends.
func Connect(t testing.TB, a *engine.Acceptor) *Peer {
	t.Helper()
	all := a.Sessions()
	if len(all) != 1 {
		t.Fatalf("enginetest: the acceptor has %d sessions: say by ConnectAs who you are", len(all))
	}
	cfg := all[0].Config()
	return ConnectAs(t, a, Identity{
		BeginString: cfg.Dictionary.BeginString(), SenderCompID: cfg.TargetCompID, TargetCompID: cfg.SenderCompID,
	})
}

// ConnectAs connects to an acceptor as somebody, known to it or not.
func ConnectAs(t testing.TB, a *engine.Acceptor, who Identity) *Peer {
	t.Helper()
	to := a.Addr()
	if to == nil {
		t.Fatal("enginetest: the acceptor does not listen: start it before")
	}
	dial := new(net.Dialer).DialContext
	if memory, ok := to.(addr); ok {
		dial = memory.listener.Dial
	}
	ctx, cancel := context.WithTimeout(t.Context(), DefaultTimeout)
	defer cancel()
	c, err := dial(ctx, to.Network(), to.String())
	if err != nil {
		t.Fatalf("enginetest: connecting: %v", err)
	}
	return newPeer(t, c, who, false)
}

// Accept waits for an initiator to connect to l, and is its peer. The connection
// is closed when the test ends; l is the caller's.
func Accept(t testing.TB, l net.Listener) *Peer {
	t.Helper()
	type result struct {
		c   net.Conn
		err error
	}
	accepted := make(chan result, 1)
	go func() {
		c, err := l.Accept()
		accepted <- result{c, err}
	}()
	timeout := time.NewTimer(time.Minute)
	defer timeout.Stop()
	select {
	case r := <-accepted:
		if r.err != nil {
			t.Fatalf("enginetest: accepting: %v", r.err)
		}
		return newPeer(t, r.c, Identity{}, true)
	case <-timeout.C:
		_ = l.Close() // or its goroutine would stay
		<-accepted
		t.Fatal("enginetest: nobody has connected for a minute")
		return nil
	}
}

func newPeer(t testing.TB, c net.Conn, who Identity, accepted bool) *Peer {
	p := &Peer{
		Identity: who, Next: 1, Timeout: DefaultTimeout,
		t: t, conn: c, accepted: accepted, done: make(chan struct{}), changed: make(chan struct{}),
	}
	go p.read()
	t.Cleanup(p.Close)
	return p
}

// Close cuts the connection.
func (p *Peer) Close() {
	p.mu.Lock()
	p.closed = true
	p.wake()
	p.mu.Unlock()
	_ = p.conn.Close()
	<-p.done
}

// Pause stops reading, until Resume: what the engine sends fills the connection,
// and then waits there.
func (p *Peer) Pause() {
	p.mu.Lock()
	p.paused = true
	p.mu.Unlock()
	_ = p.conn.SetReadDeadline(time.Now())
}

// Resume goes on reading.
func (p *Peer) Resume() {
	_ = p.conn.SetReadDeadline(time.Time{})
	p.mu.Lock()
	p.paused = false
	p.wake()
	p.mu.Unlock()
}

// awaitResume returns when reading goes on; false if it does not.
func (p *Peer) awaitResume() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.paused
	for p.paused && !p.closed {
		changed := p.changed
		p.mu.Unlock()
		<-changed
		p.mu.Lock()
	}
	return was && !p.closed
}

// read takes what the engine sends.
func (p *Peer) read() {
	defer close(p.done)
	var framer runtime.Framer
	var buf []byte
	chunk := make([]byte, 16<<10)
	for {
		found := framer.Next(buf)
		switch {
		case found.Garbled != "":
			p.end("the engine has sent garbage: " + found.Garbled)
			return
		case found.Frame != nil:
			p.take(Message(strings.TrimSuffix(strings.ReplaceAll(string(found.Frame), soh, "|"), "|")))
			buf = buf[found.Consumed:]
			continue
		}
		buf = buf[found.Consumed:]
		n, err := p.conn.Read(chunk)
		buf = append(buf, chunk[:n]...)
		if errors.Is(err, os.ErrDeadlineExceeded) && p.awaitResume() {
			continue
		}
		if err != nil {
			p.end("")
			return
		}
	}
}

func (p *Peer) end(garbled string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended, p.garbled = true, garbled
	p.log = append(p.log, "the connection has ended")
	p.wake()
}

// take queues a message, or deals with it.
func (p *Peer) take(m Message) {
	p.mu.Lock()
	p.log = append(p.log, "got  "+string(m))
	if p.Identity == (Identity{}) {
		p.Identity = Identity{BeginString: m.Get(8), SenderCompID: m.Get(56), TargetCompID: m.Get(49)}
	}
	ours := !p.Manual && (m.Type() == "1" || m.Type() == "0" && !m.Has(112))
	if !ours {
		p.queue = append(p.queue, m)
		p.wake()
	}
	p.mu.Unlock()
	if ours && m.Type() == "1" {
		_ = p.write("35=0|112=" + m.Get(112))
	}
}

// wake lets those that wait look again. Callers hold mu.
func (p *Peer) wake() {
	close(p.changed)
	p.changed = make(chan struct{})
}

// next takes the next message out of the queue; ok is false if none comes in
// time, and closed true if none will.
func (p *Peer) next(wait time.Duration) (m Message, ok, closed bool) {
	timeout := time.NewTimer(wait)
	defer timeout.Stop()
	for {
		p.mu.Lock()
		if len(p.queue) > 0 {
			m, p.queue = p.queue[0], p.queue[1:]
			p.mu.Unlock()
			return m, true, false
		}
		ended, changed := p.ended, p.changed
		p.mu.Unlock()
		if ended {
			return "", false, true
		}
		select {
		case <-changed:
		case <-timeout.C:
			return "", false, false
		}
	}
}

// write completes a message and sends it.
func (p *Peer) write(text string) error {
	d, err := parse(text)
	if err != nil {
		return err
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	p.mu.Lock()
	frame := d.frame(p.Identity, p.Next, time.Now())
	if _, given := d.given["34"]; !given {
		p.Next++
	}
	p.log = append(p.log, "sent "+strings.ReplaceAll(string(frame), soh, "|"))
	p.mu.Unlock()
	// On a connection that is closed it fails, which the next Expect shows.
	_ = p.conn.SetWriteDeadline(time.Now().Add(DefaultTimeout))
	_, _ = p.conn.Write(frame)
	return nil
}

// fatal ends the test, with the end of the conversation.
func (p *Peer) fatal(format string, args ...any) {
	p.t.Helper()
	p.mu.Lock()
	last := p.log[max(0, len(p.log)-20):]
	text := strings.Join(last, "\n")
	p.mu.Unlock()
	p.t.Fatalf("enginetest: "+format+"\n%s", append(args, text)...)
}
