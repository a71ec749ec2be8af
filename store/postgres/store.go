package postgres

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/affixgo/affix/internal/crowd"
	"github.com/affixgo/affix/store"
)

// Store is a store.Store in a PostgreSQL database. It is safe for concurrent
// use, and runs one goroutine until Close, which commits for all sessions.
type Store struct {
	cfg     Config
	pool    *pgxpool.Pool
	ownPool bool
	sql     statements

	// ctx ends when Close gives up.
	ctx    context.Context
	cancel context.CancelFunc

	closing sync.Once

	mu      sync.Mutex
	closed  bool
	logs    map[string]*log // open, or being opened
	queue   []*batch        // oldest first
	newest  [kinds]*batch   // of the queue
	lastID  uint64          // of the newest batch
	done    uint64          // id of the last batch that was dealt with
	pending int64           // bytes not dealt with
	freed   sync.Cond       // pending has shrunk, or the database went down
	blocked int             // goroutines that wait for freed
	waiting []*waiter
	idle    []*waiter // to be used again
	free    []*batch
	armed   bool  // a commit is due within cfg.Delay
	down    error // why the database cannot be used; nil while it can

	timer *time.Timer
	kick  chan struct{}
	stop  chan struct{}
	ended chan struct{}

	// Of the committing goroutine.
	w     writer
	crowd crowd.Crowd
}

// statements are the statements with the names of the tables.
type statements struct {
	save, saveAgain, renumber, reset, fence, owner string
	take, create, state, page                      string
}

func newStatements(t Tables) statements {
	again := strings.Replace(sqlSave, "/*again*/", sqlSaveAgain, 1)
	return statements{
		save: t.fill(sqlSave), saveAgain: t.fill(again), renumber: t.fill(sqlRenumber),
		reset: t.fill(sqlReset), fence: t.fill(sqlFence), owner: t.fill(sqlOwner),
		take: t.fill(sqlTake), create: t.fill(sqlCreate), state: t.fill(sqlState), page: t.fill(sqlPage),
	}
}

// Open opens the store. It looks whether the tables are there and fit, and
// returns the error of a database that it cannot reach, whatever OnDown says:
// so a wrong address shows at once.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	cfg = cfg.withDefaults()
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	s := &Store{
		cfg: cfg, pool: cfg.Pool, sql: newStatements(cfg.Tables),
		logs:  map[string]*log{},
		timer: time.NewTimer(time.Hour),
		kick:  make(chan struct{}, 1),
		stop:  make(chan struct{}),
		ended: make(chan struct{}),
	}
	s.timer.Stop()
	s.freed.L = &s.mu
	if s.pool == nil {
		pcfg, err := cfg.newPool()
		if err != nil {
			return nil, err
		}
		if s.pool, err = pgxpool.NewWithConfig(ctx, pcfg); err != nil {
			return nil, fmt.Errorf("postgres: open: %w", err)
		}
		s.ownPool = true
	}
	if err := s.prepare(ctx); err != nil {
		if s.ownPool {
			s.pool.Close()
		}
		return nil, err
	}
	s.ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	go s.commitLoop()
	return s, nil
}

// prepare sees to the tables, and says so when the server does not keep what it
// has promised.
func (s *Store) prepare(ctx context.Context) error {
	if s.cfg.Migrate {
		if err := Migrate(ctx, s.pool, s.cfg.Tables); err != nil {
			return err
		}
	}
	if err := checkVersion(ctx, s.pool, s.cfg.Tables); err != nil {
		return fmt.Errorf("postgres: open: %w", err)
	}
	settings, err := s.query(ctx, `SELECT current_setting('fsync'), current_setting('synchronous_commit')`)
	if err != nil {
		return fmt.Errorf("postgres: open: %w", err)
	}
	for i, name := range []string{"fsync", "synchronous_commit"} {
		if string(settings[0][i]) == "off" {
			s.cfg.Logger.Warn("postgres: " + name + " is off: what Sync has promised may be lost when the server stops")
		}
	}
	return nil
}

// Err returns why the database cannot be used at present, nil while it can: as
// far as is known, because nobody asks it while there is nothing to store.
func (s *Store) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.down
}

// Close implements store.Store: it commits what was recorded, for
// Config.CloseTimeout if the database is down. The error says that something
// was lost.
func (s *Store) Close() error {
	var err error
	s.closing.Do(func() {
		s.mu.Lock()
		s.closed = true
		s.freed.Broadcast()
		s.mu.Unlock()
		hurry := time.AfterFunc(s.cfg.CloseTimeout, s.cancel)
		close(s.stop)
		<-s.ended
		hurry.Stop()
		s.cancel()

		s.mu.Lock()
		for _, l := range s.logs {
			if err == nil && l.lost {
				err = l.err
			}
		}
		clear(s.logs)
		s.mu.Unlock()
		if s.ownPool {
			s.pool.Close()
		}
	})
	return err
}

// up notes that the database can be used.
func (s *Store) up() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down != nil {
		s.down = nil
		s.cfg.Logger.Info("postgres: the database is back")
	}
}

// away notes that it cannot. Senders that wait for room are told.
func (s *Store) away(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down == nil {
		s.cfg.Logger.Warn("postgres: the database cannot be used", "error", err, "policy", s.cfg.OnDown.String())
	}
	s.down = err
	s.freed.Broadcast()
}

var _ store.Store = (*Store)(nil)
