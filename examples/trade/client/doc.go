// Package client is a trading client behind a FIX 4.4 initiator. It plays a
// script of orders and keeps a ledger of what it asked for and what it was told,
// so that it can be killed at any moment and go on where it was.
//
// [State] is all that follows from the ledger; [Run] is the live client.
package client
