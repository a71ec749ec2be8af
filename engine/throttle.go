package engine

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Errors of a message that a [Throttle] keeps back. Neither uses up a sequence
// number.
var (
	// ErrThrottled: there were too many messages, and the throttle rejects what
	// exceeds it, or the call is one that does not wait.
	ErrThrottled = errors.New("engine: too many messages")
	// ErrDropped: newer messages wait for the throttle, which drops the oldest.
	ErrDropped = errors.New("engine: newer messages have taken the turn of this one")
)

// Throttle bounds how many messages a session sends, as the peer counts them: in
// no span of length Per are more than Messages written to the connection, resent
// ones included. Several throttles hold side by side.
//
// Session messages (Heartbeat, TestRequest, ResendRequest, Reject, SequenceReset,
// Logout, Logon) are not counted, and never wait: a message has no sequence
// number before it has its turn, so that nothing need wait behind it.
// BusinessMessageRejects that the engine answers with count, but do not wait: only
// they can be too many. While the session is not logged on messages are stored at
// once; they are counted when they go out.
type Throttle struct {
	// Messages is how many there may be in any span of length Per: 1 to
	// 1,000,000.
	Messages int
	// Per is the length of the span. Must be positive.
	Per time.Duration
	// Types are the MsgTypes (35) that are counted together. If there are none,
	// all but session messages.
	Types []string
	// Policy says what becomes of a message that would be too many. If zero,
	// ThrottleBlock.
	Policy ThrottlePolicy
	// Waiting is how many messages may wait under ThrottleDropOldest. If zero,
	// as many as Messages.
	Waiting int
}

// ThrottlePolicy is what becomes of a message that would be too many.
type ThrottlePolicy uint8

// The policies.
const (
	// ThrottleBlock makes Send wait for its turn, in the order of the calls,
	// until its context ends.
	ThrottleBlock ThrottlePolicy = iota
	// ThrottleReject returns ErrThrottled.
	ThrottleReject
	// ThrottleDropOldest makes Send wait. When more than Waiting do, the one
	// that has waited longest returns ErrDropped.
	ThrottleDropOldest
)

var throttlePolicies = []string{"block", "reject", "drop-oldest"}

// String returns the policy in lower case: "drop-oldest".
func (p ThrottlePolicy) String() string { return nameOf(throttlePolicies, int(p), "ThrottlePolicy") }

// MarshalText returns what String does.
func (p ThrottlePolicy) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what String returns.
func (p *ThrottlePolicy) UnmarshalText(text []byte) error {
	i, err := indexOf(throttlePolicies, string(text), "throttle policy")
	if err == nil {
		*p = ThrottlePolicy(i)
	}
	return err
}

// InboundThrottle bounds how many messages of the peer a session takes. Session
// messages are not counted, nor is what the peer sends again because it was asked
// to (43=Y). A message counts when it is about to be handled; one that is too many
// does not reach its handler.
type InboundThrottle struct {
	// Messages is how many are taken in any span of length Per: 1 to 1,000,000.
	Messages int
	// Per is the length of the span. Must be positive.
	Per time.Duration
	// Types are the MsgTypes (35) that are counted together. If there are none,
	// all but session messages.
	Types []string
	// Policy says what the peer gets for a message that is too many. If zero,
	// InboundReject.
	Policy InboundPolicy
}

// InboundPolicy is the answer to a message that is too many.
type InboundPolicy uint8

// The policies.
const (
	// InboundReject answers with a BusinessMessageReject (35=j), in FIX 4.0 and
	// 4.1 a Reject. What was rejected is not counted.
	InboundReject InboundPolicy = iota
	// InboundLogout logs the session out.
	InboundLogout
)

var inboundPolicies = []string{"reject", "logout"}

// String returns the policy in lower case: "logout".
func (p InboundPolicy) String() string { return nameOf(inboundPolicies, int(p), "InboundPolicy") }

// MarshalText returns what String does.
func (p InboundPolicy) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what String returns.
func (p *InboundPolicy) UnmarshalText(text []byte) error {
	i, err := indexOf(inboundPolicies, string(text), "inbound throttle policy")
	if err == nil {
		*p = InboundPolicy(i)
	}
	return err
}

func nameOf(names []string, i int, kind string) string {
	if i < len(names) {
		return names[i]
	}
	return fmt.Sprintf("%s(%d)", kind, i)
}

func indexOf(names []string, name, kind string) (int, error) {
	if i := slices.Index(names, name); i >= 0 {
		return i, nil
	}
	return 0, fmt.Errorf("engine: %q is no %s: it is one of %q", name, kind, names)
}

// The bounds of throttles.
const (
	maxThrottles = 64 // of a session: each is a bit
	maxThrottled = 1_000_000
)

// quota is what throttles of both directions have in common.
type quota struct {
	messages int
	per      time.Duration
	types    []string
}

func (q quota) validate(name string) (errs []error) {
	if q.messages < 1 || q.messages > maxThrottled {
		errs = append(errs, fmt.Errorf("%s: Messages is %d: must be 1 to %d", name, q.messages, maxThrottled))
	}
	if q.per <= 0 {
		errs = append(errs, fmt.Errorf("%s: Per is %v: must be positive", name, q.per))
	}
	for _, t := range q.types {
		if isAdmin(t) {
			errs = append(errs, fmt.Errorf("%s: Types has %q, but session messages are not throttled", name, t))
		}
	}
	return errs
}

// counts reports whether messages of a type are counted.
func (q *quota) counts(msgType []byte) bool {
	if len(q.types) == 0 {
		return !isAdmin(string(msgType))
	}
	for _, t := range q.types {
		if t == string(msgType) {
			return true
		}
	}
	return false
}

// isAdmin reports whether messages of a type are those of the session itself.
func isAdmin(msgType string) bool {
	return len(msgType) == 1 && (msgType[0] >= '0' && msgType[0] <= '5' || msgType[0] == 'A')
}

func (t *Throttle) quota() quota { return quota{t.Messages, t.Per, t.Types} }

func (t *InboundThrottle) quota() quota { return quota{t.Messages, t.Per, t.Types} }

// validateThrottles returns what is wrong with the throttles.
func (o *Operation) validateThrottles() (errs []error) {
	if len(o.Throttle) > maxThrottles || len(o.InboundThrottle) > maxThrottles {
		errs = append(errs, fmt.Errorf("more than %d throttles", maxThrottles))
	}
	for i := range o.Throttle {
		t := &o.Throttle[i]
		name := fmt.Sprintf("Throttle[%d]", i)
		errs = append(errs, t.quota().validate(name)...)
		if t.Policy > ThrottleDropOldest {
			errs = append(errs, fmt.Errorf("%s: there is no Policy %v", name, t.Policy))
		}
		if t.Waiting < 0 || t.Waiting > 0 && t.Policy != ThrottleDropOldest {
			errs = append(errs, fmt.Errorf("%s: Waiting is %d with Policy %v: it is for %v, and not negative",
				name, t.Waiting, t.Policy, ThrottleDropOldest))
		}
	}
	for i := range o.InboundThrottle {
		t := &o.InboundThrottle[i]
		name := fmt.Sprintf("InboundThrottle[%d]", i)
		errs = append(errs, t.quota().validate(name)...)
		if t.Policy > InboundLogout {
			errs = append(errs, fmt.Errorf("%s: there is no Policy %v", name, t.Policy))
		}
	}
	return errs
}
