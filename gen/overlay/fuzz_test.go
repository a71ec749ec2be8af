package overlay_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/overlay"
)

// Whatever an overlay holds, it is applied or refused; and what can be read is
// written and read as it was.
func FuzzApply(f *testing.F) {
	src, err := os.ReadFile("testdata/base.yaml")
	if err != nil {
		f.Fatal(err)
	}
	base, err := dict.ReadYAML("base.yaml", src)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		"extends: base\n",
		"extends: base\nname: V\nheader: {add: {Side: {after: MsgType}}}\nmessages: {only: [News], News: {remove: [Text], groups: {}}}\n",
		"extends: base\nmessages: {NewOrderSingle: {require: [Account], optional: Side, groups: {NoAllocs: {replace: [Text], name: X}}}}\n",
		"extends: base\nmessages: {remove: [News], New: {msgtype: XYZ, fields: [Text]}, Heartbeat: {rename: Beat}}\n",
		"extends: base\ncomponents: {Instrument: {add: [{Text: {before: Symbol}}]}, New: [Text], remove: [Unused]}\n",
		"extends: base\nfields: {only: [Text], Side: {values: {only: ['1'], remove: ['2'], rename: {'1': x}, add: {'9': y}}}, X: {number: 1, type: INT, values: {'1': a}}}\n",
		"extends: base\nfields: {Side: {enum: Text, values: {replace: [{'1': a}, {'1': b}]}, rename: Seite, length: Text, doc: \"a\\tb\"}}\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		o, err := dict.ReadOverlay("venue.yaml", text)
		if err != nil {
			return
		}
		written := dict.WriteOverlay(o)
		again, err := dict.ReadOverlay("venue.yaml", written)
		if err != nil {
			t.Fatalf("%v\n%s", err, written)
		}
		if second := dict.WriteOverlay(again); !bytes.Equal(written, second) {
			t.Fatalf("written again, it differs:\n%s\n%s", written, second)
		}
		got, err := overlay.Apply(base, o)
		if err != nil {
			return
		}
		if _, err := overlay.Apply(base, overlay.Between(base, got, "base")); err != nil {
			t.Fatalf("what leads there does not: %v", err)
		}
	})
}
