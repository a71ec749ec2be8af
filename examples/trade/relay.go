package main

import (
	"context"
	"net"
	"sync"
	"time"
)

// relay stands between client and venue and plays the network: it takes its
// time, and it can fail.
type relay struct {
	listener net.Listener
	target   string
	delay    time.Duration // that every byte takes, in either direction

	mu    sync.Mutex
	armed func()        // set by Cut: called when the link is cut
	downs time.Duration // how long it stays down then
	until time.Time     // the link is down until then
	wg    sync.WaitGroup
}

// newRelay listens on a free port; Serve does the rest.
func newRelay(target string, delay time.Duration) (*relay, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	return &relay{listener: l, target: target, delay: delay}, nil
}

// Addr is where clients connect.
func (r *relay) Addr() string { return r.listener.Addr().String() }

// Cut cuts the link in the middle of the next bytes that pass, and calls cut
// then. The link stays down for a while: who connects is turned away.
func (r *relay) Cut(down time.Duration, cut func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.armed, r.downs = cut, down
}

// Serve relays until ctx ends. It returns when no goroutine of the relay is
// left.
func (r *relay) Serve(ctx context.Context) {
	defer r.wg.Wait()
	defer context.AfterFunc(ctx, func() { r.listener.Close() })()
	for {
		client, err := r.listener.Accept()
		if err != nil {
			return
		}
		venue, err := net.Dial("tcp", r.target)
		if err != nil || r.down() {
			reset(client)
			if err == nil {
				reset(venue)
			}
			continue
		}
		l := &link{relay: r, ends: [2]net.Conn{client, venue}, cut: make(chan struct{})}
		stop := context.AfterFunc(ctx, l.reset)
		r.wg.Go(func() {
			defer stop()
			l.run()
		})
	}
}

func (r *relay) down() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Now().Before(r.until)
}

// link is one connection through the relay.
type link struct {
	relay *relay
	ends  [2]net.Conn // client, venue
	once  sync.Once
	cut   chan struct{} // closed when the link is cut
}

// chunk is what was read at once, and when it is due at the other end.
type chunk struct {
	data []byte
	due  time.Time
}

func (l *link) run() {
	var wg sync.WaitGroup
	for i := range l.ends {
		from, to := l.ends[i], l.ends[1-i]
		flight := make(chan chunk, 1024)
		wg.Go(func() { l.read(from, flight) })
		wg.Go(func() { l.write(to, flight) })
	}
	wg.Wait()
	l.reset()
}

func (l *link) read(from net.Conn, flight chan<- chunk) {
	defer close(flight)
	for {
		buf := make([]byte, 4096)
		n, err := from.Read(buf)
		if n > 0 {
			select {
			case flight <- chunk{buf[:n], time.Now().Add(l.relay.delay)}:
			case <-l.cut:
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// write delivers what is in flight. When the sender is gone, what it had sent
// still arrives, as on a real network.
func (l *link) write(to net.Conn, flight <-chan chunk) {
	for c := range flight {
		select {
		case <-time.After(time.Until(c.due)):
		case <-l.cut:
			return
		}
		if cut := l.relay.takeCut(); cut != nil {
			// Half a message gets through. The rest, and all that is in flight
			// either way, is lost.
			_, _ = to.Write(c.data[:len(c.data)/2])
			l.reset()
			cut()
			return
		}
		if _, err := to.Write(c.data); err != nil {
			l.reset()
			return
		}
	}
	if half, ok := to.(*net.TCPConn); ok {
		_ = half.CloseWrite()
	}
}

// takeCut returns the function that Cut left, once.
func (r *relay) takeCut() func() {
	r.mu.Lock()
	defer r.mu.Unlock()
	cut := r.armed
	if cut != nil {
		r.armed, r.until = nil, time.Now().Add(r.downs)
	}
	return cut
}

func (l *link) reset() {
	l.once.Do(func() {
		close(l.cut)
		reset(l.ends[0])
		reset(l.ends[1])
	})
}

// reset closes without a goodbye: the other side sees the connection break.
func reset(c net.Conn) {
	if t, ok := c.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = c.Close()
}
