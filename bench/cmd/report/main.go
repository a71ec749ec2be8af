// Command report runs the benchmarks of this module several rounds and prints
// one table of medians and ratios. Run it in the folder of the module:
//
//	go run ./cmd/report -count 6
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"

	"github.com/affixgo/affix/bench/internal/table"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("report", flag.ContinueOnError)
	flags.SetOutput(stderr)
	count := flags.Int("count", 3, "rounds")
	bench := flags.String("bench", ".", "which benchmarks, as for go test")
	benchtime := flags.String("benchtime", "300ms", "time for each benchmark in each round")
	keep := flags.String("o", "", "file for the output of all rounds, for benchstat -col /impl")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "affix-report-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()

	// Rounds go through all benchmarks in turn, so that a machine that is slow
	// for a while slows every implementation down.
	var results table.Results
	var all []byte
	packages := []string{"codec", "sessions"}
	for _, p := range packages {
		build := exec.CommandContext(ctx, "go", "test", "-c", "-o", filepath.Join(dir, p), "./"+p)
		build.Stdout, build.Stderr = stderr, stderr
		if err := build.Run(); err != nil {
			return fmt.Errorf("building %s: %w", p, err)
		}
	}
	for round := range *count {
		_, _ = fmt.Fprintf(stderr, "round %d of %d\n", round+1, *count)
		for _, p := range packages {
			test := exec.CommandContext(ctx, filepath.Join(dir, p), "-test.run", "^$", "-test.bench", *bench, "-test.benchtime", *benchtime)
			test.Dir, test.Stderr = p, stderr
			out, err := test.Output()
			if err != nil {
				return fmt.Errorf("%s: %w\n%s", p, err, out)
			}
			all = append(all, out...)
		}
	}
	if *keep != "" {
		if err := os.WriteFile(*keep, all, 0o644); err != nil {
			return err
		}
	}
	if err := results.Read(bytes.NewReader(all)); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(stdout, "%s, %s/%s, %d CPUs, %d rounds of %s; medians, ± the farthest round; ratios of the best\n\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), *count, *benchtime)
	return results.Write(stdout)
}
