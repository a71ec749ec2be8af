package messagelog

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/affixgo/affix/engine"
)

// Logger writes messages to files. It is safe for concurrent use, and an
// engine.MessageLogger.
type Logger struct {
	cfg    Config
	secret secrets

	sessions atomic.Pointer[map[string]*stream] // copied when one is added

	mu      sync.Mutex
	dirty   []*stream // have something waiting
	woken   bool
	closed  bool
	wake    chan struct{}      // something waits
	hurry   chan struct{}      // a buffer is filling up
	sync    chan chan struct{} // who waits until what there is is written
	closing chan struct{}
	done    chan struct{} // the writer has ended

	// Of the writer alone.
	files   files
	scratch []byte
}

var _ engine.MessageLogger = (*Logger)(nil)

// Open makes the folder and returns a Logger. Close it after the engines that
// use it were shut down.
func Open(cfg Config) (*Logger, error) {
	cfg = cfg.withDefaults()
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	l := &Logger{
		cfg:     cfg,
		secret:  newSecrets(cfg.Redact, cfg.ShowCredentials),
		wake:    make(chan struct{}, 1),
		hurry:   make(chan struct{}, 1),
		sync:    make(chan chan struct{}),
		closing: make(chan struct{}),
		done:    make(chan struct{}),
	}
	l.sessions.Store(&map[string]*stream{})
	l.files.cfg = &l.cfg
	if cfg.Dir != "" {
		if err := os.MkdirAll(cfg.Dir, 0o750); err != nil {
			return nil, fmt.Errorf("messagelog: %w", err)
		}
		if err := l.files.start(); err != nil {
			return nil, fmt.Errorf("messagelog: %w", err)
		}
	}
	go l.write()
	return l, nil
}

// LogMessage implements engine.MessageLogger: it copies frame and returns. After
// Close it does nothing.
func (l *Logger) LogMessage(session string, dir engine.Direction, at time.Time, frame []byte) {
	s := (*l.sessions.Load())[session]
	if s == nil {
		s = l.stream(session)
	}
	first, hurry := s.add(dir, at, frame, l.cfg.Buffer)
	if first {
		l.queue(s)
	}
	if hurry {
		signal(l.hurry)
	}
}

// stream returns the stream of a session, which is made if it is new.
func (l *Logger) stream(session string) *stream {
	l.mu.Lock()
	defer l.mu.Unlock()
	old := *l.sessions.Load()
	if s := old[session]; s != nil {
		return s
	}
	s := &stream{session: session}
	all := make(map[string]*stream, len(old)+1)
	for id, other := range old {
		all[id] = other
	}
	all[session] = s
	l.sessions.Store(&all)
	return s
}

// queue lets the writer know that s has something waiting.
func (l *Logger) queue(s *stream) {
	l.mu.Lock()
	l.dirty = append(l.dirty, s)
	wake := !l.woken
	l.woken = true
	l.mu.Unlock()
	if wake {
		signal(l.wake)
	}
}

// Close writes what waits, compresses what was rotated, and closes the files. The
// error tells how many messages could not be written in the end. A second Close
// does nothing.
func (l *Logger) Close() error {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		<-l.done
		return nil
	}
	l.closed = true
	close(l.closing)
	l.mu.Unlock()
	<-l.done
	l.files.close()
	var errs []error
	for _, s := range *l.sessions.Load() {
		s.end()
		if s.unsaid.n > 0 {
			errs = append(errs, fmt.Errorf("messagelog: %s: %d messages are not in the log: %s", s.session, s.unsaid.n, s.unsaid.why))
		}
	}
	return errors.Join(errs...)
}

// signal wakes who waits for c, now or the next time.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
