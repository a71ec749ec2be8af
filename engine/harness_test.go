package engine_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// listener hands out one end of net.Pipe, to engines that run in bubbles: all
// goroutines of a test must have ended when its bubble does.
type listener struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func newListener() *listener {
	return &listener{conns: make(chan net.Conn), done: make(chan struct{})}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *listener) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "pipe"} }

func (l *listener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.conns <- theirs:
		return ours, nil
	case <-l.done:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// logs collects what is logged.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *logs) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// want fails unless all texts were logged.
func (l *logs) want(t testing.TB, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(l.String(), text) {
			t.Errorf("not logged: %s\n%s", text, l)
		}
	}
}

// venue is an acceptor VENUE for the peer CLIENT.
type venue struct {
	*engine.Acceptor
	*engine.Session
	pipe *listener
	logs *logs
}

func startVenue(t testing.TB, r *engine.Router, options ...func(*engine.AcceptorConfig)) *venue {
	t.Helper()
	v := &venue{pipe: newListener(), logs: new(logs)}
	cfg := engine.AcceptorConfig{
		Listener: v.pipe,
		Sessions: oneSession(),
		Store:    newMemory(),
		Router:   r,
		Logger:   v.logs.logger(),
	}
	for _, o := range options {
		o(&cfg)
	}
	a, err := engine.NewAcceptor(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	v.Acceptor, v.Session = a, a.Sessions()[0]
	t.Cleanup(func() { shutDown(t, a) })
	return v
}

// startClient starts an initiator CLIENT for the peer VENUE.
func startClient(t testing.TB, l *listener, r *engine.Router, options ...func(*engine.InitiatorConfig)) *engine.Initiator {
	t.Helper()
	cfg := engine.InitiatorConfig{
		Addresses: []string{"venue:1"},
		Dial:      l.dial,
		Session:   session.Config{Dictionary: fix44.Dictionary, SenderCompID: "CLIENT", TargetCompID: "VENUE"},
		Store:     newMemory(),
		Router:    r,
	}
	for _, o := range options {
		o(&cfg)
	}
	i, err := engine.NewInitiator(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := i.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shutDown(t, i) })
	return i
}

// shutDown ends an engine whose peer may be gone: its error does not matter.
func shutDown(t testing.TB, e interface{ Shutdown(context.Context) error }) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := e.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Error("shutdown:", err)
	}
}

func waitLoggedOn(t testing.TB, s *engine.Session) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	if err := s.WaitLoggedOn(ctx); err != nil {
		t.Fatal(err)
	}
}

// pass lets time go by, and lets what happens then finish.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// order is a message that the dictionary has nothing against.
func order(id string) *fix44.NewOrderSingle {
	return &fix44.NewOrderSingle{
		ClOrdID: id, Instrument: fix44.Instrument{Symbol: "X"}, Side: fix44.SideBuy,
		TransactTime: runtime.NewUTCTimestamp(time.Now()), OrdType: fix44.OrdTypeMarket,
		OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.NewDecimal(100, 0)},
	}
}

func send(t testing.TB, s *engine.Session, id string) uint64 {
	t.Helper()
	seq, err := s.Send(context.Background(), order(id))
	if err != nil {
		t.Errorf("sending %s: %v", id, err)
	}
	return seq
}

// orderBody is an order as a peer sends it.
func orderBody(id string) string {
	return "35=D|11=" + id + "|55=X|54=1|60=20000101-00:00:00|38=100|40=1"
}

// peer speaks raw FIX.
type peer struct {
	t      testing.TB
	conn   net.Conn
	framer runtime.Framer
	buf    []byte

	us, them, version string
	next              int // number of our next message
}

func newPeer(t testing.TB, c net.Conn) *peer {
	t.Cleanup(func() { _ = c.Close() })
	return &peer{t: t, conn: c, us: "CLIENT", them: "VENUE", version: "FIX.4.4", next: 1}
}

