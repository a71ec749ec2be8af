// Package sqlite is a store in an SQLite database, for those who want to look at
// their messages with SQL. It is a module of its own, because of what it pulls
// in: modernc.org/sqlite, which is SQLite without cgo.
//
//	st, err := sqlite.Open(ctx, "fix.db", sqlite.Config{})
//
// The contract is that of package store. What is recorded is gathered in memory
// and written in one transaction for all sessions: by whoever calls Sync first,
// for all who wait with him, and within 5 ms if nobody does. The database is in
// WAL mode. At the levels Group and Each a transaction is synced before it is
// acknowledged; at Async it is handed to the kernel, and survives kill -9.
//
// The database is locked while it is open: a second process gets a
// *store.LockedError. Like the file store it stops after a failed write (see
// store.ErrFailed) and goes on when a session is opened after the cause is gone.
//
// Tables, for those who query a copy or a database that is closed:
//
//	session(num, id, epoch, next_in, next_out, created_s, created_ns)
//	message(session, epoch, seq, body)
//
// Numbers from 2^63 on are stored as the negative integer of the same bits.
package sqlite
