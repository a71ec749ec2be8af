package runtime

// Checksum returns the sum of all bytes modulo 256, as field 10 carries it.
func Checksum(b []byte) byte {
	return byte(sum(b))
}
