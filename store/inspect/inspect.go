package inspect

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/affixgo/affix/store"
)

// Session is what the log says about a session.
type Session struct {
	store.State
	// Messages of the current epoch that are in the log, and their bytes.
	Messages int
	Bytes    int64
	sizes    map[uint64]int
}

// Report is what Verify has found.
type Report struct {
	Segments, Records, Messages int
	Bytes                       int64 // of the messages
	Damage                      []*store.CorruptError
	// Torn is where a crash has cut the log off, or where it is being written:
	// "file: offset". It is no damage.
	Torn string
}

// exists returns an error if there is no store in dir.
func exists(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return strings.HasSuffix(e.Name(), ".seg") }) {
		return fmt.Errorf("%s holds no file store", dir)
	}
	return nil
}

// List returns the sessions of the store in dir by name. Damage that is met is
// returned as the error, with what is sound.
func List(dir string) ([]Session, error) {
	if err := exists(dir); err != nil {
		return nil, err
	}
	sessions := map[string]*Session{}
	var errs []error
	for r, err := range store.Records(dir) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if r.ID == "" {
			continue
		}
		s := sessions[r.ID]
		if s == nil {
			s = &Session{State: store.State{ID: r.ID, Epoch: r.Epoch, NextIn: 1, NextOut: 1}, sizes: map[uint64]int{}}
			sessions[r.ID] = s
		}
		s.apply(r)
	}
	list := make([]Session, 0, len(sessions))
	for _, id := range slices.Sorted(maps.Keys(sessions)) {
		s := sessions[id]
		s.Messages = len(s.sizes)
		for _, n := range s.sizes {
			s.Bytes += int64(n)
		}
		list = append(list, *s)
	}
	return list, errors.Join(errs...)
}

func (s *Session) apply(r store.Record) {
	if r.Epoch != s.Epoch {
		clear(s.sizes)
		s.Epoch, s.NextIn, s.NextOut = r.Epoch, 1, 1
	}
	switch r.Kind {
	case "session":
		s.State = r.State
	case "out":
		s.sizes[r.Seq] = len(r.Message)
		s.NextOut = r.Seq + 1
	case "next-in":
		s.NextIn = r.Seq
	case "next-out":
		for seq := range s.sizes {
			if seq >= r.Seq {
				delete(s.sizes, seq)
			}
		}
		s.NextOut = r.Seq
	case "reset":
		s.Created = r.Created
	}
}

// Verify reads everything. The error is that of the file system.
func Verify(dir string) (Report, error) {
	var rep Report
	if err := exists(dir); err != nil {
		return rep, err
	}
	file := ""
	for r, err := range store.Records(dir) {
		var e *store.CorruptError
		switch {
		case errors.As(err, &e):
			rep.Damage = append(rep.Damage, e)
			continue
		case err != nil:
			return rep, err
		case r.Kind == "torn":
			rep.Torn = fmt.Sprintf("%s: %d", r.File, r.Offset)
			continue
		}
		if r.File != file {
			file = r.File
			rep.Segments++
		}
		rep.Records++
		if r.Kind == "out" {
			rep.Messages++
			rep.Bytes += int64(len(r.Message))
		}
	}
	return rep, nil
}

// DumpConfig says what Dump prints. The zero value is everything, but the values
// of fields that hold credentials.
type DumpConfig struct {
	// Session restricts it to one session. If empty, all.
	Session string
	// From and To restrict it to records with these numbers, both included; then
	// records without a number are left out. If zero, there is no bound.
	From, To uint64
	// Secrets shows the values of fields that hold credentials too.
	Secrets bool
}

// Dump prints the log in the order it was written, a line a record: segment and
// offset, session, epoch, kind, number, and messages with | for SOH. Damage is
// printed in its place, and returned as the error at the end, as is a Session that
// is not there.
func Dump(w io.Writer, dir string, cfg DumpConfig) error {
	if err := exists(dir); err != nil {
		return err
	}
	var errs []error
	known := map[string]bool{}
	for r, err := range store.Records(dir) {
		if err == nil && r.ID != "" {
			known[r.ID] = true
		}
		if err != nil {
			errs = append(errs, err)
			_, err = fmt.Fprintln(w, "DAMAGED", err)
		} else if cfg.wants(r) {
			_, err = io.WriteString(w, line(r, cfg.Secrets))
		}
		if err != nil {
			return err // the reader is gone
		}
	}
	if cfg.Session != "" && !known[cfg.Session] {
		errs = append(errs, noSession(dir, cfg.Session, slices.Sorted(maps.Keys(known))))
	}
	return errors.Join(errs...)
}

// namesShown is how many sessions an error names.
const namesShown = 10

// noSession is the error for a session that is not among those there are.
func noSession(dir, id string, known []string) error {
	more := ""
	if len(known) > namesShown {
		more = fmt.Sprintf(" and %d more", len(known)-namesShown)
		known = known[:namesShown]
	}
	return fmt.Errorf("%s has no session %q; it has %s%s", dir, id, cmp.Or(strings.Join(known, ", "), "none"), more)
}

func (c DumpConfig) wants(r store.Record) bool {
	if c.Session != "" && r.ID != c.Session {
		return false
	}
	if c.From == 0 && c.To == 0 {
		return true
	}
	return r.Kind == "out" && r.Seq >= c.From && (c.To == 0 || r.Seq <= c.To)
}

func line(r store.Record, secrets bool) string {
	name := r.File[strings.LastIndexByte(r.File, os.PathSeparator)+1:]
	name = strings.TrimLeft(strings.TrimSuffix(name, ".seg"), "0")
	where := fmt.Sprintf("%s:%d", name, r.Offset)
	switch r.Kind {
	case "torn", "synced":
		return fmt.Sprintf("%s %s %d\n", where, r.Kind, r.Seq)
	case "session":
		return fmt.Sprintf("%s %s epoch %d session next-in %d next-out %d created %s\n", where, r.ID, r.Epoch,
			r.State.NextIn, r.State.NextOut, r.State.Created.Format(time.RFC3339Nano))
	case "reset":
		return fmt.Sprintf("%s %s epoch %d reset created %s\n", where, r.ID, r.Epoch, r.Created.Format(time.RFC3339Nano))
	case "out":
		return fmt.Sprintf("%s %s epoch %d out %d %s\n", where, r.ID, r.Epoch, r.Seq, readable(r.Message, secrets))
	}
	return fmt.Sprintf("%s %s epoch %d %s %d\n", where, r.ID, r.Epoch, r.Kind, r.Seq)
}

// Set sets the numbers of a session; 0 leaves one as it is. A session that does
// not exist is refused, so that a slip does not make one.
func Set(ctx context.Context, dir, id string, in, out uint64) (before, after store.State, err error) {
	if err := exists(dir); err != nil {
		return before, after, err
	}
	f, err := store.OpenFile(dir, store.FileConfig{})
	if err != nil {
		return before, after, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if known := f.Sessions(); !slices.Contains(known, id) {
		return before, after, noSession(dir, id, known)
	}
	l, err := f.Open(ctx, id)
	if err != nil {
		return before, after, err
	}
	before = l.State()
	if in != 0 {
		err = l.SetNextIn(in)
	}
	if err == nil && out != 0 {
		err = l.SetNextOut(out)
	}
	return before, l.State(), errors.Join(err, l.Close())
}
