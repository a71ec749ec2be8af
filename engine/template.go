package engine

import (
	"cmp"
	"context"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// Setup is a session of an acceptor, with what it does not share with the
// others.
type Setup struct {
	// Session is the session; Role is set by the acceptor.
	Session session.Config
	// Store, Router, Limits and Operation are in place of the acceptor's if they
	// are not nil. Of the Limits only those of sessions count.
	Store     store.Store
	Router    *Router
	Limits    *Limits
	Operation *Operation
}

// DefaultTemplateSessions is how many sessions a Template may add.
const DefaultTemplateSessions = 10_000

// find returns the session that a Logon is for. One that is not known is the
// Template's to decide about, once at a time.
func (a *Acceptor) find(ctx context.Context, c net.Conn, logon *runtime.Raw) (*Session, *Refusal) {
	key := peerKeyIn(logon)
	a.mu.Lock()
	for {
		if s := cmp.Or(a.peers[key], a.peers[key.plain()]); s != nil {
			a.mu.Unlock()
			return s, nil
		}
		asked := a.asking[key]
		if asked == nil {
			break
		}
		a.mu.Unlock()
		select {
		case <-asked:
		case <-ctx.Done():
			return nil, refused(RefusedTimeout, "another Logon of the same peer is being looked at")
		}
		a.mu.Lock()
	}
	defer a.mu.Unlock()
	switch {
	case a.cfg.Template == nil:
		return nil, refused(RefusedUnknown, "no session for a Logon with BeginString %q, SenderCompID %q, TargetCompID %q",
			key.beginString, key.theirs, key.ours)
	case len(a.templated)+len(a.asking) >= a.cfg.TemplateSessions:
		return nil, refused(RefusedTemplateNumber, "the Template has added %d sessions already", len(a.templated))
	}
	asked := make(chan struct{})
	a.asking[key] = asked
	a.mu.Unlock()
	defer func() {
		a.mu.Lock()
		delete(a.asking, key)
		close(asked)
	}()
	return a.fromTemplate(ctx, newLogonRequest(c, logon), key)
}

// fromTemplate asks the application for a session, and adds it.
func (a *Acceptor) fromTemplate(ctx context.Context, r LogonRequest, key peerKey) (*Session, *Refusal) {
	var setup Setup
	err := errors.New("the Template panicked")
	a.guard("Template", func() { setup, err = a.cfg.Template(ctx, r) })
	if err != nil {
		return nil, &Refusal{Reason: RefusedTemplate, Err: err}
	}
	if setup.Session.Dictionary == nil {
		return nil, refused(RefusedTemplate, "the Template's session has no Dictionary")
	}
	if made := peerKeyOf(setup.Session); made != key && made != key.plain() {
		return nil, refused(RefusedTemplate, "the Template's session %s is not that of the Logon", SessionID(setup.Session))
	}
	s, err := a.add(ctx, setup, true)
	if err != nil {
		return nil, &Refusal{Reason: RefusedTemplate, Session: SessionID(setup.Session), Err: err}
	}
	return s, nil
}

// peerKeyIn is how a Logon names its session.
func peerKeyIn(logon *runtime.Raw) peerKey {
	return peerKey{
		string(logon.BeginString()), logon.Text(tagSenderCompID), logon.Text(tagTargetCompID),
		logon.Text(tagSenderSubID), logon.Text(tagSenderLocationID), logon.Text(tagTargetSubID), logon.Text(tagTargetLocationID),
	}
}

// plain is the key without sub and location ids.
func (k peerKey) plain() peerKey {
	return peerKey{beginString: k.beginString, theirs: k.theirs, ours: k.ours}
}

// sayNo sends a Logout to a peer that has no session, if the Template wants it
// to have one, and closes.
func (a *Acceptor) sayNo(c *connection, logon *runtime.Raw, r *Refusal) {
	text, say := refusalText(r.Err)
	if r.Reason != RefusedTemplate || !say || logon == nil {
		c.abort()
		return
	}
	if err := c.SetDeadline(time.Now().Add(lingerTime)); err == nil {
		_, err = c.Write(logoutFor(logon, text, time.Now()))
		if err == nil && c.endWrite() {
			c.linger()
			return
		}
	}
	c.abort()
}

// refusalText returns what the Template wants the peer to be told, if anything.
func refusalText(err error) (text string, say bool) {
	var refuse *Refuse
	var value Refuse
	var logout *session.LogoutError
	switch {
	case errors.As(err, &refuse):
		return refuse.Text, !refuse.Silent
	case errors.As(err, &value):
		return value.Text, !value.Silent
	case errors.As(err, &logout):
		return logout.Text, true
	}
	return "", false
}

// logoutFor is the Logout with number 1 that answers a Logon without a session.
func logoutFor(logon *runtime.Raw, text string, now time.Time) []byte {
	const layout = "20060102-15:04:05"
	b := runtime.AppendField(nil, tagMsgType, "5")
	b = runtime.AppendField(b, tagMsgSeqNum, "1")
	field := func(tag int, value string) {
		if value != "" {
			b = runtime.AppendField(b, tag, value)
		}
	}
	field(tagSenderCompID, logon.Text(tagTargetCompID))
	field(tagSenderSubID, logon.Text(tagTargetSubID))
	field(tagSenderLocationID, logon.Text(tagTargetLocationID))
	b = runtime.AppendField(b, tagSendingTime, now.UTC().Format(layout))
	field(tagTargetCompID, logon.Text(tagSenderCompID))
	field(tagTargetSubID, logon.Text(tagSenderSubID))
	field(tagTargetLocationID, logon.Text(tagSenderLocationID))
	field(tagText, strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, text))
	return runtime.AppendFrame(nil, string(logon.BeginString()), b)
}
