package postgres_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/affixgo/affix/store/postgres"
	"github.com/affixgo/affix/store/storetest"
)

// pooler is a connection pooler in transaction mode, as PgBouncer is: each
// transaction of a client runs on the server connection that has been idle for
// the longest time, whoever used it before.
type pooler struct {
	dsn     string
	servers chan *pgproto3.Frontend

	mu    sync.Mutex
	named []string // prepared statements that clients wanted to keep
	used  int      // transactions
}

func newPooler(t *testing.T, size int) *pooler {
	t.Helper()
	cfg, err := pgconn.ParseConfig(pg.DSN)
	must(t, err)
	dir, err := os.MkdirTemp("", "affix-pooler")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	p := &pooler{
		dsn:     fmt.Sprintf("host=%s port=5432 user=%s dbname=%s sslmode=disable", dir, cfg.User, cfg.Database),
		servers: make(chan *pgproto3.Frontend, size),
	}
	for range size {
		c, err := pgconn.ConnectConfig(t.Context(), cfg)
		must(t, err)
		h, err := c.Hijack()
		must(t, err)
		t.Cleanup(func() { h.Conn.Close() })
		p.servers <- pgproto3.NewFrontend(h.Conn, h.Conn)
	}
	l, err := net.Listen("unix", filepath.Join(dir, ".s.PGSQL.5432"))
	must(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(c)
		}
	}()
	return p
}

// serve serves a client until it leaves.
func (p *pooler) serve(c net.Conn) {
	defer c.Close()
	client := pgproto3.NewBackend(c, c)
	if _, err := client.ReceiveStartupMessage(); err != nil {
		return
	}
	client.Send(&pgproto3.AuthenticationOk{})
	client.Send(&pgproto3.ParameterStatus{Name: "client_encoding", Value: "UTF8"})
	client.Send(&pgproto3.ParameterStatus{Name: "standard_conforming_strings", Value: "on"})
	client.Send(&pgproto3.BackendKeyData{ProcessID: 1, SecretKey: []byte{0, 0, 0, 1}})
	client.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
	var server *pgproto3.Frontend // during a transaction
	defer func() {
		if server != nil {
			p.servers <- server
		}
	}()
	for client.Flush() == nil {
		m, err := client.Receive()
		if err != nil {
			return
		}
		if _, ends := m.(*pgproto3.Terminate); ends {
			return
		}
		if server == nil {
			server = <-p.servers
		}
		if parse, ok := m.(*pgproto3.Parse); ok && parse.Name != "" {
			p.mu.Lock()
			p.named = append(p.named, parse.Query)
			p.mu.Unlock()
		}
		server.Send(m)
		switch m.(type) {
		case *pgproto3.Sync, *pgproto3.Query:
		default:
			continue
		}
		status, err := answer(client, server)
		if err != nil {
			return
		}
		if status == 'I' {
			p.mu.Lock()
			p.used++
			p.mu.Unlock()
			p.servers <- server
			server = nil
		}
	}
}

// answer passes on what the server says until it is ready for more.
func answer(client *pgproto3.Backend, server *pgproto3.Frontend) (status byte, err error) {
	if err := server.Flush(); err != nil {
		return 0, err
	}
	for {
		m, err := server.Receive()
		if err != nil {
			return 0, err
		}
		client.Send(m)
		if ready, ok := m.(*pgproto3.ReadyForQuery); ok {
			return ready.TxStatus, nil
		}
		if err := client.Flush(); err != nil { // m is valid until the next
			return 0, err
		}
	}
}

// The whole suite, and a load, where no two statements meet the same server
// connection.
func TestTransactionPooler(t *testing.T) {
	p := newPooler(t, 5)
	t.Run("Suite", func(t *testing.T) { storetest.Run(t, conformance(newPoolAt(t, p.dsn), false)) })
	t.Run("Load", func(t *testing.T) {
		tables := postgres.Tables{Schema: schema(t)}
		s := open(t, postgres.Config{DSN: p.dsn, Tables: tables})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		l := startLoad(ctx, t, s, 8)
		for range 10 {
			l.goOn(ctx, t)
		}
		l.finish(t, open(t, postgres.Config{Tables: tables}))
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.named) > 0 {
		t.Errorf("prepared statements that are to be kept: %q", p.named)
	}
	if p.used < 500 {
		t.Errorf("only %d transactions went through the pooler", p.used)
	}
}
