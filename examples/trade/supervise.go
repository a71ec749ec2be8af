package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/affixgo/affix/examples/trade/script"
	"github.com/affixgo/affix/examples/trade/status"
	"github.com/affixgo/affix/store"
)

// settings is what a run is told.
type settings struct {
	dir    string // data directory
	fresh  bool
	orders string        // CSV file; empty: the one in the program
	pace   time.Duration // from request to request
	delay  time.Duration // of the network, each way
	outage time.Duration // after the cut, and between the kill and the new client
	limit  time.Duration // for the whole run, on top of the time that the pace takes
}

// patience is how long a child may take to end in good order.
const patience = 5 * time.Second

// supervise runs everything and prints it. It returns nil only if the two sides
// agree in the end.
func supervise(ctx context.Context, s settings, out io.Writer) error {
	lines, err := loadScript(s.orders)
	if err != nil {
		return err
	}
	if err := prepareDir(ctx, s.dir, s.fresh); err != nil {
		return err
	}
	for _, role := range []string{roleVenue, roleClient} {
		if err := os.RemoveAll(filepath.Join(s.dir, role+".log")); err != nil {
			return err
		}
	}
	number, err := nextRun(s.dir)
	if err != nil {
		return err
	}
	beforeClient, beforeVenue, err := numbers(ctx, s.dir)
	if err != nil {
		return err
	}
	p := &play{settings: s, number: number, lines: lines, screen: newScreen(out)}
	p.screen.Print("A venue and a client: two processes, FIX 4.4 over loopback, data in %s", s.dir)
	p.screen.Print("Run %d plays %d requests. On the way the connection is cut and the client is killed.\n",
		number, len(lines))
	printNumbers(p.screen, "before", beforeClient, beforeVenue)

	limit := s.limit + time.Duration(len(lines))*s.pace
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err = p.run(limited)
	p.screen.EndProgress()
	if err != nil {
		if limited.Err() != nil && ctx.Err() == nil {
			err = fmt.Errorf("gave up after %v: %s", limit, p.whereabouts())
		}
		return fmt.Errorf("%w (logs are in %s)", err, s.dir)
	}

	afterClient, afterVenue, err := numbers(ctx, s.dir)
	if err != nil {
		return err
	}
	printNumbers(p.screen, "after", afterClient, afterVenue)
	if afterClient.NextIn != afterVenue.NextOut || afterClient.NextOut != afterVenue.NextIn {
		return errors.New("the sequence numbers of the two sides do not match")
	}
	return verify(s.dir, out)
}

func printNumbers(s *screen, when string, client, venue store.State) {
	s.Print("%7s  client: next in %d, next out %d, epoch %d    venue: next in %d, next out %d, epoch %d", when,
		client.NextIn, client.NextOut, client.Epoch, venue.NextIn, venue.NextOut, venue.Epoch)
}

// play is a run that goes on. Only the goroutine of run touches it.
type play struct {
	settings
	number int
	lines  []script.Line
	screen *screen

	happened chan func() error // what children and relay report, one at a time
	venue    *child
	client   *child
	relay    *relay
	wires    sync.WaitGroup // of the relay
	progress status.Progress
	cut      bool   // the relay was told to cut
	killed   *child // the client that was killed
	logons   int
	finished bool
}

// run starts the children and follows them until the client is done.
func (p *play) run(ctx context.Context) error {
	// The network outlives the children, so that they can log out.
	network, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer p.wires.Wait()
	defer cancel()
	p.happened = make(chan func() error)
	over := make(chan struct{})
	post := func(f func() error) {
		select {
		case p.happened <- f:
		case <-over: // nobody follows any more
		}
	}
	if err := p.startVenue(network, post); err != nil {
		return err
	}
	err := p.follow(ctx)
	close(over)
	if p.client != nil {
		p.client.stop(patience)
	}
	p.venue.stop(patience)
	if err == nil {
		err = errors.Join(p.client.err, p.venue.err)
	}
	return err
}

// follow deals with what happens until the client has ended.
func (p *play) follow(ctx context.Context) error {
	for !p.finished {
		select {
		case f := <-p.happened:
			if err := f(); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (p *play) startVenue(ctx context.Context, post func(func() error)) (err error) {
	p.venue, err = startChild(roleVenue, []string{"-data", p.dir, "-run", runArg(p.number)},
		func(e status.Event) {
			post(func() error {
				if e.Kind == status.Gap {
					p.screen.Event("venue misses %s and asks for them", count(e.Count, "message"))
					return nil
				}
				p.screen.Event("venue (process %d) is open: %s restored, %s in the book",
					p.venue.pid(), count(e.Count, "earlier request"), count(e.Open, "order"))
				return p.startRelay(ctx, e.Address, post)
			})
		},
		func(c *child) {
			post(func() error { return cmp.Or(c.err, errors.New("the venue ended early")) })
		})
	return err
}

func (p *play) startRelay(ctx context.Context, venue string, post func(func() error)) (err error) {
	if p.relay, err = newRelay(venue, p.delay); err != nil {
		return err
	}
	p.wires.Go(func() { p.relay.Serve(ctx) })
	return p.startClient(ctx, post)
}

func (p *play) startClient(ctx context.Context, post func(func() error)) (err error) {
	args := []string{"-data", p.dir, "-run", runArg(p.number), "-venue", p.relay.Addr(), "-pace", p.pace.String()}
	if p.orders != "" {
		args = append(args, "-orders", p.orders)
	}
	var started *child
	started, err = startChild(roleClient, args,
		func(e status.Event) {
			post(func() error {
				if p.client != started {
					return nil // from one that was killed meanwhile
				}
				return p.told(ctx, e, post)
			})
		},
		func(c *child) {
			post(func() error { return p.clientEnded(ctx, c, post) })
		})
	p.client = started
	return err
}
