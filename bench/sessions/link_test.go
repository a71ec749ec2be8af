package sessions_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/affixgo/affix/bench/corpus"
)

// venue is the end that takes orders, in this process or in another. It answers
// each with a report, unless it is told to count.
type venue interface {
	address() string
	// expect makes it count the next n orders in place of answering them; the
	// channel is told when they are handled.
	expect(n int) (<-chan error, error)
	// cpu is the processor time it has used, if it is in another process.
	cpu() time.Duration
	close() error
}

// client is the end that sends orders.
type client interface {
	// rtt makes len(sample) round trips one after the other and notes how long
	// each took. The next order is sent by whoever reads the report.
	rtt(sample []time.Duration) error
	// load sends an order at each moment of at, counted from now, and notes how
	// long after that moment the report was handled.
	load(at, sample []time.Duration) error
	// send sends order n. Each sender has a number below 64.
	send(sender, n int) error
	close() error
}

// batcher is a client that can send some orders at once.
type batcher interface {
	sendBatch(n, size int) error
}

// impl is one way to have two ends. id tells pairs apart, dir is for files.
type impl struct {
	name    string
	listen  func(id, dir, store string) (venue, error)
	connect func(id, dir, store, address string) (client, error)
}

var impls = map[string]impl{
	"affix":    {"affix", listenAffix, connectAffix},
	"quickfix": {"quickfix", listenQuick, connectQuick},
	"raw":      {"raw", listenRaw, connectRaw},
}

const (
	noStore  = "none"
	inMemory = "memory"
	inFile   = "file"       // synced to the disk before it is sent
	inKernel = "file-async" // handed to the kernel before it is sent
)

// link is two ends that are connected and logged on.
type link struct {
	venue
	client
}

var serial atomic.Int64

// open makes a link, with the venue in another process if apart is set.
func open(tb testing.TB, name, store string, apart bool) (*link, error) {
	i := impls[name]
	id := fmt.Sprint(serial.Add(1))
	var v venue
	var err error
	if apart {
		v, err = listenApart(name, id, tb.TempDir(), store)
	} else {
		v, err = i.listen(id, tb.TempDir(), store)
	}
	if err != nil {
		return nil, err
	}
	c, err := i.connect(id, tb.TempDir(), store, v.address())
	if err != nil {
		return nil, errors.Join(err, v.close())
	}
	return &link{v, c}, nil
}

func (l *link) close() error { return errors.Join(l.client.close(), l.venue.close()) }

// oneWay sends n orders from so many goroutines, or in batches from one, and
// returns when the other end has handled all.
func (l *link) oneWay(n, senders, batch int) error {
	done, err := l.expect(n)
	if err != nil {
		return err
	}
	failed := make(chan error, senders)
	var next atomic.Int64
	for s := range senders {
		go func() {
			for {
				to := int(next.Add(int64(batch)))
				from := to - batch
				if from >= n {
					return
				}
				var err error
				if batch == 1 {
					err = l.send(s, from)
				} else {
					err = l.client.(batcher).sendBatch(from, min(to, n)-from)
				}
				if err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	select {
	case err := <-failed:
		return err
	case err := <-done:
		return err
	case <-time.After(patience):
		return fmt.Errorf("%d orders have not all arrived", n)
	}
}

// patience bounds every wait: nothing here may hang.
const patience = 60 * time.Second

// waiting is the part of a client that is the same for all: who counts and
// takes the time. It belongs to the goroutine that reads reports.
type waiting struct {
	sample []time.Duration
	at     int
	sent   time.Time // of the order that is under way
	due    []time.Duration
	begin  time.Time
	done   chan error
	send   func(n int) error // the next order; nil if it does not depend on reports
}

func (w *waiting) rtt(sample []time.Duration, send func(n int) error) error {
	*w = waiting{sample: sample, send: send, done: make(chan error, 1), sent: time.Now()}
	if err := send(0); err != nil {
		return err
	}
	return await(w.done)
}

// load keeps to its times even if the reports are late: an order that has to
// wait for the ones in front of it is late from its own moment on.
func (w *waiting) load(at, sample []time.Duration, send func(n int) error) error {
	*w = waiting{sample: sample, due: at, begin: time.Now(), done: make(chan error, 1)}
	for n, due := range at {
		pause(w.begin.Add(due))
		if err := send(n); err != nil {
			return err
		}
	}
	return await(w.done)
}

// pause waits for a moment. A timer of Go may be a millisecond late, so it is
// left to the kernel, and the rest spent looking at the clock.
func pause(until time.Time) {
	if d := time.Until(until) - 80*time.Microsecond; d > 0 {
		nap(d)
	}
	for time.Until(until) > 0 {
	}
}

// answered is called for each report.
func (w *waiting) answered() {
	now := time.Now()
	if w.due != nil {
		w.sample[w.at] = now.Sub(w.begin) - w.due[w.at]
	} else {
		w.sample[w.at] = now.Sub(w.sent)
		w.sent = now
	}
	if w.at++; w.at == len(w.sample) {
		w.done <- nil
		return
	}
	if w.send != nil {
		if err := w.send(w.at); err != nil {
			w.done <- err
		}
	}
}

// tally counts orders at the end that handles them.
type tally struct {
	left atomic.Int64
	done atomic.Pointer[chan error]
}

func (c *tally) expect(n int) (<-chan error, error) {
	done := make(chan error, 1)
	c.left.Store(int64(n))
	c.done.Store(&done)
	return done, nil
}

// came counts n orders, and reports whether orders are being counted.
func (c *tally) came(n int) bool {
	done := c.done.Load()
	if done == nil {
		return false
	}
	if c.left.Add(-int64(n)) == 0 {
		c.done.Store(nil)
		*done <- nil
	}
	return true
}

func await(done <-chan error) error {
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		return fmt.Errorf("no answer for %v", patience)
	}
}

var (
	orders  = corpus.Orders()
	reports = corpus.Reports()
)
