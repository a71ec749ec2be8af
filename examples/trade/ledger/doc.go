// Package ledger is the memory of a trading application: an append-only file of
// the requests and reports it has dealt with.
//
// A FIX session recovers messages; it does not know what they did to a position.
// So the application notes, before it acts or lets go of a message, what it is
// about to do or has done, and after a crash it reads its notes:
//
//   - The client notes a request before it sends it. A request in the ledger
//     without an answer may or may not have reached the venue: it is sent again
//     with PossResend (97=Y).
//   - The client notes a report before its handler returns. The engine counts a
//     message as received after that, so a crash in between delivers the report
//     once more, and the ledger tells that it is not new.
//   - The venue notes a request and all its answers in one go, before it sends
//     the first of them.
//
// An entry is a line: a word, and a FIX message as it would stand on the wire.
// The message's own checksum tells whether the line is whole. To read a ledger:
//
//	tr '\001' '|' < .affix-trade/client.ledger
package ledger
