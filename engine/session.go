package engine

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// Session is one FIX session, connected or not. It is safe for concurrent use.
type Session struct {
	id     string
	cfg    *session.Config // the engine's, never written
	store  store.Store
	router *Router
	logger *slog.Logger
	limits Limits
	retry  Backoff

	messages      MessageLogger                             // nil: none
	authenticator func(context.Context, LogonRequest) error // nil: all are let in
	signer        Signer                                    // nil: none

	// ctx ends with the engine; handlers and store calls get it.
	ctx      context.Context
	cancel   context.CancelFunc
	handling context.Context // ctx for handlers, by which Send knows them

	mu      sync.Mutex
	log     *openLog
	machine *session.Machine
	epoch   uint64 // of the log
	// syncsAtOnce says that the log's Sync waits for no disk.
	syncsAtOnce bool
	failed      error         // why everything is refused
	since       time.Time     // since when
	final       bool          // it will be for good
	done        chan struct{} // closed when final is set
	closing     bool          // the engine is being shut down: no new connections
	actions     []session.Action
	events      []session.Event // to be told
	telling     bool            // somebody is telling events
	told        sync.Cond       // telling has ended
	clock       clock
	saved       uint64 // number of the last message saved
	handed      uint64 // number of the last message given to a connection
	more        bool   // the peer's messages that were read are not all dealt with
	stream      stream
	conn        *connection // nil while disconnected
	timer       *time.Timer
	armed       time.Time // when timer fires; zero if it does not
	hours       *hours    // nil if the session is up all the time
	pace        *pace     // nil without a Throttle
	canceller   *canceller
	tasks       int // goroutines that write or run the timer
	waiters     int // goroutines that wait for changed
	changed     chan struct{}
	stats       stats
	test        openTest

	// What revive.go needs to know.
	accepted accepted
	sent     uint64     // messages of the application
	lost     *LostError // not every caller of Sync may know
	lostTold bool       // some do
	lostAt   uint64     // sent when they were told
	born     time.Time  // when the log was opened again
	relapses int        // how often it failed soon after that
	reviving bool       // a goroutine is at it

	stopSigning context.CancelFunc // of the last signer called; nil if there was none

	control // guarded by mu

	// Of the reading goroutine alone.
	inflow  *inflow // nil without an InboundThrottle
	targets map[*runtime.MessageType]*target
}

// target is the struct that messages of one type are decoded into.
type target struct {
	route   route
	message runtime.Message
}

// shared is what the sessions of an engine have in common.
type shared struct {
	store  store.Store
	router *Router
	logger *slog.Logger
	limits Limits
	retry  Backoff

	messages      MessageLogger
	authenticator func(context.Context, LogonRequest) error
}

// openSession opens the session's log and prepares its machine. If the store
// refuses that, the session refuses everything until it is opened again:
// there are a session and the store's error then.
func openSession(ctx context.Context, cfg *session.Config, op Operation, sh shared) (*Session, error) {
	id := SessionID(*cfg)
	s := &Session{
		id: id, cfg: cfg, store: sh.store, router: sh.router, messages: sh.messages, authenticator: sh.authenticator, signer: op.Signer,
		limits:  sh.limits.withDefaults(),
		retry:   sh.retry.withDefaults(),
		logger:  sh.logger.With("session", id),
		done:    make(chan struct{}),
		changed: make(chan struct{}),
		targets: make(map[*runtime.MessageType]*target),
	}
	s.told.L = &s.mu
	s.ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	s.handling = handlerContext{s.ctx, s}
	s.timer = time.AfterFunc(time.Hour, s.onTimer)
	s.timer.Stop()
	s.panics = op.Panics
	s.pace, s.inflow = s.newPace(op.Throttle), newInflow(op.InboundThrottle)
	s.canceller = s.newCanceller(op.CancelOnDisconnect)
	log, machine, err := s.load(ctx)
	if err == nil {
		s.begin(log, machine)
	} else {
		s.log = &openLog{noLog{id}}
		if s.machine, _ = s.newMachine(session.Numbers{}); s.machine == nil {
			return nil, err
		}
		s.refuse(&StoreError{Session: id, Err: err})
	}
	if err := s.openHours(op); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, s.storeError()
}

// SessionID returns the name of a session: "FIX.4.4:SENDER->TARGET", with sub
// and location ids behind a slash where there are any, and the qualifier behind
// a colon. It is the key in the store, and what [Acceptor.Session] takes.
func SessionID(cfg session.Config) string {
	id := cfg.Dictionary.BeginString() + ":" +
		party(cfg.SenderCompID, cfg.SenderSubID, cfg.SenderLocationID) + "->" +
		party(cfg.TargetCompID, cfg.TargetSubID, cfg.TargetLocationID)
	if cfg.Qualifier != "" {
		id += ":" + cfg.Qualifier
	}
	return id
}

