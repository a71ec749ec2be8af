package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/affixgo/affix/store/postgres"
	"github.com/affixgo/affix/store/storetest"
)

func TestPrepared(t *testing.T) {
	t.Run("Suite", func(t *testing.T) { storetest.Run(t, conformance(newPool(t), true)) })
	t.Run("BackendsTerminated", func(t *testing.T) {
		name := schema(t)
		tables := postgres.Tables{Schema: name}
		s := open(t, postgres.Config{Tables: tables, Prepare: true, Pool: newPool(t, application(name))})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		l := startLoad(ctx, t, s, 8)
		for range 5 {
			execSQL(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '`+name+`'`)
			l.goOn(ctx, t)
		}
		l.finish(t, open(t, postgres.Config{Tables: tables}))
	})
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
