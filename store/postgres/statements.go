package postgres

// Each statement that writes is a transaction of its own and takes arrays, so
// that one does for many sessions. It begins with the fence: the rows of the
// sessions that are still ours, locked until it commits. A takeover waits for
// that lock, and what comes after the takeover finds no row:
//
//  1. A writes message 7 under generation 3 and holds the row.
//  2. B opens the session: its UPDATE to generation 4 waits for A.
//  3. A commits. B goes on, and counts message 7.
//  4. A writes message 8 under generation 3: no row, nothing is written.
//
// What they return are the sessions that are not ours any more.

// sqlSave: $1-$4 the sessions with their next inbound number or 0; $5-$7 the
// messages.
const sqlSave = `
WITH want AS MATERIALIZED (
	SELECT * FROM unnest($1, $2, $3, $4) AS w (session, generation, epoch, next_in)
), fence AS MATERIALIZED (
	SELECT s.id, s.epoch, w.next_in
	FROM want w JOIN :"schema".:"sessions" s
		ON s.id = w.session AND s.generation = w.generation AND s.epoch = w.epoch
	FOR SHARE OF s
), saved AS (
	INSERT INTO :"schema".:"messages" (session, cut, epoch, seq, saved, body)
	SELECT f.id, 0, f.epoch, m.seq, now(), m.body
	FROM unnest($5, $6, $7) AS m (session, seq, body) JOIN fence f ON f.id = m.session
	/*again*/
), received AS (
	UPDATE :"schema".:"epochs" e SET next_in = f.next_in
	FROM fence f WHERE e.session = f.id AND e.epoch = f.epoch AND f.next_in <> 0
)
SELECT w.session FROM want w WHERE NOT EXISTS (SELECT FROM fence f WHERE f.id = w.session)`

// sqlSaveAgain follows an attempt that may have been committed. Since then the
// generation has risen, so a row in the way can only be of that attempt.
const sqlSaveAgain = `ON CONFLICT (session, cut, epoch, seq) DO NOTHING`

// sqlRenumber: $1-$4 the sessions with their next outbound number; $5-$7 the
// ranges of messages to forget.
const sqlRenumber = `
WITH want AS MATERIALIZED (
	SELECT * FROM unnest($1, $2, $3, $4) AS w (session, generation, epoch, next_out)
), fence AS (
	UPDATE :"schema".:"sessions" s SET out_base = w.next_out, cuts = s.cuts + 1
	FROM want w WHERE s.id = w.session AND s.generation = w.generation AND s.epoch = w.epoch
	RETURNING s.id, s.epoch, s.cuts
), forgotten AS (
	UPDATE :"schema".:"messages" m SET cut = f.cuts
	FROM unnest($5, $6, $7) AS r (session, low, high) JOIN fence f ON f.id = r.session
	WHERE m.session = f.id AND m.cut = 0 AND m.epoch = f.epoch AND m.seq BETWEEN r.low AND r.high
)
SELECT w.session FROM want w WHERE NOT EXISTS (SELECT FROM fence f WHERE f.id = w.session)`

// sqlReset: $1-$5 the sessions with their new epoch and its beginning. It may
// be run twice.
const sqlReset = `
WITH want AS MATERIALIZED (
	SELECT * FROM unnest($1, $2, $3, $4, $5) AS w (session, generation, epoch, created, created_ns)
), fence AS (
	UPDATE :"schema".:"sessions" s SET epoch = w.epoch, out_base = 1
	FROM want w WHERE s.id = w.session AND s.generation = w.generation AND s.epoch IN (w.epoch - 1, w.epoch)
	RETURNING s.id
), begun AS (
	INSERT INTO :"schema".:"epochs" (session, epoch, next_in, created, created_ns)
	SELECT w.session, w.epoch, 1, w.created, w.created_ns FROM want w JOIN fence f ON f.id = w.session
	ON CONFLICT (session, epoch) DO NOTHING
)
SELECT w.session FROM want w WHERE NOT EXISTS (SELECT FROM fence f WHERE f.id = w.session)`

// sqlFence raises the generation of the sessions $1 that still belong to the
// owners $2: an attempt that the server may still be at comes to nothing, or is
// waited for.
const sqlFence = `
UPDATE :"schema".:"sessions" s SET generation = s.generation + 1
FROM unnest($1, $2) AS w (session, owner) WHERE s.id = w.session AND s.owner = w.owner
RETURNING s.id, s.generation`

const sqlOwner = `SELECT owner FROM :"schema".:"sessions" WHERE id = $1`

// sqlTake: $1 name, $2 owner.
const sqlTake = `
UPDATE :"schema".:"sessions" SET generation = generation + 1, owner = $2, opened = now()
WHERE name = $1 RETURNING id, generation`

// sqlCreate: $1 name, $2 owner, $3 created, $4 its nanoseconds.
const sqlCreate = `
WITH s AS (
	INSERT INTO :"schema".:"sessions" AS s (name, epoch, generation, owner, opened, out_base, cuts)
	VALUES ($1, 1, 1, $2, now(), 1, 0)
	ON CONFLICT (name) DO UPDATE SET generation = s.generation + 1, owner = $2, opened = now()
	RETURNING id, generation, epoch
), e AS (
	INSERT INTO :"schema".:"epochs" (session, epoch, next_in, created, created_ns)
	SELECT id, epoch, 1, $3, $4 FROM s
	ON CONFLICT (session, epoch) DO NOTHING
)
SELECT id, generation FROM s`

// sqlState: $1 session, $2 generation. It MUST be a statement of its own behind
// the one that raised the generation: what the last owner committed meanwhile is
// not in the snapshot of that one.
const sqlState = `
SELECT s.epoch, s.out_base, e.next_in, e.created, e.created_ns, coalesce(
	(SELECT max(m.seq) FROM :"schema".:"messages" m
		WHERE m.session = s.id AND m.cut = 0 AND m.epoch = s.epoch AND m.seq < 0),
	(SELECT max(m.seq) FROM :"schema".:"messages" m
		WHERE m.session = s.id AND m.cut = 0 AND m.epoch = s.epoch), 0)
FROM :"schema".:"sessions" s LEFT JOIN :"schema".:"epochs" e ON e.session = s.id AND e.epoch = s.epoch
WHERE s.id = $1 AND s.generation = $2`

// sqlPage: $1 session, $2 epoch, $3-$4 range, $5 rows, $6 bytes: at least one
// message, and no more once they have that many bytes.
const sqlPage = `
SELECT seq, body FROM (
	SELECT seq, body, sum(octet_length(body)) OVER (ORDER BY seq) - octet_length(body) AS before FROM (
		SELECT seq, body FROM :"schema".:"messages"
		WHERE session = $1 AND cut = 0 AND epoch = $2 AND seq BETWEEN $3 AND $4
		ORDER BY seq LIMIT $5
	) rows
) page WHERE before < $6 ORDER BY seq`
