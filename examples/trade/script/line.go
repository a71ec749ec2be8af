// Package script reads the orders that the client plays: a CSV file with the
// columns
//
//	id,action,account,symbol,side,type,qty,price,tif,ref
//
// id counts from 1, so that R3-0042 is request 42 of run 3. action is NEW, CANCEL
// or REPLACE; ref is the id of the NEW line that a CANCEL or REPLACE is about, or
// "unknown" for an order that the venue has never seen. A NEW line with a ref
// uses the ClOrdID of that line a second time. Lines that begin with # are
// comments.
//
// Whether a line makes sense to the venue is not checked: that is its part.
package script

import (
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// Action is what a line asks for.
type Action string

// The actions.
const (
	New     Action = "NEW"
	Cancel  Action = "CANCEL"
	Replace Action = "REPLACE"
)

// Unknown as [Line.Ref] is an order that the venue has never seen.
const Unknown = -1

// Line is one request to play.
type Line struct {
	ID              int // counts from 1
	Action          Action
	Account, Symbol string
	Side            fix44.Side
	Type            fix44.OrdType
	Qty, Price      runtime.Decimal
	TimeInForce     fix44.TimeInForce
	Ref             int // id of a NEW line, 0 for none, or Unknown
}
