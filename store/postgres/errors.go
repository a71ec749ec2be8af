package postgres

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/affixgo/affix/store"
)

// ErrFull is returned by SaveOut while the database is down and as much waits
// as Config.MaxPending allows. Nothing was recorded, and the log can be used
// again once the database is back.
var ErrFull = errors.New("postgres: too much waits for the database")

// connectError is an attempt that did not get as far as a statement.
type connectError struct{ err error }

func (e *connectError) Error() string { return "no connection: " + e.err.Error() }
func (e *connectError) Unwrap() error { return e.err }

// verdict is what an error of a statement means.
type verdict struct {
	// passing says that the same statement may succeed later.
	passing bool
	// doubt says that it may have been committed.
	doubt bool
	// broken says that the connection is of no more use.
	broken bool
}

// judge tells errors that pass from those that need a hand.
func judge(err error) verdict {
	if errors.Is(err, store.ErrCorrupt) || errors.Is(err, store.ErrFailed) { // what we found out ourselves
		return verdict{}
	}
	var connect *connectError
	if errors.As(err, &connect) {
		return verdict{passing: true, broken: true}
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return verdict{passing: true, doubt: !pgconn.SafeToRetry(err), broken: true}
	}
	// An ERROR is the answer to the statement. Anything worse ends the
	// connection and may come when it was committed already.
	if pg.SeverityUnlocalized != "ERROR" && pg.Severity != "ERROR" {
		return verdict{passing: true, doubt: true, broken: true}
	}
	switch {
	case pg.Code == "25006": // a server that only reads, after a failover
		return verdict{passing: true, broken: true}
	case pg.Code == "26000": // a prepared statement that is not there any more
		return verdict{passing: true, broken: true}
	case pg.Code == "40003": // statement completion unknown
		return verdict{passing: true, doubt: true, broken: true}
	case strings.HasPrefix(pg.Code, "08"): // connection exception, of a pooler
		return verdict{passing: true, doubt: true, broken: true}
	}
	for _, class := range []string{
		"40", // deadlock, serialization
		"53", // disk full, out of memory, too many connections
		"55", // lock not available
		"57", // statement timeout, shutdown
		"58", // system error
	} {
		if strings.HasPrefix(pg.Code, class) {
			return verdict{passing: true}
		}
	}
	return verdict{}
}

// failed is what a log returns from now on.
func failed(err error) error {
	return fmt.Errorf("%w: postgres: %w; close the log and open it again", store.ErrFailed, err)
}

func sessionOpen(id string) error { return fmt.Errorf("%w: %s", store.ErrSessionOpen, id) }

// checkID returns why id cannot name a session.
func checkID(id string) error {
	switch {
	case id == "":
		return errors.New("postgres: open: empty session id")
	case len(id) > store.MaxID:
		return fmt.Errorf("postgres: open: session id of %d bytes, limit %d", len(id), store.MaxID)
	}
	return nil
}

func messagesError(id string, from, to uint64, err error) error {
	return fmt.Errorf("postgres: %s: messages %d-%d: %w", id, from, to, err)
}