// connect connects to a venue.
func (v *venue) connect(t testing.TB) *peer {
	t.Helper()
	c, err := v.pipe.dial(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	return newPeer(t, c)
}

// logon connects, with this number for the Logon.
func (v *venue) logon(t testing.TB, seq int, more string) *peer {
	t.Helper()
	p := v.connect(t)
	p.next = seq
	p.send("35=A|98=0|108=30" + more)
	p.expect("35=A")
	return p
}

// acceptFrom waits for the connection of a client and takes its Logon.
func acceptFrom(t testing.TB, l *listener) *peer {
	t.Helper()
	p := newPeer(t, <-l.conns)
	p.us, p.them = "VENUE", "CLIENT"
	return p
}

// send completes a message, such as "35=D|11=A", with header and trailer. 34,
// 49, 56 and 52 may be in it, right behind 35.
func (p *peer) send(body string) {
	p.t.Helper()
	p.write(p.frame(body))
}

func (p *peer) frame(body string) []byte {
	msgType, rest, _ := strings.Cut(body, "|")
	header := msgType
	for _, f := range []struct{ tag, value string }{
		{"34=", strconv.Itoa(p.next)},
		{"49=", p.us},
		{"52=", time.Now().UTC().Format("20060102-15:04:05.000")},
		{"56=", p.them},
	} {
		if !strings.Contains("|"+rest, "|"+f.tag) {
			header += "|" + f.tag + f.value
			if f.tag == "34=" {
				p.next++
			}
		}
	}
	if rest != "" {
		header += "|" + rest
	}
	return runtime.AppendFrame(nil, p.version, []byte(strings.ReplaceAll("|"+header, "|", "\x01")))
}

// write sends bytes; the engine may close meanwhile.
func (p *peer) write(b []byte) {
	p.t.Helper()
	_ = p.conn.SetWriteDeadline(time.Now().Add(time.Minute))
	if _, err := p.conn.Write(b); err != nil && !errors.Is(err, io.ErrClosedPipe) {
		p.t.Errorf("writing %q: %v", b, err)
	}
}

// read returns the next message with | for SOH, "" at the end.
func (p *peer) read(wait time.Duration) string {
	p.t.Helper()
	_ = p.conn.SetReadDeadline(time.Now().Add(wait))
	for {
		found := p.framer.Next(p.buf)
		p.buf = p.buf[found.Consumed:]
		switch {
		case found.Garbled != "":
			p.t.Fatalf("the engine wrote garbage: %s", found.Garbled)
		case found.Frame != nil:
			return strings.ReplaceAll(string(found.Frame), "\x01", "|")
		}
		chunk := make([]byte, 64<<10)
		n, err := p.conn.Read(chunk)
		p.buf = append(p.buf, chunk[:n]...)
		if err == nil {
			continue
		}
		if errors.Is(err, os.ErrDeadlineExceeded) {
			p.t.Fatalf("nothing came for %v", wait)
		}
		return ""
	}
}

// expect reads the next message and checks that it has these fields.
func (p *peer) expect(fields string) string {
	p.t.Helper()
	m := p.read(time.Minute)
	if m == "" {
		p.t.Fatalf("expected %s, the connection was closed", fields)
	}
	for f := range strings.SplitSeq(fields, "|") {
		if !strings.Contains("|"+m, "|"+f+"|") {
			p.t.Fatalf("expected %s, got %s", fields, m)
		}
	}
	return m
}

// expectClosed checks that the connection is closed without another message.
func (p *peer) expectClosed() {
	p.t.Helper()
	if m := p.read(time.Minute); m != "" {
		p.t.Fatalf("expected the end, got %s", m)
	}
}

// leave logs out in good order.
func (p *peer) leave() {
	p.t.Helper()
	p.send("35=5")
	p.expect("35=5")
	p.expectClosed()
}

// field returns the value of a field of a message with | for SOH.
func field(m string, tag int) string {
	_, rest, _ := strings.Cut("|"+m, "|"+strconv.Itoa(tag)+"=")
	value, _, _ := strings.Cut(rest, "|")
	return value
}

func newMemory() *store.Memory { return store.NewMemory(store.MemoryConfig{}) }

func wantError(t testing.TB, err error, text string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), text) {
		t.Errorf("error %v, want %s", err, text)
	}
}

func oneSession() []session.Config {
	return []session.Config{{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "CLIENT"}}
}

// cutter makes connections of which the first breaks down once so many bytes
// were written and read.
type cutter struct {
	dial func(ctx context.Context, network, address string) (net.Conn, error)
	left int
	mu   sync.Mutex
	used bool
}

func (c *cutter) connect(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := c.dial(ctx, network, address)
	if err != nil || c.used {
		return conn, err
	}
	c.used = true
	return &cutConn{conn, c}, nil
}

type cutConn struct {
	net.Conn
	c *cutter
}

func (c *cutConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b[:c.c.take(len(b))])
	if err == nil && n < len(b) {
		_ = c.Close()
		err = io.ErrClosedPipe
	}
	return n, err
}

func (c *cutConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if c.c.take(n) < n {
		_ = c.Close()
		return 0, io.ErrUnexpectedEOF
	}
	return n, err
}

func (c *cutter) take(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n = min(n, c.left)
	c.left -= n
	return n
}
