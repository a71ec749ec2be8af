package store

import (
	"errors"
	"fmt"
	"os"
	"time"
)

// Retention says which segments of a File may be deleted. A segment goes as soon
// as one of the rules allows it; they are looked at when the store is opened,
// when a segment is full, and by [File.Prune].
//
// Segments go whole and oldest first, so the first one that must stay keeps all
// behind it. The numbers of a session are never lost: they are recorded anew
// before the segment that has them is deleted. While the store is damaged
// nothing is deleted.
type Retention struct {
	// MaxAge allows to delete what was written longer ago. If zero, age is no
	// reason.
	MaxAge time.Duration
	// MaxBytes allows to delete the oldest while the store is larger. If zero,
	// size is no reason.
	MaxBytes int64
	// Epochs allows to delete what has no message of that many latest epochs of
	// any session: with 1 only the current ones are kept. If zero, epochs are
	// no reason.
	Epochs int
	// Current lets MaxAge and MaxBytes delete messages of current epochs too.
	// Who asks for them is told that there are none. If false, they are kept
	// whatever their age and size.
	Current bool
}

func (r Retention) validate() error {
	if r.MaxAge < 0 || r.MaxBytes < 0 || r.Epochs < 0 {
		return fmt.Errorf("store: config: Retention %+v, nothing in it may be negative", r)
	}
	return nil
}

type pruned struct {
	segments int
	err      error
}

// Prune deletes the segments that Retention allows to delete now, and returns
// how many. The segment being written always stays.
func (f *File) Prune() (int, error) {
	reply := make(chan pruned, 1)
	select {
	case f.prunes <- reply:
		p := <-reply
		return p.segments, p.err
	case <-f.done:
		return 0, ErrClosed
	}
}

// prune is for the committer alone.
func (f *File) prune() pruned {
	f.saveIndexes()
	victims, err := f.victims()
	if err != nil || len(victims) == 0 {
		return pruned{0, err}
	}
	last := victims[len(victims)-1].num

	// What the victims alone know MUST be durable elsewhere before they go.
	f.mu.Lock()
	for _, s := range f.sessions {
		if s.statedIn <= last {
			f.reserve(recordHeaderLen + len(s.state.ID))
			f.restate(s)
		}
	}
	end := f.log.end
	f.mu.Unlock()
	f.round()

	f.mu.Lock()
	if f.durable.end < end {
		defer f.mu.Unlock()
		return pruned{0, f.err}
	}
	for _, s := range f.sessions {
		s.history.dropSegments(last)
	}
	kept := f.indexes[:0:0]
	for _, x := range f.indexes {
		if x.seg > last {
			kept = append(kept, x)
		}
	}
	f.indexes = kept
	f.full = append([]segment(nil), f.full[len(victims):]...)
	f.oldest = last + 1
	f.mu.Unlock()

	for i, v := range victims {
		// One by one, so that no crash leaves a gap.
		err := f.disk.remove(segmentPath(f.dir, v.num))
		if err == nil || errors.Is(err, os.ErrNotExist) {
			err = f.disk.syncDir(f.dir)
		}
		if err != nil { // the next attempt begins with this one
			f.mu.Lock()
			f.full = append(append([]segment(nil), victims[i:]...), f.full...)
			f.mu.Unlock()
			return pruned{i, fmt.Errorf("store: retention: %w", err)}
		}
		_ = f.disk.remove(indexPath(f.dir, v.num)) // or when the store is opened
	}
	return pruned{len(victims), nil}
}

// victims returns the segments that may be deleted.
func (f *File) victims() ([]segment, error) {
	f.wmu.Lock()
	active := f.activeSeg
	f.wmu.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.err != nil:
		return nil, f.err
	case f.closed:
		return nil, ErrClosed
	case len(f.damages) > 0:
		return nil, fmt.Errorf("store: retention deletes nothing while there is damage: %w", f.damages[0])
	}
	current := active // the oldest segment with a message of a current epoch
	for _, s := range f.sessions {
		if len(s.history.old) > 0 {
			current = min(current, s.history.old[0].seg)
		}
	}
	total := f.log.off
	for _, s := range f.full {
		total += s.size
	}
	r, now := f.cfg.Retention, f.cfg.Now()
	for i, s := range f.full {
		free := s.num < current
		switch {
		case s.num >= active:
			return f.full[:i], nil
		case (free || r.Current) && r.MaxBytes > 0 && total > r.MaxBytes:
		case (free || r.Current) && r.MaxAge > 0 && f.writtenBefore(s.num, now.Add(-r.MaxAge)):
		case free && r.Epochs > 0 && f.epochsPassed(s):
		default:
			return f.full[:i], nil
		}
		total -= s.size
	}
	return f.full, nil
}

func (f *File) writtenBefore(seg uint32, t time.Time) bool {
	fi, err := os.Stat(segmentPath(f.dir, seg))
	return err == nil && fi.ModTime().Before(t)
}

// epochsPassed reports whether all messages in s are of epochs that retention
// does not ask for. Callers hold mu.
func (f *File) epochsPassed(s segment) bool {
	b, err := os.ReadFile(indexPath(f.dir, s.num))
	if err != nil {
		return false
	}
	m, ok := parseSummary(b, s.num, s.size)
	return ok && m.each(func(t *sessionSummary) bool {
		newest := t.to.Epoch // of the messages
		if len(t.runs) == 0 {
			newest--
		}
		now := f.sessions[t.to.ID]
		return len(t.runs) == 0 && !t.reset || now == nil || newest+uint64(f.cfg.Retention.Epochs) <= now.state.Epoch
	})
}

// deleted reports whether retention has deleted seg.
func (f *File) deleted(seg uint32) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return seg < f.oldest
}
