package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/affixgo/affix/store"
)

const (
	// flushDelay bounds how long a record waits when nobody calls Sync.
	flushDelay = 5 * time.Millisecond
	// backlog is how many bytes may wait before the one who saves commits.
	backlog = 4 << 20
)

const schema = `
CREATE TABLE IF NOT EXISTS session (
	num        INTEGER PRIMARY KEY,
	id         BLOB    NOT NULL UNIQUE,
	epoch      INTEGER NOT NULL,
	next_in    INTEGER NOT NULL,
	next_out   INTEGER NOT NULL,
	created_s  INTEGER NOT NULL,
	created_ns INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS message (
	session INTEGER NOT NULL,
	epoch   INTEGER NOT NULL,
	seq     INTEGER NOT NULL,
	body    BLOB    NOT NULL,
	PRIMARY KEY (session, epoch, seq)
) WITHOUT ROWID;
PRAGMA user_version = 1;
`

// Config sets up a Store. The zero value is ready to use.
type Config struct {
	// Durability is what Sync promises. If zero, store.Group.
	Durability store.Durability
	// KeepEpochs is how many epochs of a session are kept, the current one
	// included; older messages are deleted when a new one begins. If zero, all.
	KeepEpochs int
	// Now tells when a new session was created. If nil, time.Now.
	Now func() time.Time
}

// Store is a store.Store in a database. It is safe for concurrent use, and runs
// one goroutine until Close.
type Store struct {
	cfg  Config
	path string
	db   *sql.DB
	conn *sql.Conn // the only one, which holds the lock; dbmu guards it
	put  *sql.Stmt

	dbmu sync.Mutex // whoever needs both takes it before mu

	mu       sync.Mutex
	err      error // why nothing can be recorded
	closed   bool
	sessions map[string]*session
	lastNum  int64
	pending  batch
	spare    batch
	end      uint64 // of all operations recorded
	done     uint64 // of those committed
	armed    bool
	timer    *time.Timer
	stop     chan struct{}
	stopped  chan struct{}
}

// session is one session; the Store's mu guards it.
type session struct {
	num   int64
	state store.State
	isNew bool
	dirty bool
	end   uint64 // behind its last operation
	open  *log
	dead  error // why the log in use is of a time before the store failed
}

// Open opens the store in the database file at path, which is created if it does
// not exist. A database that is in use is a *store.LockedError.
func Open(ctx context.Context, path string, cfg Config) (*Store, error) {
	if cfg.Durability > store.Each || cfg.KeepEpochs < 0 {
		return nil, fmt.Errorf("sqlite: config: Durability %d, KeepEpochs %d", cfg.Durability, cfg.KeepEpochs)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	s := &Store{
		cfg: cfg, path: path,
		timer: time.NewTimer(time.Hour), stop: make(chan struct{}), stopped: make(chan struct{}),
	}
	s.timer.Stop()
	var err error
	if s.sessions, s.lastNum, err = s.connect(ctx); err != nil {
		return nil, errors.Join(s.openError(err), s.disconnect())
	}
	go s.loop()
	return s, nil
}

// connect opens the database and reads the sessions.
func (s *Store) connect(ctx context.Context) (sessions map[string]*session, lastNum int64, err error) {
	full := "FULL"
	if s.cfg.Durability == store.Async {
		full = "NORMAL"
	}
	q := url.Values{"_pragma": {
		"locking_mode(EXCLUSIVE)", "journal_mode(WAL)", "synchronous(" + full + ")", "busy_timeout(0)",
	}, "_txlock": {"exclusive"}}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(s.path)}).EscapedPath(), RawQuery: q.Encode()}
	if s.db, err = sql.Open("sqlite", u.String()); err != nil {
		return nil, 0, err
	}
	s.db.SetMaxOpenConns(1)
	if s.conn, err = s.db.Conn(ctx); err != nil {
		return nil, 0, err
	}
	if _, err = s.conn.ExecContext(ctx, schema); err != nil {
		return nil, 0, err
	}
	if s.put, err = s.conn.PrepareContext(ctx, "INSERT INTO message VALUES (?, ?, ?, ?)"); err != nil {
		return nil, 0, err
	}
	return s.readSessions(ctx)
}

func (s *Store) readSessions(ctx context.Context) (sessions map[string]*session, lastNum int64, err error) {
	rows, err := s.conn.QueryContext(ctx, "SELECT num, id, epoch, next_in, next_out, created_s, created_ns FROM session")
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	sessions = map[string]*session{}
	for rows.Next() {
		var id []byte
		var epoch, in, out, sec, ns int64
		x := &session{}
		if err := rows.Scan(&x.num, &id, &epoch, &in, &out, &sec, &ns); err != nil {
			return nil, 0, err
		}
		x.state = store.State{
			ID: string(id), Epoch: uint64(epoch), NextIn: uint64(in), NextOut: uint64(out), Created: time.Unix(sec, ns).UTC(),
		}
		sessions[x.state.ID] = x
		lastNum = max(lastNum, x.num)
	}
	return sessions, lastNum, rows.Err()
}

func (s *Store) disconnect() error {
	var errs []error
	if s.put != nil {
		errs = append(errs, s.put.Close())
	}
	if s.conn != nil {
		errs = append(errs, s.conn.Close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	s.put, s.conn, s.db = nil, nil, nil
	return errors.Join(errs...)
}

func (s *Store) openError(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xFF {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return &store.LockedError{Dir: s.path}
		case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
			return &store.CorruptError{File: s.path, Reason: e.Error()}
		}
	}
	return fmt.Errorf("sqlite: open %s: %w", s.path, err)
}

// Open implements store.Store. If the store has failed, Open tries whether the
// cause is gone, and reads the sessions anew then.
func (s *Store) Open(ctx context.Context, id string) (store.Log, error) {
	switch {
	case id == "":
		return nil, errors.New("sqlite: open: empty session id")
	case len(id) > store.MaxID:
		return nil, fmt.Errorf("sqlite: open: session id of %d bytes, limit %d", len(id), store.MaxID)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	if s.Err() != nil {
		if err := s.recover(ctx); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, store.ErrClosed
	}
	if s.err != nil {
		return nil, s.err
	}
	x := s.sessions[id]
	if x == nil {
		s.lastNum++
		x = &session{num: s.lastNum, isNew: true, state: store.State{
			ID: id, Epoch: 1, NextIn: 1, NextOut: 1, Created: s.cfg.Now().Round(0).UTC(),
		}}
		s.sessions[id] = x
		s.changed(x)
	}
	if x.open != nil {
		return nil, fmt.Errorf("%w: %s", store.ErrSessionOpen, id)
	}
	x.open = &log{s: s, x: x}
	return x.open, nil
}

// Close implements store.Store.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	s.mu.Unlock()
	close(s.stop)
	<-s.stopped
	err := s.commit(nil)
	s.dbmu.Lock()
	defer s.dbmu.Unlock()
	return errors.Join(err, s.disconnect())
}

// loop commits what nobody waits for.
func (s *Store) loop() {
	defer close(s.stopped)
	for {
		select {
		case <-s.timer.C:
			s.mu.Lock()
			s.armed = false
			s.mu.Unlock()
			_ = s.commit(nil) // a failure stays for the next caller
		case <-s.stop:
			s.timer.Stop()
			return
		}
	}
}
