package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/affixgo/affix/examples/trade/client"
	"github.com/affixgo/affix/examples/trade/ledger"
	"github.com/affixgo/affix/examples/trade/venue"
	"github.com/affixgo/affix/store"
)

// marker is the file that tells our directory from somebody else's.
const marker = "AFFIX-TRADE"

// ours are the names that this program makes in its data directory.
var ours = []string{
	marker, venue.StoreDir, client.StoreDir, venue.JournalName, client.LedgerName, "venue.log", "client.log",
}

// prepareDir makes the data directory ready, emptied if fresh. It refuses a
// directory that is not ours or is in use.
func prepareDir(ctx context.Context, dir string, fresh bool) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(dir, 0o700); err == nil {
			return mark(dir)
		}
	}
	if err != nil {
		return fmt.Errorf("the data directory cannot be used: %w", err)
	}
	if len(entries) == 0 {
		return mark(dir)
	}
	if _, err := os.Stat(filepath.Join(dir, marker)); err != nil {
		return fmt.Errorf("the directory %s holds something else: name another one with -data", dir)
	}
	_, _, err = numbers(ctx, dir)
	if err != nil && (!fresh || errors.Is(err, store.ErrLocked)) {
		return err
	}
	if !fresh {
		return nil
	}
	for _, name := range ours {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("the data directory cannot be emptied: %w", err)
		}
	}
	return mark(dir)
}

func mark(dir string) error {
	text := "Data of examples/trade: sequence numbers, messages, ledgers. -fresh removes them.\n"
	if err := os.WriteFile(filepath.Join(dir, marker), []byte(text), 0o600); err != nil {
		return fmt.Errorf("the data directory cannot be used: %w", err)
	}
	return nil
}

// numbers reads where the sessions of the client and the venue stand. Neither
// may be running.
func numbers(ctx context.Context, dir string) (ofClient, ofVenue store.State, err error) {
	if ofClient, err = state(ctx, filepath.Join(dir, client.StoreDir), client.SessionID); err != nil {
		return
	}
	ofVenue, err = state(ctx, filepath.Join(dir, venue.StoreDir), venue.SessionID)
	return
}

func state(ctx context.Context, dir, id string) (s store.State, err error) {
	files, err := store.OpenFile(dir, store.FileConfig{})
	if errors.Is(err, store.ErrLocked) {
		return s, fmt.Errorf("another run is going on: %w", err)
	} else if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	log, err := files.Open(ctx, id)
	if err != nil {
		return s, err
	}
	return log.State(), log.Close()
}

// nextRun returns the number of the run that begins, from the client's ledger.
func nextRun(dir string) (int, error) {
	entries, err := ledger.Read(filepath.Join(dir, client.LedgerName))
	if err != nil {
		return 0, fmt.Errorf("%w; -fresh starts over", err)
	}
	run := 0
	for _, e := range entries {
		if e.Kind == ledger.Run {
			run = e.Run
		}
	}
	return run + 1, nil
}

// runArg is a run number as a child takes it.
func runArg(run int) string { return strconv.Itoa(run) }
