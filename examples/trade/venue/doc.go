// Package venue is a small trading venue behind a FIX 4.4 acceptor.
//
// [Desk] is the venue without the wire: typed requests in, typed reports out,
// with numbers that follow from the requests alone. So a journal of the requests
// restores it, its books included. [Run] puts the desk behind an engine.Acceptor
// and keeps that journal.
package venue
