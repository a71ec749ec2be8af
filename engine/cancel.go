package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// CancelOnDisconnect tells an acceptor's application to cancel the orders of a
// peer that is gone. Which peers want that, and how they say so in their Logon,
// differs: some venues have 1 for yes and some 0.
type CancelOnDisconnect struct {
	// OnCancel is called once for each time that a session which was up has
	// ended and the peer has not logged on again within the grace, on a
	// goroutine of its own. lost tells when and why it ended. ctx ends with the
	// engine. If nil, there is no cancelling.
	OnCancel func(ctx context.Context, s *Session, lost Incident)

	// When is for peers that do not say. If zero, CancelAlways.
	When CancelWhen

	// Grace is how long the peer has to come back. If zero, none: OnCancel is
	// called at once. When the engine is shut down the grace is over.
	Grace time.Duration

	// Tag is the field of the peer's Logon that says when, and Values are what
	// it may hold, such as 8013 and {"Y": CancelAlways, "N": CancelNever}. A
	// Logon with another value is refused. If zero, there is no such field.
	Tag    int
	Values map[string]CancelWhen

	// Instructions, if not nil, reads the peer's Logon in place of Tag, for
	// rules that Values cannot express. What is zero in the answer is not said;
	// an error refuses the Logon with its text.
	Instructions func(logon *runtime.Raw) (CancelInstructions, error)
}

// CancelInstructions are the peer's wishes.
type CancelInstructions struct {
	When  CancelWhen
	Grace time.Duration
}

// CancelWhen says after what kind of end orders are cancelled.
type CancelWhen uint8

// The kinds.
const (
	// CancelUnsaid leaves it to CancelOnDisconnect.When.
	CancelUnsaid CancelWhen = iota
	// CancelNever leaves all orders as they are.
	CancelNever
	// CancelWhenLost cancels if the connection went without a Logout, or the
	// peer did not answer ours.
	CancelWhenLost
	// CancelAfterLogout cancels if there was a Logout.
	CancelAfterLogout
	// CancelAlways cancels in both cases.
	CancelAlways
)

var cancelNames = []string{"unsaid", "never", "lost", "logout", "always"}

// String returns the kind in lower case: "always".
func (w CancelWhen) String() string { return nameOf(cancelNames, int(w), "CancelWhen") }

// MarshalText returns what String does.
func (w CancelWhen) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads what String returns.
func (w *CancelWhen) UnmarshalText(text []byte) error {
	i, err := indexOf(cancelNames, string(text), "kind of cancelling")
	if err == nil {
		*w = CancelWhen(i)
	}
	return err
}

func (c *CancelOnDisconnect) validate(role session.Role) (errs []error) {
	fail := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("CancelOnDisconnect: "+format, args...))
	}
	if c.OnCancel == nil {
		if c.When != CancelUnsaid || c.Grace != 0 || c.Tag != 0 || len(c.Values) > 0 || c.Instructions != nil {
			fail("OnCancel is missing: nothing would be done")
		}
		return errs
	}
	if role == session.Initiator {
		fail("it is for acceptors: an initiator asks its venue for it, in the fields of its Logon")
	}
	if c.When > CancelAlways {
		fail("there is no When %v", c.When)
	}
	if c.Grace < 0 {
		fail("Grace is %v: must not be negative", c.Grace)
	}
	if c.Tag < 0 || (c.Tag > 0) != (len(c.Values) > 0) {
		fail("Tag is %d with %d Values: give both, or neither", c.Tag, len(c.Values))
	}
	if c.Tag > 0 && c.Instructions != nil {
		fail("Tag and Instructions are both set: give one of them")
	}
	for value, when := range c.Values {
		if when > CancelAlways {
			fail("there is no %v, for value %q of tag %d", when, value, c.Tag)
		}
	}
	return errs
}

