package engine

import (
	"context"
	"maps"
	"net"
	"net/netip"
	"slices"
	"time"
)

// gate is what an acceptor knows of its connections. Its fields are guarded by
// the acceptor's mu.
type gate struct {
	pending   map[net.Conn]struct{} // that have not logged on yet
	taken     int                   // all of them
	addresses map[netip.Addr]int    // of those that are open
	refusals  [refusalReasonCount]uint64
	quiet     quiet
}

// Connections is what an acceptor has to do with connections.
type Connections struct {
	Open    int // that are there, Pending included
	Pending int // that have not logged on yet
	// Refused counts those that were not taken, by reason.
	Refused map[RefusalReason]uint64
}

// Connections returns how many there are, and were refused.
func (a *Acceptor) Connections() Connections {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := Connections{Open: a.taken, Pending: len(a.pending), Refused: make(map[RefusalReason]uint64)}
	for reason, n := range a.refusals {
		if n > 0 {
			c.Refused[RefusalReason(reason)] = n
		}
	}
	return c
}

// admit counts a connection in that has not logged on yet, or closes it.
func (a *Acceptor) admit(c net.Conn) bool {
	from := remoteIP(c)
	a.mu.Lock()
	refusal, ok := a.check(from), a.state == running
	ok = ok && refusal == nil
	if ok {
		a.pending[c] = struct{}{}
		a.taken++
		if from.IsValid() {
			a.addresses[from]++
		}
		a.done.Add(1)
	}
	a.mu.Unlock()
	if refusal != nil {
		a.refuse(c, refusal)
	}
	if !ok {
		abort(c)
	}
	return ok
}

// check returns why there must not be a connection from an address. Callers hold
// mu.
func (a *Acceptor) check(from netip.Addr) *Refusal {
	l := &a.cfg.Limits
	switch {
	case len(a.cfg.Allow) > 0 && !slices.ContainsFunc(a.cfg.Allow, func(p netip.Prefix) bool { return p.Contains(from) }):
		return refused(RefusedAddress, "no connections are taken from this address")
	case l.Connections > 0 && a.taken >= l.Connections:
		return refused(RefusedConnections, "there are %d connections already", a.taken)
	case l.PerAddress > 0 && from.IsValid() && a.addresses[from] >= l.PerAddress:
		return refused(RefusedPerAddress, "there are %d connections from this address already", a.addresses[from])
	case len(a.pending) >= l.Pending:
		return refused(RefusedPending, "too many connections have not logged on")
	}
	return nil
}

// leave counts a connection out.
func (a *Acceptor) leave(c net.Conn) {
	from := remoteIP(c)
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.pending, c)
	a.taken--
	if from.IsValid() {
		if a.addresses[from]--; a.addresses[from] <= 0 {
			delete(a.addresses, from)
		}
	}
}

// remoteIP returns where a connection comes from; not valid if that is no IP
// address.
func remoteIP(c net.Conn) netip.Addr {
	remote := c.RemoteAddr()
	if tcp, ok := remote.(*net.TCPAddr); ok {
		return tcp.AddrPort().Addr().Unmap().WithZone("")
	}
	if remote == nil {
		return netip.Addr{}
	}
	addr, err := netip.ParseAddrPort(remote.String())
	if err != nil {
		return netip.Addr{}
	}
	return addr.Addr().Unmap().WithZone("")
}

// unmapped returns prefixes as addresses are held against them.
func unmapped(prefixes []netip.Prefix) []netip.Prefix {
	prefixes = slices.Clone(prefixes)
	for i, p := range prefixes {
		if p.Addr().Is4In6() && p.Bits() >= 96 {
			prefixes[i] = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
		}
	}
	return prefixes
}

// abortPending closes the connections that have not logged on. Callers hold mu.
func (a *Acceptor) abortPending() {
	for c := range maps.Keys(a.pending) {
		abort(c)
	}
}

// pacer lets through so many a second, and some more after a quiet time.
type pacer struct {
	rate   float64 // a second; none if not above 0
	burst  float64
	tokens float64
	last   time.Time
}

func newPacer(rate float64, burst int) *pacer {
	return &pacer{rate: rate, burst: max(float64(burst), 1), tokens: max(float64(burst), 1)}
}

// wait returns when the next one may come; false if ctx ended first.
func (p *pacer) wait(ctx context.Context) bool {
	if p.rate <= 0 {
		return ctx.Err() == nil
	}
	now := time.Now()
	if !p.last.IsZero() {
		p.tokens = min(p.burst, p.tokens+now.Sub(p.last).Seconds()*p.rate)
	}
	p.last = now
	p.tokens--
	if p.tokens >= 0 {
		return ctx.Err() == nil
	}
	return rest(ctx, time.Duration(-p.tokens/p.rate*float64(time.Second)))
}

// rest lets time go by; false if ctx ended first.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
