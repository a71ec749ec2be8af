package sessions_test

import (
	"context"
	"errors"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// history is how much the memory store keeps of a session: it is soon full, and
// its blocks are used again, as in a session that lasts.
const history = 4 << 20

func affixStore(dir, kind string) (store.Store, error) {
	switch kind {
	case inFile:
		return store.OpenFile(dir, store.FileConfig{Durability: store.Group})
	case inKernel:
		return store.OpenFile(dir, store.FileConfig{Durability: store.Async})
	}
	return store.NewMemory(store.MemoryConfig{MaxBytes: history}), nil
}

// affixVenue is an acceptor of affix, validation on.
type affixVenue struct {
	tally
	acceptor *engine.Acceptor
	store    store.Store

	report fix44.ExecutionReport // of the reading goroutine
	count  int
}

func listenAffix(_, dir, kind string) (venue, error) {
	v := new(affixVenue)
	var err error
	if v.store, err = affixStore(dir, kind); err != nil {
		return nil, err
	}
	r := engine.NewRouter()
	engine.On(r, v.onOrder)
	if v.acceptor, err = engine.NewAcceptor(engine.AcceptorConfig{
		Address:  "127.0.0.1:0",
		Sessions: []session.Config{{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "CLIENT"}},
		Store:    v.store, Router: r,
	}); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return v, v.acceptor.Start(ctx)
}

func (v *affixVenue) onOrder(ctx context.Context, s *engine.Session, _ *fix44.NewOrderSingle) error {
	if v.came(1) {
		return nil
	}
	v.count++
	v.report.Reset()
	reports[v.count%len(reports)].Affix(&v.report)
	v.report.Header = fix44.Header{}
	_, err := s.Send(ctx, &v.report)
	return err
}

func (v *affixVenue) address() string    { return v.acceptor.Addr().String() }
func (v *affixVenue) cpu() time.Duration { return 0 }

func (v *affixVenue) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return errors.Join(v.acceptor.Shutdown(ctx), v.store.Close())
}

// affixClient is an initiator of affix.
type affixClient struct {
	waiting
	initiator *engine.Initiator
	session   *engine.Session
	store     store.Store

	messages [64]fix44.NewOrderSingle // of the senders
	batch    []runtime.Message
}

func connectAffix(_, dir, kind, address string) (client, error) {
	c := new(affixClient)
	for i := range c.messages {
		c.batch = append(c.batch, &c.messages[i])
	}
	var err error
	if c.store, err = affixStore(dir, kind); err != nil {
		return nil, err
	}
	r := engine.NewRouter()
	engine.On(r, func(context.Context, *engine.Session, *fix44.ExecutionReport) error {
		c.answered()
		return nil
	})
	if c.initiator, err = engine.NewInitiator(engine.InitiatorConfig{
		Addresses: []string{address},
		Session:   session.Config{Dictionary: fix44.Dictionary, SenderCompID: "CLIENT", TargetCompID: "VENUE"},
		Store:     c.store, Router: r,
	}); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := c.initiator.Start(ctx); err != nil {
		return nil, err
	}
	c.session = c.initiator.Session()
	return c, c.session.WaitLoggedOn(ctx)
}

func (c *affixClient) fill(sender, n int) *fix44.NewOrderSingle {
	m := &c.messages[sender]
	m.Reset()
	orders[n%len(orders)].Affix(m)
	m.Header = fix44.Header{}
	return m
}

func (c *affixClient) send(sender, n int) error {
	_, err := c.session.Send(context.Background(), c.fill(sender, n))
	return err
}

func (c *affixClient) sendBatch(n, size int) error {
	for i := range size {
		c.fill(i, n+i)
	}
	_, _, err := c.session.SendBatch(context.Background(), c.batch[:size])
	return err
}

func (c *affixClient) rtt(sample []time.Duration) error {
	return c.waiting.rtt(sample, func(n int) error { return c.send(0, n) })
}

func (c *affixClient) load(at, sample []time.Duration) error {
	return c.waiting.load(at, sample, func(n int) error { return c.send(0, n) })
}

func (c *affixClient) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return errors.Join(c.initiator.Shutdown(ctx), c.store.Close())
}
