package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "reflector:", err)
		os.Exit(1)
	}
}

// run serves until the process is told to stop.
func run(args []string) error {
	flags := flag.NewFlagSet("reflector", flag.ContinueOnError)
	var s settings
	flags.StringVar(&s.set, "set", "server", "which `set` of scripts is played: server, resendreqchunksize, lastseqnumprocessed, nextexpectedseqnum")
	flags.StringVar(&s.version, "version", "fix42", "FIX `version`: fix40 to fix44, fix50, fix50sp1, fix50sp2")
	flags.StringVar(&s.listen, "listen", "127.0.0.1:9876", "`address` of the session")
	flags.StringVar(&s.control, "control", "", "`address` of the control endpoint; none if empty")
	verbose := flags.Bool("v", false, "log what happens")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	level := slog.LevelError
	if *verbose {
		level = slog.LevelDebug
	}
	s.logger = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	r, err := start(ctx, s)
	if err != nil {
		return err
	}
	<-ctx.Done()
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	return r.close(closing)
}
