package session

// MarshalText returns the name of the state, so that JSON shows it.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes; another text is no error, so
// that a program may read what a later version of this package says, and yields
// an unknown state.
func (s *State) UnmarshalText(text []byte) error { *s = State(named(stateNames[:], text)); return nil }

// MarshalText returns the name of the reason, so that JSON shows it.
func (r Reason) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what MarshalText writes; another text is no error, and
// yields an unknown reason.
func (r *Reason) UnmarshalText(text []byte) error {
	*r = Reason(named(reasonNames[:], text))
	return nil
}

// MarshalText returns the name of the kind, so that JSON shows it.
func (k EventKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// MarshalText returns the name of the role, so that JSON shows it.
func (r Role) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (r *Role) UnmarshalText(text []byte) error {
	*r = Acceptor
	if string(text) == Initiator.String() {
		*r = Initiator
	}
	return nil
}

// named returns the place of a name, 255 if it is none.
func named(names []string, text []byte) uint8 {
	for i, name := range names {
		if name == string(text) {
			return uint8(i)
		}
	}
	return 255
}
