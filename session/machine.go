package session

import (
	"cmp"
	"fmt"
	"time"

	"github.com/affixgo/affix/runtime"
)

// Machine is one FIX session without its I/O. Step tells it what happened, the
// actions say what to do; see the duties of the caller in the package's
// documentation. Not safe for concurrent use.
type Machine struct {
	cfg     Config
	dialect *dialect
	state   State

	nextIn, nextOut uint64
	processed       uint64 // the last message of the peer dealt with, or being dealt with

	link     link
	delivery delivery
	signing  signing
	clock    clock
	drafts   uint64 // so far
	gap      gap
	kept     keptMessages

	asked       asked
	unanswered  unanswered
	resetWanted bool

	applications []application // the session's own first
	peerDefault  *application  // of its messages that do not say their version
	business     bool          // one of them has a BusinessMessageReject

	composer *runtime.Composer
	decoder  runtime.Decoder // of the messages that are decoded as they are validated
	stamps   runtime.TimestampCache

	// What belongs to the step under way.
	now time.Time
	out []Action
	buf []byte // the Bytes of its actions

	fields []byte // of the message being made
}

// link is what is known of one connection.
type link struct {
	since        time.Time // connected, or our Logout sent
	lastSent     time.Time
	lastReceived time.Time
	testSent     time.Time // zero: no TestRequest is open
	asked        string    // TestReqID (112) of the caller's TestRequest, "" if none is open
	heartBtInt   time.Duration
	up           bool // EventLoggedOn was told
	newWindow    bool // the first Logon resets the numbers
	resetSent    bool // our Logon had 141=Y
	reset        resetStep
	oldIn        uint64 // expected of the old epoch, in StateResetSent
	logonSeq     uint64 // number of our Logon
	resendBegin  uint64 // BeginSeqNo of the peer's last ResendRequest
	resends      int    // ResendRequests with it
	resets       int    // Logons in a row by which the peer has reset the numbers
	clockShown   bool   // a message of the peer has shown what its clock says
	newPassword  Secret // in our Logon, until the peer has answered it
	closing      Reason // why our Logout was sent
	closingText  string
}

// largestSeqNum bounds all sequence numbers, so that none can overflow.
const largestSeqNum = 1<<63 - 1

// New makes a machine in [StateDisconnected] with the numbers that the store
// has; a number of zero means 1. All that is wrong with the config is reported
// at once.
func New(cfg Config, n Numbers) (*Machine, error) {
	cfg = cfg.withDefaults()
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	setDefault(&n.NextIn, 1)
	setDefault(&n.NextOut, 1)
	if err := n.validate(); err != nil {
		return nil, err
	}
	m := &Machine{cfg: cfg, nextIn: n.NextIn, nextOut: n.NextOut}
	m.dialect = dialectOf(cfg.Dictionary).with(cfg.Header, cfg.Precision)
	m.kept.maxMessages, m.kept.maxBytes = cfg.KeepMessages, cfg.KeepBytes
	m.processed = n.NextIn - 1
	m.resumeReset()
	var err error
	m.composer, err = m.newComposer()
	if err == nil {
		err = m.prepareApplications()
	}
	if err != nil {
		return nil, fmt.Errorf("session: config: %w", err)
	}
	return m, nil
}

// Follow makes a machine that has not stepped yet go on from an earlier one of the
// same session, which is not used any more: with the password that the peer has
// changed, the clock it has shown, and other drafts than those that the earlier
// one has given out.
func (m *Machine) Follow(before *Machine) {
	m.cfg.Password, m.cfg.NewPassword = before.cfg.Password, before.cfg.NewPassword
	m.clock = before.clock
	m.drafts = before.drafts
}

func (m *Machine) newComposer() (*runtime.Composer, error) {
	return m.composerOf(m.cfg.Dictionary, m.cfg.headerFields())
}

func (m *Machine) composerOf(d *runtime.Dictionary, header []runtime.Field) (*runtime.Composer, error) {
	c, err := runtime.NewComposer(d.Version, header, m.dialect.precision)
	if err != nil {
		return nil, err
	}
	c.SetPolicy(m.cfg.Policy)
	return c, c.SetTrailer(m.cfg.Trailer)
}

