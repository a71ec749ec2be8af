package runtime

import "strconv"

// SOH is the byte that ends every field.
const SOH = 0x01

// Field is a tag and the text of its value, as it stands on the wire.
type Field struct {
	Tag   int
	Value string
}

// String returns "tag=value", with *** for the values of credentials: see
// [Secret].
func (f Field) String() string {
	if Secret(f.Tag) {
		return strconv.Itoa(f.Tag) + "=***"
	}
	return strconv.Itoa(f.Tag) + "=" + f.Value
}

// GoString returns what String does, quoted.
func (f Field) GoString() string { return strconv.Quote(f.String()) }

// AppendField appends SOH, the tag, '=' and the value: fields are written with
// the SOH of their predecessor in front.
func AppendField(dst []byte, tag int, value string) []byte {
	dst = append(dst, SOH)
	dst = strconv.AppendInt(dst, int64(tag), 10)
	dst = append(dst, '=')
	return append(dst, value...)
}

// AppendFieldUint is [AppendField] for a number.
func AppendFieldUint(dst []byte, tag int, value uint64) []byte {
	dst = append(dst, SOH)
	dst = strconv.AppendInt(dst, int64(tag), 10)
	dst = append(dst, '=')
	return strconv.AppendUint(dst, value, 10)
}
