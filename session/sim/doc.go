// Package sim plays two FIX sessions against each other over a link that
// breaks, in processes that crash, with clocks that jump, and looks whether
// every message arrives: once, in order, and on both sides with the same
// numbers in the end. Everything that happens follows from a seed, so that a
// run that fails can be repeated; a session of minutes takes milliseconds.
//
// Both ends are machines of package session, driven the way an engine does. The
// applications are yours: give a [Party] a Handle, and look at your own state
// when [Run] has returned.
//
//	for seed := range uint64(1000) {
//		book := newBook()
//		result := sim.Run(sim.Options{
//			Seed:      seed,
//			Initiator: sim.Party{Session: client, Message: order},
//			Acceptor:  sim.Party{Session: venue, Handle: book.handle},
//		})
//		if result.Err != nil {
//			t.Fatal(result.Err, result.Transcript)
//		}
//	}
//
// # What is simulated
//
//   - The link delivers bytes in pieces of any size, late, and breaks at any
//     byte, with or without the other side being told. Frames may also get
//     lost, come twice or be damaged on the way.
//   - A process crashes between any two actions, within or after a handler.
//     What the store had not synced by then is lost, all of it or the end; what
//     was written to the link had been synced before.
//   - Each clock jumps, and sessions are logged out, by the way.
//
// # What must hold
//
//   - A message that was saved durably is delivered, unless the policies of the
//     session say that it is lost: see [session.ResetPolicy] and
//     [session.RecoveryPolicy].
//   - It is delivered once, or again with PossDupFlag (43), and for the first
//     time in the order of sending.
//   - Numbers are used once within an epoch, and nothing is transmitted that is
//     not stored.
//   - A connected session has a deadline, and a Timer at the deadline moves it.
//   - Once faults end, both sides agree within a few minutes of their time.
package sim
