package engine

import (
	"time"

	"github.com/affixgo/affix/session"
)

// Snapshot is all that there is to see of a session at one moment. It is a copy:
// it belongs to whoever asked for it. JSON has the same names with underscores;
// what is empty or has never happened is left out, and durations are in
// nanoseconds.
type Snapshot struct {
	// Session is the name of the session, [Session.ID]; what follows are its
	// parts.
	Session      string       `json:"session"`
	Role         session.Role `json:"role"`
	BeginString  string       `json:"begin_string"`
	SenderCompID string       `json:"sender_comp_id"`
	TargetCompID string       `json:"target_comp_id"`
	Qualifier    string       `json:"qualifier,omitempty"`
	// Time is when the snapshot was taken.
	Time time.Time `json:"time"`

	State session.State `json:"state"`
	// Up says that what is sent now is transmitted.
	Up bool `json:"up"`
	// Disabled says that an operator has switched the session off.
	Disabled bool `json:"disabled"`
	// Stopped is why the session refuses everything: while its store cannot be
	// used, or for good. It is empty if it does not.
	Stopped string `json:"stopped,omitempty"`
	// StoppedSince is since when; zero if it is not stopped.
	StoppedSince time.Time `json:"stopped_since,omitzero"`

	NextIn  uint64    `json:"next_in"`
	NextOut uint64    `json:"next_out"`
	Epoch   uint64    `json:"epoch"`
	Created time.Time `json:"created,omitzero"` // of the epoch

	// Remote is the address of the peer, empty without a connection. Connected
	// and LoggedOn are since when it is there, zero if it is not.
	Remote    string    `json:"remote,omitempty"`
	Connected time.Time `json:"connected,omitzero"`
	LoggedOn  time.Time `json:"logged_on,omitzero"`
	// HeartBtInt is the interval agreed in the Logon.
	HeartBtInt time.Duration `json:"heart_bt_int_ns,omitempty"`
	// ClockOffset is how far the peer's clock is ahead of ours, by the
	// SendingTime (52) of its last Logon, Heartbeat or TestRequest, less what it
	// took to get here; negative if it is behind. ClockSeen is when that was.
	ClockOffset time.Duration `json:"clock_offset_ns"`
	ClockSeen   time.Time     `json:"clock_seen,omitzero"`

	// LastIn and LastOut are the last messages of this connection or an earlier
	// one; what was resent is not counted as sent.
	LastIn  MessageInfo `json:"last_in,omitzero"`
	LastOut MessageInfo `json:"last_out,omitzero"`
	// HandlerSince is since when a handler has been at work on a message, zero if
	// none is: no further message is read until it returns.
	HandlerSince time.Time `json:"handler_since,omitzero"`

	Queue Queue `json:"queue"`
	// Missing is what the peer has sent and we have not had; nil if nothing.
	Missing *session.Missing `json:"missing,omitempty"`
	// Throttle is nil without one.
	Throttle *ThrottleInfo `json:"throttle,omitempty"`
	// Schedule is nil for a session that has none.
	Schedule *ScheduleInfo `json:"schedule,omitempty"`

	// LastEnd is how the last connection ended, LastError the last thing that
	// went wrong with the session: a Logout in good order is not among them.
	LastEnd   *Incident `json:"last_end,omitempty"`
	LastError *Incident `json:"last_error,omitempty"`

	Counters Counters `json:"counters"`
	// Handled is the time from when a message was read until its handler has
	// returned: what waited in front of it on the connection counts as well.
	Handled Histogram `json:"handled"`
	// Written is the time from Send until what was sent is written to the
	// connection, that of the store included. It is taken once for each write,
	// of the message that waited longest.
	Written Histogram `json:"written"`
}

// MessageInfo is one message. The zero value is none.
type MessageInfo struct {
	Seq     uint64    `json:"seq"`
	MsgType string    `json:"msg_type"`
	Time    time.Time `json:"time"`
}

// Queue is what waits to be written to the peer, resends that have not been
// fetched from the store excepted.
type Queue struct {
	Bytes    int `json:"bytes"` // those that are being written included
	Messages int `json:"messages"`
	Resends  int `json:"resends"` // ranges of messages that the peer has asked for
}

// Incident is something that happened to a session.
type Incident struct {
	Time   time.Time      `json:"time"`
	Reason session.Reason `json:"reason"`
	Text   string         `json:"text,omitempty"`
}

