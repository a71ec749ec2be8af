package postgres

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// OnDown says what happens to records while the database cannot be written.
type OnDown uint8

const (
	// Wait keeps records in memory and tries on: Sync and Open return when the
	// database is back or their ctx ends. Sessions stay up, and transmit nothing
	// meanwhile.
	Wait OnDown = iota
	// Fail gives up after Config.FailAfter: the logs that have something to
	// store return an error that is store.ErrFailed, which stops their sessions.
	// They can be opened again once the database is back.
	Fail
)

func (d OnDown) String() string {
	switch d {
	case Wait:
		return "wait"
	case Fail:
		return "fail"
	}
	return fmt.Sprintf("OnDown(%d)", uint8(d))
}

// Config sets up a Store. One of Pool and DSN is needed.
type Config struct {
	// Pool is where connections come from: one for writing, which the store
	// keeps while it is busy, others now and then to open sessions and to read
	// messages. It must allow two at least, and stays the caller's.
	Pool *pgxpool.Pool
	// DSN names the database where there is no Pool, as a URL or as
	// "host=… dbname=…", with pgxpool's options such as pool_max_conns. The
	// store makes a pool of its own.
	DSN string
	// Tables names schema and tables. If empty, those of the schema affix.
	Tables Tables
	// Migrate makes Open call the function Migrate. If false, it has to have
	// been done: in production by a role that may create tables.
	Migrate bool
	// Prepare lets the server keep the statements that write under names, for as
	// long as a connection lasts, so that it parses and plans them once: a single
	// commit is about half a millisecond faster. It is for connections to the
	// server itself: a pooler in transaction mode gives each transaction another
	// one. If false, nothing is left in a connection.
	Prepare bool
	// OnDown says what happens while the database is down. If zero, Wait.
	OnDown OnDown
	// FailAfter is how long Fail keeps trying. If zero, it fails as soon as a
	// fresh connection cannot be had or fails too.
	FailAfter time.Duration
	// Timeout bounds one statement and one attempt to connect; the answer to a
	// statement is lost after that, and it is repeated on a new connection. If
	// zero, 10 s.
	Timeout time.Duration
	// Delay bounds how long a record waits for its commit when nobody calls
	// Sync. If zero, 20 ms.
	Delay time.Duration
	// MaxPending bounds the messages that wait for their commit, in bytes of all
	// sessions. Above it SaveOut waits while the database is up, and returns
	// ErrFull while it is down. If zero, 256 MiB.
	MaxPending int64
	// CloseTimeout bounds how long Close, of a log and of the store, waits for
	// a database that is down. If zero, 5 s.
	CloseTimeout time.Duration
	// Owner says to others who holds a session: it is in their *store.StaleError
	// and in the table. If empty, host name and process id.
	Owner string
	// Logger is told when the database goes away and comes back, and when a
	// session is lost. If nil, nobody is.
	Logger *slog.Logger
	// Now tells when a new session was created. If nil, time.Now.
	Now func() time.Time
}

func (c Config) withDefaults() Config {
	c.Tables = c.Tables.withDefaults()
	if c.Timeout == 0 {
		c.Timeout = 10 * time.Second
	}
	if c.Delay == 0 {
		c.Delay = 20 * time.Millisecond
	}
	if c.MaxPending == 0 {
		c.MaxPending = 256 << 20
	}
	if c.CloseTimeout == 0 {
		c.CloseTimeout = 5 * time.Second
	}
	if c.Owner == "" {
		host, _ := os.Hostname() // the process id alone is better than nothing
		c.Owner = fmt.Sprintf("%s:%d", host, os.Getpid())
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}

func (c Config) validate() error {
	errs := []error{c.Tables.validate()}
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("postgres: config: "+format, args...))
	}
	if (c.Pool == nil) == (c.DSN == "") {
		bad("one of Pool and DSN must be set")
	}
	if c.Pool != nil && c.Pool.Config().MaxConns < 2 {
		bad("Pool allows %d connection, 2 are needed: set pool_max_conns", c.Pool.Config().MaxConns)
	}
	if c.OnDown > Fail {
		bad("unknown OnDown %d", c.OnDown)
	}
	for _, d := range []struct {
		name  string
		value time.Duration
	}{
		{"FailAfter", c.FailAfter}, {"Timeout", c.Timeout}, {"Delay", c.Delay}, {"CloseTimeout", c.CloseTimeout},
	} {
		if d.value < 0 {
			bad("%s is negative", d.name)
		}
	}
	if c.MaxPending < 0 {
		bad("MaxPending is negative")
	}
	return errors.Join(errs...)
}

// newPool makes the pool of a DSN.
func (c Config) newPool() (*pgxpool.Config, error) {
	cfg, err := pgxpool.ParseConfig(c.DSN)
	if err != nil {
		return nil, fmt.Errorf("postgres: config: DSN: %w", err)
	}
	if cfg.MaxConns < 2 {
		return nil, fmt.Errorf("postgres: config: pool_max_conns is %d, 2 are needed", cfg.MaxConns)
	}
	// Nothing may be left behind in a connection: it may be another one behind
	// the pooler by the next statement.
	cfg.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
	cfg.ConnConfig.StatementCacheCapacity = 0
	cfg.ConnConfig.DescriptionCacheCapacity = 0
	return cfg, nil
}
