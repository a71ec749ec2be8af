package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/affixgo/affix/session"
)

// Errors of [Acceptor.Add] and [Acceptor.Remove].
var (
	// ErrNotRunning: the acceptor is not started, or was shut down.
	ErrNotRunning = errors.New("engine: not running")
	// ErrKnown: there is such a session already, or a Logon could not tell it
	// from one that is there.
	ErrKnown = errors.New("engine: the session is there already")
	// ErrUnknown: there is no such session.
	ErrUnknown = errors.New("engine: there is no such session")
)

// Add opens a session in the store and serves it from now on. The acceptor must
// be running. ctx is for opening only.
func (a *Acceptor) Add(ctx context.Context, cfg session.Config) (*Session, error) {
	return a.AddSetup(ctx, Setup{Session: cfg})
}

// AddSetup is Add for a session with a store, a router or limits of its own.
func (a *Acceptor) AddSetup(ctx context.Context, setup Setup) (*Session, error) {
	s, err := a.add(ctx, setup, false)
	if err != nil {
		return nil, fmt.Errorf("engine: acceptor: adding a session: %w", err)
	}
	return s, nil
}

// Remove logs a session out and waits for the peer's answer until ctx ends, as
// Shutdown does, and serves it no more. What the store has of it stays there.
func (a *Acceptor) Remove(ctx context.Context, id string) error {
	a.mu.Lock()
	s := a.sessions[id]
	if s == nil || a.state != running {
		a.mu.Unlock()
		return fmt.Errorf("%w: %s", ErrUnknown, id)
	}
	delete(a.sessions, id)
	delete(a.peers, peerKeyOf(*s.cfg))
	delete(a.templated, id)
	a.leaving[id] = s
	a.mu.Unlock()
	err := shutdown(ctx, []*Session{s}, s.unserved())
	a.mu.Lock()
	delete(a.leaving, id)
	a.mu.Unlock()
	return err
}

// add opens a session, with its place taken meanwhile.
func (a *Acceptor) add(ctx context.Context, setup Setup, templated bool) (*Session, error) {
	cfg := setup.Session
	cfg.Role = session.Acceptor
	if _, err := session.New(cfg, session.Numbers{}); err != nil {
		return nil, err
	}
	id, key := SessionID(cfg), peerKeyOf(cfg)
	op := a.cfg.operation(id)
	if setup.Operation != nil {
		op = *setup.Operation
	}
	if err := errors.Join(op.validate(cfg)...); err != nil {
		return nil, err
	}
	if err := a.reserve(id, key); err != nil {
		return nil, err
	}
	s, err := openSession(ctx, &cfg, op, a.shared(setup))
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.reserved, id)
	delete(a.peers, key)
	if err == nil && a.state != running {
		err = ErrNotRunning
	}
	if err != nil {
		if s != nil {
			err = errors.Join(err, s.close())
		}
		return nil, err
	}
	a.sessions[id], a.peers[key] = s, s
	if templated {
		a.templated[id] = struct{}{}
	}
	a.cfg.Logger.Info("session added", "session", id, "template", templated)
	return s, nil
}

// reserve keeps others from adding the same session.
func (a *Acceptor) reserve(id string, key peerKey) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, busy := a.reserved[id]
	_, taken := a.peers[key]
	switch {
	case a.state != running:
		return ErrNotRunning
	case busy, taken, a.sessions[id] != nil, a.leaving[id] != nil:
		return fmt.Errorf("%w: %s", ErrKnown, id)
	}
	a.reserved[id] = struct{}{}
	a.peers[key] = nil // is taken, but nobody can log on to it yet
	return nil
}

// shared is what a session gets from its acceptor, or from its setup.
func (a *Acceptor) shared(setup Setup) shared {
	sh := shared{
		store: a.cfg.Store, router: a.cfg.Router, logger: a.cfg.Logger, limits: a.cfg.Limits, retry: a.cfg.Reopen,
		messages: a.cfg.MessageLog, authenticator: a.cfg.Authenticate,
	}
	if setup.Store != nil {
		sh.store = setup.Store
	}
	if setup.Router != nil {
		sh.router = setup.Router
	}
	if setup.Limits != nil {
		sh.limits = *setup.Limits
	}
	return sh
}

// enter and exit count the goroutines that serve connections of the session.
func (s *Session) enter() {
	s.mu.Lock()
	s.serving++
	s.mu.Unlock()
}

func (s *Session) exit() {
	s.mu.Lock()
	s.serving--
	s.wake()
	s.mu.Unlock()
}

// unserved returns a channel that is closed when nobody serves the session any
// more.
func (s *Session) unserved() <-chan struct{} {
	done := make(chan struct{})
	go func() {
		_ = s.await(context.Background(), func() (bool, error) { return s.serving == 0, nil })
		close(done)
	}()
	return done
}
