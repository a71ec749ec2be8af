package store

import (
	"context"
	"sync"
	"time"
)

// MemoryConfig bounds the history a Memory keeps. Numbers are never dropped;
// a message that was dropped is one that Messages leaves out.
type MemoryConfig struct {
	// MaxBytes is how many bytes of messages a session keeps; the oldest go
	// first, the newest always stays. If zero or less, 64 MiB.
	MaxBytes int64
	// MaxMessages is how many messages a session keeps. If zero or less, only
	// MaxBytes counts.
	MaxMessages int
	// Now tells when a new session was created. If nil, time.Now.
	Now func() time.Time
}

// Memory is a Store that lasts as long as the process: a session that is closed
// and opened again finds its numbers and messages. It is safe for concurrent
// use.
type Memory struct {
	cfg MemoryConfig

	mu       sync.Mutex
	closed   bool
	sessions map[string]*memorySession
}

// NewMemory returns an empty Memory.
func NewMemory(cfg MemoryConfig) *Memory {
	if cfg.MaxBytes <= 0 {
		cfg.MaxBytes = 64 << 20
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Memory{cfg: cfg, sessions: map[string]*memorySession{}}
}

// Open implements Store.
func (m *Memory) Open(ctx context.Context, id string) (Log, error) {
	if err := checkID(id); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, ErrClosed
	}
	s := m.sessions[id]
	if s == nil {
		s = &memorySession{cfg: m.cfg, state: State{
			ID: id, Epoch: 1, NextIn: 1, NextOut: 1, Created: wallClock(m.cfg.Now()),
		}}
		m.sessions[id] = s
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open.Load() != nil {
		return nil, sessionOpen(id)
	}
	l := &memoryLog{s: s}
	s.open.Store(l)
	return l, nil
}

// Close implements Store. What the store held is forgotten.
func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	for _, s := range m.sessions {
		s.mu.Lock()
		s.open.Store(nil)
		s.forget()
		s.mu.Unlock()
	}
	clear(m.sessions)
	return nil
}

// wallClock drops the monotonic reading and the location, which no store keeps.
func wallClock(t time.Time) time.Time { return t.Round(0).UTC() }
