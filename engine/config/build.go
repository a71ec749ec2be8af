package config

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/admin"
	"github.com/affixgo/affix/engine/messagelog"
	"github.com/affixgo/affix/engine/proxy"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/postgres"
)

// Options is what a program brings to the sessions of a file.
type Options struct {
	// Dictionaries that sessions may name.
	Dictionaries []*runtime.Dictionary
	// Router has the application's functions, for all sessions. Required by
	// Build.
	Router *engine.Router
	// Logger for what happens; nil is silent.
	Logger *slog.Logger
	// Authenticate is asked about every Logon to an acceptor; nil takes all.
	Authenticate func(ctx context.Context, r engine.LogonRequest) error
	// Audit is told of every change that somebody makes by the file's admin; nil
	// tells nobody but the Logger.
	Audit func(admin.Record)
	// MessageLog is given every message of the sessions that have no MessageLog
	// of their own; nil is silent.
	MessageLog engine.MessageLogger
}

// Engines are the acceptors and initiators of a file, and their stores. They
// are safe for concurrent use.
type Engines struct {
	// Acceptors has one for each Address, in the order of the file.
	Acceptors []*engine.Acceptor
	// Initiators has one for each session that is one.
	Initiators []*engine.Initiator

	admin  *admin.ServerConfig // nil: there is none
	server *admin.Server       // once started
	stores []store.Store
	logs   []*messagelog.Logger
	// listeners are those behind a load balancer, which are open since Build.
	listeners []net.Listener
	tails     map[string]*messagelog.Logger // by the name of a session in the engine
	names     map[string]string             // engine's name of a session by that of the file
}

// Build makes the engines of a file, and opens their stores. The error is of
// type [Problems] if the settings are at fault. ctx is for building only.
func (f *File) Build(ctx context.Context, opts Options) (*Engines, error) {
	e, err := f.build(ctx, opts)
	if err != nil {
		return nil, f.hideIn(err)
	}
	return e, nil
}

func (f *File) build(ctx context.Context, opts Options) (*Engines, error) {
	if opts.Router == nil {
		return nil, errors.New("config: build: Options.Router is missing")
	}
	if err := f.Check(opts); err != nil {
		return nil, err
	}
	b := &builder{file: f, opts: opts, dir: filepath.Dir(f.Name), engines: &Engines{names: map[string]string{}, tails: map[string]*messagelog.Logger{}},
		dynamic: map[*engine.AcceptorConfig][]*Session{}, balanced: map[*engine.AcceptorConfig]*proxy.ListenerConfig{}}
	for _, s := range f.Sessions {
		if err := b.session(ctx, s); err != nil {
			return nil, errors.Join(fmt.Errorf("config: %s:%d: %s: %w", f.Name, s.line, s.ID(), err), b.engines.close())
		}
	}
	for _, cfg := range b.acceptors {
		if patterns := b.dynamic[cfg]; len(patterns) > 0 {
			cfg.Template = template(patterns)
		}
		if how := b.balanced[cfg]; how != nil && cfg.Listener == nil {
			l, err := listen(ctx, cfg.Address, *how)
			if err != nil {
				return nil, errors.Join(fmt.Errorf("config: %s: listener %s: %w", f.Name, cfg.Address, err), b.engines.close())
			}
			cfg.Listener = l
			b.engines.listeners = append(b.engines.listeners, l)
		}
		a, err := engine.NewAcceptor(*cfg)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("config: %s: listener %s: %w", f.Name, cfg.Address, err), b.engines.close())
		}
		b.engines.Acceptors = append(b.engines.Acceptors, a)
	}
	b.admin()
	return b.engines, nil
}

type builder struct {
	file      *File
	opts      Options
	dir       string
	engines   *Engines
	acceptors []*engine.AcceptorConfig
	opened    []Store             // the settings of engines.stores
	logged    []messagelog.Config // the settings of engines.logs
	dynamic   map[*engine.AcceptorConfig][]*Session
	balanced  map[*engine.AcceptorConfig]*proxy.ListenerConfig
}

