package interop_test

import (
	"fmt"
	"sync"
)

// ledger is what an application was given. It is safe for concurrent use.
type ledger struct {
	mu      sync.Mutex
	orders  book[order]
	reports book[report]
	wrong   []string // what should not have come, or not so
}

// book has the messages of one kind.
type book[T comparable] struct {
	order []string // ids as they came, each once
	seen  map[string]T
}

// enter books a message. One that came before must say that it may have.
func (b *book[T]) enter(id string, v T, possDup bool) (wrong string) {
	before, known := b.seen[id]
	switch {
	case known && !possDup:
		return id + " came twice, without PossDupFlag"
	case known && before != v:
		return fmt.Sprintf("%s came twice, and differs: %+v, %+v", id, before, v)
	case known:
		return ""
	}
	if b.seen == nil {
		b.seen = make(map[string]T)
	}
	b.seen[id] = v
	b.order = append(b.order, id)
	return ""
}

func (l *ledger) addOrder(o order, possDup bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if w := l.orders.enter(o.ClOrdID, o, possDup); w != "" {
		l.wrong = append(l.wrong, w)
	}
}

func (l *ledger) addReport(r report, possDup bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if w := l.reports.enter(r.ExecID, r, possDup); w != "" {
		l.wrong = append(l.wrong, w)
	}
}

func (l *ledger) fail(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wrong = append(l.wrong, fmt.Sprintf(format, args...))
}

// counts returns how many differing orders and reports have come.
func (l *ledger) counts() (orders, reports int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.orders.order), len(l.reports.order)
}

// checkOrders returns what is wrong if these orders should have come, in this
// order, and no others.
func (l *ledger) checkOrders(want []order) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append(l.wrong, l.orders.check("order", func(o order) string { return o.ClOrdID }, want)...)
}

// checkReports is checkOrders for reports, of which there may be several
// series: the order is looked at within each.
func (l *ledger) checkReports(series ...[]report) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append(l.wrong, l.reports.check("report", func(r report) string { return r.ExecID }, series...)...)
}

func (b *book[T]) check(what string, id func(T) string, series ...[]T) []string {
	var wrong []string
	total := 0
	for _, want := range series {
		total += len(want)
		at := make(map[string]int, len(want)) // place in the series
		for i, w := range want {
			at[id(w)] = i
			switch got, ok := b.seen[id(w)]; {
			case !ok:
				wrong = append(wrong, fmt.Sprintf("%s %s was lost", what, id(w)))
			case got != w:
				wrong = append(wrong, fmt.Sprintf("%s differs:\n got %+v\nwant %+v", what, got, w))
			}
		}
		last := -1
		for _, came := range b.order {
			if i, ours := at[came]; ours {
				if i < last {
					wrong = append(wrong, fmt.Sprintf("%s %s came too late", what, came))
				}
				last = i
			}
		}
	}
	if len(b.order) > total {
		wrong = append(wrong, fmt.Sprintf("%d %ss came, %d were sent", len(b.order), what, total))
	}
	if len(wrong) > 10 {
		wrong = append(wrong[:10], "…")
	}
	return wrong
}
