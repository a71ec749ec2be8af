package postgres_test

import (
	"testing"

	"github.com/affixgo/affix/store/postgres"
	"github.com/affixgo/affix/store/storetest"
)

func TestPrepared(t *testing.T) {
	t.Run("Suite", func(t *testing.T) { storetest.Run(t, conformance(newPool(t), true)) })
	t.Run("BackendsTerminated", func(t *testing.T) { terminateBackends(t, postgres.Config{Prepare: true}) })
	t.Run("Forgotten", func(t *testing.T) {
		tables := postgres.Tables{Schema: schema(t)}
		s := open(t, postgres.Config{Tables: tables, Prepare: true})
		l := openLog(t, s, id)
		save(t, l, 3)
		syncLog(t, l)
		must(t, postgres.Deallocate(t.Context(), s))
		save(t, l, 3)
		syncLog(t, l)
		wantMessages(t, l, 1, 6)
	})
}
