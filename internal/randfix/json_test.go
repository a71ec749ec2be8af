package randfix_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/affixgo/affix/internal/randfix"
	"github.com/affixgo/affix/runtime"
)

// Message to JSON to message leaves the same bytes, through encoding/json and
// the generated methods, for every message of every version.
func TestJSONRoundTrip(t *testing.T) {
	t.Parallel()
	messages(t, 6, func(t *testing.T, mt *runtime.MessageType, frame []byte) {
		m := mt.New()
		if err := runtime.Unmarshal(frame, m); err != nil {
			t.Fatalf("%v\n%s", err, show(frame))
		}
		if _, ok := m.(json.Marshaler); !ok {
			t.Fatal("MarshalJSON is missing")
		}
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatalf("%v\n%s", err, show(frame))
		}
		back := mt.New()
		if err := json.Unmarshal(text, back); err != nil {
			t.Fatalf("%v\n%s\n%s", err, show(frame), text)
		}
		got, err := runtime.Marshal(back)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if !bytes.Equal(got, frame) {
			t.Fatalf("came back different:\n%s\n%s\n%s", show(frame), show(got), text)
		}
	})
}

// The JSON of a message is read by its MsgType, and with spaces in it too.
func TestParseJSON(t *testing.T) {
	t.Parallel()
	for _, d := range dictionaries {
		for _, mt := range d.Messages {
			frame := randfix.New(5).Frame(mt)
			m := mt.New()
			if err := runtime.Unmarshal(frame, m); err != nil {
				t.Fatal(err)
			}
			text, err := json.MarshalIndent(m, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			back, err := d.ParseJSON(text)
			if err != nil {
				t.Fatalf("%s: %v\n%s", mt.Name, err, text)
			}
			got, err := runtime.Marshal(back)
			if err != nil || !bytes.Equal(got, frame) {
				t.Fatalf("%s: %v, came back different:\n%s\n%s", mt.Name, err, show(frame), show(got))
			}
		}
	}
}

// Any JSON is an error or a message that comes back the same.
func FuzzJSON(f *testing.F) {
	for _, d := range dictionaries {
		for i, mt := range d.Messages {
			if i%9 != 0 {
				continue
			}
			m := mt.New()
			if err := runtime.Unmarshal(randfix.New(3).Frame(mt), m); err != nil {
				f.Fatal(err)
			}
			text, err := runtime.MarshalJSON(m)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
	for _, text := range []string{
		`{"Header":{"MsgType":"D"},"Body":{"11":"A","5001":"x","$unknown":[{"5001":"y"},{"5002":{"$base64":"/w=="}}]}}`,
		`{"Header":{"35":"D"},"Body":{"NoPartyIDs":[{"PartyID":"A","77777":""}],"NoAllocs":[]},"Trailer":{}}`,
		`{"Header":{"MsgType":"8"},"Body":{"Price":1.50,"PossResend":true,"Text":{"$base64":"/w=="},"95":3,"96":"YQFi"}}`,
		`{"Header":{"MsgType":"A"},"Body":null}`, `null`, `[]`, `{"Header":[]}`, `{"Header":{"MsgType":"D"},"Body":{"NoPartyIDs":[[]]}}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, d := range dictionaries {
			m, err := d.ParseJSON(data)
			if err != nil {
				_ = err.Error()
				continue
			}
			frame, err := runtime.Marshal(m)
			text, jsonErr := runtime.MarshalJSON(m)
			if (err == nil) != (jsonErr == nil) {
				t.Fatalf("Marshal: %v, MarshalJSON: %v\n%s", err, jsonErr, data)
			}
			if err != nil {
				continue
			}
			_ = runtime.Text(m)
			back, err := d.ParseJSON(text)
			if err != nil {
				t.Fatalf("%v\n%s\n%s", err, data, text)
			}
			again, err := runtime.Marshal(back)
			if err != nil || !bytes.Equal(again, frame) {
				t.Fatalf("%v, came back different:\n%s\n%s\n%s", err, show(frame), show(again), text)
			}
		}
	})
}
