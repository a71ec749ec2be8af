package store

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Repaired is what RepairFile has accepted.
type Repaired struct {
	// Damage is where the store was damaged.
	Damage []*CorruptError
	// Doubtful are the sessions whose numbers may be too low, as they stand now:
	// the peer knows better. Session numbers without an ID are of sessions
	// that nobody can name any more, and left out.
	Doubtful []State
	// Lost are messages that there were, of sessions whose numbers are certain.
	Lost []LostMessages
}

// LostMessages are the messages From..To of the session's current epoch.
type LostMessages struct {
	ID       string
	From, To uint64
}

// RepairFile makes the file store in dir go on as if what is damaged had never
// been there: all sessions can be opened, messages that were lost are ones that
// there are not. It is for the operator to decide, after looking at
// [File.Damage], and to set the numbers of the sessions in Doubtful right before
// they connect. The damaged segments stay as they are.
func RepairFile(dir string) (*Repaired, error) {
	f, err := OpenFile(dir, FileConfig{Preallocate: -1})
	if err != nil {
		return nil, err
	}
	r := &Repaired{Damage: f.damages}
	if len(f.damages) == 0 {
		return r, f.Close()
	}
	f.mu.Lock()
	for _, s := range f.sessions {
		if s.damage != nil {
			r.Doubtful = append(r.Doubtful, s.state)
			continue
		}
		for _, l := range s.history.lost {
			r.Lost = append(r.Lost, LostMessages{s.state.ID, l.from, l.to})
		}
	}
	f.mu.Unlock()
	slices.SortFunc(r.Doubtful, func(a, b State) int { return strings.Compare(a.ID, b.ID) })
	slices.SortStableFunc(r.Lost, func(a, b LostMessages) int { return strings.Compare(a.ID, b.ID) })
	return r, errors.Join(f.accept(), f.Close())
}

// accept writes an index for every damaged segment, so that none of them is read
// again, and leaves the last segment if that is one.
func (f *File) accept() error {
	f.wmu.Lock()
	defer f.wmu.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sealSegment(f.log.seg, f.log.off, true)
	f.log.nextSegment()
	f.beginSegment()
	if err := f.roll(f.log.seg); err != nil {
		return err
	}
	f.written, f.durable = f.log.mark, f.log.mark
	done := map[uint32]bool{}
	for _, d := range f.damages {
		seg, _ := segmentNumber(filepath.Base(d.File), segmentSuffix)
		// What is missing at the beginning of a segment may be the end of the
		// one before.
		for _, seg := range []uint32{seg - 1, seg} {
			if done[seg] {
				continue
			}
			done[seg] = true
			if err := f.acceptSegment(seg); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *File) acceptSegment(seg uint32) error {
	path := indexPath(f.dir, seg)
	b := lostSummary(seg)
	i := slices.IndexFunc(f.indexes, func(x *fullIndex) bool { return x.seg == seg })
	fi, err := os.Stat(segmentPath(f.dir, seg))
	switch {
	case i >= 0:
		b = acceptSummary(f.indexes[i].bytes)
	case err == nil:
		if b, err = os.ReadFile(path); err != nil {
			return err
		}
		if _, ok := parseSummary(b, seg, fi.Size()); !ok {
			return &CorruptError{path, 0, "index is damaged"}
		}
		b = acceptSummary(b)
	case len(f.full) == 0 || seg < f.full[0].num:
		return nil // there never was one, or retention has deleted it
	}
	return f.disk.save(path, b)
}