func (n Numbers) validate() error {
	if n.NextIn > largestSeqNum || n.NextOut > largestSeqNum {
		return fmt.Errorf("session: sequence numbers %d in, %d out: the largest is %d",
			n.NextIn, n.NextOut, uint64(largestSeqNum))
	}
	return nil
}

// State returns where the session stands.
func (m *Machine) State() State { return m.state }

// Numbers returns the sequence numbers expected and to be sent next.
func (m *Machine) Numbers() Numbers { return Numbers{NextIn: m.nextIn, NextOut: m.nextOut} }

// NextIn returns the number expected from the peer.
func (m *Machine) NextIn() uint64 { return m.nextIn }

// NextOut returns the number of our next message.
func (m *Machine) NextOut() uint64 { return m.nextOut }

// HeartBtInt returns the interval agreed in the Logon; 0 before it, or if there
// are no heartbeats.
func (m *Machine) HeartBtInt() time.Duration { return m.link.heartBtInt }

// Delivering reports whether a message is with the application: the next step
// but for sends, timers and the like must be Delivered.
func (m *Machine) Delivering() bool { return m.delivery.what != deliverNothing }

// Step deals with one input at the moment now and appends what must be done to
// dst. now must not go back from step to step by more than clocks do. An error
// is a mistake of the caller or, for Send, a message that cannot be sent: dst
// is returned as it was and the machine is as before.
func (m *Machine) Step(dst []Action, now time.Time, in Input) ([]Action, error) {
	m.now = now
	m.out = dst
	m.buf = m.buf[:0]
	err := m.dispatch(&in)
	if err == nil {
		m.pursueReset()
	}
	out := m.out
	m.out = nil
	if err != nil {
		return dst, err
	}
	return out, nil
}

func (m *Machine) dispatch(in *Input) error {
	if m.Delivering() {
		switch in.Kind {
		case InputReceived, InputConnected, InputSetNumbers:
			return ErrDeliveryPending
		}
	}
	if m.Signing() {
		switch in.Kind {
		case InputReceived, InputGarbled, InputSend, InputTestRequest:
			return ErrSigning
		}
	}
	switch in.Kind {
	case InputConnected:
		return m.connected(in.NewWindow)
	case InputReceived:
		return m.received(in.Raw, in.Into)
	case InputGarbled:
		m.garbled(in.Text, in.Frame)
	case InputDelivered:
		return m.delivered(in.Err)
	case InputSend:
		return m.send(in.Message)
	case InputTimer:
		m.timer()
	case InputLogout:
		m.logout(cmp.Or(in.Reason, ReasonLogout), in.Text)
	case InputDisconnected:
		m.disconnected(in.Reason, in.Text)
	case InputSigned:
		m.signed(in.Signature, in.Err)
	case InputChangePassword:
		return m.changePassword(in.Text)
	case InputTestRequest:
		return m.askTest(in.Text)
	case InputSetNumbers:
		return m.setNumbers(in.Numbers)
	case InputReset:
		return m.askReset()
	default:
		return fmt.Errorf("session: unknown input %d", in.Kind)
	}
	return nil
}

// received hands a message to the part of the state the session is in.
func (m *Machine) received(raw *runtime.Raw, into runtime.Message) error {
	if raw == nil {
		return ErrNoMessage
	}
	if !m.state.Connected() {
		return nil // bytes of a connection that was given up
	}
	in := m.readHeader(raw, into)
	m.measureClock(&in)
	m.link.lastReceived = m.now
	m.link.testSent = time.Time{}
	switch m.state {
	case StateAwaitLogon, StateLogonSent:
		m.receivedFirst(&in)
	case StateLogoutSent:
		m.receivedClosing(&in)
	default:
		if m.unanswered.pending && m.state != StateResetSent && in.kind != kindLogout {
			m.resetConfirmed()
		}
		m.receivedActive(&in)
	}
	return nil
}

func (m *Machine) emit(a Action) { m.out = append(m.out, a) }

func (m *Machine) notify(e Event) { m.emit(Action{Kind: ActionNotify, Event: e}) }
