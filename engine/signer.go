package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// Signer signs the Logons of a session, see [Operation]. Package engine/venueauth
// has those that venues ask for.
type Signer interface {
	// SignLogon returns the fields to be set in the Logon, as session.Signed
	// takes them, or why it cannot be signed, which must not contain a secret.
	// It may block on a key service until ctx ends: when the session's
	// LogonTimeout has passed, or the connection is gone. It is called for one
	// Logon of a session at a time, of several sessions side by side.
	SignLogon(ctx context.Context, draft session.LogonDraft) ([]runtime.Field, error)
}

// SignerFunc makes a function a [Signer].
type SignerFunc func(ctx context.Context, draft session.LogonDraft) ([]runtime.Field, error)

// SignLogon calls f.
func (f SignerFunc) SignLogon(ctx context.Context, draft session.LogonDraft) ([]runtime.Field, error) {
	return f(ctx, draft)
}

// startSigning has the Logon that is due signed, by a goroutine of its own:
// whoever made it due may be holding up others. Until it is signed nothing is
// sent and nothing of the peer is dealt with. Callers hold mu.
func (s *Session) startSigning() {
	ctx, cancel := context.WithDeadline(s.ctx, s.machine.Deadline())
	s.stopSigning = cancel
	s.tasks++
	go s.sign(ctx, s.machine.Draft())
}

func (s *Session) sign(ctx context.Context, draft session.LogonDraft) {
	returned := false
	defer func() {
		if !returned { // the signer ended the goroutine
			s.signed(ctx, draft.ID, nil, errGoexit)
		}
	}()
	fields, err := s.callSigner(ctx, draft)
	returned = true
	s.signed(ctx, draft.ID, fields, err)
}

// callSigner calls the application's signer. One that panics has failed.
func (s *Session) callSigner(ctx context.Context, draft session.LogonDraft) (fields []runtime.Field, err error) {
	defer func() {
		if p := recover(); p != nil {
			s.logPanic("the signer panicked", p)
			fields, err = nil, errors.New("the signer panicked")
		}
	}()
	fields, err = s.signer.SignLogon(ctx, draft)
	if err != nil {
		err = fmt.Errorf("signing the Logon: %w", err)
	}
	return fields, err
}

// signed goes on with the Logon.
func (s *Session) signed(ctx context.Context, draft uint64, fields []runtime.Field, err error) {
	s.mu.Lock()
	if s.failed == nil {
		in := session.Signed(draft, fields, err)
		if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
			in = session.Timer() // too late rather than unable
		}
		if _, err := s.step(in); err != nil && s.failed == nil {
			s.logger.Error("signing", "error", err)
		}
	}
	if s.conn != nil {
		_ = s.flush(s.conn, false) // nothing is written here
	}
	s.tell(false)
	s.tasks--
	s.wake()
	s.mu.Unlock()
}
