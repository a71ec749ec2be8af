package admin

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// DefaultAddress is where a [Server] listens if nothing else is said.
const DefaultAddress = "127.0.0.1:9880"

// ServerConfig is a handler with a port of its own.
type ServerConfig struct {
	Config
	// Address to listen on. If empty, 127.0.0.1:9880.
	Address string
	// Remote allows an Address that is not of the loopback interface. Tokens
	// can be read on the way unless TLS is set.
	Remote bool
	// TLS, if not nil, is spoken on every connection.
	TLS *tls.Config
}

// Server serves a handler on a port of its own.
type Server struct {
	listener net.Listener
	http     http.Server
	done     chan struct{}
	err      error // why it has ended; read once done is closed
}

// Listen checks the config and begins to serve.
func Listen(cfg ServerConfig) (*Server, error) {
	h, err := New(cfg.Config)
	if err != nil {
		return nil, err
	}
	address := cmp.Or(cfg.Address, DefaultAddress)
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("admin: %w", err)
	}
	if tcp, ok := l.Addr().(*net.TCPAddr); !cfg.Remote && (!ok || !tcp.IP.IsLoopback()) {
		return nil, errors.Join(fmt.Errorf("admin: config: Address %q can be reached from other machines: take one such as %s, or set Remote",
			address, DefaultAddress), l.Close())
	}
	if cfg.TLS != nil {
		l = tls.NewListener(l, cfg.TLS)
	}
	s := &Server{listener: l, done: make(chan struct{})}
	s.http = http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(h.cfg.Logger.Handler(), slog.LevelWarn),
	}
	// Whoever watches messages would hold up Shutdown.
	watching, stop := context.WithCancel(context.Background())
	s.http.BaseContext = func(net.Listener) context.Context { return watching }
	s.http.RegisterOnShutdown(stop)
	h.cfg.Logger.Info("admin: listening", "address", l.Addr().String())
	go func() {
		defer close(s.done)
		defer stop()
		if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.err = err
		}
	}()
	return s, nil
}

// Addr returns the address that is listened on.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// Shutdown ends what is served, waiting for changes under way until ctx ends.
func (s *Server) Shutdown(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, s.http.Close())
	}
	<-s.done
	return errors.Join(err, s.err)
}
