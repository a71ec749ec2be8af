package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/affixgo/affix/internal/crowd"
)

const (
	lockName = "LOCK"

	defaultSegment = 64 << 20
	maxSegment     = 1 << 30

	// flushDelay bounds how long a record waits for write(2) when nobody calls
	// Sync.
	flushDelay = 5 * time.Millisecond
	// bufferFull is when the one who appends writes the buffer out himself.
	bufferFull = 256 << 10
	// bufferKept is the largest buffer that is used again.
	bufferKept = 1 << 20
	// syncBacklog is how much Async lets gather before it syncs in the
	// background, so that the sync at the end of a segment is short.
	syncBacklog = 4 << 20
	// defaultPreallocate is the room allocated ahead.
	defaultPreallocate = 1 << 20
)

// Durability says when the records of a File survive what; see the package
// documentation for the table.
type Durability uint8

const (
	// Group makes Sync wait for the disk; one sync serves every session that
	// waits.
	Group Durability = iota
	// Async makes Sync wait for the kernel only: nothing is lost when the
	// process is killed, the last seconds may be when the machine stops.
	Async
	// Each makes SaveOut, SetNextOut and Reset wait for the disk by themselves.
	Each
)

func (d Durability) String() string {
	switch d {
	case Group:
		return "group"
	case Async:
		return "async"
	case Each:
		return "each"
	}
	return fmt.Sprintf("Durability(%d)", uint8(d))
}

// FileConfig sets up a File. The zero value is ready to use.
type FileConfig struct {
	// Durability is what Sync promises. If zero, Group.
	Durability Durability
	// SegmentBytes is the size at which a new segment file is begun. If zero,
	// 64 MiB; at most 1 GiB. A larger message gets a segment of its own.
	SegmentBytes int64
	// Preallocate is how many bytes of a segment are allocated at a time, before
	// they are needed: a sync is faster when the file does not grow. If zero,
	// 1 MiB; if below zero, a file grows as it is written. What is left over is
	// given back when a segment is full and on Close.
	Preallocate int64
	// Retention says when segments are deleted. If zero, never.
	Retention Retention
	// Now tells when a new session was created, and how old a segment is. If
	// nil, time.Now.
	Now func() time.Time
}

func (c FileConfig) validate() error {
	var errs []error
	if c.Durability > Each {
		errs = append(errs, fmt.Errorf("store: config: unknown Durability %d", c.Durability))
	}
	if c.SegmentBytes < 0 || c.SegmentBytes > maxSegment {
		errs = append(errs, fmt.Errorf("store: config: SegmentBytes %d, allowed are 0 to %d",
			c.SegmentBytes, maxSegment))
	}
	return errors.Join(append(errs, c.Retention.validate())...)
}

// File is a Store in a directory that it owns while it is open. It is safe for
// concurrent use, and runs one goroutine until Close. All sessions share one
// log, so a failed write or sync (see ErrFailed) stops all of them until they
// are opened again.
type File struct {
	dir  string
	cfg  FileConfig
	disk disk
	lock *dirLock

	closing sync.Once

	// wmu makes one writer at a time; whoever needs both takes it before mu.
	wmu sync.Mutex
	output

	mu      sync.Mutex
	err     error // why nothing can be recorded
	closed  bool
	armed   bool // a flush is due within flushDelay
	waiting []*waiter
	idle    []*waiter // to use again
	content

	recovery recovery
	crowd    crowd.Crowd // of the committer alone
	prunes   chan chan pruned
	timer    *time.Timer
	kick     chan struct{}
	stop     chan struct{}
	done     chan struct{}
}

// output is where the log is written to; the File's wmu guards it.
type output struct {
	active    segmentFile
	activeSeg uint32
	end       int64         // of what was written to the active segment
	allocated int64         // its length
	noRoom    bool          // it cannot be made longer than it need be
	retired   []segmentFile // full segments that the committer may still sync
}

// content is what the log says; the File's mu guards it.
type content struct {
	sessions map[string]*fileSession
	lastNum  uint32 // highest session number given out
	log      appender
	full     []segment      // all but the last, oldest first
	indexes  []*fullIndex   // of full segments, as long as they are not in files
	touched  []*fileSession // that have records in the segment being written
	first    uint32         // records in the log before that segment
	zero     uint32         // records of no session before it
	written  mark           // handed to the kernel
	durable  mark           // on disk

	damages       []*CorruptError // found on opening
	unknown       *CorruptError   // why sessions that are not known cannot be opened
	activeDamaged bool            // the segment being written has damage
	oldest        uint32          // first segment that was not deleted
	tidied        uint32          // the active segment when the committer tidied up last
}

// fileSession is one session of a File; the File's mu guards it.
type fileSession struct {
	num      uint32
	state    State
	history  history
	records  uint32   // in the log
	statedIn uint32   // last segment with a session record
	end      uint64   // position in the log after the session's last record
	open     *fileLog // the Log in use, or nil
	dead     error    // why the Log in use is of a time before the store failed

	// What the segment being written has done to it, see summary.go.
	touchedIn uint32
	first     State
	firstNth  uint32
	wasReset  bool
	cut       uint64

	// What damage has done to it, see damage.go.
	doubt   uint8
	lostBy  *CorruptError
	damage  *CorruptError // why it cannot be opened
	seen    int
	pardons int
}