// read returns what the peer says in its Logon.
func (c *CancelOnDisconnect) read(logon *runtime.Raw) (said CancelInstructions, err error) {
	if c.Instructions != nil {
		return c.Instructions(logon)
	}
	if c.Tag == 0 {
		return said, nil
	}
	value, have := logon.Get(c.Tag)
	if !have {
		return said, nil
	}
	when, known := c.Values[string(value)]
	if !known {
		return said, &session.LogoutError{Text: fmt.Sprintf("Tag %d: value %q is not known", c.Tag, value)}
	}
	return CancelInstructions{When: when}, nil
}

// canceller waits for a peer that is gone. Guarded by the session's mu.
type canceller struct {
	CancelOnDisconnect
	said  CancelInstructions // in the last Logon
	lost  *Incident          // the end after which it waits; nil if it does not
	timer *time.Timer

	running int // calls of OnCancel
}

func (s *Session) newCanceller(c CancelOnDisconnect) *canceller {
	if c.OnCancel == nil {
		return nil
	}
	k := &canceller{CancelOnDisconnect: c}
	k.timer = time.AfterFunc(time.Hour, s.onCancelTimer)
	k.timer.Stop()
	return k
}

// instruct notes what the peer's Logon says, or refuses it. A Logon that resets
// the numbers of a session that is up, and says nothing, changes nothing.
func (s *Session) instruct(logon *runtime.Raw) error {
	k := s.canceller
	said, err := k.read(logon)
	if err == nil && (said.When > CancelAlways || said.Grace < 0) {
		err = errors.New("engine: CancelOnDisconnect: Instructions returned what there is not")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil && (!s.up() || said != CancelInstructions{}) {
		k.said = said
	}
	return err
}

// logged begins to wait when the session has ended, and stops when it is up
// again. Callers hold the session's mu.
func (k *canceller) logged(s *Session, e *session.Event) {
	switch e.Kind {
	case session.EventLoggedOn:
		k.lost = nil
		k.timer.Stop()
	case session.EventLoggedOut:
		if !k.when().after(e.Reason) {
			return
		}
		k.lost = &Incident{Time: time.Now(), Reason: e.Reason, Text: e.Text}
		if s.closing {
			s.cancelNow()
		} else {
			k.timer.Reset(cmp.Or(k.said.Grace, k.Grace))
		}
	}
}

// when is what holds for the peer that logged on last.
func (k *canceller) when() CancelWhen { return cmp.Or(k.said.When, k.When, CancelAlways) }

// after reports whether w is for an end of this kind.
func (w CancelWhen) after(why session.Reason) bool {
	switch why {
	case session.ReasonLogout, session.ReasonPeerLogout, session.ReasonHandler,
		session.ReasonShutdown, session.ReasonDisabled, session.ReasonSchedule:
		return w == CancelAfterLogout || w == CancelAlways
	}
	return w == CancelWhenLost || w == CancelAlways
}

// onCancelTimer runs when the grace is over.
func (s *Session) onCancelTimer() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancelNow()
}

// cancelNow has the application called, unless the peer is back. Callers hold
// mu.
func (s *Session) cancelNow() {
	k := s.canceller
	lost := k.lost
	if lost == nil {
		return
	}
	k.lost = nil
	k.timer.Stop()
	k.running++
	s.tasks++
	s.logger.Info("cancelling: the peer is gone", "reason", lost.Reason.String(), "since", lost.Time)
	go s.callCancel(*lost)
}

func (s *Session) callCancel(lost Incident) {
	defer func() {
		if p := recover(); p != nil {
			s.logPanic("OnCancel panicked", p)
		}
		s.mu.Lock()
		s.canceller.running--
		s.tasks--
		s.wake()
		s.mu.Unlock()
	}()
	ctx := s.ctx
	if ctx.Err() != nil { // it must have a chance even now
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
		defer cancel()
		ctx = late
	}
	s.canceller.OnCancel(ctx, s, lost)
}

// awaitCancelled returns when no OnCancel is running, or when ctx ends.
func (s *Session) awaitCancelled(ctx context.Context) {
	if s.canceller != nil {
		_ = s.await(ctx, func() (bool, error) { return s.canceller.running == 0, nil })
	}
}
