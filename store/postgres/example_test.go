package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/postgres"
)

// Two nodes share a database. The second takes a session over, and the first
// finds out before it transmits anything.
func Example() {
	ctx := context.Background()
	node := func(name string) *postgres.Store {
		s, err := postgres.Open(ctx, postgres.Config{
			DSN:     pg.DSN, // such as "postgres://fix@db/trading"
			Tables:  postgres.Tables{Schema: exampleSchema},
			Migrate: true,
			OnDown:  postgres.Wait,
			Owner:   name,
		})
		if err != nil {
			log.Fatal(err)
		}
		return s
	}
	send := func(l store.Log, text string) {
		seq := l.State().NextOut
		if err := l.SaveOut(seq, []byte(text)); err != nil {
			log.Fatal(err)
		}
		err := l.Sync(ctx)
		var stale *store.StaleError
		switch {
		case errors.As(err, &stale):
			fmt.Println("stop:", stale.ID, "was taken over")
		case err != nil:
			log.Fatal(err)
		default:
			fmt.Println("transmit", seq, text)
		}
	}

	a := node("A")
	defer a.Close()
	first, err := a.Open(ctx, "FIX.4.4:CLIENT->VENUE")
	if err != nil {
		log.Fatal(err)
	}
	send(first, "order 1")

	b := node("B")
	defer b.Close()
	second, err := b.Open(ctx, "FIX.4.4:CLIENT->VENUE")
	if err != nil {
		log.Fatal(err)
	}
	send(first, "order 2 of A")
	send(second, "order 2 of B")
	for m, err := range second.Messages(ctx, 1, 0) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("resend", m.Seq, string(m.Bytes))
	}

	// Once a day: what is a year old goes, and all but the last 30 epochs.
	deleted, err := b.Prune(ctx, postgres.Retention{MaxAge: 365 * 24 * time.Hour, MaxEpochs: 30})
	fmt.Println("deleted", deleted, err)
	// Output:
	// transmit 1 order 1
	// stop: FIX.4.4:CLIENT->VENUE was taken over
	// transmit 2 order 2 of B
	// resend 1 order 1
	// resend 2 order 2 of B
	// deleted 0 <nil>
}
