package sqlite

import (
	"context"
	"errors"
	"fmt"

	"github.com/affixgo/affix/store"
)

// Err returns why the store can record nothing at present, nil while it can.
// Open tries whether the cause is gone.
func (s *Store) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// recover makes a store that failed usable again, or returns why it cannot be:
// what memory holds is ahead of the database by what the failed transaction had,
// so that is opened anew. Logs that are open stay failed.
func (s *Store) recover(ctx context.Context) error {
	s.dbmu.Lock()
	defer s.dbmu.Unlock()
	s.mu.Lock()
	failed, closed := s.err, s.closed
	s.mu.Unlock()
	switch {
	case closed:
		return store.ErrClosed
	case failed == nil: // recovered for another
		return nil
	}
	_ = s.disconnect() // what it says is nothing new
	sessions, lastNum, err := s.connect(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", store.ErrFailed, errors.Join(s.openError(err), s.disconnect()))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.sessions {
		x.dead = failed
	}
	s.sessions, s.lastNum = sessions, lastNum
	s.pending, s.done, s.err = batch{}, s.end, nil
	return nil
}
