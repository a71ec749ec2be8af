package engine

import (
	"context"
	"crypto/tls"
	"errors"
	"maps"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/affixgo/affix/runtime"
)

// How long accepting waits after it failed, as it does when the process has no
// file descriptors left: at first, and at most.
const (
	acceptPause    = 50 * time.Millisecond
	acceptPauseMax = time.Second
)

// accept takes connections until the listener is closed. Those beyond the rate
// wait in the system's queue.
func (a *Acceptor) accept() {
	defer a.done.Done()
	pace := newPacer(a.cfg.Limits.AcceptRate, a.cfg.Limits.AcceptBurst)
	pause := time.Duration(0)
	for pace.wait(a.ctx) {
		c, err := a.listener.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) || a.ctx.Err() != nil {
				return
			}
			if pause == 0 { // once, not with every attempt
				a.cfg.Logger.Error("accepting a connection", "error", err)
			}
			pause = min(max(2*pause, acceptPause), acceptPauseMax)
			rest(a.ctx, pause)
			continue
		}
		if pause > 0 {
			a.cfg.Logger.Info("accepting connections again")
			pause = 0
		}
		if a.admit(c) {
			go a.serve(c)
		}
	}
}

// visit is a connection from its beginning to its end.
type visit struct {
	a     *Acceptor
	raw   net.Conn
	conn  *connection
	r     *reader
	s     *Session // nil until it is known
	frame []byte   // the Logon
}

// serve finds out which session a connection is for, and runs it.
func (a *Acceptor) serve(raw net.Conn) {
	v := &visit{a: a, raw: raw, conn: &connection{Conn: raw}}
	defer v.end()
	if v.welcome() {
		first := v.frame
		v.frame = nil
		v.s.serve(v.conn, v.r, first)
	}
}

// end is called whatever happens.
func (v *visit) end() {
	if v.s != nil {
		v.s.exit()
	}
	v.conn.abort()
	v.a.leave(v.raw)
	v.a.done.Done()
}

// welcome finds out which session a connection is for, and attaches it. What it
// needs for that is not on the stack any more while the session is served.
//
//go:noinline
func (v *visit) welcome() bool {
	a, conn := v.a, v.conn
	if a.cfg.TLS != nil {
		conn.Conn = tls.Server(v.raw, a.cfg.TLS)
	}
	v.r = newReader(conn, min(a.cfg.Limits.MaxFrame, maxLogon))
	ctx, cancel := context.WithTimeout(a.ctx, a.cfg.Limits.LogonTimeout)
	defer cancel()
	var logon *runtime.Raw
	var s *Session
	frame, refusal := a.first(ctx, conn, v.r)
	if refusal == nil {
		logon, refusal = asLogon(frame)
	}
	if refusal == nil {
		s, refusal = a.find(ctx, conn.Conn, logon)
	}
	if refusal == nil {
		s.enter()
		v.s = s
		refusal = s.take(conn)
	}
	cancel()
	if refusal != nil {
		a.refuse(conn, refusal)
		a.sayNo(conn, logon, refusal)
		return false
	}
	a.mu.Lock()
	delete(a.pending, v.raw)
	a.mu.Unlock()
	v.r.framer.MaxFrame = s.limits.MaxFrame
	v.frame = frame
	s.logger.Info("connected", "remote", conn.RemoteAddr().String())
	return true
}

// take attaches a connection that has no deadline any more.
func (s *Session) take(c *connection) *Refusal {
	err := c.SetDeadline(time.Time{})
	if err == nil {
		err = s.attach(c)
	}
	if err != nil {
		return &Refusal{Reason: RefusedSession, Session: s.id, Err: err}
	}
	return nil
}

// first reads the first message, behind the TLS handshake if there is one.
func (a *Acceptor) first(ctx context.Context, c *connection, r *reader) ([]byte, *Refusal) {
	deadline, _ := ctx.Deadline()
	if err := c.SetDeadline(deadline); err != nil {
		return nil, refused(RefusedNoLogon, "no Logon: %w", err)
	}
	if secured, ok := c.Conn.(interface{ HandshakeContext(context.Context) error }); ok {
		if err := secured.HandshakeContext(ctx); err != nil {
			return nil, refused(RefusedTLS, "the TLS handshake failed: %w", err)
		}
	}
	for {
		frame, garbled, ok := r.next()
		switch {
		case garbled != "":
			return nil, refused(RefusedNoLogon, "the first message is garbled: %s", garbled)
		case ok:
			return frame, nil
		}
		if err := r.fill(); err != nil {
			var timeout net.Error
			if errors.As(err, &timeout) && timeout.Timeout() {
				return nil, refused(RefusedTimeout, "no Logon in time")
			}
			return nil, refused(RefusedNoLogon, "no Logon: %w", err)
		}
	}
}

// asLogon parses the first message.
func asLogon(frame []byte) (*runtime.Raw, *Refusal) {
	raw := new(runtime.Raw)
	if err := raw.Parse(frame, nil); err != nil {
		return nil, refused(RefusedNoLogon, "the first message is garbled: %w", err)
	}
	if string(raw.MsgType()) != "A" {
		return nil, refused(RefusedNoLogon, "the first message is no Logon")
	}
	return raw, nil
}

const (
	tagMsgSeqNum        = 34
	tagMsgType          = 35
	tagPossDupFlag      = 43
	tagSenderCompID     = 49
	tagSenderSubID      = 50
	tagSendingTime      = 52
	tagTargetCompID     = 56
	tagTargetSubID      = 57
	tagText             = 58
	tagSenderLocationID = 142
	tagTargetLocationID = 143
)

// Shutdown stops listening, logs every session out and waits for the peers'
// answers until ctx ends; then it closes what is still open. It returns when no
// goroutine of the acceptor is left; the error is ctx's if peers did not answer
// in time, and tells if a handler goes on although its context has ended. The
// store is not closed. An acceptor that was shut down cannot be started again.
func (a *Acceptor) Shutdown(ctx context.Context) error {
	a.mu.Lock()
	before := a.state
	a.state = stopped
	if before != running {
		a.mu.Unlock()
		return a.end.wait(ctx, before)
	}
	a.cancel()
	_ = a.listener.Close() // it is of no use any more, whatever it says
	a.abortPending()
	sessions := slices.AppendSeq(slices.Collect(maps.Values(a.sessions)), maps.Values(a.leaving))
	a.mu.Unlock()
	defer close(a.end)
	return shutdown(ctx, sessions, waitGroupDone(&a.done))
}

// waitGroupDone returns a channel that is closed when g is.
func waitGroupDone(g *sync.WaitGroup) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		g.Wait()
		close(done)
	}()
	return done
}
