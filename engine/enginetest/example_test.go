package enginetest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/enginetest"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

func Example() {
	// In a file of yours this is func TestVenue(t *testing.T), perhaps with
	// synctest.Test around it, so that the hours cost nothing.
	testVenue := func(t testing.TB) {
		router := engine.NewRouter()
		engine.On(router, func(_ context.Context, _ *engine.Session, m *fix44.NewOrderSingle) error {
			return &session.BusinessRejectError{Text: "closed, order " + m.ClOrdID + " is refused"}
		})
		acceptor, err := engine.NewAcceptor(engine.AcceptorConfig{
			Listener: enginetest.Listen(),
			Sessions: []session.Config{{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "CLIENT"}},
			Store:    store.NewMemory(store.MemoryConfig{}),
			Router:   router,
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := acceptor.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = acceptor.Shutdown(context.Background()) })

		peer := enginetest.Connect(t, acceptor)
		peer.Logon("")
		peer.Send("35=D|11=A|55=X|54=1|60=20260102-10:00:00|38=100|40=1")
		reject := peer.Expect("35=j|45=2|372=D|58=*")
		fmt.Println(reject.Get(58))

		peer.Play(`
			# The same as a script.
			send   35=D|11=B|55=X|54=1|60=20260102-10:00:00|38=100|40=1
			expect 35=j|45=3|58=closed, order B is refused
			logout 58=bye
		`)
	}
	runTest(testVenue)
	// Output:
	// closed, order A is refused
	// ok
}
