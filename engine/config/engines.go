package config

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/admin"
)

// Start starts all engines, acceptors first, and then the admin of the file. If one cannot be started, those
// that were are shut down. ctx is for starting only; Shutdown ends them.
func (e *Engines) Start(ctx context.Context) error {
	for _, a := range e.Acceptors {
		if err := a.Start(ctx); err != nil {
			return errors.Join(err, e.Shutdown(ctx))
		}
	}
	for _, i := range e.Initiators {
		if err := i.Start(ctx); err != nil {
			return errors.Join(err, e.Shutdown(ctx))
		}
	}
	if e.admin != nil {
		server, err := admin.Listen(*e.admin)
		if err != nil {
			return errors.Join(err, e.Shutdown(ctx))
		}
		e.server = server
	}
	return nil
}

// Shutdown logs all sessions out and waits for the peers' answers until ctx
// ends; then it cuts the connections, and closes the stores. Engines that were
// shut down cannot be started again.
func (e *Engines) Shutdown(ctx context.Context) error {
	var all []func(context.Context) error
	for _, i := range e.Initiators {
		all = append(all, i.Shutdown)
	}
	for _, a := range e.Acceptors {
		all = append(all, a.Shutdown)
	}
	if e.server != nil {
		all = append(all, e.server.Shutdown)
	}
	errs := make([]error, len(all))
	var wg sync.WaitGroup
	for n, shutdown := range all {
		wg.Go(func() { errs[n] = shutdown(ctx) })
	}
	wg.Wait()
	return errors.Join(errors.Join(errs...), e.close())
}

// close closes the stores and the logs of messages.
func (e *Engines) close() error {
	var errs []error
	for _, s := range e.stores {
		errs = append(errs, s.Close())
	}
	for _, l := range e.logs {
		errs = append(errs, l.Close())
	}
	for _, l := range e.listeners {
		_ = l.Close() // an acceptor that was started has done so
	}
	e.stores, e.logs, e.listeners = nil, nil, nil
	return errors.Join(errs...)
}

// Session returns the session with this Name or identity,
// "FIX.4.4:SENDER->TARGET"; nil if there is none or the engines are not
// started.
func (e *Engines) Session(name string) *engine.Session {
	if id, ok := e.names[name]; ok {
		name = id
	}
	for _, s := range e.Sessions() {
		if s.ID() == name {
			return s
		}
	}
	return nil
}

// Sessions returns all sessions: those of the acceptors, then those of the
// initiators. There are none before Start.
func (e *Engines) Sessions() []*engine.Session {
	var all []*engine.Session
	for _, a := range e.Acceptors {
		all = append(all, a.Sessions()...)
	}
	for _, i := range e.Initiators {
		if s := i.Session(); s != nil {
			all = append(all, s)
		}
	}
	return slices.Clip(all)
}
