package engine

import (
	"context"
	"iter"
	"time"

	"github.com/affixgo/affix/store"
)

// noLog is the log of a session that the store has refused so far.
type noLog struct{ id string }

func (l noLog) State() store.State         { return store.State{ID: l.id} }
func (noLog) SaveOut(uint64, []byte) error { return store.ErrClosed }
func (noLog) SetNextIn(uint64) error       { return store.ErrClosed }
func (noLog) SetNextOut(uint64) error      { return store.ErrClosed }
func (noLog) Reset(time.Time) error        { return store.ErrClosed }
func (noLog) Sync(context.Context) error   { return store.ErrClosed }
func (noLog) Close() error                 { return nil }
func (noLog) Messages(context.Context, uint64, uint64) iter.Seq2[store.Message, error] {
	return func(yield func(store.Message, error) bool) { yield(store.Message{}, store.ErrClosed) }
}
