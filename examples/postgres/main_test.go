package main

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/affixgo/affix/internal/pgserver"
)

// pg is the server that the example runs against.
var pg *pgserver.Server

func TestMain(m *testing.M) { os.Exit(runTests(m)) }

func runTests(m *testing.M) int {
	var err error
	if pg, err = pgserver.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "NOT TESTED: the example needs a server:", err)
		if os.Getenv("CI") != "" {
			return 1
		}
		return 0
	}
	defer pg.Remove()
	return m.Run()
}

const schema = "affix_example_takeover"

func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	drop(ctx)
	defer drop(ctx)
	if err := run(ctx, pg.DSN, schema); err != nil {
		fmt.Println(err)
	}
	// Output:
	// node-1 has sent ORD-1 Filled
	// node-1 has lost its session
	// node-2 has sent ORD-2 Filled
}

// drop removes what an earlier run has left.
func drop(ctx context.Context) {
	if err := pg.DropSchema(ctx, schema); err != nil {
		fmt.Println(err)
	}
}
