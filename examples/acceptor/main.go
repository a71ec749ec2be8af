// Command acceptor is a venue that does not know its clients beforehand: whoever
// has an account gets a session of its own when it logs on. Two clients in the
// same process show it; a third has no account.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/examples/standin"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// accounts are passwords by SenderCompID: a database, in earnest.
var accounts = map[string]session.Secret{"ALICE": "a-secret", "BOB": "b-secret"}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) (err error) {
	venue, err := engine.NewAcceptor(engine.AcceptorConfig{
		Address:      "127.0.0.1:0",
		Template:     newSession,
		Authenticate: authenticate,
		Store:        store.NewMemory(store.MemoryConfig{}),
		Router:       standin.Filling(),
		Limits:       engine.Limits{Pending: 100, LogonTimeout: 5 * time.Second},
	})
	if err != nil {
		return err
	}
	if err := venue.Start(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, venue.Shutdown(ctx)) }()

	for _, name := range []string{"ALICE", "BOB"} {
		if err := trade(ctx, venue.Addr().String(), name, accounts[name]); err != nil {
			return err
		}
	}
	if err := refused(ctx, venue.Addr().String()); err != nil {
		return err
	}
	for _, s := range venue.Sessions() {
		fmt.Println(s.ID(), "will send message", s.Status().NextOut, "next")
	}
	return nil
}

// newSession is asked about a Logon that no session is for. It sees who wants in
// before anything is made for him.
func newSession(_ context.Context, r engine.LogonRequest) (engine.Setup, error) {
	name := r.Logon.Text(49)
	if _, known := accounts[name]; !known {
		return engine.Setup{}, &session.LogoutError{Text: "no account for " + name}
	}
	return engine.Setup{Session: session.Config{
		Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: name,
	}}, nil
}

// authenticate is asked about every Logon, before it changes anything.
func authenticate(_ context.Context, r engine.LogonRequest) error {
	if session.Secret(r.Logon.Text(554)) != accounts[r.Logon.Text(49)] {
		return engine.Refuse{Text: "invalid username or password"}
	}
	return nil
}

// trade logs a client on and has an order filled.
func trade(ctx context.Context, address, name string, password session.Secret) (err error) {
	client, reports, err := standin.Client(ctx, address, as(name, password))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, client.Shutdown(ctx)) }()
	if err := client.Session().WaitLoggedOn(ctx); err != nil {
		return err
	}
	if _, err := client.Session().Send(ctx, standin.Order(name+"-1")); err != nil {
		return err
	}
	select {
	case m := <-reports:
		fmt.Println(m.ClOrdID, m.OrdStatus)
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// refused shows what a client without an account is told.
func refused(ctx context.Context, address string) (err error) {
	told := make(chan string, 1)
	client, _, err := standin.Client(ctx, address, as("MALLORY", "guess"), func(cfg *engine.InitiatorConfig) {
		cfg.Router.OnEvent(func(_ *engine.Session, e session.Event) {
			if e.Kind == session.EventLogonFailed {
				told <- e.Text
			}
		})
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, client.Shutdown(ctx)) }()
	select {
	case text := <-told:
		fmt.Println("MALLORY is told:", text)
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func as(name string, password session.Secret) func(*engine.InitiatorConfig) {
	return func(cfg *engine.InitiatorConfig) {
		cfg.Session.SenderCompID = name
		cfg.Session.Username, cfg.Session.Password = name, password
	}
}
