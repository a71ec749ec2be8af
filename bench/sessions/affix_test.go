package sessions_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// affixLink is an initiator and an acceptor of affix, validation on.
type affixLink struct {
	initiator *engine.Initiator
	acceptor  *engine.Acceptor
	stores    [2]store.Store
	ping      pingPong
	tally     tally

	report fix44.ExecutionReport // of the acceptor's reading goroutine
	count  int
}

func affixStore(tb testing.TB, kind string) (store.Store, error) {
	switch kind {
	case inFile:
		return store.OpenFile(tb.TempDir(), store.FileConfig{Durability: store.Group})
	case inKernel:
		return store.OpenFile(tb.TempDir(), store.FileConfig{Durability: store.Async})
	}
	return store.NewMemory(store.MemoryConfig{}), nil
}

func openAffix(tb testing.TB, kind string) (link, error) {
	l := new(affixLink)
	for i := range l.stores {
		var err error
		if l.stores[i], err = affixStore(tb, kind); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()

	server := engine.NewRouter()
	engine.On(server, l.onOrder)
	var err error
	if l.acceptor, err = engine.NewAcceptor(engine.AcceptorConfig{
		Address:  "127.0.0.1:0",
		Sessions: []session.Config{{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "CLIENT"}},
		Store:    l.stores[0], Router: server,
	}); err != nil {
		return nil, err
	}
	if err := l.acceptor.Start(ctx); err != nil {
		return nil, err
	}

	client := engine.NewRouter()
	engine.On(client, l.onReport)
	if l.initiator, err = engine.NewInitiator(engine.InitiatorConfig{
		Addresses: []string{l.acceptor.Addr().String()},
		Session:   session.Config{Dictionary: fix44.Dictionary, SenderCompID: "CLIENT", TargetCompID: "VENUE"},
		Store:     l.stores[1], Router: client,
	}); err != nil {
		return nil, err
	}
	if err := l.initiator.Start(ctx); err != nil {
		return nil, err
	}
	return l, l.initiator.Session().WaitLoggedOn(ctx)
}

func (l *affixLink) onOrder(ctx context.Context, s *engine.Session, _ *fix44.NewOrderSingle) error {
	if l.tally.came() {
		return nil
	}
	l.count++
	l.report.Reset()
	reports[l.count%len(reports)].Affix(&l.report)
	l.report.Header = fix44.Header{}
	_, err := s.Send(ctx, &l.report)
	return err
}

func (l *affixLink) onReport(context.Context, *engine.Session, *fix44.ExecutionReport) error {
	l.ping.answered()
	return nil
}

// sendOrder sends order n, for which m is used.
func (l *affixLink) sendOrder(m *fix44.NewOrderSingle, n int) error {
	m.Reset()
	orders[n%len(orders)].Affix(m)
	m.Header = fix44.Header{}
	_, err := l.initiator.Session().Send(context.Background(), m)
	return err
}

func (l *affixLink) rtt(sample []time.Duration) error {
	m := new(fix44.NewOrderSingle)
	return l.ping.run(sample, func(n int) error { return l.sendOrder(m, n) })
}

func (l *affixLink) oneWay(n, senders int) error {
	messages := make([]fix44.NewOrderSingle, senders)
	return l.tally.fan(n, senders, func(sender, n int) error { return l.sendOrder(&messages[sender], n) })
}

func (l *affixLink) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := errors.Join(l.initiator.Shutdown(ctx), l.acceptor.Shutdown(ctx))
	for _, s := range l.stores {
		err = errors.Join(err, s.Close())
	}
	return err
}
