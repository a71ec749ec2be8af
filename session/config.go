package session

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/affixgo/affix/runtime"
)

// Role says who logs on first.
type Role uint8

// The roles.
const (
	Acceptor  Role = iota // waits for the peer's Logon
	Initiator             // sends the first Logon
)

// String returns "acceptor" or "initiator".
func (r Role) String() string {
	if r == Initiator {
		return "initiator"
	}
	return "acceptor"
}

// Defaults of [Config].
const (
	DefaultHeartBtInt        = 30 * time.Second
	DefaultLogonTimeout      = 10 * time.Second
	DefaultLogoutTimeout     = 2 * time.Second
	DefaultTestRequestFactor = 1.2
	DefaultDisconnectFactor  = 2.4
	DefaultSendingTimeWindow = 120 * time.Second
	DefaultKeepMessages      = 10_000
	DefaultKeepBytes         = 8 << 20
	DefaultResendTimeout     = 30 * time.Second
	DefaultResendAttempts    = 3
	DefaultResendRequests    = 100
	DefaultResendRate        = 300
)

// Config is one session. The machine keeps a copy; slices and functions must
// not change afterwards.
type Config struct {
	Role Role

	// Dictionary is the FIX version, such as fix44.Dictionary. Required.
	Dictionary *runtime.Dictionary

	// SenderCompID (49) is us, TargetCompID (56) the peer. Required.
	SenderCompID, TargetCompID string

	// The rest of the identity, sent in every header if not empty: fields 50,
	// 142, 57, 143.
	SenderSubID, SenderLocationID string
	TargetSubID, TargetLocationID string

	// CheckSubIDs holds what comes in to these four as to the CompIDs. Without
	// it they are not looked at, as many peers use them message by message.
	CheckSubIDs bool

	// Qualifier tells sessions apart that have all of the above in common. It
	// is part of the name of the session in the store, never sent.
	Qualifier string

	// Applications are further versions of application messages, for FIXT:
	// their BeginString is that of Dictionary, their ApplVerIDs differ.
	// Dictionary should be the one with the most fields: data fields, whose
	// values may hold any byte, are recognised by it. A message that is of
	// another version than DefaultApplVerID gets its ApplVerID (1128).
	Applications []*runtime.Dictionary

	// DefaultApplVerID (1137) of our Logon, in FIXT. If empty, that of the
	// first dictionary that has one.
	DefaultApplVerID string

	// Header has further fields for every header: such of the dictionary, which
	// a message replaces by setting them in its own Header; and such that the
	// dictionary does not have, tags a venue made up, which stand behind all
	// others. A message replaces the value of those by having the tag in its
	// Unknown list; with an empty value here the tag stands in the messages that
	// have it there, and in no others. What the session decides cannot be set:
	// 34, 43, 49, 52, 56, 122, 369.
	Header []runtime.Field

	// Trailer has further fields for every trailer, in the same way.
	Trailer []runtime.Field

	// Username (553), Password (554) and NewPassword (925) of an initiator's
	// Logons, where they are not empty. NewPassword asks the peer to change the password; once
	// it has, which [EventPasswordChanged] tells, Logons carry it as the
	// password. The version must have the fields in its Logon.
	Username              string
	Password, NewPassword Secret

	// LogonExtra has further fields for the body of our Logons. A field takes
	// the place of one with the same tag that would be there otherwise, and
	// takes it away if its value is empty. Their order does not matter outside
	// of groups, which stay as they are. The length of a data field, such as 95
	// of 96, is added.
	LogonExtra []runtime.Field

	// LogonFields returns fields in the same way, if they depend on the Logon.
	// It must not block: what has to ask somebody else is a signer. Nil means
	// none.
	LogonFields func(Logon) []runtime.Field

	// SignLogon has our Logons signed before they go out: the machine asks its
	// caller for it by [ActionSign], so that what takes time, such as a key
	// service, is outside of it. LogonTimeout covers it. Package engine sets it
	// for a session that has a Signer.
	SignLogon bool

	// HeartBtInt (108) of an initiator's Logon in whole seconds; an acceptor
	// takes the peer's. If zero, 30 s; if negative, 0 is sent: no heartbeats.
	HeartBtInt time.Duration

	// LogonTimeout is how long after the connection the peer's Logon may take.
	// If zero, 10 s.
	LogonTimeout time.Duration

	// LogoutTimeout is how long the peer's Logout may take after ours. If
	// zero, 2 s.
	LogoutTimeout time.Duration

	// TestRequestFactor times HeartBtInt without anything from the peer makes
	// us send a TestRequest. If zero, 1.2.
	TestRequestFactor float64

	// DisconnectFactor times HeartBtInt without anything from the peer ends
	// the connection. If zero, 2.4. Must be above TestRequestFactor.
	DisconnectFactor float64

	// SendingTimeWindow is how far SendingTime (52) may be off, early or late.
	// If zero, 120 s; if negative, it is not checked.
	SendingTimeWindow time.Duration

	// Reset says when the sequence numbers return to 1. If zero, [ResetNever].
	Reset ResetPolicy

	// ResetAt resets the numbers of a running session, as [Reset] does, once
	// one of them has come that far. If zero, never; else at least 10. FIX 4.1
	// and later.
	ResetAt uint64

	// Recovery says what becomes of messages that were missed. If zero,
	// [RecoverResend].
	Recovery RecoveryPolicy

	// Garbled says what becomes of bytes that are no message. If zero,
	// [GarbledIgnore].
	Garbled GarbledPolicy

	// Policy says what is let through when messages are validated, in and
	// out. The zero value is strict.
	Policy runtime.Policy

	// Precision of the timestamps we write. If nil, seconds in FIX 4.0 and
	// 4.1, milliseconds in all others.
	Precision *runtime.Precision

	// NextExpected sends and heeds NextExpectedMsgSeqNum (789) in Logons: what
	// is missing is resent without a ResendRequest. FIX 4.4 and later.
	NextExpected bool

	// LastProcessed sends LastMsgSeqNumProcessed (369) in every header. FIX
	// 4.2 and later. The peer's is not checked.
	LastProcessed bool

	// ResendRequestChunk is the most messages a ResendRequest asks for, except
	// the last, which is open-ended. If zero, all are asked for at once.
	ResendRequestChunk uint64

	// ResendClosed makes ResendRequests end at the last message that is
	// missing; otherwise they ask for all from the first one on.
	ResendClosed bool

	// ResendTimeout is how long nothing of what was asked for may come before
	// it is asked for again. If zero, 30 s; if negative, for ever.
	ResendTimeout time.Duration

	// ResendAttempts is how often that is done before the session is logged
	// out. If zero, 3; if negative, none.
	ResendAttempts int

	// ResendRequests is how many ResendRequests in a row may begin with the
	// same message: a peer that is never content is logged out. If zero, 100.
	ResendRequests int

	// ResendRate is how many ResendRequests the session answers within a
	// minute, over all its connections; a peer that asks more often is logged
	// out. A request that begins where the last one ended does not count: that
	// is how a peer asks in pieces. If zero, 300; if negative, there is no
	// limit.
	ResendRate int

	// KeepMessages and KeepBytes bound the messages that are kept because they
	// came too early; what exceeds them is dropped and asked for again. If
	// zero, 10,000 messages and 8 MiB; if negative, none are kept.
	KeepMessages int
	KeepBytes    int

	// Resend is asked before an application message is sent again; false puts
	// a gap fill in its place. Nil resends all. It is called by [Replayer].
	Resend func(seq uint64, msgType []byte, sent time.Time) bool

	// ResendMaxAge puts a gap fill in the place of application messages that
	// were first sent longer ago. If zero, there is no limit.
	ResendMaxAge time.Duration
}

