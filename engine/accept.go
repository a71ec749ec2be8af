package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/affixgo/affix/runtime"
)

// acceptPause is how long accepting waits after it failed, as it does when the
// process has no file descriptors left.
const acceptPause = 50 * time.Millisecond

// accept takes connections until the listener is closed.
func (a *Acceptor) accept() {
	defer a.done.Done()
	for {
		c, err := a.listener.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) || a.isStopped() {
				return
			}
			a.cfg.Logger.Error("accepting a connection", "error", err)
			time.Sleep(acceptPause)
			continue
		}
		if a.admit(c) {
			go a.serve(c)
		}
	}
}

// admit counts a connection in that has not logged on yet, or closes it.
func (a *Acceptor) admit(c net.Conn) bool {
	a.mu.Lock()
	ok := a.state == running && len(a.conns) < a.cfg.Limits.Pending
	if ok {
		a.conns[c] = struct{}{}
		a.done.Add(1)
	}
	a.mu.Unlock()
	if !ok {
		a.cfg.Logger.Warn("connection refused", "remote", c.RemoteAddr().String(),
			"reason", "too many connections have not logged on")
		abort(c)
	}
	return ok
}

func (a *Acceptor) isStopped() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.state == stopped
}

// serve finds out which session a connection is for, and runs it.
func (a *Acceptor) serve(c net.Conn) {
	defer a.done.Done()
	logger := a.cfg.Logger.With("remote", c.RemoteAddr().String())
	r := newReader(c, min(a.cfg.Limits.MaxFrame, maxLogon))
	s, frame, err := a.identify(c, r)
	conn := &connection{Conn: c}
	if err == nil {
		logger = logger.With("session", s.id)
		err = s.attach(conn)
	}
	a.mu.Lock()
	delete(a.conns, c)
	a.mu.Unlock()
	if err != nil {
		// FIX has no answer for a stranger.
		logger.Warn("connection refused", "reason", err)
		abort(c)
		return
	}
	r.framer.MaxFrame = a.cfg.Limits.MaxFrame
	s.logger.Info("connected", "remote", c.RemoteAddr().String())
	s.serve(conn, r, frame)
}

// identify reads the first message, which must be the Logon of one of the
// sessions.
func (a *Acceptor) identify(c net.Conn, r *reader) (s *Session, frame []byte, err error) {
	// The deadline is for writing, too: TLS shakes hands with the first Read.
	if err := c.SetDeadline(time.Now().Add(a.cfg.Limits.LogonTimeout)); err != nil {
		return nil, nil, err
	}
	for {
		frame, garbled, ok := r.next()
		switch {
		case garbled != "":
			return nil, nil, errors.New("the first message is garbled: " + garbled)
		case ok:
			if s, err = a.lookup(frame); err != nil {
				return nil, nil, err
			}
			return s, frame, c.SetDeadline(time.Time{})
		}
		if err := r.fill(); err != nil {
			var timeout net.Error
			if errors.As(err, &timeout) && timeout.Timeout() {
				return nil, nil, errors.New("no Logon in time")
			}
			return nil, nil, fmt.Errorf("no Logon: %w", err)
		}
	}
}

func (a *Acceptor) lookup(frame []byte) (*Session, error) {
	var raw runtime.Raw
	if err := raw.Parse(frame, nil); err != nil {
		return nil, err
	}
	if string(raw.MsgType()) != "A" {
		return nil, errors.New("the first message is no Logon")
	}
	key := peerKey{
		string(raw.BeginString()), raw.Text(tagSenderCompID), raw.Text(tagTargetCompID),
		raw.Text(tagSenderSubID), raw.Text(tagSenderLocationID), raw.Text(tagTargetSubID), raw.Text(tagTargetLocationID),
	}
	plain := peerKey{beginString: key.beginString, theirs: key.theirs, ours: key.ours}
	a.mu.Lock()
	defer a.mu.Unlock()
	if s := cmp.Or(a.peers[key], a.peers[plain]); s != nil {
		return s, nil
	}
	return nil, fmt.Errorf("no session for a Logon with BeginString %q, SenderCompID %q, TargetCompID %q",
		key.beginString, key.theirs, key.ours)
}

const (
	tagMsgSeqNum        = 34
	tagSenderCompID     = 49
	tagSenderSubID      = 50
	tagSendingTime      = 52
	tagTargetCompID     = 56
	tagTargetSubID      = 57
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
	_ = a.listener.Close() // it is of no use any more, whatever it says
	for c := range a.conns {
		abort(c)
	}
	sessions := slices.Collect(maps.Values(a.sessions))
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
