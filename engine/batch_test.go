package engine_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// A batch is one write, its numbers follow one another, and what is wrong with
// one message does not keep those in front of it.
func TestSendBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, l := startCounted(t, engine.NewRouter())
		p := v.logon(t, 1, "")
		batch := make([]runtime.Message, 50)
		for i := range batch {
			batch[i] = order(fmt.Sprint("A", i))
		}
		before := l.writes.Load()
		type result struct {
			first, last uint64
			err         error
		}
		results := make(chan result, 1)
		run := func(batch []runtime.Message) {
			first, last, err := v.SendBatch(t.Context(), batch)
			results <- result{first, last, err}
		}
		go run(batch)
		for i := range batch {
			p.expect(fmt.Sprintf("35=D|34=%d|11=A%d", i+2, i))
		}
		if r := <-results; r.first != 2 || r.last != 51 || r.err != nil {
			t.Errorf("%+v", r)
		}
		if writes := l.writes.Load() - before; writes != 1 {
			t.Errorf("%d writes for a batch", writes)
		}
		go run([]runtime.Message{order("B"), order("C"), &fix44.NewOrderSingle{}, order("D")})
		p.expect("35=D|34=52|11=B")
		p.expect("35=D|34=53|11=C")
		r := <-results
		var failed *engine.SendError
		if r.first != 52 || r.last != 53 || !errors.As(r.err, &failed) || failed.Index != 2 {
			t.Errorf("%+v", r)
		}
		if first, last, err := v.SendBatch(t.Context(), nil); first != 0 || last != 0 || err != nil {
			t.Error("an empty batch:", first, last, err)
		}
		if first, last, err := v.SendBatch(t.Context(), []runtime.Message{nil, order("E")}); first != 0 || last != 0 || err == nil || engine.NumberConsumed(err) {
			t.Error("a batch that begins with nothing:", first, last, err)
		}
		p.leave()
	})
}

// A batch that is sent while nobody is there goes out when the peer asks.
func TestSendBatchWhileDisconnected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		first, last, err := v.SendBatch(t.Context(), []runtime.Message{order("A"), order("B")})
		if first != 1 || last != 2 || err != nil {
			t.Error(first, last, err)
		}
		p := v.logon(t, 1, "")
		p.send("35=2|7=1|16=2")
		p.expect("35=D|34=1|43=Y|11=A")
		p.expect("35=D|34=2|43=Y|11=B")
		p.leave()
	})
}
