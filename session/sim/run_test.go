package sim_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/affixgo/affix/generated/fix42"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/session/sim"
)

// TestRunRepeats: the same seed is the same conversation.
func TestRunRepeats(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		o := kinds()[seed%uint64(len(kinds()))].options(seed)
		o.Trace = true
		a, b := sim.Run(o), sim.Run(o)
		if !slices.Equal(a.Transcript, b.Transcript) || len(a.Transcript) < 50 {
			t.Errorf("seed %d: %d lines, then %d", seed, len(a.Transcript), len(b.Transcript))
		}
	}
}

// TestRunFails: sides that cannot agree are told with what happened.
func TestRunFails(t *testing.T) {
	t.Parallel()
	o := kinds()[0].options(1)
	o.Acceptor.Session.TargetCompID = "SOMEBODY"
	result := sim.Run(o)
	if result.Err == nil || !strings.Contains(result.Err.Error(), "seed 1: they do not agree") {
		t.Errorf("got %v", result.Err)
	}
	if n := len(result.Transcript); n == 0 || !strings.Contains(result.Transcript[n-1], "FAILED") {
		t.Errorf("the transcript has %d lines and does not end with what failed", n)
	}
}

// TestHandlers: handlers answer, refuse, and are told of crashes.
func TestHandlers(t *testing.T) {
	t.Parallel()
	var echoes, refusals, restarts, late, notTaken int
	for seed := range uint64(60) {
		o := kinds()[0].options(seed)
		o.Acceptor.Message = nil
		o.Acceptor.Handle = func(c *sim.Conn, d sim.Delivery) error {
			if c.Now().IsZero() {
				t.Error("no time")
			}
			if d.Seq%7 == 0 && !d.PossDup {
				notTaken++
				return session.ErrNotTaken // delivered again, and taken then
			}
			if d.Seq%5 == 0 {
				refusals++
				return errors.New("not today")
			}
			echo := order42(int(d.Seq)).(*fix42.NewOrderSingle)
			echo.ClOrdID = "ECHO-" + d.Raw.Text(11)
			if c.Send(echo) != nil {
				late++
				return nil
			}
			echoes++
			return nil
		}
		o.Acceptor.Restart = func() { restarts++ }
		if result := sim.Run(o); result.Err != nil {
			t.Errorf("%v\n%s", result.Err, strings.Join(result.Transcript, "\n"))
		}
	}
	if echoes == 0 || refusals == 0 || restarts == 0 || notTaken == 0 {
		t.Errorf("%d echoes, %d refusals, %d restarts, %d too late, %d not taken", echoes, refusals, restarts, late, notTaken)
	}
}

// TestBadConfig: a session that cannot be set up ends the run.
func TestBadConfig(t *testing.T) {
	t.Parallel()
	result := sim.Run(sim.Options{Initiator: sim.Party{Session: session.Config{}}, Acceptor: kinds()[0].options(0).Acceptor})
	if result.Err == nil || !strings.Contains(result.Err.Error(), "Dictionary is missing") {
		t.Errorf("got %v", result.Err)
	}
}
