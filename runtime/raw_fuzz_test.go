package runtime_test

import (
	"bytes"
	"testing"

	"github.com/affixgo/affix/runtime"
)

// Whatever the scanner accepts is the frame, field by field.
func FuzzRaw(f *testing.F) {
	f.Add([]byte(start + "11=X|54=1|"))
	f.Add([]byte(start + "95=3|96=a|b|58=t|"))
	f.Add([]byte("35=D|95=99999999999999999999|96=x|93=0|89=|"))
	f.Add([]byte("35=D|-1=x|0=y|007=z|123456789=a|1234567890=b|"))
	f.Add([]byte("35=D|95=2|95=3|96=ab|96=cd|"))
	f.Fuzz(func(t *testing.T, body []byte) {
		body = bytes.ReplaceAll(body, []byte{'|'}, []byte{runtime.SOH})
		for _, b := range [][]byte{body, framed(body)} {
			for _, v := range []*runtime.Version{&version, nil} {
				var raw runtime.Raw
				if raw.Parse(b, v) != nil {
					if raw.Len() != 0 || raw.MsgType() != nil || raw.BeginString() != nil {
						t.Fatal("fields of a garbled message")
					}
					continue
				}
				checkRaw(t, &raw, b)
			}
		}
	})
}

// framed puts BeginString, BodyLength and CheckSum around a body.
func framed(body []byte) []byte {
	return runtime.AppendFrame(nil, "FIX.4.4", append([]byte{runtime.SOH}, bytes.TrimSuffix(body, []byte{runtime.SOH})...))
}

func checkRaw(t *testing.T, raw *runtime.Raw, frame []byte) {
	t.Helper()
	rest := frame
	for i := range raw.Len() {
		tag, value := raw.At(i)
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 || !bytes.HasPrefix(rest[eq+1:], value) || rest[eq+1+len(value)] != runtime.SOH {
			t.Fatalf("field %d is not %d=%q in %q", i, tag, value, rest)
		}
		rest = rest[eq+1+len(value)+1:]
		if first, ok := raw.Get(tag); !ok || i == 0 && !bytes.Equal(first, value) {
			t.Fatalf("tag %d cannot be found", tag)
		}
	}
	if len(rest) > 0 {
		t.Fatalf("%q is no field", rest)
	}
	n := len(raw.Header()) + len(raw.Body()) + len(raw.Trailer())
	if n != raw.Len() {
		t.Fatalf("%d fields in the parts, %d in all", n, raw.Len())
	}
	m := raw.Clone().Forward()
	_ = m.String()
	c, err := runtime.NewComposer(&version, nil, runtime.Millis)
	if err != nil {
		t.Fatal(err)
	}
	c.SetPolicy(runtime.Lenient())
	out, f := c.AppendRaw(nil, m, runtime.Stamp{MsgSeqNum: 1}, dictionary)
	if !f.OK() {
		return
	}
	var again runtime.Raw
	if err := again.Parse(out, &version); err != nil {
		t.Fatalf("%v: %q", err, out)
	}
	if f := dictionary.Validate(&again, runtime.Lenient()); !f.OK() {
		t.Fatalf("sent, and refused by the peer: %v %q", f, out)
	}
}

// A value that is accepted by a field is given back byte for byte, and stands so
// on the wire.
func FuzzField(f *testing.F) {
	for i, value := range []string{"002000.00", "23.", ".5", "-0", "1", "Y", "20261124-10:00:00.123456789012", "20261124", "1 2", "a\x01b", "x", "-7", "1000", "1000.1"} {
		f.Add(uint16(i), []byte(value))
	}
	tags := []int{11, 18, 22, 34, 38, 43, 44, 54, 56, 58, 60, 64, 89, 96, 114, 122, 15, 369, 9000, 448, 452}
	f.Fuzz(func(t *testing.T, which uint16, value []byte) {
		tag := tags[int(which)%len(tags)]
		var m order
		v := runtime.At(&m)
		if err := v.Set(tag, string(value)); err != nil || len(value) == 0 {
			return
		}
		if got, ok := v.Get(tag); !ok || got != string(value) {
			t.Fatalf("%d=%q is given back as %q", tag, value, got)
		}
		b, err := runtime.Marshal(&m)
		if err != nil {
			t.Fatalf("%d=%q: %v", tag, value, err)
		}
		var raw runtime.Raw
		if err := raw.Parse(b, &version); err != nil {
			t.Fatal(err)
		}
		if got, _ := raw.Get(tag); string(got) != string(value) {
			t.Fatalf("%d=%q is sent as %q", tag, value, got)
		}
		var again order
		if err := runtime.Unmarshal(b, &again); err != nil {
			t.Fatalf("%d=%q: %v", tag, value, err)
		}
		if got, _ := runtime.At(&again).Get(tag); got != string(value) {
			t.Fatalf("%d=%q came back as %q", tag, value, got)
		}
	})
}
