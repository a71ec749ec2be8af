package store

import (
	"errors"
	"fmt"
)

var (
	// ErrClosed is returned by calls on a Log or Store that was closed.
	ErrClosed = errors.New("store: closed")
	// ErrSessionOpen is returned by Open for a session whose Log is in use.
	ErrSessionOpen = errors.New("store: session is already open")
	// ErrLocked is what a *LockedError is.
	ErrLocked = errors.New("store: directory is in use by another process")
	// ErrCorrupt is what a *CorruptError is.
	ErrCorrupt = errors.New("store: corrupt")
	// ErrFailed is what every error is that follows a failed write or sync.
	// The cause (for example syscall.ENOSPC) is in its chain as well.
	ErrFailed = errors.New("store: failed")
	// ErrReset ends an iteration over messages whose epoch was reset meanwhile.
	ErrReset = errors.New("store: session was reset while its messages were read")
	// ErrStale is what a *StaleError is.
	ErrStale = errors.New("store: session was taken over")
	// ErrTooLong is returned by SaveOut for a message above MaxMessage.
	ErrTooLong = errors.New("store: message too long")
)

// SeqError says that a sequence number was refused and nothing was changed.
type SeqError struct {
	ID   string // session
	Op   string // "SaveOut", "SetNextIn" or "SetNextOut"
	Seq  uint64 // the number refused
	Want uint64 // SaveOut: the only number possible; else the lowest one
}

func (e *SeqError) Error() string {
	if e.Op == "SaveOut" {
		return fmt.Sprintf("store: %s: SaveOut %d, expected %d", e.ID, e.Seq, e.Want)
	}
	return fmt.Sprintf("store: %s: %s %d, must be %d or more", e.ID, e.Op, e.Seq, e.Want)
}

// CorruptError says where stored bytes are not what was written. It is
// ErrCorrupt.
type CorruptError struct {
	File   string // path
	Offset int64  // of the first byte that cannot be trusted
	Reason string
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("store: %s: corrupt at offset %d: %s", e.File, e.Offset, e.Reason)
}

// Is reports whether target is ErrCorrupt.
func (e *CorruptError) Is(target error) bool { return target == ErrCorrupt }

// LockedError says that a directory belongs to somebody else, perhaps in this
// very process. It is ErrLocked.
type LockedError struct {
	Dir string
	PID int // of the holder; 0 when not known
	// Hint is what to do about it where the system cannot tell a dead holder
	// from a living one; often empty.
	Hint string
}

func (e *LockedError) Error() string {
	who := "another process"
	if e.PID != 0 {
		who = fmt.Sprintf("process %d", e.PID)
	}
	s := fmt.Sprintf("store: directory %s is in use by %s", e.Dir, who)
	if e.Hint != "" {
		s += ": " + e.Hint
	}
	return s
}

// Is reports whether target is ErrLocked.
func (e *LockedError) Is(target error) bool { return target == ErrLocked }

// StaleError says that the session was opened elsewhere while this Log was in
// use, in another process as a rule: this Log writes nothing any more. It is
// ErrStale, and ErrFailed.
type StaleError struct {
	ID    string // session
	Owner string // who has it now, as the store knows him; "" if it does not
}

func (e *StaleError) Error() string {
	if e.Owner == "" {
		return fmt.Sprintf("store: %s: taken over by another", e.ID)
	}
	return fmt.Sprintf("store: %s: taken over by %s", e.ID, e.Owner)
}

// Is reports whether target is ErrStale or ErrFailed.
func (e *StaleError) Is(target error) bool { return target == ErrStale || target == ErrFailed }

// checkID returns why id cannot name a session.
func checkID(id string) error {
	switch {
	case id == "":
		return errors.New("store: open: empty session id")
	case len(id) > MaxID:
		return fmt.Errorf("store: open: session id of %d bytes, limit %d", len(id), MaxID)
	}
	return nil
}

// sessionOpen is ErrSessionOpen with the session's name.
func sessionOpen(id string) error { return fmt.Errorf("%w: %s", ErrSessionOpen, id) }
