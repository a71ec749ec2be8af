package runtime

import "unsafe"

// PlainDecimal and PlainTimestamp are the fast ways to read a value; ok is false
// if it has to be read another way.
func PlainDecimal(value string) (d Decimal, ok bool) {
	b := []byte(value + "\x0110=000\x01")
	v := unsafe.Pointer(unsafe.SliceData(b))
	if d, ok = shortDecimal(loadWord(v), uint64(len(value))); !ok {
		d, ok = mediumDecimal(v, uint64(len(value)))
	}
	return d, ok
}

func PlainTimestamp(value string) (t UTCTimestamp, ok bool) {
	b := []byte(value + "\x0110=000\x01")
	return millisTimestamp(unsafe.Pointer(unsafe.SliceData(b)), uint64(len(value)))
}
