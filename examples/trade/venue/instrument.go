package venue

import (
	"github.com/affixgo/affix/examples/trade/book"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// instrument is what can be traded here, and in which steps.
type instrument struct {
	symbol string
	scale  int   // digits of a price after the point: the tick is 10^-scale
	lot    int64 // quantities are multiples of it
	max    int64 // the largest order

	book book.Book
}

func instruments() []*instrument {
	return []*instrument{
		{symbol: "EUR/USD", scale: 5, lot: 1_000, max: 5_000_000},
		{symbol: "GBP/USD", scale: 5, lot: 1_000, max: 5_000_000},
		{symbol: "AUD/USD", scale: 5, lot: 1_000, max: 5_000_000},
		{symbol: "EUR/CHF", scale: 5, lot: 1_000, max: 5_000_000},
		{symbol: "USD/JPY", scale: 3, lot: 1_000, max: 5_000_000},
		{symbol: "XAU/USD", scale: 2, lot: 10, max: 20_000},
	}
}

func accounts() map[string]bool {
	return map[string]bool{"ALPHA": true, "BETA": true, "GAMMA": true}
}

// qty reads an OrderQty, or says why it cannot be traded.
func (i *instrument) qty(d runtime.Decimal) (int64, *refusal) {
	qty, whole := d.Int64()
	switch {
	case !d.IsSet():
		return 0, refuse(fix44.OrdRejReasonIncorrectQuantity, "OrderQty is missing")
	case d.Sign() <= 0:
		return 0, refuse(fix44.OrdRejReasonIncorrectQuantity, "OrderQty is %v, must be above 0", d)
	case !whole || qty%i.lot != 0:
		return 0, refuse(fix44.OrdRejReasonIncorrectQuantity, "OrderQty is %v, must be a multiple of %d", d, i.lot)
	case qty > i.max:
		return 0, refuse(fix44.OrdRejReasonOrderExceedsLimit, "OrderQty is %v, the limit is %d", d, i.max)
	}
	return qty, nil
}

// price reads the Price of a limit order in ticks, or says what is wrong.
func (i *instrument) price(d runtime.Decimal) (int64, *refusal) {
	if !d.IsSet() {
		return 0, refuse(fix44.OrdRejReasonOther, "a limit order needs a Price")
	}
	rounded, exact := d.Rescale(i.scale)
	ticks, fits := rounded.Coefficient()
	switch {
	case d.Sign() <= 0:
		return 0, refuse(fix44.OrdRejReasonOther, "Price is %v, must be above 0", d)
	case !exact:
		return 0, refuse(fix44.OrdRejReasonOther, "Price is %v, the tick is %v", d, runtime.NewDecimal(1, i.scale))
	case !fits || ticks > 1_000_000_000:
		return 0, refuse(fix44.OrdRejReasonOther, "Price is %v, beyond reason", d)
	}
	return ticks, nil
}

// average is the AvgPx of what was filled, with two digits more than a price,
// the last one rounded.
func (i *instrument) average(notional, filled int64) runtime.Decimal {
	if filled == 0 {
		return runtime.NewDecimal(0, 0)
	}
	return runtime.NewDecimal((notional*100+filled/2)/filled, i.scale+2)
}
