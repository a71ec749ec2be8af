package engine

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// AcceptorConfig is a listener and the sessions that may log on to it.
type AcceptorConfig struct {
	// Address to listen on, such as "127.0.0.1:9876"; port 0 takes a free one.
	Address string
	// Listener is used in place of Address if it is not nil. Shutdown closes
	// it.
	Listener net.Listener
	// TLS, if not nil, is spoken on every connection: 1.2 or later, unless it
	// sets MinVersion. For clients that have to show a certificate see its
	// ClientAuth and ClientCAs, for certificates that change [CertificateFiles].
	TLS *tls.Config
	// TCP has options of the connections, if Listener is nil.
	TCP TCP
	// Allow has the addresses that connections are taken from; others are
	// closed. Empty allows all.
	Allow []netip.Prefix
	// Sessions that are served. Role is set by the acceptor. More may be added
	// while it runs.
	Sessions []session.Config
	// Template decides about Logons for which there is no session: it returns
	// one, which is added and stays, or an error. The Text of a *[Refuse] is
	// told to the peer in a Logout, unless it is Silent; for any other error the
	// connection is closed without a word. It is called before anything is opened or reset, for
	// several peers at once, and ctx ends with the LogonTimeout. Nil refuses
	// them all.
	Template func(ctx context.Context, r LogonRequest) (Setup, error)
	// TemplateSessions is how many sessions the Template may add; further Logons
	// are refused. If zero, 10,000.
	TemplateSessions int
	// OnRefused is told of every connection that is not taken. It must not
	// block.
	OnRefused func(r Refusal)
	// Store keeps numbers and messages. Required.
	Store store.Store
	// Router has the application's functions. Required.
	Router *Router
	// Authenticate decides about every peer that logs on: about the first Logon
	// of its connection, before it is answered and before any number is reset.
	// An error refuses it: the peer gets a Logout with the error's text, or what
	// a [Refuse] says, and the connection is closed. It may ask others, until ctx
	// ends shortly before the session's LogonTimeout does: then the peer is
	// refused. Nil lets everybody in; OnLogon of the
	// Router comes after it.
	Authenticate func(ctx context.Context, r LogonRequest) error
	// Logger for what happens; nil is silent.
	Logger *slog.Logger
	// Limits bound what peers can cost; zero values have defaults.
	Limits Limits
	// MessageLog is given every message that comes or goes; nil is silent.
	MessageLog MessageLogger
	// Reopen says how long to wait before a store that failed, or refused a
	// session, is tried again.
	Reopen Backoff
	// Operation is how sessions are run that have none of their own in
	// Operations: their schedule and more.
	Operation
	// Operations are those of single sessions, by [SessionID].
	Operations map[string]Operation
}

// Acceptor serves sessions that peers log on to. It is safe for concurrent
// use.
type Acceptor struct {
	cfg AcceptorConfig

	ctx    context.Context // ends with Shutdown
	cancel context.CancelFunc

	mu        sync.Mutex
	state     lifecycle
	listener  net.Listener
	sessions  map[string]*Session       // by ID
	peers     map[peerKey]*Session      // nil for one that is being opened
	reserved  map[string]struct{}       // IDs of those
	leaving   map[string]*Session       // that are being removed
	templated map[string]struct{}       // IDs of those that the Template added
	asking    map[peerKey]chan struct{} // that the Template is asked about
	gate
	done sync.WaitGroup
	end  end
}

// peerKey is how a Logon names a session: as the peer sees it. The sub and
// location ids are empty unless the session checks them.
type peerKey struct {
	beginString, theirs, ours                    string
	theirSub, theirLocation, ourSub, ourLocation string
}

func peerKeyOf(cfg session.Config) peerKey {
	key := peerKey{beginString: cfg.Dictionary.BeginString(), theirs: cfg.TargetCompID, ours: cfg.SenderCompID}
	if cfg.CheckSubIDs {
		key.theirSub, key.theirLocation = cfg.TargetSubID, cfg.TargetLocationID
		key.ourSub, key.ourLocation = cfg.SenderSubID, cfg.SenderLocationID
	}
	return key
}

// lifecycle of an engine.
type lifecycle uint8

const (
	idle lifecycle = iota
	running
	stopped
)

// end is closed when an engine has been shut down.
type end chan struct{}

