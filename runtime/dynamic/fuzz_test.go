package dynamic_test

import (
	"os"
	"strings"
	"testing"

	"github.com/affixgo/affix/internal/randfix"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/runtime/dynamic"
)

// Any bytes are an error or a dictionary whose messages can be made, sent and
// read.
func FuzzParse(f *testing.F) {
	f.Add([]byte(venue))
	f.Add([]byte(strings.ReplaceAll(venue, "NoLegs", "NoNotes")))
	f.Add([]byte(`<fix type="FIX" major="4" minor="4"><header><field name="BeginString" required="Y"/></header>` +
		`<trailer><field name="CheckSum" required="Y"/></trailer><messages><message name="M" msgtype="U1" msgcat="app">` +
		`<group name="NoX" required="Y"><field name="X" required="N"/></group></message></messages>` +
		`<components/><fields><field number="8" name="BeginString" type="STRING"/><field number="10" name="CheckSum" type="STRING"/>` +
		`<field number="5000" name="NoX" type="NUMINGROUP"/><field number="5001" name="X" type="CHAR"><value enum="1" description="ONE"/></field></fields></fix>`))
	if src, err := os.ReadFile("../../gen/testdata/hostile.yaml"); err == nil {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		d, err := dynamic.Parse("fuzz.yaml", src, dynamic.Options{Lenient: true})
		if err != nil {
			_ = err.Error()
			return
		}
		random := randfix.New(1)
		for i, mt := range d.Messages {
			if i == 3 {
				break
			}
			m := mt.New()
			if len(random.Fields(mt)) > 1<<16 {
				continue
			}
			frame := random.Frame(mt)
			var raw runtime.Raw
			if raw.Parse(frame, d.Version) != nil {
				continue // a MsgType that cannot be sent
			}
			if runtime.Decode(&raw, m, runtime.Lenient()).OK() {
				if _, err := runtime.Marshal(m); err != nil {
					t.Fatalf("%v\n%s", err, show(frame))
				}
			}
			_ = runtime.Text(m.(*dynamic.Message).Clone())
		}
	})
}