func (b *builder) session(ctx context.Context, s *Session) error {
	st, err := b.store(ctx, s.Store)
	if err != nil {
		return err
	}
	secured, err := s.TLS.config(s.Config.Role, b.dir)
	if err != nil {
		return err
	}
	messages, err := b.messageLog(s.MessageLog)
	if err != nil {
		return err
	}
	b.engines.names[s.ID()] = s.identity()
	if l, ok := messages.(*messagelog.Logger); ok {
		b.engines.tails[s.identity()] = l
	}
	if s.Config.Role == session.Acceptor {
		b.listener(s, func(cfg *engine.AcceptorConfig) {
			cfg.TLS = cmp.Or(cfg.TLS, secured)
			if cfg.Authenticate == nil {
				cfg.Authenticate = b.opts.Authenticate
			}
			cfg.Store, cfg.Router, cfg.Logger, cfg.MessageLog = st, b.opts.Router, b.opts.Logger, messages
		})
		return nil
	}
	cfg := s.Initiator
	cfg.TLS = cmp.Or(cfg.TLS, secured)
	cfg.Session, cfg.Store, cfg.Router, cfg.Logger, cfg.MessageLog = s.Config, st, b.opts.Router, b.opts.Logger, messages
	if cfg.Dial == nil {
		cfg.Dial = s.Proxy.dial()
	}
	if cfg.LocalAddr == nil {
		if cfg.LocalAddr, err = localAddr(s.LocalAddress); err != nil {
			return err
		}
	}
	i, err := engine.NewInitiator(cfg)
	if err == nil {
		b.engines.Initiators = append(b.engines.Initiators, i)
	}
	return err
}

// listener adds a session to the acceptor of its address.
func (b *builder) listener(s *Session, prepare func(*engine.AcceptorConfig)) {
	i := slices.IndexFunc(b.acceptors, func(cfg *engine.AcceptorConfig) bool {
		return cfg.Address == s.Acceptor.Address && cfg.Listener == s.Acceptor.Listener
	})
	if i < 0 {
		cfg := s.Acceptor
		cfg.Operations = map[string]engine.Operation{}
		prepare(&cfg)
		b.acceptors = append(b.acceptors, &cfg)
		i = len(b.acceptors) - 1
		b.balanced[&cfg] = s.ProxyProtocol
	}
	if s.Dynamic {
		b.dynamic[b.acceptors[i]] = append(b.dynamic[b.acceptors[i]], s)
		return
	}
	b.acceptors[i].Sessions = append(b.acceptors[i].Sessions, s.Config)
	b.acceptors[i].Operations[s.identity()] = s.Acceptor.Operation
}

// store opens a store, or finds the one with the same settings.
func (b *builder) store(ctx context.Context, settings Store) (store.Store, error) {
	i := slices.IndexFunc(b.opened, func(other Store) bool { return reflect.DeepEqual(other, settings) })
	if i >= 0 {
		return b.engines.stores[i], nil
	}
	st, err := settings.open(ctx, b.dir, b.opts.Logger)
	if err != nil {
		return nil, err
	}
	b.opened = append(b.opened, settings)
	b.engines.stores = append(b.engines.stores, st)
	return st, nil
}

// messageLog opens a log of messages, or finds the one with the same settings.
func (b *builder) messageLog(settings messagelog.Config) (engine.MessageLogger, error) {
	if settings.Dir == "" {
		return b.opts.MessageLog, nil
	}
	i := slices.IndexFunc(b.logged, func(other messagelog.Config) bool { return reflect.DeepEqual(other, settings) })
	if i >= 0 {
		return b.engines.logs[i], nil
	}
	cfg := settings
	cfg.Dir, cfg.Logger = pathIn(b.dir, cfg.Dir), cmp.Or(cfg.Logger, b.opts.Logger)
	l, err := messagelog.Open(cfg)
	if err != nil {
		return nil, err
	}
	b.logged = append(b.logged, settings)
	b.engines.logs = append(b.engines.logs, l)
	return l, nil
}

func (s Store) open(ctx context.Context, dir string, logger *slog.Logger) (store.Store, error) {
	switch s.Kind {
	case StoreFile:
		return store.OpenFile(pathIn(dir, s.Dir), s.File)
	case StorePostgres:
		cfg := s.Postgres
		cfg.Logger = cmp.Or(cfg.Logger, logger)
		return postgres.Open(ctx, cfg)
	}
	return store.NewMemory(store.MemoryConfig{}), nil
}
