package book

// Side is the side of an order.
type Side int8

// The sides.
const (
	Buy Side = iota + 1
	Sell
)

// Opposite returns the side that s trades with.
func (s Side) Opposite() Side {
	if s == Buy {
		return Sell
	}
	return Buy
}

// Order is an order as the book sees it. The caller fills the first group of
// fields; the book fills the second and owns it from then on.
type Order struct {
	ID     string
	Side   Side
	Market bool  // takes any price, and never rests
	Price  int64 // the limit, unused for a market order
	Qty    int64 // in total, what was filled included

	Filled   int64
	Notional int64 // sum of price times quantity over all fills
}

// Leaves returns what can still be filled.
func (o *Order) Leaves() int64 { return o.Qty - o.Filled }

// accepts reports whether o would trade at price.
func (o *Order) accepts(price int64) bool {
	switch {
	case o.Market:
		return true
	case o.Side == Buy:
		return price <= o.Price
	default:
		return price >= o.Price
	}
}

// Fill is one trade between an order that rested in the book and one that came
// in. It happens at the price of the one that rested.
type Fill struct {
	Maker, Taker *Order
	Price, Qty   int64

	// What each order has filled so far, this fill included: the orders
	// themselves are already further when a taker trades several times.
	MakerFilled, MakerNotional int64
	TakerFilled, TakerNotional int64
}

func trade(maker, taker *Order) Fill {
	qty := min(maker.Leaves(), taker.Leaves())
	for _, o := range []*Order{maker, taker} {
		o.Filled += qty
		o.Notional += qty * maker.Price
	}
	return Fill{
		Maker: maker, Taker: taker, Price: maker.Price, Qty: qty,
		MakerFilled: maker.Filled, MakerNotional: maker.Notional,
		TakerFilled: taker.Filled, TakerNotional: taker.Notional,
	}
}