// Logon is what [Config.LogonFields] may want to know or sign.
type Logon struct {
	MsgSeqNum       uint64
	SendingTime     string // as it will stand in field 52
	HeartBtInt      int    // seconds
	ResetSeqNumFlag bool
}

// withDefaults returns a copy with every default filled in.
func (c Config) withDefaults() Config {
	setDefault(&c.HeartBtInt, DefaultHeartBtInt)
	setDefault(&c.LogonTimeout, DefaultLogonTimeout)
	setDefault(&c.LogoutTimeout, DefaultLogoutTimeout)
	setDefault(&c.TestRequestFactor, DefaultTestRequestFactor)
	setDefault(&c.DisconnectFactor, DefaultDisconnectFactor)
	setDefault(&c.SendingTimeWindow, DefaultSendingTimeWindow)
	setDefault(&c.KeepMessages, DefaultKeepMessages)
	setDefault(&c.KeepBytes, DefaultKeepBytes)
	setDefault(&c.ResendTimeout, DefaultResendTimeout)
	setDefault(&c.ResendAttempts, DefaultResendAttempts)
	setDefault(&c.ResendRequests, DefaultResendRequests)
	setDefault(&c.ResendRate, DefaultResendRate)
	return c
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// validate reports all that is wrong with a config that has its defaults.
func (c *Config) validate() error {
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("session: config: "+format, args...))
	}
	if c.Role > Initiator {
		bad("unknown Role %d", c.Role)
	}
	if c.Reset >= resetPolicyCount {
		bad("unknown Reset policy %d", c.Reset)
	}
	if c.Recovery >= recoveryPolicyCount {
		bad("unknown Recovery policy %d", c.Recovery)
	}
	if c.Garbled >= garbledPolicyCount {
		bad("unknown Garbled policy %d", c.Garbled)
	}
	if c.ResetAt > 0 && c.ResetAt < 10 {
		bad("ResetAt is %d, too low to get anything done in between", c.ResetAt)
	}
	if c.ResendRequests < 0 {
		bad("ResendRequests is negative")
	}
	if c.ResendMaxAge < 0 {
		bad("ResendMaxAge is negative")
	}
	for _, text := range []struct{ name, value string }{
		{"SenderCompID", c.SenderCompID}, {"TargetCompID", c.TargetCompID},
	} {
		if text.value == "" {
			bad("%s is empty", text.name)
		}
	}
	for _, f := range append(c.headerFields(), c.Trailer...) {
		if strings.IndexByte(f.Value, runtime.SOH) >= 0 {
			bad("header field %d has a SOH in it", f.Tag)
		}
	}
	for _, f := range c.Header {
		if slices.Contains(sessionTags[:], f.Tag) {
			bad("Header: the session itself decides field %d", f.Tag)
		}
	}
	for _, d := range []struct {
		name  string
		value time.Duration
	}{{"LogonTimeout", c.LogonTimeout}, {"LogoutTimeout", c.LogoutTimeout}} {
		if d.value < 0 {
			bad("%s is negative", d.name)
		}
	}
	if c.HeartBtInt > 0 && c.HeartBtInt%time.Second != 0 {
		bad("HeartBtInt is %v, not whole seconds", c.HeartBtInt)
	}
	if !(c.TestRequestFactor > 0) || !(c.DisconnectFactor > c.TestRequestFactor) {
		bad("TestRequestFactor is %g, DisconnectFactor %g: want 0 < the first < the second",
			c.TestRequestFactor, c.DisconnectFactor)
	}
	if c.Dictionary == nil || c.Dictionary.Version == nil {
		bad("Dictionary is missing")
		return errors.Join(errs...)
	}
	errs = append(errs, c.validateDictionary()...)
	return errors.Join(errs...)
}

