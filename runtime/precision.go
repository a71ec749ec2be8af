package runtime

import "fmt"

// Precision is the number of fractional second digits of a time on the wire,
// 0 to 12. Every number of digits is read and kept; the constants are the ones
// that counterparties agree on. Values above Picos count as Picos.
type Precision uint8

// The usual precisions. FIX up to 4.4 knows Seconds and Millis; the finer ones
// came with FIX 5.0 SP2 (extension packs 90 and later).
const (
	Seconds Precision = 0  // 12:30:00
	Millis  Precision = 3  // 12:30:00.123
	Micros  Precision = 6  // 12:30:00.123456
	Nanos   Precision = 9  // 12:30:00.123456789
	Picos   Precision = 12 // 12:30:00.123456789012
)

// String returns the name of the precision in config files: "millis".
func (p Precision) String() string {
	switch p {
	case Seconds:
		return "seconds"
	case Millis:
		return "millis"
	case Micros:
		return "micros"
	case Nanos:
		return "nanos"
	case Picos:
		return "picos"
	}
	return fmt.Sprintf("Precision(%d)", uint8(p))
}

// fraction returns the first p digits of the fractional second ns.
func (p Precision) fraction(ns int) uint64 {
	v := uint64(ns)
	switch {
	case p == Millis:
		return v / 1e6
	case p == Micros:
		return v / 1e3
	case p < Nanos:
		return v / pow10[Nanos-p]
	default:
		return v * pow10[p-Nanos]
	}
}
