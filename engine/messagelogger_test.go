package engine_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/engine"
)

// seenMessages is a MessageLogger that remembers.
type seenMessages struct {
	mu  sync.Mutex
	all []string
}

func (l *seenMessages) LogMessage(_ string, dir engine.Direction, at time.Time, frame []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := strings.ReplaceAll(string(frame), "\x01", "|")
	if at.IsZero() {
		text = "without a time " + text
	}
	if strings.HasPrefix(text, "8=FIX.4.4|") {
		text = "35=" + field(text, 35) + " 34=" + field(text, 34) + " 43=" + field(text, 43)
	}
	l.all = append(l.all, dir.String()+" "+text)
}

// Everything is logged that comes and goes: garbage, and what is resent, each
// message by itself.
func TestMessageLogger(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		logged := new(seenMessages)
		v := startVenue(t, takesOrders(), func(cfg *engine.AcceptorConfig) { cfg.MessageLog = logged })
		p := v.logon(t, 1, "")
		go func() {
			for _, id := range []string{"A", "B"} {
				if _, err := v.Send(context.Background(), order(id)); err != nil {
					t.Error(err)
				}
			}
		}()
		p.expect("35=D|34=2")
		p.expect("35=D|34=3")
		p.write([]byte("rubbish\x01"))
		p.send(orderBody("C"))
		p.send("35=2|7=1|16=0")
		p.expect("35=4|34=1")
		p.expect("35=D|34=2")
		p.expect("35=D|34=3")
		p.leave()
		synctest.Wait()
		want := []string{
			"in 35=A 34=1 43=", "out 35=A 34=1 43=", "out 35=D 34=2 43=", "out 35=D 34=3 43=",
			"in rubbish|", "in 35=D 34=2 43=", "in 35=2 34=3 43=",
			"out 35=4 34=1 43=Y", "out 35=D 34=2 43=Y", "out 35=D 34=3 43=Y",
			"in 35=5 34=4 43=", "out 35=5 34=4 43=",
		}
		if diff := cmp.Diff(want, logged.all); diff != "" {
			t.Error(diff)
		}
	})
}
