package engine

import (
	"fmt"
	"net"
	"time"
)

// RefusalReason says why an acceptor did not take a connection.
type RefusalReason uint8

// The reasons.
const (
	RefusedAddress        RefusalReason = iota // it comes from an address that is not in Allow
	RefusedConnections                         // there are too many connections
	RefusedPerAddress                          // there are too many connections from its address
	RefusedPending                             // too many connections have not logged on
	RefusedTLS                                 // the TLS handshake failed
	RefusedTimeout                             // no Logon in time
	RefusedNoLogon                             // the connection ended, or something else came first
	RefusedUnknown                             // the Logon is of no session
	RefusedTemplate                            // the Template refused the Logon, or failed
	RefusedTemplateNumber                      // the Template has added as many sessions as it may
	RefusedSession                             // the session has a connection, is disabled, closed or has failed
	refusalReasonCount
)

var refusalReasonNames = [refusalReasonCount]string{
	RefusedAddress:        "address",
	RefusedConnections:    "connections",
	RefusedPerAddress:     "connections-per-address",
	RefusedPending:        "pending",
	RefusedTLS:            "tls",
	RefusedTimeout:        "logon-timeout",
	RefusedNoLogon:        "no-logon",
	RefusedUnknown:        "unknown-session",
	RefusedTemplate:       "template",
	RefusedTemplateNumber: "template-sessions",
	RefusedSession:        "session",
}

// String returns the reason in lower case: "logon-timeout".
func (r RefusalReason) String() string {
	if r < refusalReasonCount {
		return refusalReasonNames[r]
	}
	return fmt.Sprintf("reason %d", uint8(r))
}

// MarshalText returns what String does.
func (r RefusalReason) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Refusal is a connection that an acceptor did not take.
type Refusal struct {
	Time   time.Time
	Remote net.Addr
	Reason RefusalReason
	// Session is the name of the session that the Logon was for, empty if it
	// came to none.
	Session string
	Err     error
}

func (r *Refusal) Error() string { return r.Err.Error() }

func (r *Refusal) Unwrap() error { return r.Err }

func refused(why RefusalReason, format string, args ...any) *Refusal {
	return &Refusal{Reason: why, Err: fmt.Errorf(format, args...)}
}

// refuse tells about a connection that is not taken. It is closed by the
// caller.
func (a *Acceptor) refuse(c net.Conn, r *Refusal) {
	r.Time, r.Remote = time.Now(), c.RemoteAddr()
	a.mu.Lock()
	a.refusals[r.Reason]++
	log, silent := a.quiet.may(r.Time)
	a.mu.Unlock()
	if log {
		args := []any{"remote", r.Remote.String(), "reason", r.Reason.String(), "error", r.Err}
		if r.Session != "" {
			args = append(args, "session", r.Session)
		}
		if silent > 0 {
			args = append(args, "not_logged_before", silent)
		}
		a.cfg.Logger.Warn("connection refused", args...)
	}
	if f := a.cfg.OnRefused; f != nil {
		a.guard("OnRefused", func() { f(*r) })
	}
}

// guard keeps a function that panics from ending the process, and reports
// whether it returned.
func (a *Acceptor) guard(name string, f func()) (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			a.cfg.Logger.Error("a function of the application panicked", "function", name, "panic", fmt.Sprint(p))
		}
	}()
	f()
	return true
}

// quiet keeps those who can make us log from filling the disk.
type quiet struct {
	since  time.Time
	lines  int
	silent int
}

// linesPerSecond are logged of what strangers can cause.
const linesPerSecond = 10

// may reports whether a line may be logged now, and how many were not before it.
func (q *quiet) may(now time.Time) (ok bool, silent int) {
	if age := now.Sub(q.since); age < 0 || age >= time.Second {
		q.since, q.lines = now, 0
	}
	if q.lines >= linesPerSecond {
		q.silent++
		return false, 0
	}
	q.lines++
	silent, q.silent = q.silent, 0
	return true, silent
}
