// Package postgres is a store.Store in a PostgreSQL database, version 12 or
// later, for many sessions and for nodes that take them over from each other.
//
//	s, err := postgres.Open(ctx, postgres.Config{DSN: "postgres://fix@db/trading", Migrate: true})
//
// # How it writes
//
// What sessions record is gathered, and one goroutine writes all of it in one
// statement, which is one transaction and one round trip; whoever records in the
// meantime is served by the next. So 1,000 messages in flight cost little more
// than one, and one alone costs a round trip and a commit. A message is a row
// that is inserted and never updated; a session's inbound number is written once
// a commit, in another row than the outbound one.
//
// Sync has returned nil once the transaction is committed. How safe that is is
// the server's matter: with fsync and synchronous_commit on, the default, it
// survives power loss; after a failover it is there if the standby was
// synchronous. Open logs a warning if one of the two is off. SetNextIn, and what
// nobody syncs, is committed with the next Sync of any session or after
// Config.Delay.
//
// No state of a connection is relied on, so a pooler in transaction mode may
// stand in between: there are no prepared statements, no session locks, no SET,
// no LISTEN.
//
// # Epoch and generation
//
// The epoch counts the lives of a session's numbers and grows with Reset alone.
// The generation is the fencing token: it grows whenever the session is opened,
// here or elsewhere, so a takeover changes no number. Every statement that
// writes checks both, and locks the row that has them until it is committed:
// either it comes first and the takeover counts it, or it comes later and writes
// nothing. Then the log returns a *store.StaleError, which stops the session.
// Who may take over when is not decided here: Open always does.
//
// # When the database is away
//
// A statement whose answer was lost may have been committed, or may be carried
// out later still. So the store first raises the generation of the sessions in
// it, which waits for the one and voids the other, and then repeats what is not
// there. Nothing is lost or doubled, and nobody has to restart anything. What
// the callers see meanwhile is for [OnDown] to say. An error that does not pass
// by itself, such as a missing right, fails the sessions it hits at once,
// whatever the policy; each can be opened again.
//
// # Tables
//
// Config.Tables names them; migrations/*.sql has their text.
//
//	session   id, name, epoch, generation, owner, opened, out_base, cuts
//	epoch     session, epoch, next_in, created, created_ns
//	message   session, cut, epoch, seq, saved, body
//	migration version, name, applied
//
// The next outbound number is out_base or the one behind the last message with
// cut 0 of the epoch, whichever is higher. Messages that SetNextOut takes back
// stay, with a cut above 0, until [Store.Prune] deletes them.
//
// # Duties of the caller
//
// Those of package store, and these:
//
//  1. Run [Migrate] once with a role that owns the schema. The role of the
//     program needs USAGE on the schema, SELECT on migration, SELECT, INSERT and
//     UPDATE on session, epoch and message; for Prune also DELETE on epoch and
//     message.
//  2. See to it that a session is opened by one node at a time. Two that open it
//     again and again lose nothing, but neither gets anything done.
//  3. Call [Store.Prune] now and then: nothing is ever deleted otherwise.
//  4. Do not change the tables by hand while a session is open; rows of
//     another's making are not looked for.
package postgres
