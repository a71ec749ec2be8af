// Package store keeps what a FIX session must not forget: the two sequence
// numbers, and every message sent, so that a resend request can be answered.
//
// [Store] is the place, [Log] one session in it. The package holds two stores;
// packages postgres and sqlite have others, in databases, and package storetest
// is the conformance suite for all of them:
//
//   - [Memory] forgets when the process ends.
//   - [File] keeps one segmented append-only log for all sessions of a
//     directory; docs/store-format.md describes the bytes, and package inspect
//     (affix store) shows them.
//
// Records are keyed by (session, epoch, sequence number). The epoch grows by
// one with every [Log.Reset], so a message from before a reset never answers a
// resend request that came after it.
//
// # What is durable when
//
// SaveOut, SetNextIn, SetNextOut and Reset put a record in order; [Log.Sync]
// makes it durable. What a return promises:
//
//	level   SaveOut, SetNextOut, Reset    Sync
//	memory  in this process               the same
//	Async   ordered                       survives kill -9 of the process
//	Group   ordered                       survives power loss
//	Each    survives power loss           survives power loss
//
// "Ordered" means: whatever later record survives, this one does too, and
// within 5 ms it survives kill -9 even when nobody calls Sync.
//
// SetNextIn never waits, at any level: on [File] it survives kill -9 from the
// next Sync of any session or after 5 ms, whichever is first, and power loss
// from the next Sync at level Group or Each. What a crash takes back is at most
// that much: the peer's last messages are asked for once more and delivered
// flagged PossDup.
//
// On [File], closing a log gives its records the promise of Sync, and closing
// the store makes everything survive power loss, whatever the level.
//
// # When something is wrong
//
// After a failed write or sync memory is ahead of the disk by an unknown amount:
// every Log that is open on a [File] has failed for good, and so has what waits.
// Open tries whether the cause is gone (there is room again, the disk is back),
// with a file of its own first, then reads the log anew and checks that all that
// was acknowledged is there; what was not is there or not. So a session goes on
// when it is opened again, without a restart; package engine does that by
// itself. A directory that is in use is a *[LockedError].
//
// Damage that no crash explains leaves a File open for everything that is sound,
// see [OpenFile] and [RepairFile].
//
// # Duties of the caller
//
//  1. Call SaveOut, then Sync, and only after both returned nil put the bytes
//     on the wire. A number that was transmitted but not saved is given out
//     twice after a crash.
//  2. Call SetNextIn after the message was handled, not before.
//  3. Stop the session when a call returned an error that is [ErrFailed]: what
//     was not synced is of unknown fate. Close the Log and open the session
//     again, as often as it takes, unless the error is [ErrStale]; its State
//     tells what was kept.
//  4. Numbers are given out by the caller, one at a time: methods of a Log may
//     be called concurrently, but two SaveOut calls that race for one number
//     end with a *[SeqError] for one of them.
//  5. Slices handed in are copied before the call returns. A slice handed out
//     by [Log.Messages] may be read and overwritten until the next step of the
//     iteration, and not touched after it.
//  6. Close every Log, then the Store. Calls that overlap with Close either
//     finish or return [ErrClosed].
package store
