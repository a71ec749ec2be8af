package sim

import (
	"time"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// Options are one simulation.
type Options struct {
	// Seed decides all that is random.
	Seed uint64
	// Initiator and Acceptor are the two sides.
	Initiator, Acceptor Party
	// Moves is how many things happen before the faults end. If zero, 400.
	Moves int
	// Faults says what goes wrong; nil takes DefaultFaults.
	Faults *Faults
	// Trace fills in [Result.Transcript] also of a run that does not fail.
	Trace bool
}

// Party is one side: a session and its application.
type Party struct {
	// Session is what the session is set up with. Role is set by Run, and a
	// HeartBtInt of zero is 10 s.
	Session session.Config
	// Message makes the nth message that the application sends by itself, n
	// from 0. Nil sends none.
	Message func(n int) runtime.Message
	// Handle is the application's handler, as an engine has it: an error
	// refuses the message. Nil accepts all.
	Handle func(c *Conn, d Delivery) error
	// Restart is called after the process has crashed: what the application
	// had in memory is gone. Nil if it had nothing.
	Restart func()
}

// Delivery is a message for a handler.
type Delivery struct {
	Raw        *runtime.Raw // valid until the handler returns
	Seq        uint64
	PossDup    bool // PossDupFlag (43): it may have been delivered before
	PossResend bool // PossResend (97)
}

// Faults are chances for each of the moves, between 0 and 1; the sum of those
// of a group must not exceed 1.
type Faults struct {
	// Of each move: the link breaks, both sides being told; it breaks, and one
	// side sees nothing but silence; a process crashes; a clock jumps; one side
	// logs out; one asks for its numbers to be reset.
	Cut, Vanish, Crash, Jump, Logout, Reset float64
	// Of each action: the process crashes before it.
	CrashBetween float64
	// Of each frame on the link: lost, twice, damaged.
	Drop, Duplicate, Damage float64
	// MaxJump is how far a clock may be off. If zero, 20 s.
	MaxJump time.Duration
}

// DefaultFaults returns faults of every kind that no session loses a message
// by: all but Reset.
func DefaultFaults() *Faults {
	return &Faults{
		Cut: 0.006, Vanish: 0.001, Crash: 0.004, Jump: 0.003, Logout: 0.002, CrashBetween: 0.001,
		Drop: 0.004, Duplicate: 0.001, Damage: 0.004,
	}
}

// Result is what came of a simulation.
type Result struct {
	// Err says what did not hold, nil if everything did.
	Err error
	// Transcript is all that happened, a line each; only of a run that failed,
	// or with Trace.
	Transcript []string
	// Sent and Delivered count messages of both applications: durably saved,
	// and delivered for the first time. They differ by what a policy gave up.
	Sent, Delivered int
	// Again counts deliveries of a message that was delivered before.
	Again int
	// Connections and Crashes count what happened to the sides.
	Connections, Crashes int
	// Elapsed is the simulated time.
	Elapsed time.Duration
}

const (
	defaultMoves     = 400
	defaultHeartbeat = 10 * time.Second
	defaultMaxJump   = 20 * time.Second
)

func (o Options) withDefaults() Options {
	if o.Moves == 0 {
		o.Moves = defaultMoves
	}
	faults := DefaultFaults()
	if o.Faults != nil {
		*faults = *o.Faults
	}
	if faults.MaxJump == 0 {
		faults.MaxJump = defaultMaxJump
	}
	o.Faults = faults
	for _, p := range []*Party{&o.Initiator, &o.Acceptor} {
		if p.Session.HeartBtInt == 0 {
			p.Session.HeartBtInt = defaultHeartbeat
		}
	}
	o.Initiator.Session.Role = session.Initiator
	o.Acceptor.Session.Role = session.Acceptor
	return o
}
