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
