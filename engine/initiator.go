package engine

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// InitiatorConfig is one session that logs on to a peer.
type InitiatorConfig struct {
	// Addresses of the peer, such as "fix.example.com:9876": the simple form of
	// Endpoints.
	Addresses []string
	// Endpoints of the peer, in place of Addresses.
	Endpoints []Endpoint
	// Order says which endpoint is tried next. If zero, [OrderFirst].
	Order EndpointOrder
	// Dial connects; nil takes net.Dialer with the options in TCP and LocalAddr.
	// The dialers of package engine/proxy go through a proxy.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// DialTimeout bounds one attempt to connect, name resolution and TLS
	// handshake included. If zero, 10 s.
	DialTimeout time.Duration
	// LocalAddr is the address to connect from, such as a *net.TCPAddr with
	// port 0. Nil leaves it to the system.
	LocalAddr net.Addr
	// TCP has options of the connection.
	TCP TCP
	// TLS, if not nil, is spoken on the connection: 1.2 or later, unless it sets
	// MinVersion. Its ServerName is the host of the address unless it is set.
	// For client certificates see [CertificateFiles].
	TLS *tls.Config
	// Session to log on. Role is set by the initiator.
	Session session.Config
	// Store keeps numbers and messages. Required.
	Store store.Store
	// Router has the application's functions. Required.
	Router *Router
	// Logger for what happens; nil is silent.
	Logger *slog.Logger
	// Reconnect says how long to wait between attempts.
	Reconnect Backoff
	// Reopen says how long to wait before a store that failed is tried again.
	Reopen Backoff
	// Limits bound what the peer can cost; zero values have defaults.
	Limits Limits
	// MessageLog is given every message that comes or goes; nil is silent.
	MessageLog MessageLogger
	// Operation is how the session is run: its schedule and more.
	Operation
}

// Initiator logs a session on and, whenever its connection is lost, again. It
// is safe for concurrent use.
type Initiator struct {
	cfg InitiatorConfig

	mu      sync.Mutex
	state   lifecycle
	session *Session
	stop    context.CancelFunc // ends connecting
	done    chan struct{}      // closed when nothing runs any more
	end     end
}

// NewInitiator checks the config and returns an initiator that does nothing
// yet.
func NewInitiator(cfg InitiatorConfig) (*Initiator, error) {
	var errs []error
	endpoints, err := cfg.endpoints()
	if err != nil {
		errs = append(errs, err)
	}
	errs = append(errs, common(cfg.Store, cfg.Router, "initiator")...)
	cfg.Session.Role = session.Initiator
	if _, err := session.New(cfg.Session, session.Numbers{}); err != nil {
		errs = append(errs, fmt.Errorf("engine: initiator: %w", err))
	}
	for _, err := range cfg.validate(cfg.Session) {
		errs = append(errs, fmt.Errorf("engine: initiator: %w", err))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	cfg.Addresses, cfg.Endpoints = nil, endpoints
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Dial == nil {
		cfg.Dial = cfg.TCP.withDefaults().dialer(cfg.LocalAddr).DialContext
	}
	if cfg.DialTimeout <= 0 {
		cfg.DialTimeout = DefaultDialTimeout
	}
	cfg.Limits = cfg.Limits.withDefaults()
	cfg.Reconnect = cfg.Reconnect.withDefaults()
	return &Initiator{cfg: cfg, done: make(chan struct{}), end: make(end)}, nil
}

// Start opens the session in the store and begins to connect in the
// background: [Session.WaitLoggedOn] tells when the session is up. ctx is for
// starting only; Shutdown ends the initiator.
func (i *Initiator) Start(ctx context.Context) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if err := i.state.startable(); err != nil {
		return fmt.Errorf("engine: initiator: %w", err)
	}
	s, err := openSession(ctx, &i.cfg.Session, i.cfg.Operation, shared{
		store: i.cfg.Store, router: i.cfg.Router, logger: i.cfg.Logger, limits: i.cfg.Limits, retry: i.cfg.Reopen,
		messages: i.cfg.MessageLog,
	})
	if err != nil {
		return fmt.Errorf("engine: initiator: %w", err)
	}
	connect, stop := context.WithCancel(s.ctx)
	i.session, i.stop, i.state = s, stop, running
	go i.run(connect)
	return nil
}

// Session returns the session, nil before Start.
func (i *Initiator) Session() *Session {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.session
}

// Shutdown logs the session out and waits for the peer's answer until ctx ends;
// then it cuts the connection. It returns when no goroutine of the initiator is
// left; the error is ctx's if the peer did not answer in time, and tells if a
// handler goes on although its context has ended. The store is not closed. An
// initiator that was shut down cannot be started again.
func (i *Initiator) Shutdown(ctx context.Context) error {
	i.mu.Lock()
	before := i.state
	i.state = stopped
	i.mu.Unlock()
	if before != running {
		return i.end.wait(ctx, before)
	}
	defer close(i.end)
	i.stop()
	return shutdown(ctx, []*Session{i.session}, i.done)
}
