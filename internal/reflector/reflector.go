package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// reflector is a running acceptor with its control endpoint.
type reflector struct {
	acceptor *engine.Acceptor
	store    store.Store
	control  *http.Server // nil without an endpoint
	at       net.Addr     // of the endpoint
}

// start listens; the reflector is ready when it returns.
func start(ctx context.Context, s settings) (*reflector, error) {
	cfg, err := s.session()
	if err != nil {
		return nil, err
	}
	r := &reflector{store: store.NewMemory(store.MemoryConfig{})}
	r.acceptor, err = engine.NewAcceptor(engine.AcceptorConfig{
		Address:  s.listen,
		Sessions: []session.Config{cfg},
		Store:    r.store,
		Router:   newRouter(),
		Logger:   s.logger,
	})
	if err != nil {
		return nil, err
	}
	if err := r.acceptor.Start(ctx); err != nil {
		return nil, err
	}
	if s.control == "" {
		return r, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.control)
	if err != nil {
		return nil, errors.Join(err, r.close(ctx))
	}
	r.at = listener.Addr()
	r.control = &http.Server{Handler: r, ReadHeaderTimeout: time.Second}
	go func() { _ = r.control.Serve(listener) }() // ends with close
	return r, nil
}

// close ends the session and the endpoint.
func (r *reflector) close(ctx context.Context) error {
	var errs []error
	if r.control != nil {
		errs = append(errs, r.control.Close())
	}
	errs = append(errs, r.acceptor.Shutdown(ctx), r.store.Close())
	return errors.Join(errs...)
}
