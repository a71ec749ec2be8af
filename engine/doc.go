// Package engine runs FIX sessions over TCP and TLS.
//
// An [Acceptor] serves the sessions that log on to it, an [Initiator] logs one
// on and keeps it so. Both hand messages to the typed functions of a [Router]:
//
//	router := engine.NewRouter()
//	engine.On(router, func(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
//		_, err := s.Send(ctx, &fix44.ExecutionReport{…})
//		return err
//	})
//
// The rules of the session are those of package session; what is sent is kept
// in a store.Store before it goes out, and the number of a message that came in
// advances once its handler has returned.
//
// # Who runs where
//
// Each connection has one goroutine that reads and calls the handlers, one
// message after the other. [Session.Send] may be called from any goroutine, and
// from handlers; it writes the message itself unless somebody is writing. All
// else, such as heartbeats and resent messages, is written by goroutines that
// come and go. A handler that blocks holds up the messages of its session and
// nothing else: heartbeats go on.
//
// The functions for what happens to a session (OnLoggedOn, OnLogout, OnEvent)
// are called one at a time, in the order of events: OnLoggedOn before the first
// handler of a connection, OnLogout before OnLoggedOn of the next. When a timer
// ends a session whose handler blocks, OnLogout is called beside it.
//
// A resend goes out in its place: what is sent meanwhile waits in the outbox
// behind it, and is bounded by [Limits]. So is what a peer can make us keep
// that does not read, or does not say who it is.
//
// # Connections
//
// An initiator goes through its [Endpoint] list in an [EndpointOrder] and waits
// as its [Backoff] says; [DialError] and [LogonError] tell what failed. An
// acceptor takes connections within [Limits] and tells of all others by a
// [Refusal]. Sessions are added and removed while it runs, by [Acceptor.Add] and
// [Acceptor.Remove] or by its Template, and disabled and enabled by
// [Session.Disable] and [Session.Enable]. Any number of initiators are an
// [Initiators].
//
// # Hours
//
// [Operation] has what operators decide about a session. With a schedule of
// package schedule the session is up in its windows only, and its numbers are
// reset with each or at times of their own; [Session.Hours] tells where it
// stands. Between windows that reset the numbers Send refuses with [ErrClosed]
// what would be lost. [Throttle] and [InboundThrottle] bound the flow of messages
// each way, and [CancelOnDisconnect] looks after the orders of peers that are gone.
//
// # When the store fails
//
// A session whose store fails is disconnected and refuses everything with a
// [StoreError]: it transmits nothing that was not stored. [Session.Status] says
// why and since when. Its log is opened again, as [AcceptorConfig.Reopen] and
// [InitiatorConfig.Reopen] say, until that succeeds; then the session goes on
// with the numbers that the store has, as after a restart of the process, and an
// initiator connects again. A message that was handled but not noted as such
// comes again, with PossDupFlag; one that was saved and not yet durable may be
// lost, then it was not transmitted and [Session.Sync] says so with a
// [LostError]. That may be the answer of a handler; the message it answers comes
// again then.
//
// Two failures are final, and close [Session.Done]: another process has taken
// the session over (store.ErrStale), which must not be taken back from it, and a
// store that was closed.
//
// An acceptor starts with the sessions that its store opens, and tries the
// others again in the same way.
//
// # Duties of the caller
//
//  1. The message given to a handler is reused for the next of its type once
//     the handler has returned. Keep it with its Clone method. Strings, numbers
//     and times taken out of it are safe for ever.
//  2. A handler may see a message twice if the process died in between, or the
//     store failed: it has PossDupFlag (43) then. Handle such messages by their
//     ids, and answer them again unless Sync has said that the answer was kept.
//  3. The store is the caller's: close it after Shutdown.
//  4. A handler, or another function of the Router, does not wait for its own
//     session: not for WaitLoggedOn, Logout or Shutdown. It would wait for
//     itself, until its context or a timeout ends that.
package engine