func party(comp, sub, location string) string {
	if location != "" {
		return comp + "/" + sub + "/" + location
	}
	if sub != "" {
		return comp + "/" + sub
	}
	return comp
}

// ID returns the name of the session, "FIX.4.4:SENDER->TARGET".
func (s *Session) ID() string { return s.id }

// Done returns a channel that is closed when the session stops for good: the
// engine was shut down, another has taken the session over in the store, or the
// store was closed. [Status] has the reason. A store that failed in another way
// is tried again, and closes nothing.
func (s *Session) Done() <-chan struct{} { return s.done }

// Config returns what the session was set up with.
func (s *Session) Config() session.Config { return *s.cfg }

// Status is where a session stands at one moment.
type Status struct {
	State   session.State
	NextIn  uint64 // the number expected from the peer, 0 before the store has opened the session
	NextOut uint64 // the number of our next message, 0 like NextIn
	Epoch   uint64 // grows whenever the numbers are reset
	Created time.Time
	// Err is why the session does not log on, or not even takes messages: a
	// *[StoreError] until the store can be used again; for good after Shutdown
	// and what else closes Done; until [Session.Enable] if it is [ErrDisabled] or
	// an *[AttemptsError]. It is nil otherwise.
	Err error
	// Since is since when the session takes no messages; zero if it does.
	Since time.Time
	// DialErr is why an initiator's last attempt to connect failed, a
	// *[DialError]; nil if it did not.
	DialErr error
}

// Status returns where the session stands.
func (s *Session) Status() Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := s.log.State()
	st := Status{
		State: s.machine.State(), NextIn: s.machine.NextIn(), NextOut: s.machine.NextOut(),
		Epoch: state.Epoch, Created: state.Created, Err: cmp.Or(s.failed, s.disabled), Since: s.since, DialErr: s.dialErr,
	}
	if s.log.refused() { // nobody knows them
		st.NextIn, st.NextOut = 0, 0
	}
	return st
}

// ClockOffset returns by how much the peer's clock is ahead of ours, negative if
// it is behind, as session.Machine.ClockOffset says; false if that is not known.
func (s *Session) ClockOffset() (offset time.Duration, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.machine.ClockOffset()
}

// LoggedOn reports whether the session is up.
func (s *Session) LoggedOn() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.up()
}

// up reports whether what is sent now is transmitted. Callers hold mu.
func (s *Session) up() bool {
	return s.failed == nil && s.conn != nil && !s.conn.dead && s.machine.State().LoggedOn()
}

// WaitLoggedOn returns when the session is up, or with an error when ctx ends
// or the session stops for good or is disabled. Do not call it from handlers: while they run
// the session cannot log on.
func (s *Session) WaitLoggedOn(ctx context.Context) error {
	return s.await(ctx, func() (bool, error) { return s.up(), cmp.Or(s.over(), s.disabled) })
}

// await returns once done, which is called with mu held, says so.
func (s *Session) await(ctx context.Context, done func() (bool, error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		ok, err := done()
		if ok || err != nil {
			return err
		}
		if err := s.pause(ctx); err != nil {
			return err
		}
	}
}

// pause returns when something may have changed, or when ctx ends. Callers hold
// mu, which is let go meanwhile.
func (s *Session) pause(ctx context.Context) error {
	changed := s.changed
	s.waiters++
	s.mu.Unlock()
	var err error
	select {
	case <-changed:
	case <-ctx.Done():
		err = ctx.Err()
	}
	s.mu.Lock()
	s.waiters--
	return err
}

// wake lets those that await look again. Callers hold mu.
func (s *Session) wake() {
	if s.waiters > 0 {
		close(s.changed)
		s.changed = make(chan struct{})
	}
}

// close ends a session whose connection is gone. The error is that of its
// store, past or present.
func (s *Session) close() error {
	s.mu.Lock()
	s.closing = true
	s.stop(ErrShutdown)
	s.timer.Stop()
	log, failed := s.log, s.failed
	if s.hours != nil {
		s.hours.timer.Stop()
	}
	if s.pace != nil {
		s.pace.timer.Stop()
	}
	if s.canceller != nil {
		s.canceller.timer.Stop()
	}
	s.mu.Unlock()
	s.cancel()
	if err := log.Close(); err != nil {
		return err
	}
	var f *StoreError
	if errors.As(failed, &f) {
		return f
	}
	return nil
}