// ThrottleInfo is where the limits on the flow of messages stand.
type ThrottleInfo struct {
	// OutWaiting is how many messages wait for their turn.
	OutWaiting int `json:"out_waiting"`
	// OutDelayed, OutRejected and OutDropped count messages of ours that had to
	// wait, were refused, or were dropped.
	OutDelayed  uint64 `json:"out_delayed"`
	OutRejected uint64 `json:"out_rejected"`
	OutDropped  uint64 `json:"out_dropped"`
	// InRejected counts messages of the peer that were too many.
	InRejected uint64 `json:"in_rejected"`
}

// ScheduleInfo is where a session stands in its schedule.
type ScheduleInfo struct {
	// Open says that the session may be logged on now.
	Open bool `json:"open"`
	// Next is when that, or something else, changes; zero if never.
	Next time.Time `json:"next,omitzero"`
	// Change is what happens then, as a schedule.Transition tells: "logout,
	// disconnect".
	Change string `json:"change,omitempty"`
}

// Counters count since the process has begun, over all connections.
type Counters struct {
	MessagesIn  uint64 `json:"messages_in"`
	MessagesOut uint64 `json:"messages_out"` // resent ones not included
	BytesIn     uint64 `json:"bytes_in"`
	BytesOut    uint64 `json:"bytes_out"`
	// Resent are messages and gap fills that were sent in answer to the peer's
	// ResendRequests, ResendRequests how many it sent, Gaps how many we had to
	// send: how often messages of the peer were missing.
	Resent         uint64 `json:"resent"`
	ResendRequests uint64 `json:"resend_requests"`
	Gaps           uint64 `json:"gaps"`
	// RejectsOut are messages of the peer that we refused, RejectsIn Rejects and
	// BusinessMessageRejects of the peer.
	RejectsOut uint64 `json:"rejects_out"`
	RejectsIn  uint64 `json:"rejects_in"`
	// Garbled are bytes that were no message, Dropped messages that came too
	// early and found no room.
	Garbled uint64 `json:"garbled"`
	Dropped uint64 `json:"dropped"`
	// Connects are connections, ConnectFailures attempts to make one that
	// failed, Logons how often the session came up.
	Connects        uint64 `json:"connects"`
	ConnectFailures uint64 `json:"connect_failures"`
	Logons          uint64 `json:"logons"`
	// Disconnects are connections that ended, by reason.
	Disconnects map[session.Reason]uint64 `json:"disconnects,omitempty"`
	// Resets are how often the numbers began at 1 again.
	Resets uint64 `json:"resets"`
	// TestRequests are how often the peer was silent for so long that we asked.
	TestRequests uint64 `json:"test_requests"`
}

// Snapshot returns all that there is to see of the session. It holds the
// session up for about a microsecond.
func (s *Session) Snapshot() Snapshot {
	cfg := s.cfg
	out := Snapshot{
		Session: s.id, Role: cfg.Role, BeginString: cfg.Dictionary.BeginString(),
		SenderCompID: cfg.SenderCompID, TargetCompID: cfg.TargetCompID, Qualifier: cfg.Qualifier,
		Time: time.Now(),
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	state := s.log.State()
	out.State, out.Up = s.machine.State(), s.up()
	if !s.log.refused() { // else nobody knows them
		out.NextIn, out.NextOut = s.machine.NextIn(), s.machine.NextOut()
	}
	out.Epoch, out.Created = state.Epoch, state.Created
	out.HeartBtInt = s.machine.HeartBtInt()
	out.Missing = s.machine.Missing()
	out.Disabled = s.disabled != nil
	if s.failed != nil {
		out.Stopped, out.StoppedSince = s.failed.Error(), s.since
	}
	if c := s.conn; c != nil {
		out.Remote = remoteText(c)
		out.Queue = c.outbox.queue()
	}
	out.Throttle, out.Schedule = s.throttleInfo(), s.scheduleInfo(out.Time)
	s.stats.show(&out)
	return out
}

// remoteText is the address of a connection, "" if it has none.
func remoteText(c *connection) string {
	if a := c.RemoteAddr(); a != nil {
		return a.String()
	}
	return ""
}

// Snapshots returns one snapshot of each session, ordered by ID.
func (a *Acceptor) Snapshots() []Snapshot { return snapshots(a.Sessions()) }

// Snapshots returns the snapshot of the session, none before Start.
func (i *Initiator) Snapshots() []Snapshot { return snapshots(i.Sessions()) }

// Sessions returns the session, none before Start.
func (i *Initiator) Sessions() []*Session {
	if s := i.Session(); s != nil {
		return []*Session{s}
	}
	return nil
}

func snapshots(sessions []*Session) []Snapshot {
	out := make([]Snapshot, len(sessions))
	for i, s := range sessions {
		out[i] = s.Snapshot()
	}
	return out
}
