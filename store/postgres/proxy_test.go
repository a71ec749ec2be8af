package postgres_test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// fault is what a proxy does to a connection at the next statement.
type fault int

const (
	none      fault = iota
	cutBefore       // the statement does not reach the server
	cutAfter        // the statement is carried out, its answer is lost
	hold            // the connection is cut, the statement reaches the server when released
)

// proxy stands between a store and the server, and breaks connections.
type proxy struct {
	dsn      string
	listener net.Listener
	network  string
	address  string

	mu      sync.Mutex
	next    fault
	used    chan fault    // tells of each fault that happened
	release chan struct{} // lets what is held go
	passed  chan struct{} // what was held has been answered
}

func newProxy(t testing.TB) *proxy {
	t.Helper()
	cfg, err := pgconn.ParseConfig(pg.DSN)
	must(t, err)
	dir, err := os.MkdirTemp("", "affix-proxy") // a short name, for a socket
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	p := &proxy{
		used: make(chan fault, 1000), release: make(chan struct{}), passed: make(chan struct{}, 10),
		dsn: fmt.Sprintf("host=%s port=5432 user=%s password='%s' dbname=%s sslmode=disable",
			dir, cfg.User, cfg.Password, cfg.Database),
	}
	p.network, p.address = pgconn.NetworkAddress(cfg.Host, cfg.Port)
	p.listener, err = net.Listen("unix", filepath.Join(dir, ".s.PGSQL.5432"))
	must(t, err)
	t.Cleanup(func() { p.listener.Close() })
	go p.serve()
	return p
}

func (p *proxy) serve() {
	for {
		c, err := p.listener.Accept()
		if err != nil {
			return
		}
		go p.relay(c)
	}
}

// inject breaks the connection that sends the next statement.
func (p *proxy) inject(f fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = f
}

// take returns the fault for a chunk that a client has sent.
func (p *proxy) take(chunk []byte) fault {
	if len(chunk) == 0 || chunk[0] != 'P' { // Parse begins a statement
		return none
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.next
	p.next = none
	if f != none {
		p.used <- f
	}
	return f
}

func (p *proxy) relay(client net.Conn) {
	defer client.Close()
	server, err := net.Dial(p.network, p.address)
	if err != nil {
		return
	}
	defer server.Close()
	var mu sync.Mutex
	mute := false // answers are lost
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		defer client.Close()
		buf := make([]byte, 64<<10)
		for {
			n, err := server.Read(buf)
			mu.Lock()
			lose := mute
			mu.Unlock()
			if err != nil || lose {
				return
			}
			if _, err := client.Write(buf[:n]); err != nil {
				return
			}
		}
	}()
	buf := make([]byte, 1<<20)
	for {
		n, err := client.Read(buf)
		if err != nil {
			return
		}
		switch p.take(buf[:n]) {
		case cutBefore:
			return
		case cutAfter:
			mu.Lock()
			mute = true
			mu.Unlock()
			if _, err := server.Write(buf[:n]); err != nil {
				return
			}
			<-answered
			return
		case hold:
			mu.Lock()
			mute = true
			mu.Unlock()
			client.Close()
			<-p.release
			_, _ = server.Write(buf[:n]) // the server may be gone
			<-answered
			p.passed <- struct{}{}
			return
		}
		if _, err := server.Write(buf[:n]); err != nil {
			return
		}
	}
}
