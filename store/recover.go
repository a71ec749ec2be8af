package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	probeName = "probe.tmp"
	// probeBytes is how much room there must be before a store that failed is
	// used again.
	probeBytes = 256 << 10
	// probeRest is how many times as long as the last attempt nothing is tried.
	probeRest = 10
)

// recovery is what the committer does for a store that failed.
type recovery struct {
	asked chan chan error
	// Of the committer alone.
	err  error // why the last attempt failed
	next time.Time
}

// Err returns why the store can record nothing at present, nil while it can.
// Open tries whether the cause is gone.
func (f *File) Err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}

// recover makes a store that failed usable again, or returns why it cannot be.
func (f *File) recover(ctx context.Context) error {
	reply := make(chan error, 1)
	select {
	case f.recovery.asked <- reply:
		return <-reply
	case <-f.done:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// tryRecovery is for the committer alone, so that no sync is under way. Many who
// ask get the answer of one attempt.
func (f *File) tryRecovery() error {
	if f.Err() == nil {
		f.recovery.err = nil // recovered for another
		return nil
	}
	start := time.Now()
	if f.recovery.err != nil && start.Before(f.recovery.next) {
		return f.recovery.err
	}
	err := f.reload()
	if err != nil {
		err = fmt.Errorf("%w: %w", ErrFailed, err)
	}
	f.recovery.err = err
	end := time.Now()
	f.recovery.next = end.Add(min(probeRest*end.Sub(start), time.Second))
	return err
}

// reload reads the log anew, as OpenFile does: what memory holds is ahead of the
// disk by an unknown amount. Logs that are open stay failed.
func (f *File) reload() error {
	f.wmu.Lock()
	defer f.wmu.Unlock()
	if err := f.probe(); err != nil {
		return fmt.Errorf("%w; %s open the session again", probeError(f.dir, err), remedy(err))
	}
	f.retire()
	if f.active != nil {
		_ = f.active.Close() // it has failed
		f.active = nil
	}
	fresh := &File{dir: f.dir, cfg: f.cfg, disk: f.disk}
	fresh.sessions = map[string]*fileSession{}
	err := fresh.load()
	if err == nil {
		err = f.acknowledged().checkAgainst(fresh)
	}
	if err != nil {
		if fresh.active != nil {
			_ = fresh.active.Close()
		}
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.sessions {
		s.dead = f.err
	}
	for _, w := range f.waiting {
		w.done <- f.err
	}
	clear(f.waiting)
	f.waiting = f.waiting[:0]
	f.output, f.content = fresh.output, fresh.content
	f.err = nil
	return nil
}

// probe finds out whether files can be made, written and synced.
func (f *File) probe() error {
	path := filepath.Join(f.dir, probeName)
	_ = f.disk.remove(path) // of an attempt before
	file, err := f.disk.create(path)
	if err != nil {
		return err
	}
	if err = writeAll(file, make([]byte, probeBytes), 0); err == nil {
		err = file.Sync()
	}
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	if rerr := f.disk.remove(path); err == nil {
		err = rerr
	}
	return err
}

// probeError names the file, unless err does.
func probeError(dir string, err error) error {
	var perr *os.PathError
	if errors.As(err, &perr) {
		return err
	}
	return &os.PathError{Op: "probe", Path: filepath.Join(dir, probeName), Err: err}
}

// acknowledged is how far the log has been promised to be kept.
func (f *File) acknowledged() mark {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.cfg.Durability == Async {
		return f.written
	}
	return f.durable
}

// checkAgainst returns an error if the log that was read ends before m.
func (m mark) checkAgainst(f *File) error {
	if end := f.log.mark; end.seg > m.seg || end.seg == m.seg && end.off >= m.off {
		return nil
	}
	return &CorruptError{segmentPath(f.dir, f.log.seg), f.log.off,
		"what follows was kept before the store failed, and is missing"}
}
