package postgres

import (
	"context"
	"fmt"
	"hash/fnv"

	"github.com/jackc/pgx/v5/pgconn"
)

// exec runs a statement of the committer. If the config allows it, the server
// keeps it under a name: then it is parsed and planned once for a connection.
func (s *Store) exec(ctx context.Context, conn *pgconn.PgConn, sql string, p *params) (*pgconn.ResultReader, error) {
	if !s.cfg.Prepare {
		return conn.ExecParams(ctx, sql, p.values, p.oids, binaryFormat, binaryFormat), nil
	}
	name, known := conn.CustomData()[sql].(string)
	if !known {
		h := fnv.New64a()
		_, _ = fmt.Fprint(h, sql, p.oids) // cannot fail
		name = fmt.Sprintf("affix_%016x", h.Sum64())
		if _, err := conn.Prepare(ctx, name, sql, p.oids); err != nil {
			return nil, err
		}
		conn.CustomData()[sql] = name
	}
	return conn.ExecPrepared(ctx, name, p.values, binaryFormat, binaryFormat), nil
}