// OpenFile opens the store in dir, which is created with mode 0700 if it does
// not exist. It returns a *LockedError at once if the directory is in use, in
// this process or another; nothing is changed then.
//
// Damage that a crash does not explain does not keep the store from opening:
// [File.Damage] tells where it is, and only what it concerns returns a
// *CorruptError: Open for a session whose numbers may be lost, and Messages for
// a message that is.
func OpenFile(dir string, cfg FileConfig) (*File, error) { return openFile(dir, cfg, osDisk{}) }

func openFile(dir string, cfg FileConfig, d disk) (*File, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	if cfg.SegmentBytes == 0 {
		cfg.SegmentBytes = defaultSegment
	}
	if cfg.Preallocate == 0 {
		cfg.Preallocate = defaultPreallocate
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if err := makeDir(dir); err != nil {
		return nil, dirError(dir, err)
	}
	lock, err := lockDir(dir)
	if errors.Is(err, ErrLocked) {
		return nil, err
	} else if err != nil {
		return nil, dirError(dir, err)
	}
	f := &File{
		dir: dir, cfg: cfg, disk: d, lock: lock,
		content:  content{sessions: map[string]*fileSession{}},
		recovery: recovery{asked: make(chan chan error)},
		prunes:   make(chan chan pruned),
		timer:    time.NewTimer(time.Hour),
		kick:     make(chan struct{}, 1),
		stop:     make(chan struct{}),
		done:     make(chan struct{}),
	}
	f.timer.Stop()
	if err := f.load(); err != nil {
		if f.active != nil {
			_ = f.active.Close()
		}
		_ = lock.unlock()
		return nil, err
	}
	f.saveIndexes()
	go f.commitLoop()
	if f.cfg.Retention != (Retention{}) {
		_, _ = f.Prune() // a failure stays for the next caller
	}
	return f, nil
}

// Damage returns what was found damaged when the store was opened, which
// [RepairFile] ends.
func (f *File) Damage() []*CorruptError {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.damages
}

// Open implements Store. It does not wait for the disk: the declaration of a
// new session is as durable as the first thing recorded in it. If the store has
// failed, Open tries whether the cause is gone, and reads the log anew then.
func (f *File) Open(ctx context.Context, id string) (Log, error) {
	if err := checkID(id); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if f.Err() != nil {
		if err := f.recover(ctx); err != nil {
			return nil, err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil, ErrClosed
	}
	if f.err != nil {
		return nil, f.err
	}
	s := f.sessions[id]
	if s == nil && f.unknown != nil || s != nil && s.damage != nil {
		return nil, f.damaged(id, s)
	}
	if s == nil {
		f.lastNum++
		s = &fileSession{num: f.lastNum, state: State{
			ID: id, Epoch: 1, NextIn: 1, NextOut: 1, Created: wallClock(f.cfg.Now()),
		}}
		f.sessions[id] = s
		f.reserve(recordHeaderLen)
		f.restate(s)
		f.arm()
	}
	if s.open != nil {
		return nil, sessionOpen(id)
	}
	s.open = &fileLog{f: f, s: s}
	return s.open, nil
}

// Sessions returns the names of all sessions there are, sorted.
func (f *File) Sessions() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Sorted(maps.Keys(f.sessions))
}

// damaged is why a session cannot be opened; s is nil if it is not known.
func (f *File) damaged(id string, s *fileSession) error {
	if s == nil {
		return fmt.Errorf("store: session %s is not known, but may have been before the damage: %w", id, f.unknown)
	}
	return fmt.Errorf("store: the numbers of session %s may be lost: %w", id, s.damage)
}

// Close implements Store: everything recorded survives power loss when it
// returns nil.
func (f *File) Close() error {
	var err error
	f.closing.Do(func() {
		f.mu.Lock()
		f.closed = true
		f.mu.Unlock()
		close(f.stop)
		<-f.done // the last round has synced and answered everybody

		f.wmu.Lock()
		defer f.wmu.Unlock()
		f.mu.Lock()
		if f.err == nil && f.log.end > 0 {
			f.log.noteDurable(f.durable)
		}
		f.mu.Unlock()
		err = f.flushLocked()
		f.retire()
		if err == nil && f.end < f.allocated {
			if err = f.active.Truncate(f.end); err != nil {
				err = writeError("truncate", f.dir, f.activeSeg, err)
			}
		}
		if f.active != nil {
			if cerr := f.active.Close(); err == nil {
				err = cerr
			}
		}
		if lerr := f.lock.unlock(); err == nil {
			err = lerr
		}
	})
	return err
}

// fail stops the store and returns the error for everybody. The caller holds mu.
func (f *File) fail(err error) error {
	if f.err == nil {
		f.err = fmt.Errorf("%w: %w; %s open the session again", ErrFailed, err, remedy(err))
	}
	return f.err
}

// makeDir is os.MkdirAll with the names made durable.
func makeDir(dir string) error {
	if fi, err := os.Stat(dir); err == nil && fi.IsDir() {
		return nil
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := makeDir(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		if fi, serr := os.Stat(dir); serr != nil || !fi.IsDir() { // unless another was faster
			return err
		}
	}
	return syncDir(parent)
}

func dirError(dir string, err error) error {
	return fmt.Errorf("store: directory %s cannot be used: %w; "+
		"make it a directory that this user may write to, or name another", dir, err)
}
