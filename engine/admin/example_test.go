package admin_test

import (
	"context"
	"fmt"
	"os"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/admin"
	"github.com/affixgo/affix/engine/admin/client"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

func Example() {
	acceptor, err := engine.NewAcceptor(engine.AcceptorConfig{
		Address:  "127.0.0.1:0",
		Sessions: []session.Config{{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "DESK"}},
		Store:    store.NewMemory(store.MemoryConfig{}),
		Router:   engine.NewRouter(),
	})
	check(err)
	ctx := context.Background()
	check(acceptor.Start(ctx))
	defer func() { check(acceptor.Shutdown(ctx)) }()

	const secret = "in practice of a file or the environment"
	server, err := admin.Listen(admin.ServerConfig{
		Address: "127.0.0.1:0", // in practice the default, 127.0.0.1:9880
		Config: admin.Config{
			Engines: []admin.Engine{acceptor},
			Tokens:  []admin.Token{{Name: "desk", Secret: secret, Change: true}},
			Audit: func(r admin.Record) {
				fmt.Println("audit:", r.Who, r.Action, r.Session, string(r.Params), r.Result)
			},
		},
	})
	check(err)
	defer func() { check(server.Shutdown(ctx)) }()

	c, err := client.New(client.Config{Address: server.Addr().String(), Token: secret})
	check(err)
	_, err = c.SetNumbers(ctx, "FIX.4.4:VENUE->DESK", session.Numbers{NextIn: 17, NextOut: 42})
	check(err)
	s, err := c.Show(ctx, "FIX.4.4:VENUE->DESK")
	check(err)
	fmt.Println(s.State, s.NextIn, s.NextOut)
	_, err = c.Show(ctx, "FIX.4.4:VENUE->DEKS")
	fmt.Println(err)
	// Output:
	// audit: desk set-numbers FIX.4.4:VENUE->DESK {"next_in":17,"next_out":42} ok
	// disconnected 17 42
	// there is no session "FIX.4.4:VENUE->DEKS": did you mean FIX.4.4:VENUE->DESK?
}

func check(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
