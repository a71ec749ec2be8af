package engine_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
)

// TestThrottleAtRandom has many goroutines send through connections that break,
// to peers that read slowly, ask for all again and send what nobody handles. No span has too many messages,
// no message that was numbered is lost, and nothing waits for ever.
func TestThrottleAtRandom(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { throttleAtRandom(t, rand.New(rand.NewPCG(seed, 1))) })
		})
	}
}

func throttleAtRandom(t *testing.T, r *rand.Rand) {
	n, per := 1+r.IntN(7), time.Duration(1+r.IntN(2000))*time.Millisecond
	l := newListener()
	i := startClient(t, l, engine.NewRouter(),
		throttled(engine.Throttle{Messages: n, Per: per, Policy: engine.ThrottlePolicy(r.IntN(3))}, engine.Throttle{Messages: 100 * n, Per: per}),
		func(cfg *engine.InitiatorConfig) {
			cfg.Reconnect.Min, cfg.Limits.WriteTimeout = time.Millisecond, time.Hour
		})
	var mu sync.Mutex
	sent := make(map[string]bool)
	var senders sync.WaitGroup
	pauses := make([][]time.Duration, 5)
	for g := range pauses {
		for range 40 {
			pauses[g] = append(pauses[g], time.Duration(r.Int64N(int64(per)*int64(len(pauses))/int64(n))))
		}
	}
	for g, own := range pauses {
		senders.Go(func() {
			for k, pause := range own {
				id := fmt.Sprintf("%d-%d", g, k)
				ctx, cancel := context.WithTimeout(context.Background(), 10*per+pause)
				_, err := i.Session().Send(ctx, order(id))
				cancel()
				mu.Lock()
				sent[id] = err == nil
				mu.Unlock()
				switch {
				case err == nil, errors.Is(err, engine.ErrThrottled), errors.Is(err, engine.ErrDropped), errors.Is(err, context.DeadlineExceeded):
					if err != nil && engine.NumberConsumed(err) && !errors.Is(err, context.DeadlineExceeded) {
						t.Errorf("%s has used up a number: %v", id, err)
					}
				default:
					t.Errorf("%s: %v", id, err)
				}
				<-time.After(pause)
			}
		})
	}
	all := venueLog{got: make(map[string]bool)}
	next := 1
	for left := 3; left >= 0; left-- {
		p := acceptFrom(t, l)
		p.next = next
		p.expect("35=A")
		p.send("35=A|98=0|108=0")
		p.send("35=2|7=1|16=0")
		if left > 0 {
			all.read(p, r, 20+r.IntN(60), per)
		} else {
			done := make(chan struct{})
			go func() {
				all.read(p, r, 1_000_000, per)
				close(done)
			}()
			senders.Wait()
			p.send("35=2|7=1|16=0")
			p.send("35=1|112=END")
			<-done
		}
		next = p.next
		p.conn.Close()
	}
	_ = l.Close()
	atMost(t, all.arrived, n, per)
	for id, ok := range sent {
		if ok && !all.got[id] {
			t.Errorf("%s is lost", id)
		}
	}
}

// venueLog is what a venue has of several connections.
type venueLog struct {
	arrived []time.Time
	got     map[string]bool
}

// read reads so many messages, or up to the END, now and then slowly.
func (v *venueLog) read(p *peer, r *rand.Rand, n int, per time.Duration) {
	_ = p.conn.SetReadDeadline(time.Now().Add(10_000 * per)) // nothing more may come
	chunk := make([]byte, 1000)
	for n > 0 {
		k, err := p.conn.Read(chunk)
		now := time.Now()
		p.buf = append(p.buf, chunk[:k]...)
		for found := p.framer.Next(p.buf); found.Frame != nil; found = p.framer.Next(p.buf) {
			p.buf = p.buf[found.Consumed:]
			n--
			m := strings.ReplaceAll(string(found.Frame), "\x01", "|")
			switch {
			case field(m, 35) == "D":
				v.arrived = append(v.arrived, now)
				v.got[field(m, 11)] = true
			case field(m, 35) == "2": // what we have sent and it has not read
				p.send(fmt.Sprintf("35=4|34=%s|43=Y|122=20000101-00:00:00|123=Y|36=%d", field(m, 7), p.next))
			case field(m, 112) == "END":
				return
			}
		}
		if err != nil {
			return
		}
		if r.IntN(8) == 0 {
			<-time.After(time.Duration(r.Int64N(int64(per))))
		}
		if n < 100 && r.IntN(40) == 0 {
			p.send("35=2|7=1|16=0")
		}
		if n < 100 && r.IntN(10) == 0 {
			p.send(orderBody("unwanted")) // is answered with a BusinessMessageReject, which counts
		}
	}
}
