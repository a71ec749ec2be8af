package sqlite

import "context"

// CountMessages returns how many messages the database has of a session, of all
// epochs.
func CountMessages(s *Store, id string) (n int) {
	s.dbmu.Lock()
	defer s.dbmu.Unlock()
	err := s.conn.QueryRowContext(context.Background(),
		"SELECT count(*) FROM message WHERE session = ?", s.sessions[id].num).Scan(&n)
	if err != nil {
		return -1
	}
	return n
}

// Fill leaves the database no room to grow, until it is opened again.
func Fill(s *Store) error {
	s.dbmu.Lock()
	defer s.dbmu.Unlock()
	_, err := s.conn.ExecContext(context.Background(), "PRAGMA max_page_count = 1")
	return err
}
