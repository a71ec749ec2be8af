package store

import (
	"bytes"
	"fmt"
	"iter"
	"time"
)

// Record is one record of a file store, as tools show it.
type Record struct {
	File   string // path of the segment
	Offset int64
	// Kind is "session", "out", "next-in", "next-out", "reset", "synced", or
	// "torn" for the end of the log that a crash has cut off, or that is just
	// being written.
	Kind  string
	ID    string // of the session, if it is known
	Epoch uint64
	Seq   uint64
	// State is where the session stands; of a session record.
	State State
	// Created is when the epoch began; of a reset.
	Created time.Time
	// Message is what was saved; it is valid until the next step.
	Message []byte
}

var recordKinds = [...]string{
	recordSession: "session", recordOut: "out", recordNextIn: "next-in",
	recordNextOut: "next-out", recordReset: "reset", recordSynced: "synced",
}

// Records reads the whole log in dir, oldest first, without its index files and
// without changing anything. It may be used while the store is open. What is
// damaged is yielded as a *CorruptError, and reading goes on behind it; any other
// error is the last pair.
func Records(dir string) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		segs, _, err := listSegments(dir)
		if err != nil {
			yield(Record{}, dirError(dir, err))
			return
		}
		t := teller{dir: dir, ids: map[uint32]string{}, yield: yield}
		for i, seg := range segs {
			if i > 0 && seg != segs[i-1]+1 && !t.corrupt(segs[i-1]+1, 0, "segment is missing") {
				return
			}
			if !t.segment(seg, i == len(segs)-1) {
				return
			}
		}
	}
}

// teller yields the records of segments.
type teller struct {
	dir     string
	ids     map[uint32]string
	yield   func(Record, error) bool
	begun   bool
	ordinal uint32
	blamed  bool // for a loss that shows in the next record
}

func (t *teller) corrupt(seg uint32, off int64, reason string) bool {
	t.blamed = true
	return t.yield(Record{}, &CorruptError{segmentPath(t.dir, seg), off, reason})
}

// segment reports whether to go on.
func (t *teller) segment(seg uint32, last bool) bool {
	s, err := openScanner(t.dir, seg)
	if err != nil {
		t.yield(Record{}, dirError(t.dir, err))
		return false
	}
	defer s.close()
	head, reason, err := s.header()
	if err != nil {
		t.yield(Record{}, err)
		return false
	}
	if reason != nil {
		if last && s.size <= segmentHeaderLen && tornHeader(head, seg) {
			return true
		}
		if !t.corrupt(seg, 0, reason.Error()) {
			return false
		}
	}
	for s.off < s.size {
		r, off, ok, err := s.next()
		if err != nil {
			t.yield(Record{}, err)
			return false
		}
		if !ok {
			if more, done := t.damaged(s, last); !more || done {
				return more
			}
			continue
		}
		if !t.record(s, r, off) {
			return false
		}
	}
	return true
}

// damaged goes behind damage; done says that the segment ends with it.
func (t *teller) damaged(s *scanner, last bool) (more, done bool) {
	rest, err := s.rest()
	if err != nil {
		t.yield(Record{}, err)
		return false, true
	}
	torn, skip := false, 0
	if last {
		torn, skip = tornTail(rest, s.seg, s.off)
	} else {
		skip = nextIntact(rest, 1, s.seg, s.off)
	}
	if torn {
		if len(bytes.Trim(rest, "\x00")) == 0 { // room allocated ahead
			return true, true
		}
		return t.yield(Record{File: segmentPath(t.dir, s.seg), Offset: s.off, Kind: "torn"}, nil), true
	}
	off := s.off
	s.off += int64(skip)
	return t.corrupt(s.seg, off, fmt.Sprintf("%d damaged bytes", skip)), false
}

func (t *teller) record(s *scanner, r record, off int64) bool {
	if gap := (r.ordinal - t.ordinal) & ordinalMask; t.begun && gap != 0 && !t.blamed &&
		!t.corrupt(s.seg, off, fmt.Sprintf("%d records before this one are missing", gap)) {
		return false
	}
	t.begun, t.blamed, t.ordinal = true, false, r.ordinal+1
	rec := Record{
		File: segmentPath(t.dir, s.seg), Offset: off, Kind: recordKinds[r.typ], Epoch: r.epoch, Seq: r.seq,
	}
	switch r.typ {
	case recordSession:
		st, ok := parseSession(r)
		if !ok {
			return t.corrupt(s.seg, off, "malformed session record")
		}
		t.ids[r.session] = st.ID
		rec.State = st
	case recordReset:
		if len(r.payload) != createdLen {
			return t.corrupt(s.seg, off, "malformed reset record")
		}
		rec.Created = parseCreated(r.payload)
	case recordOut:
		rec.Message = r.payload
	}
	rec.ID = t.ids[r.session]
	if rec.ID == "" && r.typ != recordSynced {
		rec.ID = fmt.Sprintf("#%d", r.session)
	}
	return t.yield(rec, nil)
}
