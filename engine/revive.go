package engine

import (
	"context"
	"errors"
	"time"

	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// openLog is one opening of the session's log.
type openLog struct{ store.Log }

// refused reports whether the store has not opened the session yet.
func (l *openLog) refused() bool {
	_, none := l.Log.(noLog)
	return none
}

// accepted is the last message that was sent without waiting until it is
// durable.
type accepted struct{ epoch, seq uint64 }

// accept notes such a message. Callers hold mu.
func (s *Session) accept(seq uint64) { s.accepted = accepted{s.epoch, seq} }

// load opens the session's log, and makes the machine that goes on where it
// stands.
func (s *Session) load(ctx context.Context) (store.Log, *session.Machine, error) {
	log, err := s.store.Open(ctx, s.id)
	if err != nil {
		return nil, nil, err
	}
	state := log.State()
	machine, err := s.newMachine(session.Numbers{NextIn: state.NextIn, NextOut: state.NextOut})
	if err != nil {
		_ = log.Close() // the numbers are what has to be told
		return nil, nil, err
	}
	return log, machine, nil
}

func (s *Session) newMachine(n session.Numbers) (*session.Machine, error) {
	cfg := *s.cfg
	cfg.Resend = s.guardResend(cfg.Resend)
	cfg.SignLogon = s.signer != nil
	return session.New(cfg, n)
}

// begin makes the session live by a log and its machine. Callers hold mu.
func (s *Session) begin(log store.Log, machine *session.Machine) {
	if s.machine != nil {
		machine.Follow(s.machine)
	}
	s.log, s.machine = &openLog{log}, machine
	s.epoch = log.State().Epoch
	at, ok := log.(interface{ SyncsAtOnce() bool })
	s.syncsAtOnce = ok && at.SyncsAtOnce()
	s.failed, s.since = nil, time.Time{}
}

// storeFailed makes the session refuse everything because of an error of its
// store, unless it was us who ended it, and returns what callers are told. It
// is opened anew in the background. Callers hold mu.
func (s *Session) storeFailed(err error) error {
	switch {
	case s.failed != nil:
		return s.failed
	case s.ctx.Err() != nil, s.closing && errors.Is(err, store.ErrClosed):
		return ErrShutdown
	}
	err = &StoreError{Session: s.id, Err: err}
	s.logger.Error("the store failed, the session stops", "error", err)
	s.stats.wentWrong(session.ReasonStoreFailed, err.Error())
	s.refuse(err)
	s.startRevival()
	return err
}

// logFailed is storeFailed for one who has let mu go: the log that failed may
// have been replaced.
func (s *Session) logFailed(log *openLog, err error) error {
	if log != s.log {
		return &StoreError{Session: s.id, Err: err}
	}
	return s.storeFailed(err)
}

// isFinal reports whether opening the session again must not even be tried: it
// is another's now, who would lose it, or the store was closed.
func isFinal(err error) bool {
	return errors.Is(err, store.ErrStale) || errors.Is(err, store.ErrClosed)
}

// startRevival lets a goroutine of its own open the session again, unless its
// failure is final. Callers hold mu.
func (s *Session) startRevival() {
	switch {
	case isFinal(s.failed):
		s.stop(s.failed)
	case !s.reviving:
		s.reviving = true
		s.tasks++
		go s.revive()
	}
}

// revive opens the session again, as often as it takes.
func (s *Session) revive() {
	defer func() {
		s.mu.Lock()
		s.tasks--
		s.wake()
		s.mu.Unlock()
	}()
	// The goroutine that reads a connection uses the machine until its end.
	if s.await(s.ctx, func() (bool, error) { return s.conn == nil, nil }) != nil {
		return
	}
	s.mu.Lock()
	log, failures := s.log, s.relapse()
	s.mu.Unlock()
	_ = log.Close() // has failed already
	for ; s.retry.wait(s.ctx, failures); failures++ {
		log, machine, err := s.load(s.ctx)
		if err == nil {
			s.revived(log, machine)
			return
		}
		if s.ctx.Err() != nil {
			return
		}
		err = &StoreError{Session: s.id, Err: err}
		s.logger.Warn("the store cannot be used yet", "error", err)
		s.mu.Lock()
		s.failed = err
		if isFinal(err) {
			s.stop(err)
		}
		over := s.final
		s.mu.Unlock()
		if over {
			return
		}
	}
}

// relapse counts the failures in a row: a store that opens and fails again at
// the next record is not asked each second. Callers hold mu.
func (s *Session) relapse() int {
	if s.born.IsZero() || time.Since(s.born) > 2*s.retry.Max {
		s.relapses = 0
	} else {
		s.relapses++
	}
	return s.relapses
}

// revived lets the session go on, unless it was ended meanwhile.
func (s *Session) revived(log store.Log, machine *session.Machine) {
	s.mu.Lock()
	if s.over() != nil {
		s.mu.Unlock()
		_ = log.Close() // nothing was recorded
		return
	}
	state := log.State()
	if s.accepted.epoch == state.Epoch && s.accepted.seq >= state.NextOut {
		s.lost = &LostError{Session: s.id, From: state.NextOut, To: s.accepted.seq}
		s.logger.Error("messages were lost", "error", s.lost)
		s.accepted.seq = state.NextOut - 1
	}
	s.begin(log, machine)
	s.reviving = false
	s.born = time.Now()
	s.logger.Info("the store is back, the session goes on", "next_in", state.NextIn, "next_out", state.NextOut)
	s.arm()
	s.wake()
	s.resumeHours()
	s.mu.Unlock()
}

// loss returns what Sync has to tell. Callers hold mu.
//
// Several goroutines may have sent what was lost, and any of them may ask. So
// all are told until something new was sent behind the first answer.
func (s *Session) loss() error {
	switch {
	case s.lost == nil:
		return nil
	case s.lostTold && s.sent != s.lostAt:
		s.lost, s.lostTold = nil, false
		return nil
	}
	s.lostTold, s.lostAt = true, s.sent
	return s.lost
}

// refuse makes the session refuse everything. Callers hold mu.
func (s *Session) refuse(err error) {
	if s.failed == nil {
		s.failed, s.since = err, time.Now()
	}
	if s.conn != nil {
		s.conn.because(stopReason(err))
		s.conn.lose()
	}
	s.wake()
}

// stop makes the session refuse everything for good. Callers hold mu.
func (s *Session) stop(err error) {
	s.refuse(err)
	if !s.final {
		s.final = true
		close(s.done)
	}
}

// over returns why the session has ended for good, nil if it has not. Callers
// hold mu.
func (s *Session) over() error {
	if s.final {
		return s.failed
	}
	return nil
}

// storeError returns what the store has said, nil if the session can be used.
func (s *Session) storeError() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var failed *StoreError
	if errors.As(s.failed, &failed) {
		return failed.Err
	}
	return nil
}
