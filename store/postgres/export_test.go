package postgres

// Commits returns the number of transactions so far, but for those that opened
// sessions.
func (s *Store) Commits() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.done
}
