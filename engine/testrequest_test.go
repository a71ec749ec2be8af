package engine_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/session"
)

func TestTestRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		if _, err := v.TestRequest(t.Context()); !errors.Is(err, session.ErrNotLoggedOn) {
			t.Errorf("before the Logon: %v", err)
		}
		p := v.logon(t, 1, "")
		var took time.Duration
		ask := func(ctx context.Context) <-chan error {
			done := make(chan error, 1)
			go func() {
				var err error
				took, err = v.TestRequest(ctx)
				done <- err
			}()
			return done
		}
		answer := func() { p.send("35=0|112=" + field(p.expect("35=1"), 112)) }

		done := ask(t.Context())
		m := p.expect("35=1")
		pass(70 * time.Millisecond)
		p.send("35=0|112=" + field(m, 112))
		if err := <-done; err != nil || took != 70*time.Millisecond {
			t.Errorf("answered after %v, %v", took, err)
		}

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		done = ask(ctx)
		late := p.expect("35=1")
		if err := <-done; !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("no answer: %v", err)
		}
		p.send("35=0|112=" + field(late, 112))

		first := ask(t.Context())
		p.expect("35=1")
		pass(time.Millisecond)
		second := ask(t.Context())
		if err := <-first; !errors.Is(err, engine.ErrTestReplaced) {
			t.Errorf("the first of two: %v", err)
		}
		answer()
		if err := <-second; err != nil {
			t.Errorf("the second of two: %v", err)
		}

		done = ask(t.Context())
		p.expect("35=1")
		_ = p.conn.Close()
		if err := <-done; !errors.Is(err, engine.ErrTestLost) {
			t.Errorf("the connection is lost: %v", err)
		}
	})
}
