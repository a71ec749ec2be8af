package store

import (
	"fmt"
	"math"
)

// What becomes of damage that no crash explains. The store opens all the same,
// with what is sound:
//
//  1. Reading goes on at the next intact record. The counts in it say how many
//     records the log has lost, and the next record of each session how many of
//     these were of that session.
//  2. Once a record behind the damage has told a session's numbers anew, the
//     session goes on; messages that were lost are remembered, and asking for
//     one is a *CorruptError.
//  3. A session whose numbers no later record tells cannot be opened: the
//     numbers known may have been used already. A session that lost nothing, or
//     whose losses would be more than all records lost, is not touched by this.
//  4. As long as records are lost that nobody can ascribe to a session, sessions
//     that are not known cannot be opened: they may have existed.
//
// Repair ends this.
const (
	doubtOut uint8 = 1 << iota
	doubtIn
	doubtCreated

	// doubtNumbers is what any loss brings; that the epoch changed meanwhile
	// shows later.
	doubtNumbers = doubtOut | doubtIn
)

// damage notes that something is wrong at off of the segment.
func (l *loader) damage(off int64, reason string) {
	l.f.damages = append(l.f.damages, &CorruptError{segmentPath(l.f.dir, l.seg), off, reason})
	l.open = true
	l.inSegment++
}

// blame is the damage that explains a loss which shows now.
func (l *loader) blame(s *fileSession, reason string) *CorruptError {
	l.inSegment++ // an index would hide the loss
	if s == nil && !l.open || s != nil && s.seen == len(l.f.damages) {
		l.damage(l.off, reason)
	}
	return l.f.damages[len(l.f.damages)-1]
}

// count takes notice of a record that says that there are so many before it.
func (l *loader) count(before uint32) {
	log := &l.f.log
	if !l.begun {
		l.begun = true
		log.ordinal, l.f.first = before, before
	}
	if gap := (before - log.ordinal) & ordinalMask; gap != 0 && !l.pardoned {
		_ = l.blame(nil, "records before this one are missing")
		l.lost += uint64(gap)
		log.ordinal += gap
	} else if l.pardoned {
		log.ordinal += gap
	}
	l.open, l.pardoned = false, false
}

// countZero does the same for the records of no session.
func (l *loader) countZero(before uint32) {
	log := &l.f.log
	if l.zeroKnown {
		l.explain(before - log.zero)
	}
	log.zero, l.zeroKnown = before, true
}

// explain takes notice that so many of the lost records are ascribed.
func (l *loader) explain(gap uint32) {
	l.explained += uint64(gap)
	if gap > math.MaxInt32 { // backwards
		l.unsure = true
	}
}

// meet takes notice of a record of s that says that there are so many before it.
func (l *loader) meet(s *fileSession, before uint32) {
	switch gap := before - s.records; {
	case s.pardons < l.pardons: // whatever was lost
		s.doubt, s.lostBy = 0, nil
	case gap != 0:
		s.lostBy = l.blame(s, fmt.Sprintf("records of session %s before this one are missing", s.state.ID))
		s.doubt = doubtNumbers
		l.explain(gap)
	}
	s.records, s.seen, s.pardons = before, len(l.f.damages), l.pardons
}

// session returns the session of a record that has nth of the same before it, or
// nil if the id cannot have the number. Only session records tell the id; a
// session without one is a session whose declaration was lost.
func (l *loader) session(num uint32, st State, nth uint32) *fileSession {
	s, id := l.byNum[num], st.ID
	if s == nil {
		// That nth is not zero does not mean that records were lost: the
		// segments that held them may have been deleted.
		s = &fileSession{num: num, records: nth, seen: len(l.f.damages), pardons: l.pardons}
		s.state = State{Epoch: 1, NextIn: 1, NextOut: 1}
		l.byNum[num] = s
		l.f.lastNum = max(l.f.lastNum, num)
		switch {
		case id == "":
			s.lostBy = l.blame(nil, fmt.Sprintf("session %d was not declared", num))
			s.doubt = doubtNumbers
		case len(l.f.damages) > 0:
			s.lostBy = l.f.damages[len(l.f.damages)-1]
			s.doubt = doubtNumbers
		default:
			s.state = st
			s.state.ID = ""
		}
	}
	if s.state.ID == "" && id != "" {
		if other := l.f.sessions[id]; other != nil {
			l.damage(l.off, fmt.Sprintf("session %s: declared as %d and as %d", id, other.num, num))
			return nil
		}
		s.state.ID = id
		l.f.sessions[id] = s
	}
	if s.state.ID != id && id != "" {
		l.damage(l.off, fmt.Sprintf("session %d: declared as %s and as %s", num, s.state.ID, id))
		return nil
	}
	return s
}

