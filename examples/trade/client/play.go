package client

import (
	"context"
	"fmt"
	"time"

	"github.com/affixgo/affix/examples/trade/ledger"
	"github.com/affixgo/affix/examples/trade/status"
	"github.com/affixgo/affix/runtime"
)

// window is the most requests that may be without an answer.
const window = 12

// askAgain sends requests that the ledger knows of and nobody has answered. They
// may have died with the last process, or be on their way. PossResend (97=Y)
// with the old ClOrdID tells the venue that it may know them.
func (c *client) askAgain(ctx context.Context, requests []runtime.Message) error {
	for _, m := range requests {
		h := ledger.Header(m)
		h.PossResend = runtime.True
		if _, err := c.session.Send(ctx, m); err != nil {
			return err
		}
	}
	if len(requests) > 0 {
		c.cfg.Tell(status.Event{Kind: status.Resent, Count: len(requests)})
	}
	return nil
}

// play sends the lines of the script that the ledger does not have.
func (c *client) play(ctx context.Context) error {
	pace := time.NewTicker(c.cfg.Pace)
	defer pace.Stop()
	c.mu.Lock()
	rest := c.cfg.Script[min(c.state.Asked, len(c.cfg.Script)):]
	c.mu.Unlock()
	for _, line := range rest {
		select {
		case <-pace.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		err := c.await(ctx, func(s *State) bool {
			return s.Waiting() < window && (line.Ref <= 0 || s.Settled(clOrdID(c.cfg.Run, line.Ref)))
		})
		if err != nil {
			return err
		}
		err = c.ask(ctx, func(s *State) runtime.Message {
			return request(c.cfg.Run, line, s.Current, time.Now())
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// closeAll cancels what is open until nothing is, so that no run trades with the
// orders of another. Once no order is open, no report can be on its way.
func (c *client) closeAll(ctx context.Context) error {
	for {
		if err := c.await(ctx, func(s *State) bool { return s.Waiting() == 0 }); err != nil {
			return err
		}
		c.mu.Lock()
		open := c.state.Open()
		n := c.state.Asked - len(c.cfg.Script)
		c.mu.Unlock()
		if len(open) == 0 {
			return nil
		}
		c.cfg.Tell(status.Event{Kind: status.Closing, Count: len(open)})
		for _, r := range open {
			n++
			err := c.ask(ctx, func(*State) runtime.Message {
				return cancelOf(r, closeID(c.cfg.Run, n), time.Now())
			})
			if err != nil {
				return err
			}
		}
	}
}

// ask writes a request down and sends it, in this order: a request that is in
// the ledger and was not sent is found after a crash; one that was sent and is
// not in the ledger would be made a second time.
func (c *client) ask(ctx context.Context, make func(*State) runtime.Message) error {
	c.mu.Lock()
	m := make(c.state)
	err := c.write(ledger.Entry{Kind: ledger.Request, Message: m})
	if err == nil {
		c.tell(status.Played)
	}
	c.mu.Unlock()
	if err != nil {
		return err
	}
	// mu is free again: Send may wait, and the handlers must go on meanwhile.
	if _, err := c.session.Send(ctx, m); err != nil {
		return fmt.Errorf("client: request %s: %w", ledger.ClOrdID(m), err)
	}
	return nil
}

// await returns when done says so, which is asked at every change of state.
func (c *client) await(ctx context.Context, done func(*State) bool) error {
	for {
		c.mu.Lock()
		ok, changed := done(c.state), c.changed
		c.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