// wait is Shutdown of an engine that was not running before.
func (e end) wait(ctx context.Context, before lifecycle) error {
	if before == idle {
		close(e)
	}
	select {
	case <-e:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// startable returns why an engine cannot be started.
func (l lifecycle) startable() error {
	switch l {
	case running:
		return errors.New("started already")
	case stopped:
		return ErrShutdown
	}
	return nil
}

// NewAcceptor checks the config and returns an acceptor that is not listening
// yet.
func NewAcceptor(cfg AcceptorConfig) (*Acceptor, error) {
	var errs []error
	if cfg.Address == "" && cfg.Listener == nil {
		errs = append(errs, errors.New("engine: acceptor: neither Address nor Listener is set"))
	}
	errs = append(errs, common(cfg.Store, cfg.Router, "acceptor")...)
	cfg.Sessions = slices.Clone(cfg.Sessions)
	known := make(map[peerKey]int)
	for i := range cfg.Sessions {
		cfg.Sessions[i].Role = session.Acceptor
		if _, err := session.New(cfg.Sessions[i], session.Numbers{}); err != nil {
			errs = append(errs, fmt.Errorf("engine: acceptor: session %d: %w", i+1, err))
			continue
		}
		key := peerKeyOf(cfg.Sessions[i])
		if other, have := known[key]; have {
			errs = append(errs, fmt.Errorf("engine: acceptor: sessions %d and %d, %s and %s, cannot be told apart by a Logon",
				other+1, i+1, SessionID(cfg.Sessions[other]), SessionID(cfg.Sessions[i])))
			continue
		}
		known[key] = i
	}
	errs = append(errs, cfg.validateAll()...)
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	cfg.Limits = cfg.Limits.withDefaults()
	cfg.TCP = cfg.TCP.withDefaults()
	cfg.Allow = unmapped(cfg.Allow)
	if cfg.TLS != nil {
		cfg.TLS = modern(cfg.TLS)
	}
	if cfg.TemplateSessions <= 0 {
		cfg.TemplateSessions = DefaultTemplateSessions
	}
	a := &Acceptor{
		cfg:       cfg,
		sessions:  make(map[string]*Session),
		peers:     make(map[peerKey]*Session),
		reserved:  make(map[string]struct{}),
		leaving:   make(map[string]*Session),
		templated: make(map[string]struct{}),
		asking:    make(map[peerKey]chan struct{}),
		gate:      gate{pending: make(map[net.Conn]struct{}), addresses: make(map[netip.Addr]int)},
		end:       make(end),
	}
	a.ctx, a.cancel = context.WithCancel(context.Background())
	return a, nil
}

// common checks what both engines need.
func common(st store.Store, r *Router, who string) []error {
	var errs []error
	if st == nil {
		errs = append(errs, fmt.Errorf("engine: %s: Store is missing", who))
	}
	if r == nil {
		errs = append(errs, fmt.Errorf("engine: %s: Router is missing", who))
	}
	return errs
}

// Start opens the sessions in the store and listens. When it returns without
// an error, peers can connect. A session that the store refuses does not keep
// the others from being served: it is logged, [Session.Status] says why, and it
// is tried again as Reopen says; if the store refuses all of them, Start fails.
// ctx is for starting only; Shutdown ends the acceptor.
func (a *Acceptor) Start(ctx context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.state.startable(); err != nil {
		return fmt.Errorf("engine: acceptor: %w", err)
	}
	refused, err := a.open(ctx)
	if err != nil {
		a.closeSessions()
		return err
	}
	a.listener = a.cfg.Listener
	if a.listener == nil {
		l, err := a.cfg.TCP.listenConfig().Listen(ctx, "tcp", a.cfg.Address)
		if err != nil {
			a.closeSessions()
			return fmt.Errorf("engine: acceptor: %w", err)
		}
		a.listener = l
	}
	a.state = running
	for _, s := range refused {
		s.mu.Lock()
		s.startRevival()
		s.mu.Unlock()
	}
	a.cfg.Logger.Info("listening", "address", a.listener.Addr().String())
	a.done.Add(1)
	go a.accept()
	return nil
}

// open opens the sessions, and returns those that the store has refused, if
// those are not all.
func (a *Acceptor) open(ctx context.Context) (refused []*Session, err error) {
	sh := a.shared(Setup{})
	var errs []error
	for i := range a.cfg.Sessions {
		cfg := &a.cfg.Sessions[i]
		s, err := openSession(ctx, cfg, a.cfg.operation(SessionID(*cfg)), sh)
		if err != nil {
			errs = append(errs, fmt.Errorf("engine: acceptor: %w", err))
			if s == nil || ctx.Err() != nil {
				return nil, errors.Join(errs...)
			}
			refused = append(refused, s)
		}
		a.sessions[s.id] = s
		a.peers[peerKeyOf(*cfg)] = s
	}
	if len(refused) == len(a.sessions) {
		return nil, errors.Join(errs...)
	}
	for _, s := range refused {
		s.logger.Error("the store refuses the session", "error", s.failed)
	}
	return refused, nil
}

func (a *Acceptor) closeSessions() {
	for id, s := range a.sessions {
		if err := s.close(); err != nil {
			a.cfg.Logger.Error("closing the session's log", "session", id, "error", err)
		}
	}
	clear(a.sessions)
	clear(a.peers)
}

// Addr returns the address that is listened on, nil before Start.
func (a *Acceptor) Addr() net.Addr {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.listener == nil {
		return nil
	}
	return a.listener.Addr()
}

// Session returns the session with this ID, nil if there is none or the
// acceptor is not started.
func (a *Acceptor) Session(id string) *Session {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.sessions[id]
}

// Sessions returns all sessions, ordered by ID.
func (a *Acceptor) Sessions() []*Session {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.SortedFunc(maps.Values(a.sessions), func(x, y *Session) int { return strings.Compare(x.id, y.id) })
}
