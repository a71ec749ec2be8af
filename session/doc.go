// Package session holds the rules of a FIX session as a state machine without
// I/O: no clock, socket, goroutine or lock. A [Machine] is told what happened
// (an [Input]) and answers with what must be done about it (a list of
// [Action]); time comes in with each step and goes out as a deadline.
//
// The parts: [Machine] and its inputs and actions; [Config] with its policies
// ([ResetPolicy], [RecoveryPolicy], [GarbledPolicy]); [Replayer], which turns
// stored messages into the answer to a ResendRequest; the errors with which an
// application refuses a message ([RejectError], [BusinessRejectError],
// [LogoutError], [RefuseError], [ErrUnsupported], [ErrNotTaken]); [LogonDraft],
// for Logons that are signed. Package session/sim plays
// machines against each other over links and processes that break.
//
// In FIXT a session may carry several versions of application messages:
// [Config.Applications]. [Machine.MessageType] tells which one an inbound
// message is of.
//
// # Duties of the caller
//
//  1. Steps are made one at a time: guard the machine with a lock, or own it
//     with one goroutine.
//  2. The actions of a step are carried out in their order, and those of a step
//     before those of the next. A Save is as durable as the store promises
//     before the Transmit behind it is written to the socket; an Expect is
//     handed to the store after everything in front of it. Writing the
//     Transmits of several steps at once is fine. A step with a Reset is made
//     durable at once: the peer will not go back to the old numbers.
//  3. Bytes and Raws of actions are valid until the next step: copy what is
//     kept. Bytes may be shared between a Save and its Transmit.
//  4. A Deliver is the last action of its step. Run the handler, then step with
//     Delivered and the handler's error. Until then Received, Connected and
//     SetNumbers are refused with [ErrDeliveryPending]; Send, Timer, Logout,
//     Garbled and Disconnected are welcome, also from within the handler.
//     Delivered may end with the next Deliver (of a message that was kept
//     because it had come too early): repeat.
//  5. The Raw of a Received must stay as it is until its Delivered. Its frame
//     must never be written again (see package runtime).
//  6. After each step ask for [Machine.Deadline], and step with Timer once that
//     moment has come. A Timer that comes too early or late does no harm.
//  7. A Replay is carried out in its place among the actions: what is
//     transmitted later waits until the [Replayer] has finished. It transmits
//     what is stored and saves nothing. It ends early with the connection, or
//     when a Reset comes: the messages are of an epoch that is over. A peer may
//     ask again and again; requests for what is being replayed already may be
//     merged.
//  8. After a Disconnect write what was transmitted, close the connection, and
//     give the machine nothing more of it. The machine is in
//     [StateDisconnected] already; telling it Disconnected is not needed, but
//     harmless. When a connection ends in any other way, step with
//     Disconnected.
//  9. Frames are checked before (runtime.Framer, Raw.Parse): what does not
//     frame or parse is stepped as Garbled.
//  10. Which session a connection belongs to, and that no session has two, is
//     decided by the caller from the first message; the machine checks the
//     CompIDs again. The step with Connected comes before that message. With
//     [ResetNewWindow] set NewWindow in it if the store's epoch is older than
//     the session's window.
//  11. A Sign, which comes with [Config.SignLogon] only, asks for the signature of
//     [Machine.Draft]: step with Signed once there is one, or cannot be. Until
//     then Received, Garbled and Send are refused with [ErrSigning], and wait;
//     Timer, Logout and Disconnected are welcome, and end it. Nothing is lost if
//     Signed never comes: the deadline covers it.
package session