// record applies an intact record.
func (l *loader) record(r record, p place) {
	l.count(r.ordinal)
	l.f.log.ordinal++
	if r.typ == recordSynced {
		l.countZero(r.nth)
		l.f.log.zero++
		l.synced = max(l.synced, min(int64(r.seq), int64(p.off)))
		return
	}
	var st State
	if r.typ == recordSession {
		var ok bool
		if st, ok = parseSession(r); !ok {
			l.damage(l.off, "malformed session record")
			return
		}
	}
	s := l.session(r.session, st, r.nth)
	if s == nil {
		return
	}
	l.f.touch(s, p.seg)
	pardon := s.pardons < l.pardons
	l.meet(s, r.nth)
	s.records++
	if r.typ == recordSession {
		if s.state != st || s.doubt != 0 {
			if !pardon && s.doubt == 0 {
				s.lostBy = l.blame(s, fmt.Sprintf("session %s: restated as %+v, was %+v", st.ID, st, s.state))
			}
			l.restate(s, st)
		}
		s.statedIn = p.seg
		return
	}
	if why := s.unfit(r); why != "" || s.doubt != 0 {
		if s.doubt == 0 && !pardon {
			s.lostBy, s.doubt = l.blame(s, why), doubtNumbers
		}
		s.reconcile(r)
	}
	s.apply(r, p)
}

// unfit returns why r cannot be the next record of s.
func (s *fileSession) unfit(r record) string {
	epoch := s.state.Epoch
	if r.typ == recordReset {
		epoch++
	}
	switch {
	case r.epoch != epoch:
		return fmt.Sprintf("session %s: epoch %d, expected %d", s.state.ID, r.epoch, epoch)
	case r.typ == recordOut && r.seq != s.state.NextOut:
		return fmt.Sprintf("session %s: message %d, expected %d", s.state.ID, r.seq, s.state.NextOut)
	case r.typ == recordReset && len(r.payload) != createdLen,
		r.typ == recordOut && r.seq == math.MaxUint64,
		r.typ != recordReset && r.seq == 0:
		return fmt.Sprintf("session %s: malformed record of type %d", s.state.ID, r.typ)
	}
	return ""
}

// reconcile makes r, an intact record, fit after a loss.
func (s *fileSession) reconcile(r record) {
	switch {
	case r.typ == recordReset:
		s.state.Epoch, s.doubt = r.epoch-1, 0
		return
	case r.epoch != s.state.Epoch:
		s.newEpoch(State{ID: s.state.ID, Epoch: r.epoch, NextIn: 1, NextOut: 1})
		s.doubt = doubtNumbers | doubtCreated
	}
	switch r.typ {
	case recordOut:
		s.moveOut(r.seq)
		s.doubt &^= doubtOut
	case recordNextOut:
		if s.doubt&doubtOut != 0 && r.seq > s.state.NextOut {
			s.moveOut(r.seq)
		}
		s.doubt &^= doubtOut
	case recordNextIn:
		s.doubt &^= doubtIn
	}
}

// restate makes s what a session record says, after a loss.
func (l *loader) restate(s *fileSession, st State) {
	if s.state.Epoch != st.Epoch {
		s.newEpoch(State{ID: st.ID, Epoch: st.Epoch, NextIn: 1, NextOut: 1})
	}
	s.moveOut(st.NextOut)
	s.state, s.doubt = st, 0
}

// moveOut makes next the next number. Messages that there must have been before
// it are lost.
func (s *fileSession) moveOut(next uint64) {
	switch {
	case next > s.state.NextOut && s.lostBy != nil:
		s.history.lost = append(s.history.lost, lostRange{s.state.NextOut, next - 1, s.lostBy})
	case next < s.state.NextOut:
		s.takeBack(next)
	}
	s.state.NextOut = next
}

// finish decides which sessions may go on.
func (l *loader) finish() {
	f := l.f
	if len(f.damages) == 0 {
		return
	}
	unknown := f.damages[len(f.damages)-1]
	unexplained := l.unsure || l.open || l.lost > l.explained
	if unexplained {
		f.unknown = unknown
	}
	for _, s := range l.byNum {
		if unexplained && s.seen < len(f.damages) && s.pardons == l.pardons {
			s.doubt = doubtNumbers
		}
		if s.doubt == 0 {
			continue
		}
		if s.damage = s.lostBy; s.damage == nil {
			s.damage = unknown
		}
		if s.state.ID == "" {
			f.unknown = s.damage
		}
	}
}
