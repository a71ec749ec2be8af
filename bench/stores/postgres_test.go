package stores

import (
	"database/sql"
	"errors"
	"fmt"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver of quickfix-go's store
	"github.com/quickfixgo/quickfix"
	"github.com/quickfixgo/quickfix/config"
	sqlstore "github.com/quickfixgo/quickfix/store/sql"

	"github.com/affixgo/affix/internal/pgserver"
	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/postgres"
)

// quickfixTables are the tables of quickfix-go's store, from its documentation.
const quickfixTables = `
CREATE TABLE sessions (
	beginstring CHAR(8), sendercompid VARCHAR(64), sendersubid VARCHAR(64), senderlocid VARCHAR(64),
	targetcompid VARCHAR(64), targetsubid VARCHAR(64), targetlocid VARCHAR(64), session_qualifier VARCHAR(64),
	creation_time TIMESTAMP WITH TIME ZONE NOT NULL, incoming_seqnum INTEGER NOT NULL, outgoing_seqnum INTEGER NOT NULL,
	PRIMARY KEY (beginstring, sendercompid, sendersubid, senderlocid,
		targetcompid, targetsubid, targetlocid, session_qualifier));
CREATE TABLE messages (
	beginstring CHAR(8), sendercompid VARCHAR(64), sendersubid VARCHAR(64), senderlocid VARCHAR(64),
	targetcompid VARCHAR(64), targetsubid VARCHAR(64), targetlocid VARCHAR(64), session_qualifier VARCHAR(64),
	msgseqnum INTEGER NOT NULL, message TEXT NOT NULL,
	PRIMARY KEY (beginstring, sendercompid, sendersubid, senderlocid,
		targetcompid, targetsubid, targetlocid, session_qualifier, msgseqnum));`

// database returns the DSN of a server, which ends with the benchmark unless it
// is somebody else's.
func database(b *testing.B) string {
	server, err := pgserver.Start()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(server.Remove)
	return server.DSN
}

func quickfixSQL(b *testing.B, dsn string, n int) []saver {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := db.Exec(`DROP TABLE IF EXISTS sessions, messages;` + quickfixTables); err != nil {
		b.Fatal(err)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	savers := make([]saver, n)
	for i := range savers {
		id, settings := quickfixSession(b, i, map[string]string{
			config.SQLStoreDriver: "pgx", config.SQLStoreDataSourceName: dsn,
		})
		s, err := sqlstore.NewStoreFactory(settings).Create(id)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = s.Close() })
		savers[i] = saveQuickfix(s)
	}
	return savers
}

func affixPostgres(b *testing.B, dsn string, n int) []saver {
	savers := make([]saver, n)
	for i, l := range affixLogs(b, dsn, n) {
		savers[i] = func(seq uint64, msg []byte) error {
			return errors.Join(l.SaveOut(seq, msg), l.Sync(b.Context()))
		}
	}
	return savers
}

func affixLogs(b *testing.B, dsn string, n int) []store.Log {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := db.Exec(`DROP SCHEMA IF EXISTS affix_bench CASCADE`); err != nil {
		b.Fatal(err)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	s, err := postgres.Open(b.Context(), postgres.Config{
		DSN: dsn, Migrate: true, Prepare: true, Tables: postgres.Tables{Schema: "affix_bench"},
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	logs := make([]store.Log, n)
	for i := range logs {
		if logs[i], err = s.Open(b.Context(), fmt.Sprint(i)); err != nil {
			b.Fatal(err)
		}
	}
	return logs
}

// BenchmarkPostgres is BenchmarkDurable on one PostgreSQL server, with fsync and
// synchronous_commit on.
func BenchmarkPostgres(b *testing.B) {
	dsn := database(b)
	for _, inFlight := range []int{1, 100, 1000} {
		if inFlight <= 100 { // a connection each
			b.Run(fmt.Sprintf("inflight=%d/impl=quickfix", inFlight), func(b *testing.B) {
				save(b, quickfixSQL(b, dsn, inFlight))
			})
		}
		b.Run(fmt.Sprintf("inflight=%d/impl=affix", inFlight), func(b *testing.B) {
			save(b, affixPostgres(b, dsn, inFlight))
		})
	}
}

// BenchmarkPostgresSession has 100 messages in flight in one session, as when
// senders do not wait for each other; an op is one durable message. quickfix-go
// has no way to let them share a transaction.
func BenchmarkPostgresSession(b *testing.B) {
	dsn := database(b)
	const inFlight = 100
	b.Run("impl=quickfix", func(b *testing.B) { save(b, quickfixSQL(b, dsn, 1)) })
	b.Run("impl=affix", func(b *testing.B) { saveAhead(b, affixLogs(b, dsn, 1)[0], inFlight) })
}

// saveQuickfix is what its session does to keep a message.
func saveQuickfix(s quickfix.MessageStore) saver {
	return func(seq uint64, msg []byte) error {
		return s.SaveMessageAndIncrNextSenderMsgSeqNum(int(seq), msg)
	}
}
