package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/affixgo/affix/examples/trade/client"
	"github.com/affixgo/affix/examples/trade/script"
	"github.com/affixgo/affix/examples/trade/status"
	"github.com/affixgo/affix/examples/trade/venue"
)

// The roles in which the program starts itself.
const (
	roleVenue  = "venue"
	roleClient = "client"
)

// runRole is what a child process does. It ends when its work is done or
// standard input is closed, which happens at the latest when the parent dies.
func runRole(role string, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var dir, address, orders string
	var number int
	var pace time.Duration
	flags := flag.NewFlagSet(role, flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&dir, "data", "", "data directory")
	flags.IntVar(&number, "run", 0, "number of the run")
	flags.StringVar(&address, "venue", "", "address of the venue")
	flags.StringVar(&orders, "orders", "", "CSV file to play")
	flags.DurationVar(&pace, "pace", time.Millisecond, "time between requests")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	// Ctrl-C reaches the whole process group; the parent decides what it means.
	signal.Ignore(os.Interrupt)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, stdin)
		cancel()
	}()

	logger, err := openLog(filepath.Join(dir, role+".log"))
	tell := status.NewWriter(stdout).Tell
	if err == nil && role == roleVenue {
		err = venue.Run(ctx, venue.Config{Dir: dir, Run: number, Logger: logger, Tell: tell})
	} else if err == nil {
		err = runClient(ctx, orders, client.Config{
			Dir: dir, Run: number, Venue: address, Pace: pace, Logger: logger, Tell: tell,
		})
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

func runClient(ctx context.Context, orders string, cfg client.Config) (err error) {
	if cfg.Script, err = loadScript(orders); err != nil {
		return err
	}
	return client.Run(ctx, cfg)
}

// loadScript reads a script, the one in the program if path is empty.
func loadScript(path string) (lines []script.Line, err error) {
	if path == "" {
		return script.Parse("orders.csv", bytes.NewReader(defaultOrders))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return script.Parse(path, f)
}

// openLog opens the log of a process, which lives as long as the process.
func openLog(path string) (*slog.Logger, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	return slog.New(slog.NewTextHandler(f, nil)), nil
}
