package audit

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"github.com/affixgo/affix/examples/trade/ledger"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// Result is what a comparison found.
type Result struct {
	Requests int // requests the client made
	Reports  int // reports the venue sent
	Orders   int // orders both know
	Again    int // reports that came to the client more than once and were recognised
	Statuses int // answers to requests that were sent again

	Lost    []string // reports the client does not have
	Twice   []string // reports the client applied more than once
	Differs []string // everything else, one sentence each
}

// OK reports whether both sides agree.
func (r *Result) OK() bool { return len(r.Lost)+len(r.Twice)+len(r.Differs) == 0 }

// Compare compares the ledgers of a client and a venue, whole histories of them.
//
//   - Every request of the client reached the venue, and is answered.
//   - Every report of the venue was applied by the client, once, with the same
//     content, and in the same order; and no other was.
//   - On every order both have the same status, CumQty and AvgPx, and the fills
//     add up to CumQty.
func Compare(client, venue []ledger.Entry) *Result {
	c, v := read(client), read(venue)
	r := &Result{Orders: len(v.orders)}
	for _, e := range client {
		switch {
		case e.Kind == ledger.Request:
			r.Requests++
		case e.Kind == ledger.Again && isStatus(e.Message):
			r.Statuses++
		case e.Kind == ledger.Again:
			r.Again++
		}
	}
	r.requests(c, v)
	r.reports(c, v)
	r.orders(c, v)
	return r
}

func (r *Result) differs(format string, args ...any) {
	r.Differs = append(r.Differs, fmt.Sprintf(format, args...))
}

func (r *Result) requests(c, v *side) {
	for _, id := range sorted(c.asked) {
		switch {
		case v.asked[id] == 0:
			r.differs("request %s never reached the venue", id)
		case v.asked[id] > c.asked[id]:
			r.differs("request %s was made %d times, the venue dealt with it %d times", id, c.asked[id], v.asked[id])
		case !c.answered[id]:
			r.differs("request %s has no answer", id)
		}
	}
	for _, id := range sorted(v.asked) {
		if c.asked[id] == 0 {
			r.differs("request %s was not made by the client", id)
		}
	}
}

func (r *Result) reports(c, v *side) {
	for _, key := range v.keys {
		r.Reports += len(v.reports[key])
		if len(v.reports[key]) > 1 {
			r.differs("report %s was given out %d times by the venue", key, len(v.reports[key]))
		}
		switch applied := c.reports[key]; {
		case len(applied) == 0:
			r.Lost = append(r.Lost, key)
		case len(applied) > 1:
			r.Twice = append(r.Twice, key)
		case !bytes.Equal(body(applied[0]), body(v.reports[key][0])):
			r.differs("report %s says one thing at the venue and another at the client", key)
		}
	}
	for _, key := range c.keys {
		if v.reports[key] == nil {
			r.differs("report %s is unknown to the venue", key)
		}
	}
	if r.OK() && !slices.Equal(c.keys, v.keys) {
		r.differs("the reports were applied in another order than they were sent")
	}
}

func (r *Result) orders(c, v *side) {
	for _, id := range sorted(v.orders) {
		ours, theirs := c.orders[id], v.orders[id]
		if ours == nil {
			r.differs("order %s is unknown to the client", id)
			continue
		}
		a, b := ours.last, theirs.last
		if a.OrdStatus != b.OrdStatus || !a.CumQty.Equal(b.CumQty) || !a.AvgPx.Equal(b.AvgPx) {
			r.differs("order %s is %v, %v filled at %v for the client, but %v, %v filled at %v for the venue",
				id, a.OrdStatus, a.CumQty, a.AvgPx, b.OrdStatus, b.CumQty, b.AvgPx)
		}
		if !ours.filled.Equal(a.CumQty) {
			r.differs("order %s: the fills the client applied add up to %v, CumQty is %v", id, ours.filled, a.CumQty)
		}
	}
}

// body is a report without what the session put around it.
func body(m runtime.Message) []byte {
	switch r := m.(type) {
	case *fix44.ExecutionReport:
		bare := *r
		bare.Header, bare.Trailer = fix44.Header{}, fix44.Trailer{}
		m = &bare
	case *fix44.OrderCancelReject:
		bare := *r
		bare.Header, bare.Trailer = fix44.Header{}, fix44.Trailer{}
		m = &bare
	}
	b, err := runtime.Marshal(m)
	if err != nil {
		return []byte(err.Error())
	}
	return b
}

func isStatus(m runtime.Message) bool {
	r, ok := m.(*fix44.ExecutionReport)
	return ok && r.ExecType == fix44.ExecTypeOrderStatus
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
