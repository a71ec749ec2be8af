package engine

// WithDefaults returns a copy with every default filled in.
func (l Limits) WithDefaults() Limits { return l.withDefaults() }

// WithDefaults returns a copy with every default filled in.
func (b Backoff) WithDefaults() Backoff { return b.withDefaults() }
