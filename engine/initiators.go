package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/affixgo/affix/session"
)

// Initiators are any number of initiators, which come and go while others
// trade. The zero value has none, and is ready for use. It is safe for
// concurrent use.
type Initiators struct {
	mu      sync.Mutex
	all     map[string]*Initiator // by the ID of the session; nil for one that is being started
	stopped bool
}

// Add makes an initiator and starts it. ctx is for starting only. The error is
// [ErrKnown] if there is such a session already, and [ErrShutdown] after
// Shutdown.
func (g *Initiators) Add(ctx context.Context, cfg InitiatorConfig) (*Session, error) {
	i, err := NewInitiator(cfg)
	if err != nil {
		return nil, err
	}
	cfg.Session.Role = session.Initiator
	id := SessionID(cfg.Session)
	g.mu.Lock()
	_, known := g.all[id]
	switch {
	case g.stopped:
		err = ErrShutdown
	case known:
		err = fmt.Errorf("%w: %s", ErrKnown, id)
	default:
		if g.all == nil {
			g.all = make(map[string]*Initiator)
		}
		g.all[id] = nil // is taken
	}
	g.mu.Unlock()
	if err != nil {
		return nil, err
	}
	err = i.Start(ctx)
	g.mu.Lock()
	if err == nil && !g.stopped {
		g.all[id] = i
		g.mu.Unlock()
		return i.Session(), nil
	}
	delete(g.all, id)
	g.mu.Unlock()
	if err == nil {
		err = errors.Join(ErrShutdown, i.Shutdown(ctx))
	}
	return nil, err
}

// Remove shuts the initiator of a session down, as its Shutdown does. The error
// is [ErrUnknown] if there is none.
func (g *Initiators) Remove(ctx context.Context, id string) error {
	g.mu.Lock()
	i := g.all[id]
	if i == nil {
		g.mu.Unlock()
		return fmt.Errorf("%w: %s", ErrUnknown, id)
	}
	g.all[id] = nil // is taken until it is down
	g.mu.Unlock()
	err := i.Shutdown(ctx)
	g.mu.Lock()
	delete(g.all, id)
	g.mu.Unlock()
	return err
}

// Session returns the session with this ID, nil if there is none.
func (g *Initiators) Session(id string) *Session {
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := g.all[id]; i != nil {
		return i.Session()
	}
	return nil
}

// Sessions returns all sessions, ordered by ID.
func (g *Initiators) Sessions() []*Session {
	var all []*Session
	for _, i := range g.initiators() {
		all = append(all, i.Session())
	}
	slices.SortFunc(all, func(x, y *Session) int { return strings.Compare(x.id, y.id) })
	return all
}

func (g *Initiators) initiators() []*Initiator {
	g.mu.Lock()
	defer g.mu.Unlock()
	all := slices.Collect(maps.Values(g.all))
	return slices.DeleteFunc(all, func(i *Initiator) bool { return i == nil })
}

// Shutdown shuts all initiators down side by side, as Shutdown of each does.
// None can be added any more.
func (g *Initiators) Shutdown(ctx context.Context) error {
	g.mu.Lock()
	g.stopped = true
	g.mu.Unlock()
	all := g.initiators()
	errs := make([]error, len(all))
	var down sync.WaitGroup
	for n, i := range all {
		down.Go(func() { errs[n] = i.Shutdown(ctx) })
	}
	down.Wait()
	return errors.Join(errs...)
}
