// Trade is a day at a small venue, in a few seconds: two processes that speak FIX
// 4.4 over loopback and keep their sequence numbers and messages in files.
//
// The venue (package venue) matches orders by price and time; the client
// (package client) plays orders.csv. Half way through, the connection is cut in
// the middle of a message, and a little later the client is killed. Both
// recover. At the end the ledgers of the two sides are compared (package audit):
// the program succeeds only if they agree on every order and every report was
// applied exactly once.
//
//	go run ./examples/trade
//
// Run again, it continues the sequence numbers; -fresh starts over. The program
// starts itself once more for each of the two processes.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

//go:embed orders.csv
var defaultOrders []byte

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run is main with everything it touches handed in. It returns the exit code: 0
// if all went well and was verified, 1 if not, 2 for wrong arguments, 130 after
// an interrupt.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) > 0 && (args[0] == roleVenue || args[0] == roleClient) {
		return runRole(args[0], args[1:], stdin, stdout, stderr)
	}
	s := settings{
		delay: 40 * time.Millisecond, outage: 700 * time.Millisecond, limit: 45 * time.Second,
	}
	flags := flag.NewFlagSet("trade", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&s.dir, "data", ".affix-trade", "directory for sequence numbers, messages and ledgers")
	flags.BoolVar(&s.fresh, "fresh", false, "start over with new sequence numbers")
	flags.StringVar(&s.orders, "orders", "", "CSV file to play (default the one in the program)")
	flags.DurationVar(&s.pace, "pace", 25*time.Millisecond, "time from one request to the next")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err == nil && flags.NArg() > 0:
		fmt.Fprintf(stderr, "trade: unexpected argument %q\n", flags.Arg(0))
		return 2
	case err == nil && s.pace <= 0:
		fmt.Fprintln(stderr, "trade: -pace must be above 0")
		return 2
	case err != nil:
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := supervise(ctx, s, stdout)
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "trade: interrupted; run it again to go on with the sequence numbers")
		return 130
	}
	fmt.Fprintf(stderr, "trade: %v\n", err)
	return 1
}
