package inspect

import (
	"bytes"
	"strconv"
)

// secret are the tags whose values are not shown: RawData, Username, Password,
// NewPassword.
var secret = [...]string{"96", "553", "554", "925"}

// readable is msg on one line: | for SOH, escapes for what else cannot be
// printed, *** for credentials.
func readable(msg []byte, secrets bool) string {
	var dst []byte
	rawData := -1 // length of field 96, as field 95 says
	for len(msg) > 0 {
		tag, value, found := bytes.Cut(msg, []byte("="))
		if !found || len(tag) > 10 {
			dst = appendText(dst, msg)
			break
		}
		n := bytes.IndexByte(value, 1)
		if string(tag) == "96" && rawData >= 0 && rawData <= len(value) {
			n = rawData // may hold SOH
		}
		if n < 0 {
			n = len(value)
		}
		if string(tag) == "95" {
			rawData = -1
			if i, err := strconv.Atoi(string(value[:n])); err == nil {
				rawData = i
			}
		}
		dst = append(appendText(dst, tag), '=')
		if !secrets && isSecret(string(tag)) {
			dst = append(dst, "***"...)
		} else {
			dst = appendText(dst, value[:n])
		}
		if msg = value[n:]; len(msg) > 0 {
			dst = append(dst, '|')
			msg = msg[1:]
		}
	}
	return string(dst)
}

func isSecret(tag string) bool {
	for _, s := range secret {
		if s == tag {
			return true
		}
	}
	return false
}

func appendText(dst, b []byte) []byte {
	for _, c := range b {
		switch {
		case c == 1:
			dst = append(dst, '|')
		case c < ' ' || c == 0x7F || c == '\\':
			dst = append(dst, `\x`...)
			dst = append(dst, "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return dst
}
