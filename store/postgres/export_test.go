package postgres

import "context"

// Commits returns the number of transactions so far, but for those that opened
// sessions.
func (s *Store) Commits() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.done
}

// Deallocate makes the server forget the prepared statements of a store that is
// at rest.
func Deallocate(ctx context.Context, s *Store) error {
	_, err := s.w.conn.Exec(ctx, "DEALLOCATE ALL")
	return err
}
