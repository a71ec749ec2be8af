package engine

import (
	"context"

	"github.com/affixgo/affix/runtime"
)

// poison overwrites a message whose handler has returned, if the router says so.
func (r *Router) poison(m runtime.Message) {
	if r.Poison {
		runtime.Poison(m)
	}
}

// withRaw returns a handler that poisons what it was given: a copy, as the
// session still needs the message to answer it.
func (r *Router) withRaw(f func(context.Context, *Session, *runtime.Raw) error) func(context.Context, *Session, *runtime.Raw) error {
	if f == nil {
		return nil
	}
	return func(ctx context.Context, s *Session, m *runtime.Raw) error {
		if !r.Poison {
			return f(ctx, s, m)
		}
		c := m.Clone()
		defer c.Poison()
		return f(ctx, s, c)
	}
}
