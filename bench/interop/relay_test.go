package interop_test

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/affixgo/affix/runtime"
)

// direction of a message through the relay.
type direction string

const (
	toAcceptor  direction = "initiator > acceptor"
	toInitiator direction = "acceptor > initiator"
)

// wire is a message that came to the relay.
type wire struct {
	at      time.Time
	to      direction
	conn    int // number of the connection
	raw     *runtime.Raw
	dropped bool
}

// relay stands between initiator and acceptor. It writes down what passes,
// loses what it is told to lose, and cuts connections.
type relay struct {
	t        *testing.T
	listener net.Listener
	target   string
	done     sync.WaitGroup

	mu       sync.Mutex
	lose     func(w wire) bool // called with mu held
	cutAt    func(w wire) bool // called with mu held
	closed   bool              // no connection comes through
	conns    []net.Conn
	accepted int
	messages []wire
}

func newRelay(t *testing.T, target string) *relay {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{t: t, listener: l, target: target}
	r.done.Add(1)
	go r.accept()
	return r
}

func (r *relay) port() int { return r.listener.Addr().(*net.TCPAddr).Port }

func (r *relay) accept() {
	defer r.done.Done()
	for {
		in, err := r.listener.Accept()
		if err != nil {
			return
		}
		r.mu.Lock()
		closed := r.closed
		r.mu.Unlock()
		if closed {
			_ = in.Close()
			continue
		}
		out, err := net.Dial("tcp", r.target)
		if err != nil {
			_ = in.Close() // the acceptor is not up: the initiator tries again
			continue
		}
		r.mu.Lock()
		r.conns = append(r.conns, in, out)
		r.accepted++
		number := r.accepted
		r.mu.Unlock()
		r.done.Add(2)
		go r.pump(in, out, toAcceptor, number)
		go r.pump(out, in, toInitiator, number)
	}
}

// pump carries what comes from src to dst until one of them ends.
func (r *relay) pump(src, dst net.Conn, to direction, conn int) {
	defer r.done.Done()
	defer func() { _, _ = src.Close(), dst.Close() }()
	var framer runtime.Framer
	var unread []byte
	buffer := make([]byte, 64<<10)
	for {
		n, err := src.Read(buffer)
		if err != nil {
			return
		}
		unread = append(unread, buffer[:n]...)
		for {
			found := framer.Next(unread)
			if found.Garbled != "" {
				r.t.Errorf("%s: %s: %q", to, found.Garbled, unread[:found.Consumed])
			}
			if found.Frame != nil && r.passes(found.Frame, to, conn) {
				if _, err := dst.Write(found.Frame); err != nil {
					return
				}
			}
			unread = unread[found.Consumed:]
			if found.Frame == nil && found.Garbled == "" {
				break
			}
		}
	}
}

func (r *relay) passes(frame []byte, to direction, conn int) bool {
	raw := new(runtime.Raw)
	if err := raw.Parse(slices.Clone(frame), nil); err != nil {
		r.t.Errorf("%s: %v: %q", to, err, frame)
		return true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	w := wire{at: time.Now(), to: to, conn: conn, raw: raw}
	w.dropped = r.lose != nil && r.lose(w)
	if r.cutAt != nil && r.cutAt(w) {
		r.cutAt = nil
		w.dropped = true
		r.cutNow()
	}
	r.messages = append(r.messages, w)
	return !w.dropped
}

// setCutAt cuts all connections when a message comes that f chooses, which is
// lost.
func (r *relay) setCutAt(f func(w wire) bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cutAt = f
}

// setLose sets which messages are lost from now on.
func (r *relay) setLose(f func(w wire) bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lose = f
}

// cut closes all connections and lets no new ones through until open is called.
func (r *relay) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cutNow()
}

// cutNow is cut for those who hold mu.
func (r *relay) cutNow() {
	r.closed = true
	for _, c := range r.conns {
		_ = c.Close()
	}
	r.conns = nil
}

func (r *relay) open() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = false
}

// stop ends the relay and waits for its goroutines.
func (r *relay) stop() {
	_ = r.listener.Close()
	r.cut()
	r.done.Wait()
}

// seen returns the messages that f chooses.
func (r *relay) seen(f func(w wire) bool) []wire {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []wire
	for _, w := range r.messages {
		if f(w) {
			all = append(all, w)
		}
	}
	return all
}

// count returns how many messages of a type went in a direction.
func (r *relay) count(to direction, msgType string) int {
	return len(r.seen(func(w wire) bool { return w.to == to && string(w.raw.MsgType()) == msgType }))
}

// repeats returns the business messages that were transmitted again without
// PossDupFlag.
func (r *relay) repeats() []string {
	before := make(map[string]bool)
	var wrong []string
	for _, w := range r.seen(func(wire) bool { return true }) {
		var id string
		switch string(w.raw.MsgType()) {
		case "D":
			id = "order " + w.raw.Text(11)
		case "8":
			id = "report " + w.raw.Text(17)
		default:
			continue
		}
		if before[id] && w.raw.Text(43) != "Y" {
			wrong = append(wrong, id+" was transmitted twice, without PossDupFlag")
		}
		before[id] = true
	}
	return wrong
}

// tail is how many lines of a log are printed.
const tail = 150

// trace returns what passed, for people.
func (r *relay) trace() string {
	var lines []string
	for _, w := range r.seen(func(wire) bool { return true }) {
		lost := ""
		if w.dropped {
			lost = " LOST"
		}
		lines = append(lines, fmt.Sprintf("%s #%d %s%s %s", w.at.Format("05.000"), w.conn, w.to, lost, w.raw.Readable()))
	}
	return strings.Join(lines[max(0, len(lines)-tail):], "\n")
}
