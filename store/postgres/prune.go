package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Retention says what Prune deletes. A session's current epoch keeps its last
// message in any case, as its next number derives from it. What was deleted is
// not sent again: a peer that asks for it gets a gap fill.
type Retention struct {
	// MaxAge deletes messages that were saved longer ago, of the current epoch
	// too. If zero, age does not matter.
	MaxAge time.Duration
	// MaxEpochs is how many epochs of a session are kept, the current one
	// included. What SetNextOut took back counts with its epoch. If zero, all.
	MaxEpochs int
	// Rows bounds what one statement deletes, and so how long it takes. If zero,
	// 1,000.
	Rows int
}

func (r Retention) validate() error {
	var errs []error
	if r.MaxAge < 0 {
		errs = append(errs, errors.New("postgres: prune: MaxAge is negative"))
	}
	if r.MaxEpochs < 0 {
		errs = append(errs, errors.New("postgres: prune: MaxEpochs is negative"))
	}
	if r.Rows < 0 {
		errs = append(errs, errors.New("postgres: prune: Rows is negative"))
	}
	return errors.Join(errs...)
}

// sqlSession finds the first session behind $1.
const sqlSession = `SELECT id, epoch, cuts FROM :"schema".:"sessions" WHERE id > $1 ORDER BY id LIMIT 1`

// sqlCut finds the first cut of session $1 behind $2 and up to $3.
const sqlCut = `
SELECT cut FROM :"schema".:"messages" WHERE session = $1 AND cut > $2 AND cut <= $3 ORDER BY cut LIMIT 1`

// sqlPrune deletes of the first $4 messages of session $1, cut $2 and the epochs
// up to $3 those that are of an epoch up to $5 or older than $6 seconds, unless
// that is negative. The last message of the current epoch stays.
const sqlPrune = `
WITH head AS (
	SELECT epoch, seq, saved FROM :"schema".:"messages"
	WHERE session = $1 AND cut = $2 AND epoch <= $3
	ORDER BY epoch, seq LIMIT $4
), last AS (
	SELECT s.epoch, coalesce(
		(SELECT max(seq) FROM :"schema".:"messages" WHERE session = $1 AND cut = 0 AND epoch = s.epoch AND seq < 0),
		(SELECT max(seq) FROM :"schema".:"messages" WHERE session = $1 AND cut = 0 AND epoch = s.epoch)) AS seq
	FROM :"schema".:"sessions" s WHERE s.id = $1 AND $2 = 0
)
DELETE FROM :"schema".:"messages" m
USING head h
WHERE m.session = $1 AND m.cut = $2 AND m.epoch = h.epoch AND m.seq = h.seq
	AND (h.epoch <= $5 OR $6 >= 0 AND h.saved < now() - $6 * interval '1 second')
	AND NOT EXISTS (SELECT FROM last WHERE last.epoch = h.epoch AND last.seq = h.seq)
RETURNING 1`

// sqlPruneEpochs deletes the rows of past epochs that have no messages left and
// are $1 or more epochs old, or began and ended more than $2 seconds ago; 0 and
// negative are never.
const sqlPruneEpochs = `
DELETE FROM :"schema".:"epochs" e USING :"schema".:"sessions" s
WHERE s.id = e.session AND e.epoch < s.epoch
	AND ($1 > 0 AND s.epoch - e.epoch >= $1 OR $2 >= 0 AND EXISTS (
		SELECT FROM :"schema".:"epochs" n WHERE n.session = e.session AND n.epoch = e.epoch + 1
			AND n.created < now() - $2 * interval '1 second'))
	AND NOT EXISTS (SELECT FROM :"schema".:"messages" m WHERE m.session = e.session AND m.epoch = e.epoch AND m.cut = 0)
	AND NOT EXISTS (SELECT FROM :"schema".:"messages" m WHERE m.session = e.session AND m.epoch = e.epoch AND m.cut > 0)
RETURNING 1`

// Prune deletes what retention does not ask to keep, of all sessions in the
// tables, open or not, and returns the number of messages deleted. It works in
// small transactions beside the traffic, and holds up no session. Any process
// with a Store may do it, from time to time; two at once do no harm.
func (s *Store) Prune(ctx context.Context, r Retention) (deleted int64, err error) {
	if err := r.validate(); err != nil {
		return 0, err
	}
	if r.Rows == 0 {
		r.Rows = 1000
	}
	if r.MaxAge == 0 && r.MaxEpochs == 0 {
		return 0, nil
	}
	age := int64(-1) // none
	if r.MaxAge > 0 {
		age = int64(r.MaxAge / time.Second)
	}
	for session := int32(0); ; {
		rows, err := s.query(ctx, s.cfg.Tables.fill(sqlSession), int4(session))
		if err != nil {
			return deleted, pruneError(err)
		}
		if len(rows) == 0 {
			break
		}
		session = getInt4(rows[0][0])
		// The bounds are those of now, so that this ends however often the session
		// is reset meanwhile.
		p := pruning{session: session, epoch: getInt8(rows[0][1]), cuts: getInt4(rows[0][2]), age: age, rows: r.Rows}
		if r.MaxEpochs > 0 {
			p.past = p.epoch - int64(r.MaxEpochs)
		}
		n, err := s.pruneSession(ctx, p)
		deleted += n
		if err != nil {
			return deleted, pruneError(err)
		}
	}
	_, err = s.query(ctx, s.cfg.Tables.fill(sqlPruneEpochs), int8(int64(r.MaxEpochs)), int8(age))
	if err != nil {
		return deleted, pruneError(err)
	}
	return deleted, nil
}

func pruneError(err error) error { return fmt.Errorf("postgres: prune: %w", err) }

// pruning is what is deleted of a session.
type pruning struct {
	session int32
	epoch   int64 // the current one
	cuts    int32
	past    int64 // highest epoch that goes, whatever its age
	age     int64 // in seconds, negative for none
	rows    int
}

func (s *Store) pruneSession(ctx context.Context, p pruning) (deleted int64, err error) {
	for cut := int32(-1); ; {
		rows, err := s.query(ctx, s.cfg.Tables.fill(sqlCut), int4(p.session), int4(cut), int4(p.cuts))
		if err != nil || len(rows) == 0 {
			return deleted, err
		}
		cut = getInt4(rows[0][0])
		n, err := s.pruneCut(ctx, p, cut)
		deleted += n
		if err != nil {
			return deleted, err
		}
	}
}

// pruneCut deletes from the front until a message is to be kept: they are in
// the order they were saved.
func (s *Store) pruneCut(ctx context.Context, p pruning, cut int32) (deleted int64, err error) {
	for {
		rows, err := s.query(ctx, s.cfg.Tables.fill(sqlPrune),
			int4(p.session), int4(cut), int8(p.epoch), int8(int64(p.rows)), int8(p.past), int8(p.age))
		if err != nil {
			return deleted, err
		}
		deleted += int64(len(rows))
		if len(rows) < p.rows {
			return deleted, nil
		}
	}
}

func int4(v int32) func(*params) { return func(p *params) { p.int4(v) } }
func int8(v int64) func(*params) { return func(p *params) { p.int8(v) } }
