package book

import "slices"

// Book holds the resting orders of one instrument. The zero value is an empty
// book.
type Book struct {
	bids, asks []*level // best price first
}

// level is the queue of one price, oldest order first.
type level struct {
	price int64
	queue []*Order
}

// Match trades o against the other side of the book for as long as their prices
// meet, and returns the fills in the order in which they happened. What is left
// of o is not in the book: [Book.Rest] puts it there.
func (b *Book) Match(o *Order) []Fill {
	var fills []Fill
	levels := b.side(o.Side.Opposite())
	for o.Leaves() > 0 && len(*levels) > 0 {
		best := (*levels)[0]
		if !o.accepts(best.price) {
			break
		}
		maker := best.queue[0]
		fills = append(fills, trade(maker, o))
		if maker.Leaves() == 0 {
			b.Remove(maker)
		}
	}
	return fills
}

// Rest puts a limit order into the book, behind those of its price.
func (b *Book) Rest(o *Order) {
	levels := b.side(o.Side)
	i, found := find(*levels, o)
	if !found {
		*levels = slices.Insert(*levels, i, &level{price: o.Price})
	}
	(*levels)[i].queue = append((*levels)[i].queue, o)
}

// Remove takes o out of the book and reports whether it was in it.
func (b *Book) Remove(o *Order) bool {
	levels := b.side(o.Side)
	i, found := find(*levels, o)
	if !found {
		return false
	}
	l := (*levels)[i]
	at := slices.Index(l.queue, o)
	if at < 0 {
		return false
	}
	l.queue = slices.Delete(l.queue, at, at+1)
	if len(l.queue) == 0 {
		*levels = slices.Delete(*levels, i, i+1)
	}
	return true
}

// Replace gives a resting order a new price and total quantity, which must be
// above what is filled. A smaller quantity at the same price keeps the order's
// place in the queue. Anything else costs it: the order is treated as if it had
// just come, so it may trade at once.
func (b *Book) Replace(o *Order, price, qty int64) []Fill {
	if price == o.Price && qty <= o.Qty {
		o.Qty = qty
		return nil
	}
	b.Remove(o)
	o.Price, o.Qty = price, qty
	fills := b.Match(o)
	if o.Leaves() > 0 {
		b.Rest(o)
	}
	return fills
}

// Best returns the best price of a side and the quantity that rests there.
func (b *Book) Best(s Side) (price, qty int64, ok bool) {
	levels := *b.side(s)
	if len(levels) == 0 {
		return 0, 0, false
	}
	for _, o := range levels[0].queue {
		qty += o.Leaves()
	}
	return levels[0].price, qty, true
}

func (b *Book) side(s Side) *[]*level {
	if s == Buy {
		return &b.bids
	}
	return &b.asks
}

// find returns where o's price stands among the levels of its side, or belongs.
func find(levels []*level, o *Order) (int, bool) {
	return slices.BinarySearchFunc(levels, o.Price, func(l *level, price int64) int {
		switch {
		case l.price == price:
			return 0
		case (l.price > price) == (o.Side == Buy): // bids run down, asks run up
			return -1
		default:
			return 1
		}
	})
}
