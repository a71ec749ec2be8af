// Package enginetest has a counterparty for tests of what uses package engine.
//
// A [Peer] speaks FIX as a test tells it, on a connection in memory or on a real
// one. It fills in what a session does: BeginString (8), BodyLength (9),
// MsgSeqNum (34), the CompIDs (49, 56), SendingTime (52) and CheckSum (10), each
// unless the test gives it. It answers TestRequests and passes over Heartbeats,
// so that a test that lets time go by need not care.
//
// To test an acceptor, let it listen on a [Listener], and [Connect]:
//
//	cfg.Listener = enginetest.Listen()
//	… engine.NewAcceptor, Start …
//	peer := enginetest.Connect(t, acceptor)
//	peer.Logon("")
//	peer.Send("35=D|11=A|55=X|54=1|60=20260102-10:00:00|38=100|40=1")
//	peer.Expect("35=8|11=A|39=0")
//	peer.Logout("")
//
// To test an initiator, give it the Dial of a Listener, and [Accept]:
//
//	l := enginetest.Listen()
//	cfg.Addresses, cfg.Dial = []string{"venue:1"}, l.Dial
//	… engine.NewInitiator, Start …
//	peer := enginetest.Accept(t, l)
//	peer.Logon("")
//
// Both may be used on real sockets: Connect dials the address that the acceptor
// listens on, Accept takes any net.Listener. A Listener also connects the two
// engines of one test with each other.
//
// # Virtual time
//
// In a bubble of testing/synctest everything works as outside of it, but time
// is virtual: hours of session take milliseconds, and a test is deterministic.
// Start engines inside of the bubble, and shut them down before it ends, best by
// t.Cleanup. Connections have to be in memory: real sockets stop the clock.
//
// # Duties of the caller
//
//  1. The methods of a Peer end the test when something is not as expected, so
//     they are called by the goroutine of the test.
//  2. What the engine sends is taken in the order in which it comes; nothing is
//     skipped but what the Peer answers itself.
package enginetest
