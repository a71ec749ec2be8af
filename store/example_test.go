package store_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/affixgo/affix/store"
)

// A session saves, syncs, and only then transmits. After a restart the numbers
// go on, and the peer's resend request is answered from the store.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "store")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	send := func(texts ...string) {
		s, err := store.OpenFile(dir, store.FileConfig{})
		if err != nil {
			log.Fatal(err)
		}
		defer s.Close()
		session, err := s.Open(ctx, "FIX.4.4:CLIENT->VENUE")
		if err != nil {
			log.Fatal(err)
		}
		for _, text := range texts {
			if err := session.SaveOut(session.State().NextOut, []byte(text)); err != nil {
				log.Fatal(err)
			}
		}
		if err := session.Sync(ctx); err != nil { // one wait for all of them
			log.Fatal(err)
		}
		fmt.Println("transmit", texts, "next is", session.State().NextOut)
	}
	send("order 1", "order 2")
	send("order 3")

	s, err := store.OpenFile(dir, store.FileConfig{})
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()
	session, err := s.Open(ctx, "FIX.4.4:CLIENT->VENUE")
	if err != nil {
		log.Fatal(err)
	}
	for m, err := range session.Messages(ctx, 2, 0) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("resend", m.Seq, string(m.Bytes))
	}
	// Output:
	// transmit [order 1 order 2] next is 3
	// transmit [order 3] next is 4
	// resend 2 order 2
	// resend 3 order 3
}
