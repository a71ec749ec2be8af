package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

const twoParties = "|453=2|448=P1|447=D|452=1|448=P2|447=D|452=3"

// keeper is an application that keeps what it should not, and what it may.
type keeper struct {
	kept    *fix44.NewOrderSingle
	parties []fix44.PartyIDsEntry
	clone   *fix44.NewOrderSingle
	id      string
	raw     *runtime.Raw
	text    string
}

func (k *keeper) router(poison bool) *engine.Router {
	r := engine.NewRouter()
	r.Poison = poison
	engine.On(r, func(_ context.Context, _ *engine.Session, m *fix44.NewOrderSingle) error {
		if k.kept == nil {
			k.kept, k.parties, k.clone, k.id = m, m.NoPartyIDs, m.Clone(), m.ClOrdID
		}
		return nil
	})
	r.OnOther(func(_ context.Context, _ *engine.Session, m *runtime.Raw) error {
		k.raw, k.text = m, m.Text(148)
		return fmt.Errorf("refused %s", m.Text(148))
	})
	return r
}

// A message that was kept without Clone is poisoned as soon as its handler has
// returned; clones and values are not. The session answers as ever.
func TestPoison(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var k keeper
		v := startVenue(t, k.router(true))
		p := v.logon(t, 1, "")
		p.send(orderBody("FIRST") + twoParties)
		pass(time.Second)
		if !strings.HasPrefix(k.kept.ClOrdID, "\xDB\xDB") || !strings.HasPrefix(k.parties[1].PartyID, "\xDB\xDB") {
			t.Errorf("not poisoned: %v %v", k.kept, k.parties)
		}
		p.send(orderBody("SECOND") + twoParties)
		p.send("35=B|148=news|33=1|58=line")
		p.expect("35=j|45=4|372=B|58=refused news")
		if k.id != "FIRST" || k.clone.ClOrdID != "FIRST" || k.clone.NoPartyIDs[1].PartyID != "P2" || k.text != "news" {
			t.Errorf("clone %v, id %q, text %q", k.clone, k.id, k.text)
		}
		if k.raw.Text(148) != "" {
			t.Error("the Raw is not poisoned")
		}
		p.leave()
	})
}

// Without poison the struct is reused, which is what poison is to show; values
// that were taken out may be read by others while the session goes on.
func TestReuse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var k keeper
		v := startVenue(t, k.router(false))
		p := v.logon(t, 1, "")
		p.send(orderBody("FIRST") + twoParties)
		pass(time.Second)
		id, clone := k.id, k.clone
		read := make(chan int)
		go func() { // the race detector looks on
			n := 0
			for range 1000 {
				n += len(id) + len(clone.ClOrdID) + len(clone.NoPartyIDs[1].PartyID) + len(clone.String())
			}
			read <- n
		}()
		for i := range 50 {
			p.send(orderBody(fmt.Sprint("NEXT", i)) + strings.ReplaceAll(twoParties, "P", "Q"))
		}
		pass(time.Second)
		if n := <-read; n == 0 {
			t.Error("nothing was read")
		}
		if k.kept.ClOrdID != "NEXT49" || id != "FIRST" || clone.ClOrdID != "FIRST" || clone.NoPartyIDs[0].PartyID != "P1" {
			t.Errorf("kept %q, id %q, clone %v", k.kept.ClOrdID, id, clone)
		}
		p.leave()
	})
}

// Handlers of types that are found while the program runs.
func TestOnType(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := engine.NewRouter()
		var got []string
		r.OnType(fix44.Dictionary.Lookup([]byte("B")), func(_ context.Context, _ *engine.Session, m runtime.Message) error {
			headline, _ := runtime.At(m).Get(148)
			got = append(got, headline)
			return nil
		})
		v := startVenue(t, r)
		p := v.logon(t, 1, "")
		p.send("35=B|148=news|33=1|58=line")
		pass(time.Second)
		if len(got) != 1 || got[0] != "news" {
			t.Errorf("got %q", got)
		}
		p.leave()
	})
}
