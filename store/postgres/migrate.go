package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

//go:embed migrations/*.sql
var files embed.FS

// migration is one file; the n-th leads to version n.
type migration struct{ name, sql string }

func migrations() ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	var all []migration
	for i, name := range names {
		sql, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		name = strings.TrimPrefix(name, "migrations/")
		if !strings.HasPrefix(name, fmt.Sprintf("%04d_", i+1)) {
			return nil, fmt.Errorf("postgres: migration %s is not number %d", name, i+1)
		}
		all = append(all, migration{name, string(sql)})
	}
	return all, nil
}

// Migrate creates the schema and the tables, or brings those of an earlier
// version up to date, in one transaction. Where nothing is to be done it changes
// nothing, and any number of processes may call it at once. It needs a role that
// may create tables in the schema, and the schema in the database if it is not
// there.
func Migrate(ctx context.Context, pool *pgxpool.Pool, t Tables) error {
	t = t.withDefaults()
	if err := t.validate(); err != nil {
		return err
	}
	all, err := migrations()
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error { return migrate(ctx, tx, t, all) })
	if err != nil {
		return fmt.Errorf("postgres: migrate: %w", err)
	}
	return nil
}

func migrate(ctx context.Context, tx pgx.Tx, t Tables, all []migration) error {
	// Of the transaction, so it is safe behind a pooler.
	key := fnv.New64a()
	key.Write([]byte(t.fill(`:"schema".:"migrations"`)))
	if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", pgx.QueryExecModeExec, int64(key.Sum64())); err != nil {
		return err
	}
	// CREATE SCHEMA IF NOT EXISTS asks for the right to create one in any case.
	var exists bool
	err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)",
		pgx.QueryExecModeExec, t.Schema).Scan(&exists)
	if err != nil {
		return err
	}
	script := tx.Conn().PgConn()
	if !exists {
		if err := run(ctx, script, t.fill(`CREATE SCHEMA :"schema"`)); err != nil {
			return err
		}
	}
	version, err := schemaVersion(ctx, tx, t)
	if err != nil {
		return err
	}
	if version < 0 {
		version = 0
		if err := run(ctx, script, t.fill(`CREATE TABLE :"schema".:"migrations" (
			version integer PRIMARY KEY, name text NOT NULL, applied timestamptz NOT NULL DEFAULT now())`)); err != nil {
			return err
		}
	}
	if version > len(all) {
		return errNewer(version, len(all))
	}
	for i, m := range all[version:] {
		if err := run(ctx, script, t.fill(m.sql)); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		_, err := tx.Exec(ctx, t.fill(`INSERT INTO :"schema".:"migrations" (version, name) VALUES ($1, $2)`),
			pgx.QueryExecModeExec, version+i+1, m.name)
		if err != nil {
			return err
		}
	}
	return nil
}

func run(ctx context.Context, conn *pgconn.PgConn, script string) error {
	return conn.Exec(ctx, script).Close()
}

// querier is a pool or a transaction.
type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// schemaVersion returns the version of the tables, -1 if there are none.
func schemaVersion(ctx context.Context, q querier, t Tables) (int, error) {
	var exists bool
	err := q.QueryRow(ctx, "SELECT to_regclass($1) IS NOT NULL", pgx.QueryExecModeExec,
		t.fill(`:"schema".:"migrations"`)).Scan(&exists)
	if err != nil || !exists {
		return -1, err
	}
	var version int
	err = q.QueryRow(ctx, t.fill(`SELECT coalesce(max(version), 0) FROM :"schema".:"migrations"`),
		pgx.QueryExecModeExec).Scan(&version)
	return version, err
}

// checkVersion returns why the tables cannot be used.
func checkVersion(ctx context.Context, q querier, t Tables) error {
	all, err := migrations()
	if err != nil {
		return err
	}
	version, err := schemaVersion(ctx, q, t)
	switch {
	case err != nil:
		return err
	case version < 0:
		return errors.New(t.fill(`no table :"schema".:"migrations": run Migrate, or set Config.Migrate`))
	case version < len(all):
		return fmt.Errorf("the tables have version %d, this program needs %d: run Migrate, or set Config.Migrate",
			version, len(all))
	case version > len(all):
		return errNewer(version, len(all))
	}
	return nil
}

func errNewer(version, known int) error {
	return fmt.Errorf("the tables have version %d, this program knows %d: use a newer one", version, known)
}
