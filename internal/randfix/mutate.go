package randfix

import (
	"bytes"
	"math/rand/v2"
	"strconv"

	"github.com/affixgo/affix/runtime"
)

// Mutate returns fields, as [Source.Fields] makes them, with one thing wrong, or
// at least different: a value, a tag, the order, a field too many or one too few.
func Mutate(rng *rand.Rand, fields []byte, v *runtime.Version) []byte {
	parts := bytes.Split(fields[1:], []byte{runtime.SOH})
	at := 1 + rng.IntN(max(1, len(parts)-1)) // MsgType stays
	if at >= len(parts) {
		at = len(parts) - 1
	}
	tag, value, _ := bytes.Cut(parts[at], []byte("="))
	anyTag := strconv.Itoa(v.Fields[rng.IntN(len(v.Fields))].Tag)
	put := func(tag, value string) { parts[at] = []byte(tag + "=" + value) }
	insert := func(field string) {
		parts = append(parts[:at:at], append([][]byte{[]byte(field)}, parts[at:]...)...)
	}
	switch rng.IntN(12) {
	case 0:
		put(string(tag), "")
	case 1:
		put(string(tag), string(value)+"x")
	case 2:
		put(string(tag), "~")
	case 3:
		put(string(tag), strconv.Itoa(rng.IntN(40)-5))
	case 4:
		put(anyTag, string(value))
	case 5:
		insert(anyTag + "=1")
	case 6:
		insert("19999=user")
	case 7:
		insert([]string{"0=zero", "-1=minus", "4999=unknown", "10=000"}[rng.IntN(4)])
	case 8:
		insert(string(parts[at]))
	case 9:
		parts = append(parts[:at:at], parts[at+1:]...)
	case 10:
		other := 1 + rng.IntN(max(1, len(parts)-1))
		if other < len(parts) {
			parts[at], parts[other] = parts[other], parts[at]
		}
	default:
		put(string(tag), string(value)+" "+string(value))
	}
	return append([]byte{runtime.SOH}, bytes.Join(parts, []byte{runtime.SOH})...)
}
