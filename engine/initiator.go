package engine

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// InitiatorConfig is one session that logs on to a peer.
type InitiatorConfig struct {
	// Addresses of the peer, such as "fix.example.com:9876", tried in this
	// order. Names are resolved anew with each attempt.
	Addresses []string
	// Dial connects; nil takes net.Dialer with 10 s and TCP keepalive.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// TLS, if not nil, is spoken on the connection. Its ServerName is the host
	// of the address unless it is set.
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
	// Limits bound what the peer can cost; zero values have defaults.
	Limits Limits
	// MessageLog is given every message that comes or goes; nil is silent.
	MessageLog MessageLogger
	// Operation is how the session is run: its schedule and more.
	Operation
}

// dialTimeout bounds one attempt to connect, the TLS handshake included.
const dialTimeout = 10 * time.Second

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
	if len(cfg.Addresses) == 0 {
		errs = append(errs, errors.New("engine: initiator: there are no Addresses"))
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
	cfg.Addresses = slices.Clone(cfg.Addresses)
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Dial == nil {
		cfg.Dial = (&net.Dialer{}).DialContext
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
	s, err := openSession(ctx, i.cfg.Session, i.cfg.Operation, shared{
		store: i.cfg.Store, router: i.cfg.Router, logger: i.cfg.Logger, limits: i.cfg.Limits, messages: i.cfg.MessageLog,
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

// run connects, serves, and connects again.
func (i *Initiator) run(ctx context.Context) {
	defer close(i.done)
	s := i.session
	for attempt := 0; ctx.Err() == nil; attempt++ {
		waited, err := s.awaitWindow(ctx)
		if err != nil {
			return
		}
		if waited {
			attempt = 0
		}
		address := i.cfg.Addresses[attempt%len(i.cfg.Addresses)]
		c, err := i.dial(ctx, address)
		if err != nil {
			if ctx.Err() != nil {
				return
			}
			s.unreachable(address, attempt, err)
		} else if i.serve(ctx, c, address) {
			attempt = -1 // it was up: begin with the first address and the shortest wait
		}
		if s.Status().Err != nil {
			return
		}
		pause, cancel := s.untilStart(ctx)
		i.cfg.Reconnect.wait(pause, max(attempt, 0))
		cancel()
	}
}

// dial makes a connection that is ready for FIX.
func (i *Initiator) dial(ctx context.Context, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	c, err := i.cfg.Dial(ctx, "tcp", address)
	if err != nil || i.cfg.TLS == nil {
		return c, err
	}
	cfg := i.cfg.TLS.Clone()
	if cfg.ServerName == "" {
		if cfg.ServerName, _, err = net.SplitHostPort(address); err != nil {
			_ = c.Close()
			return nil, err
		}
	}
	secured := tls.Client(c, cfg)
	if err := secured.HandshakeContext(ctx); err != nil {
		_ = c.Close()
		return nil, err
	}
	return secured, nil
}

// serve runs the session on c and reports whether it has been up.
func (i *Initiator) serve(ctx context.Context, c net.Conn, address string) (up bool) {
	s := i.session
	s.logger.Info("connected", "address", address)
	conn := &connection{Conn: c}
	err := s.awaitLogon(ctx, c)
	if err == nil {
		err = s.attach(conn)
	}
	if err != nil {
		s.logger.Warn("logging on failed", "error", err)
		conn.abort()
		return false
	}
	s.serve(conn, newReader(c, i.cfg.Limits.MaxFrame), nil)
	return conn.wasUp
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
