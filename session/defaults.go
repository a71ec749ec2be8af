package session

// WithDefaults returns a copy with every default filled in, as the machine uses
// it.
func (c Config) WithDefaults() Config { return c.withDefaults() }
