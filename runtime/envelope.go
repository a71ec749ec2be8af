package runtime

import "strconv"

// The tags that frame a message or that a session fills in.
const (
	tagBeginString   = 8
	tagBodyLength    = 9
	tagCheckSum      = 10
	tagMsgSeqNum     = 34
	tagMsgType       = 35
	tagPossDupFlag   = 43
	tagPossResend    = 97
	tagSenderCompID  = 49
	tagSendingTime   = 52
	tagTargetCompID  = 56
	tagOrigSending   = 122
	tagLastProcessed = 369
)

// lengthDigits is how many digits of BodyLength are left open at first: most
// messages have 100 to 999 bytes, others are moved.
const lengthDigits = 3

// beginFrame appends "8=...SOH9=" and room for the length.
func beginFrame(dst []byte, beginString string) []byte {
	dst = append(dst, "8="...)
	dst = append(dst, beginString...)
	return append(dst, "\x019=000"...)
}

// endFrame fills in BodyLength of the frame that begins at start and whose
// fields, each led by its SOH, reach to the end of dst, and appends CheckSum.
func endFrame(dst []byte, start int, beginString string) []byte {
	length := start + len("8=") + len(beginString) + len("\x019=")
	if body := len(dst) - length - lengthDigits; body >= 100 && body < 1000 {
		appendPadded3(dst[:length], uint64(body))
	} else {
		var digits [20]byte
		text := strconv.AppendInt(digits[:0], int64(body), 10)
		dst = resize(dst, length, lengthDigits, len(text))
		copy(dst[length:], text)
	}
	dst = append(dst, SOH)
	sum := Checksum(dst[start:])
	return append(dst, '1', '0', '=', '0'+sum/100, '0'+sum/10%10, '0'+sum%10, SOH)
}

// resize makes the n bytes at dst[at:] into m, moving what is behind.
func resize(dst []byte, at, n, m int) []byte {
	if m > n {
		dst = append(dst, make([]byte, m-n)...)
		copy(dst[at+m:], dst[at+n:len(dst)-(m-n)])
		return dst
	}
	copy(dst[at+m:], dst[at+n:])
	return dst[:len(dst)-(n-m)]
}

// AppendFrame appends a frame made of fields, each led by SOH, of which the
// first is MsgType (35): "\x0135=0\x0149=US...". BeginString, BodyLength and
// CheckSum are put around it.
func AppendFrame(dst []byte, beginString string, fields []byte) []byte {
	start := len(dst)
	dst = beginFrame(dst, beginString)
	dst = append(dst, fields...)
	return endFrame(dst, start, beginString)
}
