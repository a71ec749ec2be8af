package venueauth

import "fmt"

// String returns the name of the encoding in config files: "base64url".
func (e Encoding) String() string {
	switch e {
	case Base64:
		return "base64"
	case Base64URL:
		return "base64url"
	case Hex:
		return "hex"
	case HexUpper:
		return "hex-upper"
	}
	return fmt.Sprintf("Encoding(%d)", uint8(e))
}

// String returns the name of the form in config files: "hex".
func (f SecretForm) String() string {
	switch f {
	case SecretText:
		return "text"
	case SecretBase64:
		return "base64"
	case SecretHex:
		return "hex"
	}
	return fmt.Sprintf("SecretForm(%d)", uint8(f))
}

// String returns the name of the form in config files, "unix-millis"; that of
// none is empty.
func (f TimeForm) String() string {
	switch f {
	case 0:
		return ""
	case UnixSeconds:
		return "unix-seconds"
	case UnixMillis:
		return "unix-millis"
	case UnixMicros:
		return "unix-micros"
	case UnixNanos:
		return "unix-nanos"
	}
	return fmt.Sprintf("TimeForm(%d)", uint8(f))
}
