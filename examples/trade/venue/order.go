package venue

import (
	"github.com/affixgo/affix/examples/trade/book"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// order is an order that the venue has seen, refused ones included.
type order struct {
	book.Order // its ID is the OrderID

	clOrdID     string // of the last request that was accepted
	account     string
	symbol      string
	side        fix44.Side
	ordType     fix44.OrdType
	timeInForce fix44.TimeInForce
	qty         runtime.Decimal // as asked for
	price       runtime.Decimal
	instrument  *instrument // nil if the symbol is unknown

	rejected, canceled bool
}

// status derives OrdStatus (39) from what has happened to the order.
func (o *order) status(filled int64) fix44.OrdStatus {
	switch {
	case o.rejected:
		return fix44.OrdStatusRejected
	case o.canceled:
		return fix44.OrdStatusCanceled
	case filled == 0:
		return fix44.OrdStatusNew
	case filled < o.Qty:
		return fix44.OrdStatusPartiallyFilled
	default:
		return fix44.OrdStatusFilled
	}
}

// open reports whether the order can still trade.
func (o *order) open() bool { return !o.rejected && !o.canceled && o.Leaves() > 0 }

func (o *order) immediate() bool {
	return o.Market || o.timeInForce == fix44.TimeInForceImmediateOrCancel
}
