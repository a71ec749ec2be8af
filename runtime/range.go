package runtime

// Range bounds the values of a number field, both ends included. An end that is
// empty is open.
type Range struct {
	Min, Max string // decimal numbers
}

// bounds is a Range prepared for comparing.
type bounds struct {
	min, max Decimal // absent if open
}

// prepared returns nil for a nil Range, or one that bounds nothing. An end that
// is no number is open.
func (r *Range) prepared() *bounds {
	if r == nil {
		return nil
	}
	b := new(bounds)
	b.min, _ = parseDecimal([]byte(r.Min))
	b.max, _ = parseDecimal([]byte(r.Max))
	if !b.min.IsSet() && !b.max.IsSet() {
		return nil
	}
	return b
}

// has reports whether a value is within. What is no number is for others to
// refuse.
func (b *bounds) has(value []byte) bool {
	v, ok := parseDecimal(value)
	return !ok || (!b.min.IsSet() || v.Cmp(b.min) >= 0) && (!b.max.IsSet() || v.Cmp(b.max) <= 0)
}

// Contains reports whether a number, as it stands on the wire, is within the
// range. A nil Range holds everything.
func (r *Range) Contains(value string) bool {
	b := r.prepared()
	return b == nil || b.has([]byte(value))
}