// validateDictionary reports what the config wants and the version lacks.
func (c *Config) validateDictionary() []error {
	var errs []error
	version := c.Dictionary.Version
	for _, t := range [...]string{
		msgHeartbeat, msgTestRequest, msgResendRequest, msgReject, msgSequenceReset, msgLogout, msgLogon,
	} {
		if c.Dictionary.Lookup([]byte(t)) == nil {
			errs = append(errs, fmt.Errorf("session: config: %s has no message %s", version.Name, t))
		}
	}
	d := dialectOf(c.Dictionary)
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("session: config: "+format, args...))
	}
	c.validateCredentials(d, bad)
	c.validateLogonExtra(d, bad)
	errs = append(errs, c.validateApplications(d)...)
	if c.ResetAt > 0 && !d.resetSeqNum {
		errs = append(errs, fmt.Errorf("session: config: ResetAt: %s has no field 141 in Logon", version.Name))
	}
	if c.NextExpected && !d.nextExpected {
		errs = append(errs, fmt.Errorf("session: config: NextExpected: %s has no field 789 in Logon", version.Name))
	}
	if c.LastProcessed && !d.lastProcessed {
		errs = append(errs, fmt.Errorf("session: config: LastProcessed: %s has no field 369 in its header", version.Name))
	}
	return errs
}

// sessionTags are the fields of the header that the session decides.
var sessionTags = [...]int{
	tagBeginString, tagBodyLength, tagMsgType, tagMsgSeqNum, tagPossDupFlag, tagSenderCompID, tagSendingTime,
	tagTargetCompID, tagOrigSendingTime, tagLastProcessed,
}

// headerFields returns the constant header fields of the session.
func (c *Config) headerFields() []runtime.Field {
	fields := []runtime.Field{
		{Tag: tagSenderCompID, Value: c.SenderCompID},
		{Tag: tagTargetCompID, Value: c.TargetCompID},
	}
	for _, f := range []runtime.Field{
		{Tag: tagSenderSubID, Value: c.SenderSubID},
		{Tag: tagSenderLocationID, Value: c.SenderLocationID},
		{Tag: tagTargetSubID, Value: c.TargetSubID},
		{Tag: tagTargetLocationID, Value: c.TargetLocationID},
	} {
		if f.Value != "" {
			fields = append(fields, f)
		}
	}
	return append(fields, c.Header...)
}
