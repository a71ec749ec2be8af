package engine_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
)

func TestInitiators(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 20
		v := startVenue(t, engine.NewRouter(), func(cfg *engine.AcceptorConfig) {
			for i := range n {
				cfg.Sessions = append(cfg.Sessions, session.Config{
					Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: fmt.Sprint("C", i),
				})
			}
		})
		var g engine.Initiators
		st := newMemory()
		cfg := func(i int) engine.InitiatorConfig {
			return engine.InitiatorConfig{
				Addresses: []string{"venue:1"}, Dial: v.pipe.dial, Store: st, Router: engine.NewRouter(),
				Session: session.Config{Dictionary: fix44.Dictionary, SenderCompID: fmt.Sprint("C", i), TargetCompID: "VENUE"},
			}
		}
		if len(g.Sessions()) != 0 || g.Session("x") != nil {
			t.Error("the zero value has sessions")
		}
		for i := range n {
			s, err := g.Add(t.Context(), cfg(i))
			if err != nil {
				t.Fatal(err)
			}
			waitLoggedOn(t, s)
		}
		if _, err := g.Add(t.Context(), cfg(3)); !errors.Is(err, engine.ErrKnown) {
			t.Errorf("twice: %v", err)
		}
		if _, err := g.Add(t.Context(), engine.InitiatorConfig{}); err == nil {
			t.Error("an empty config is accepted")
		}
		all := g.Sessions()
		if len(all) != n || all[0].ID() != "FIX.4.4:C0->VENUE" || g.Session(all[4].ID()) != all[4] {
			t.Errorf("%d sessions", len(all))
		}
		if err := g.Remove(t.Context(), all[0].ID()); err != nil {
			t.Error(err)
		}
		if err := g.Remove(t.Context(), all[0].ID()); !errors.Is(err, engine.ErrUnknown) {
			t.Errorf("removed twice: %v", err)
		}
		if _, err := g.Add(t.Context(), cfg(0)); err != nil {
			t.Error(err)
		}
		if err := g.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		for _, s := range v.Sessions() {
			if s.LoggedOn() {
				t.Errorf("%s is still logged on", s.ID())
			}
		}
		if _, err := g.Add(t.Context(), cfg(0)); !errors.Is(err, engine.ErrShutdown) {
			t.Errorf("after Shutdown: %v", err)
		}
	})
}
