package engine

import (
	"context"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// Router has the functions that an application registers. Fill it before
// Start; afterwards it must not change, and any number of sessions may share
// it.
type Router struct {
	// Poison is for tests. Once a handler has returned, the message it was given
	// is overwritten with values that no one sends, see [runtime.Poison]: what
	// was kept without Clone shows itself, instead of being overwritten by some
	// later message.
	Poison bool

	routes   map[routeKey]route
	logon    func(context.Context, *Session, *runtime.Raw) error
	loggedOn func(*Session)
	logout   func(*Session, string)
	event    func(*Session, session.Event)
	other    func(context.Context, *Session, *runtime.Raw) error
}

// routeKey is a message of a version: the same MsgType of another version is
// another message.
type routeKey struct {
	version *runtime.Version
	msgType string
}

// route makes the struct that messages are decoded into, one a session, and
// calls the handler with it.
type route struct {
	make func() runtime.Message
	call func(context.Context, *Session, runtime.Message) error
}

// NewRouter returns a Router without any function.
func NewRouter() *Router { return &Router{routes: make(map[routeKey]route)} }

// On registers the handler of one message type. Registering a type again
// replaces its handler.
//
// The message belongs to the session and is reused after the handler returned.
// An error refuses it: the peer gets a BusinessMessageReject with the error's
// text, in FIX 4.0 and 4.1 a Reject. *session.RejectError,
// *session.BusinessRejectError and *session.LogoutError say more exactly what
// it gets. Handlers of session messages are called only for Reject (35=3),
// which cannot be refused.
func On[T any, M interface {
	*T
	runtime.Message
}](r *Router, handle func(ctx context.Context, s *Session, m M) error) {
	t := M(new(T)).FIXMessage().Type
	r.routes[routeKey{t.Version, t.MsgType}] = route{
		make: func() runtime.Message { return M(new(T)) },
		call: func(ctx context.Context, s *Session, m runtime.Message) error {
			defer r.poison(m)
			return handle(ctx, s, m.(M))
		},
	}
}

// OnType is [On] for a message type that is known only while the program runs:
// one of a dictionary that package dynamic has loaded.
func (r *Router) OnType(t *runtime.MessageType, handle func(ctx context.Context, s *Session, m runtime.Message) error) {
	r.routes[routeKey{t.Version, t.MsgType}] = route{
		make: t.New,
		call: func(ctx context.Context, s *Session, m runtime.Message) error {
			defer r.poison(m)
			return handle(ctx, s, m)
		},
	}
}

// OnLogon registers a function that sees the peer's Logon before it is
// answered and before any number is reset, on either side. An error refuses it:
// the peer gets a Logout with the error's text, or what a [Refuse] says, then the
// connection is closed. [Session.RemoteAddr] and [Session.TLS] say where it comes
// from.
func (r *Router) OnLogon(f func(ctx context.Context, s *Session, logon *runtime.Raw) error) {
	r.logon = r.withRaw(f)
}

// OnLoggedOn registers a function that is called when a session is up.
func (r *Router) OnLoggedOn(f func(s *Session)) { r.loggedOn = f }

// OnLogout registers a function that is called once for each OnLoggedOn, when
// the session is no more up, whatever the reason: a Logout, a connection that
// was lost, a store that failed. The session logs on again only after it has
// returned.
func (r *Router) OnLogout(f func(s *Session, reason string)) { r.logout = f }

// OnEvent registers a function that is told what happens to the session.
func (r *Router) OnEvent(f func(s *Session, e session.Event)) { r.event = f }

// OnOther registers a function for messages without a handler of their own. If
// there is none, they are answered with "Unsupported Message Type".
//
// The Raw belongs to the session and is reused after the function returned; its
// Clone method keeps it. The values taken out of it are safe for ever.
func (r *Router) OnOther(f func(ctx context.Context, s *Session, m *runtime.Raw) error) {
	r.other = r.withRaw(f)
}
